"""<trouvere-search> in a page of another origin: typed into, paged, themed, refused, lied to."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, send_from_directory

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app
from trouvere.web.catalogue import load_catalogue

pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "widget"
WRITTEN = "http://127.0.0.1:8080"
"""Where the example says the search is."""
PAYLOAD = '<img src=x onerror="alert(1)"><script>alert(2)</script>\'"><svg onload=alert(3)>'
NOW = dt.datetime.now(dt.timezone(dt.timedelta(hours=-4))).replace(hour=23, minute=5)
"""In the zone of Québec, where Greenwich has the next day already."""
ARTICLES = [
    Article(id="hour", title="Le pont", text="Le viaduc rouvre.", source="AP", date=NOW - dt.timedelta(days=1)),
    Article(id="old", title="Le pont", text="Le viaduc ferme.", source="AP", date="2021-05-04T23:30:00-04:00"),
    Article(
        id="a/b c?d#é", title="Visite à Pékin", text="Loukachenko est à Pékin.", source="AP", date=dt.date(2023, 3, 1)
    ),
    Article(id="..", title="Les dots", text="Un identifiant baroque : deux points."),
    Article(
        id=f"x{PAYLOAD}",
        title=f"Hostile {PAYLOAD}",
        text=f"Piège {PAYLOAD} hostile. {PAYLOAD}",
        source=PAYLOAD,
        url="javascript:alert(4)",
    ),
    Article(
        id="j2", title="Hostile encore", text="Piège par l’adresse.", url=" \tjava\nscript:alert(5)//https://a.fr/"
    ),
    Article(id="ok", title="Une adresse", text="Un article ailleurs.", url="https://exemple.fr/a?b=1"),
    *(
        Article(
            id=f"greve-{n}",
            title=f"Grève : {n} lignes",
            text=f"La grève touche {n} lignes.",
            source="AP" if n % 2 else "AFP",
        )
        for n in range(1, 13)
    ),
]
Open = Callable[..., Any]


def page_app() -> Flask:
    """The example as a site of its own serves it; where the search is comes from `app.config`."""
    app = Flask("page")

    @app.get("/")
    def page() -> Response:
        text = (EXAMPLE / "index.html").read_text(encoding="utf-8").replace(WRITTEN, app.config["SEARCH"])
        return Response(text, content_type="text/html; charset=utf-8")

    @app.get("/<path:name>")
    def file(name: str) -> Response:
        return send_from_directory(EXAMPLE, name)

    return app


@pytest.fixture(scope="module")
def sites(serve: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Three origins: the search, a page it allows, a page it does not."""
    path = tmp_path_factory.mktemp("widget") / "articles.idx"
    build_index(path, ARTICLES)
    allowed, stranger = page_app(), page_app()
    with (
        serve(allowed) as good,
        serve(stranger) as bad,
        serve(create_app(path, settings=Settings(cors_origins=good))) as search,
    ):
        allowed.config["SEARCH"] = stranger.config["SEARCH"] = search
        yield {"search": search, "good": good, "bad": bad}


@pytest.fixture
def open_page(chromium: Any, sites: dict[str, str]) -> Iterator[Open]:
    contexts = []

    def open_page(site: str = "good", *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts, locale="fr-FR"
        )
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (page.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(sites[site] + "/")
        return page

    yield open_page
    for context in contexts:
        context.close()


def ask(page: Any, text: str, which: str = "trouvere-search:not(.ap)") -> Any:
    """Type a search and wait for what the element says of it."""
    widget = page.locator(which)
    widget.locator(".input").fill(text)
    widget.locator(".input").press("Enter")
    page.wait_for_function(
        "([which]) => !/^(Recherche…|Searching…|)$/.test(document.querySelector(which).shadowRoot.querySelector('.status').textContent)",
        arg=[which],
    )
    return widget


def test_dates_are_those_that_are_written(open_page: Open) -> None:
    widget = ask(open_page(), "viaduc")
    meta, written = widget.locator(".meta").all_inner_texts(), widget.locator("time")
    assert "AP · 4 mai 2021" in meta
    (recent,) = (one for one in meta if one != "AP · 4 mai 2021")
    assert recent == f"AP · {load_catalogue('fr').date(NOW - dt.timedelta(days=1), NOW.date())}"
    assert recent.endswith(", 23\u00a0h\u00a005")
    assert {one.get_attribute("datetime") for one in written.all()} == {
        *(one.as_dict()["date"] for one in ARTICLES[:2]),
    }


def test_a_foreign_page_searches_pages_and_reads(open_page: Open, sites: dict[str, str]) -> None:
    page = open_page()
    heard = "window.heard = []; addEventListener('trouvere-results', (e) => heard.push(e.detail.total))"
    page.evaluate(heard)
    widget = ask(page, "grève")
    assert widget.locator(".status").inner_text() == "12 articles · 5 affichés"
    assert widget.locator("ol > li").count() == 5
    assert widget.locator("ol mark").count() >= 5
    widget.locator(".more").click()
    page.wait_for_function(
        "() => document.querySelector('trouvere-search').shadowRoot.querySelectorAll('ol > li').length === 10"
    )
    # Who pages by keyboard goes on reading where the new ones begin.
    assert (
        page.evaluate(
            "[...document.querySelector('trouvere-search').shadowRoot.querySelectorAll('ol a')]"
            ".indexOf(document.querySelector('trouvere-search').shadowRoot.activeElement)"
        )
        == 5
    )
    widget.locator(".more").click()
    page.wait_for_function(
        "() => document.querySelector('trouvere-search').shadowRoot.querySelectorAll('ol > li').length === 12"
    )
    assert not widget.locator(".more").is_visible()
    assert widget.locator(".status").inner_text() == "12 articles"
    titles = widget.locator("ol a").all_inner_texts()
    assert len(set(titles)) == 12
    assert page.evaluate("heard") == [12, 12, 12]
    widget = ask(page, "visite Loukachenko")
    assert widget.locator(".meta").inner_text() == "AP · 1er mars 2023"
    widget.locator("ol a").click()
    page.wait_for_url(sites["search"] + "/articles/**")
    assert page.locator("h1").inner_text() == "Visite à Pékin"
    assert page.locator("mark").count() >= 2


def test_completions_by_keyboard(open_page: Open) -> None:
    page = open_page()
    field = page.locator("trouvere-search:not(.ap) .input")
    field.press_sequentially("lou")
    option = page.locator("trouvere-search:not(.ap) [role=option]")
    option.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    with page.expect_response(lambda answer: "/suggest" in answer.url and "louk" in answer.url):
        field.press_sequentially("k")
    option.first.wait_for()
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == option.first.get_attribute("id")
    assert option.first.get_attribute("aria-selected") == "true"
    field.press("ArrowUp")
    assert not field.get_attribute("aria-activedescendant")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_function("() => document.querySelector('trouvere-search').query.toLowerCase() === 'loukachenko'")
    assert page.locator("trouvere-search:not(.ap) [role=listbox]").is_hidden()
    page.locator("trouvere-search:not(.ap) ol > li").first.wait_for()


def test_two_searches_keep_apart_and_one_is_confined_and_themed(open_page: Open) -> None:
    page = open_page()
    ask(page, "grève")
    other = ask(page, "grève", ".ap")
    assert other.locator(".status").inner_text() == "6 articles · 3 shown"
    assert set(other.locator(".source").all_inner_texts()) == {"AP"}
    assert page.locator("trouvere-search:not(.ap) ol > li").count() == 5
    colour = "(one) => getComputedStyle(one).backgroundColor"
    assert other.locator(".button").evaluate(colour) == "rgb(11, 83, 148)"
    assert page.locator("trouvere-search:not(.ap) .button").evaluate(colour) == "rgb(140, 29, 47)"
    assert other.locator(".passage").first.evaluate("(one) => getComputedStyle(one).fontStyle") == "italic"


def test_nothing_found_says_so_and_leads_on(open_page: Open, sites: dict[str, str]) -> None:
    page = open_page()
    widget = ask(page, "anticonstitutionnellement")
    assert widget.locator(".status").inner_text() == "Aucun article pour «\u00a0anticonstitutionnellement\u00a0»."
    assert widget.locator(".note a").get_attribute("href").startswith(sites["search"] + "/search?q=anti")
    corrected = ask(page, "Loukachanko")
    assert "Loukachenko" in corrected.locator(".note").inner_text()
    assert corrected.locator("ol > li").count() == 1


def test_a_page_that_is_not_allowed_is_told_and_can_try_again(open_page: Open) -> None:
    page = open_page("bad")
    page.evaluate("window.failed = 0; addEventListener('trouvere-error', () => failed++)")
    widget = ask(page, "grève")
    assert widget.locator(".status").inner_text() == "La recherche est injoignable."
    widget.locator(".retry").click()
    page.wait_for_function("() => failed === 2")
    assert widget.locator("ol > li").count() == 0


@pytest.mark.parametrize(("status", "said"), [(503, "indisponible"), (500, "n’a pas pu")])
def test_errors_are_sentences(open_page: Open, status: int, said: str) -> None:
    page = open_page()
    page.route(
        "**/api/v1/search**",
        lambda route: route.fulfill(status=status, headers={"Access-Control-Allow-Origin": "*"}, body="{}"),
    )
    widget = ask(page, "grève")
    assert said in widget.locator(".status").inner_text()
    page.unroute("**/api/v1/search**")
    widget.locator(".retry").click()
    widget.locator("ol > li").first.wait_for()


def test_hostile_articles_run_nothing(open_page: Open, sites: dict[str, str]) -> None:
    page = open_page()
    widget = ask(page, "hostile piège")
    assert widget.locator("ol > li").count() == 2
    assert "<script>alert(2)</script>" in widget.locator("ol").inner_text()
    assert widget.locator("img, script, svg").count() == 0
    for link in widget.locator("ol a").all():
        assert link.evaluate("(one) => one.href").startswith(sites["search"] + "/articles/x") or link.evaluate(
            "(one) => one.href"
        ).startswith(sites["search"] + "/articles/j2")
    widget.locator(".input").press_sequentially(" <img src=x onerror=alert(6)>")
    page.wait_for_timeout(300)
    assert [line for line in page.said if "dialog" in line or "Policy" in line or "error" in line.lower()] == []


def test_links_lead_to_every_article(open_page: Open, sites: dict[str, str]) -> None:
    page = open_page()
    for query, href in (
        ("baroque", "/articles/?id=..&q=baroque"),
        ("visite", "/articles/a/b%20c%3Fd%23%C3%A9?q=visite"),
    ):
        link = ask(page, query).locator("ol a").get_attribute("href")
        assert link == sites["search"] + href
        assert page.request.get(link).status == 200
    assert ask(page, "ailleurs").locator("ol a").get_attribute("href") == "https://exemple.fr/a?b=1"


def test_without_scripts_the_form_within_is_there(open_page: Open, sites: dict[str, str]) -> None:
    page = open_page(scripts=False)
    page.fill("#sans-script", "grève")
    page.press("#sans-script", "Enter")
    page.wait_for_url(sites["search"] + "/search?q=gr%C3%A8ve")


def test_a_query_set_before_or_after_is_searched(open_page: Open) -> None:
    page = open_page()
    found = page.evaluate(
        """() => new Promise((resolve) => {
          const one = document.createElement("trouvere-search");
          one.setAttribute("src", document.querySelector("trouvere-search").getAttribute("src"));
          one.query = "grève";
          one.addEventListener("trouvere-results", (event) => resolve(event.detail.total));
          document.querySelector("main").append(one);
        })"""
    )
    assert found == 12


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(open_page: Open, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is absent")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    for site, query in (("good", "grève"), ("good", "hostile"), ("good", "zanzibar"), ("bad", "grève")):
        page = open_page(site, width=width, scheme=scheme)
        ask(page, query)
        ask(page, query, ".ap")
        if site == "good" and query == "grève":
            page.locator("trouvere-search:not(.ap) .input").press_sequentially("s")
        results = axe.Axe().run(page, options=options)
        assert results.violations_count == 0, f"{site} {query}\n{results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
