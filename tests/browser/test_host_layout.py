"""The search in a host's own layout, in a browser: the script finds its way there too, and axe has nothing to say."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

NEWSROOM = Path(__file__).resolve().parents[2] / "examples" / "newsroom" / "app.py"


@pytest.fixture(scope="module")
def newsroom(serve: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    spec = importlib.util.spec_from_file_location("example_newsroom_in_browser", NEWSROOM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # Flask finds the templates beside it
    spec.loader.exec_module(module)
    with serve(module.create_app(tmp_path_factory.mktemp("newsroom"))) as address:
        yield address
    del sys.modules[spec.name]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_search_works_within_the_sites_layout(chromium: Any, newsroom: str, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is absent")
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=newsroom)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if "Policy" in message.text else None)
    page.goto("/recherche/")
    page.fill("input[name=q]", "marché")
    page.press("input[name=q]", "Enter")
    page.wait_for_selector(".results mark")
    assert page.locator("header.gazette").is_visible()
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    for address in (None, "/recherche/articles/bienvenue?q=marché", "/cuisine/recherche/"):
        if address:
            page.goto(address)
        found = axe.Axe().run(page, options=options)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(
        "getComputedStyle(document.querySelector('.masthead button, .ask button')).backgroundColor"
    ) in (
        "rgb(11, 83, 148)",
        "rgb(42, 95, 165)",
    )
    assert wrong == []
    context.close()
