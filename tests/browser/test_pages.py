"""The pages in a real browser: what a reader does, at every width, with axe-core looking over the shoulder."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Open = Callable[..., Any]


@pytest.fixture
def open_page(chromium: Any, base: str) -> Iterator[Open]:
    contexts = []

    def open_page(path: str = "/", *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts, base_url=base
        )
        contexts.append(context)
        page = context.new_page()
        page.console = []
        page.on("console", lambda message: page.console.append(message.text))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def count(page: Any) -> str:
    return str(page.inner_text(".count strong"))


def test_a_reader_searches_filters_pages_reads_and_goes_back(open_page: Open) -> None:
    page = open_page(scripts=False)
    assert page.locator("input[name=q]").evaluate("field => field === document.activeElement")
    page.keyboard.type("grève")
    page.keyboard.press("Enter")
    assert count(page) == "124 articles"
    assert "grève" in page.inner_text(".results mark >> nth=0").lower()

    page.click(".refine a:has-text('Société')")
    assert count(page) == "61 articles"
    assert page.locator(".chips li").count() == 1
    page.fill("#from", "2022-06-01")
    page.click(".refine button")
    assert page.locator(".chips li").count() == 3
    filtered = int(count(page).split()[0])
    assert 0 < filtered < 61

    page.click(".chips a:has-text('Tout retirer')")
    assert count(page) == "124 articles"
    page.click(".paging a[aria-current] >> nth=0")
    page.click(".paging li:last-child a")
    assert page.inner_text(".paging [aria-current]").endswith("13")
    assert page.locator(".paging [rel=next]").count() == 0
    assert page.locator(".results > li").count() == 4

    page.fill("input[name=q]", "visite de Loukachenko à Pékin")
    page.press("input[name=q]", "Enter")
    page.click(".results h2 a")
    assert page.locator(".text mark").count() >= 4
    page.click("a.back")
    assert page.locator(".results > li").count() == 1


def test_the_keyboard_alone_is_enough(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.results h2') !== null")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector(".reading")


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_scrolls_sideways(open_page: Open, width: int) -> None:
    page = open_page(width=width)
    for path in PATHS:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_phone_has_its_filters_behind_one_button_and_a_desk_does_not(open_page: Open) -> None:
    phone = open_page("/search?q=grève", width=360)
    assert phone.locator(".refine > summary").is_visible()
    assert not phone.locator("#from").is_visible()
    phone.click(".refine > summary")
    assert phone.locator("#from").is_visible()
    phone.click(".refine a:has-text('Société')")
    assert count(phone) == "61 articles"
    desk = open_page("/search?q=grève", width=1280)
    assert not desk.locator(".refine > summary").is_visible()
    assert desk.locator("#from").is_visible()


def test_paper_has_no_controls(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    page.emulate_media(media="print")
    for control in (".ask", ".refine", ".bar", ".paging"):
        assert not page.locator(control).first.is_visible(), control
    assert page.locator("h1").is_visible()
    assert page.locator(".results h2").first.is_visible()


def test_the_policy_blocks_nothing_of_ours(open_page: Open) -> None:
    page = open_page()
    for path in PATHS:
        page.goto(path)
        assert not [line for line in page.console if "Content Security Policy" in line], page.console
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_hostile_words_run_nothing(open_page: Open) -> None:
    page = open_page(
        "/search?q=<img src=x onerror=document.title='pwned'><script>document.title='pwned'</script> grève"
    )
    assert "pwned" not in page.title() or "onerror" in page.title()
    assert page.locator("main img, main script").count() == 0


PATHS = (
    "/",
    "/search?q=grève",
    "/search?q=grève&page=6&match=any",
    "/search?q=grève&source=Source 1&category=Économie&from=2022-02-01&to=2022-11-30",
    "/search?q=anticonstitutionnellement Donau*&match=any",
    "/search?q=de la zanzibar&match=all&source=CNN",
    "/search?q=Loukachenko&sort=x&page=99",
    "/articles/cnn/1?q=visite à Pékin",
    "/articles/long?q=grève",
    "/articles/none",
)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_no_violation(open_page: Open, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is absent")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    page = open_page(width=width, scheme=scheme)
    for path in PATHS:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        results = axe.Axe().run(page, options=options)
        assert results.violations_count == 0, f"{path}\n{results.generate_report()}"
