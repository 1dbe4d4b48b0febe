"""The example directory in a browser: a site's own fields filter, exclude, sort and show by clicks, back button and all."""

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ANNUAIRE = Path(__file__).resolve().parents[2] / "examples" / "annuaire"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ARTICLES = [json.loads(line) for line in (ANNUAIRE / "articles.jsonl").read_text(encoding="utf-8").splitlines()]

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def directory(serve: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    spec = importlib.util.spec_from_file_location("example_annuaire_in_browser", ANNUAIRE / "app.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with serve(module.create_app(tmp_path_factory.mktemp("annuaire"))) as address:
        yield address


def wait_for(page: Any, wanted: int) -> None:
    said = "1 article" if wanted == 1 else f"{wanted} articles"
    page.wait_for_function("said => document.querySelector('.count').innerText === said", arg=said)


def unfold(page: Any, label: str, scripts: bool) -> None:
    """Open the group of values that is called so, where it is folded; on a phone the filters before."""
    if page.locator(".refine > summary").is_visible() and not page.evaluate("document.querySelector('.refine').open"):
        page.click(".refine > summary")
    group = page.locator("details.group", has=page.get_by_text(label, exact=True))
    if group.count() and group.get_attribute("open") is None:
        group.locator("summary").first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_reader_narrows_sorts_excludes_and_goes_back(open_page: Open, directory: str, scripts: bool) -> None:
    def passing(region: str = "", low: float = 0, high: float = 1e9, paid: bool | None = None, but: str = "") -> int:
        return sum(
            (not region or one["region"] == region)
            and ((low, high) == (0, 1e9) or low <= one.get("prix", -1) <= high)
            and (paid is None or one["payant"] is paid)
            and one["category"] != but
            for one in ARTICLES
        )

    page = open_page("/", base=directory, scripts=scripts)
    wait_for(page, 60)
    assert page.title().startswith("60 articles")
    assert page.locator("h1").count() == 1

    page.click(".choice:has-text('Nièvre')")
    wait_for(page, passing("Nièvre"))
    # Each other value says what choosing it too would find.
    assert int(page.inner_text(".choice:has-text('Ain') .n")) == passing("Ain")

    unfold(page, "Prix (€)", scripts)
    assert page.get_attribute("[name='prix.min']", "placeholder") == "2,5"
    page.fill("[name='prix.min']", "5")
    page.fill("[name='prix.max']", "60")
    page.click("form:has([name='prix.max']) button")
    wait_for(page, passing("Nièvre", 5, 60))
    assert page.locator(".chips a:has-text('5 à 60')").count() == 1
    assert page.input_value("[name='prix.max']") == "60"

    unfold(page, "Payant", scripts)
    page.click(".group:has-text('Payant') .choice:has-text('non')")
    wait_for(page, passing("Nièvre", 5, 60, paid=False))

    workshops = page.locator(".group:has-text('Rubrique') li", has_text="Ateliers")
    workshops.hover()
    workshops.locator(".choice + a").click()
    narrowed = passing("Nièvre", 5, 60, paid=False, but="Ateliers")
    wait_for(page, narrowed)
    assert 0 < narrowed < 10
    assert "sauf Ateliers" in page.inner_text(".chips")
    assert page.get_attribute(".choice.excluded", "aria-current") == "true"

    page.click(".menu summary")
    page.click(".menu a:has-text('Prix (€), décroissant')")
    page.wait_for_url("**sort=-prix**")
    page.wait_for_selector(".menu summary.on")
    prices = [
        float(fact.split(":")[1].replace(",", "."))
        for fact in page.locator(".results .facts li").all_inner_texts()
        if fact.startswith("Prix")
    ]
    assert len(prices) == narrowed
    assert prices == sorted(prices, reverse=True)

    # The way back, a step at a time; then chips away, one after the other.
    page.go_back()
    page.wait_for_function("() => !location.search.includes('-prix')")
    wait_for(page, narrowed)
    page.go_back()
    wait_for(page, passing("Nièvre", 5, 60, paid=False))
    page.go_forward()
    wait_for(page, narrowed)
    for chip, left in (
        ("Nièvre", passing("", 5, 60, paid=False, but="Ateliers")),
        ("5 à 60", passing(paid=False, but="Ateliers")),
        ("Payant", passing(but="Ateliers")),
        ("sauf Ateliers", 60),
    ):
        page.click(f".chips a:has-text('{chip}')")
        wait_for(page, left)
    assert page.locator(".chips").count() == 0
    assert page.console == []


def test_all_values_of_a_facet_are_found_by_their_beginning(open_page: Open, directory: str) -> None:
    page = open_page("/recherche/search?sort=date", base=directory)
    unfold(page, "Mots-clés", scripts=True)
    page.click(".group:has-text('Mots-clés') .everything a")
    page.wait_for_selector(".values")
    page.fill("#prefix", "pom")
    page.press("#prefix", "Enter")
    page.wait_for_url("**prefix=pom**")
    assert page.locator(".values .choice .value").all_inner_texts() == ["pommiers"]
    said = int(page.inner_text(".values .n"))
    page.click(".values .choice")
    wait_for(page, said)
    assert page.locator(".chips a").count() == 1
    page.go_back()
    page.wait_for_selector(".values")
    assert page.console == []


def test_what_is_typed_among_all_articles_is_ordered_by_relevance(open_page: Open, directory: str) -> None:
    page = open_page("/recherche/search?sort=date", base=directory)
    page.locator("#q").press_sequentially("poterie")
    page.wait_for_selector(".results mark")
    assert "sort=" not in page.url
    page.fill("#q", "")
    page.wait_for_selector(".start, .results:not(:has(mark))")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_no_violation(open_page: Open, directory: str, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is absent")
    page = open_page("/recherche/", base=directory, width=width, scheme=scheme)
    for path in (
        "/recherche/",
        "/recherche/search?sort=prix",
        "/recherche/search?q=atelier&region=Ain&not.category=Cours&prix=5..60&ouverture=2003..&payant=non",
        "/recherche/search?region=Mars",
        "/recherche/facets/tags?region=Ain",
        "/recherche/articles/03",
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details:not(.menu)').forEach(one => one.open = true)")
        results = axe.Axe().run(page, options=RULES)
        assert results.violations_count == 0, f"{path}\n{results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert page.console == []
