"""The owner's report in a real browser: nothing in a query runs; and what one stops at while typing is logged once."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app
from trouvere.web.report.asked_again import RetriedQuery
from trouvere.web.report.figures import figures_of
from trouvere.web.report.log_reader import LoggedSearch
from trouvere.web.report.page import page as report_page

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>document.title='lu'</script>",
    "<img src=x onerror=\"document.title='lu'\">",
    "</style><style>body{display:none}</style>",
    "\"><svg onload=document.title='lu'>",
    "Anticonstitutionnellement" * 8,
    "grève",
)


@pytest.fixture
def report(tmp_path: Path) -> str:
    searches = [
        LoggedSearch(dt.datetime(2026, 11, 1 + n % 9, n % 24), "page", HOSTILE[n % 6], n % 3, 2.0 * n, 1, False)
        for n in range(120)
    ]
    figures = figures_of(searches, top=20)
    now = {query: RetriedQuery(0, query, 3) for query in HOSTILE}
    path = tmp_path / "report.html"
    path.write_text(report_page(figures, now, settings=Settings()), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_the_report(chromium: Any, report: str, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is absent: trouvere[browser]")
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=False)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url))
    page.goto(report)
    assert said == [report]
    assert page.title().startswith("Ce qui est cherché")
    assert page.locator("main").is_visible()
    assert page.locator("main script, main style, main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("figure.searches rect.found").count() == 9
    context.close()
    # axe is a script, which the page's own policy would refuse.
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(report)
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


@pytest.fixture
def logged(serve: Any, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    build_index(tmp_path / "articles.idx", [Article(id="1", title="Une grève", text="La grève est votée, mardi.")])
    log = tmp_path / "queries.jsonl"
    app = create_app(tmp_path / "articles.idx", settings=Settings(query_log=str(log)))
    with serve(app) as address:
        yield address, log


def queries(log: Path) -> list[str]:
    return [json.loads(line)["query"] for line in log.read_text().splitlines()] if log.exists() else []


@pytest.mark.parametrize("ending", ["pause", "enter", "result"])
def test_what_one_stops_at_while_typing_is_one_search(chromium: Any, logged: tuple[str, Path], ending: str) -> None:
    base, log = logged
    context = chromium.new_context()
    page = context.new_page()
    page.goto(base)
    for part in ("grè", "v", "e"):
        with page.expect_response(lambda response: "/search?" in response.url and response.status == 200):
            page.locator("#q").press_sequentially(part, delay=20)
    page.wait_for_selector(".count:has-text('1 article')")
    assert queries(log) == []
    plain = lambda request: "/search?" in request.url and "x-trouvere-typing" not in request.headers  # noqa: E731
    if ending == "pause":
        with page.expect_request_finished(plain, timeout=10_000):
            pass
    elif ending == "enter":
        with page.expect_request_finished(plain):
            page.press("#q", "Enter")
    else:
        page.click(".results h2 a")
        page.wait_for_selector(".reading")
    page.wait_for_timeout(300)
    context.close()
    assert queries(log) == ["grève"]
