"""Everybody gets in: axe-core over every page and state, narrow and zoomed pages, the keyboard alone, paper."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Open = Callable[..., Any]

PATHS = (
    "/",
    "/search?q=grève",
    "/search?q=grève&page=6&match=any",
    "/search?q=grève&source=Source 1&category=Économie&from=2022-02-01&to=2022-11-30",
    "/search?q=grève&from=2022-03-01&to=2022-03-31",
    "/search?q=anticonstitutionnellement Donau*&match=any",
    "/search?q=de la zanzibar grève&match=all&source=CNN",
    "/search?q=Loukachanko",
    "/search?q=Loukachenko&sort=x&page=99",
    "/search?sort=date",
    "/search?source=Source 1&not.category=Société",
    "/search?source=nulle part",
    "/facets/source?q=grève",
    "/facets/authors?prefix=zzz",
    "/articles/cnn/1?q=visite à Pékin",
    "/articles/long?q=grève",
    "/articles/none",
    "/similar?id=cnn/1&q=visite",
    "/explain?id=cnn/1&q=visite à Pékin",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def assert_accessible(page: Any, where: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is absent")
    results = axe.Axe().run(page, options=RULES)
    assert results.violations_count == 0, f"{where}\n{results.generate_report()}"


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_no_violation_on_any_page(open_page: Open, width: int, scheme: str) -> None:
    page = open_page(width=width, scheme=scheme)
    for path in PATHS:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert_accessible(page, path)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_no_violation_in_any_state(open_page: Open, width: int, scheme: str) -> None:
    page = open_page(width=width, scheme=scheme)
    page.locator("#q").press_sequentially("lou")
    page.wait_for_selector("#completions:not([hidden])")
    assert_accessible(page, "completions")
    page.keyboard.press("ArrowDown")
    assert_accessible(page, "a completion chosen")
    page.keyboard.press("Enter")
    page.wait_for_selector(".results")
    page.fill("#q", "grève")
    page.wait_for_selector(".count:has-text('124 articles')")
    page.keyboard.press("Escape")
    page.click(".peek >> nth=1")
    page.wait_for_selector(".inset .reasons")
    assert_accessible(page, "why this result")
    page.click(".peek >> nth=0")
    page.wait_for_selector(".inset .results")
    assert_accessible(page, "similar articles")
    page.click(".results h2 a >> nth=0")
    page.wait_for_selector(".jump:not([hidden])")
    page.keyboard.press("n")
    page.click(".cite summary")
    assert_accessible(page, "from mark to mark")


@pytest.mark.parametrize("width", [320, 360, 640, 768, 1280])
def test_nothing_scrolls_sideways(open_page: Open, width: int) -> None:
    # 640 is what a zoom of 200 % leaves of 1280.
    page = open_page(width=width, height=400)
    for path in PATHS:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_all_is_within_reach_at_200_percent(open_page: Open) -> None:
    page = open_page(width=640, height=400)
    page.locator("#q").press_sequentially("grève")
    page.wait_for_selector("#completions:not([hidden])")
    box = page.locator("#completions").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 640
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_selector(".results")
    page.click(".refine > summary")
    page.click(".refine a:has-text('Société')")
    page.wait_for_selector(".chips")
    page.click(".paging [rel=next]")
    page.wait_for_selector(".paging [rel=prev]")
    page.click(".results h2 a >> nth=0")
    page.wait_for_selector(".reading")
    page.click(".jump .on-one")
    page.wait_for_selector("mark:target")
    # Text alone twice as large, as browsers offer too.
    page.goto("/search?q=grève")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def walk(page: Any, most: int) -> list[str]:
    """Press Tab and return what had the focus each time."""
    seen = []
    for _ in range(most):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(() => { const one = document.activeElement; const box = one.getBoundingClientRect();"
                " return one === document.body ? '' : one.tagName.toLowerCase() + '.' +"
                " (one.getAttribute('class') ?? '') + '#' + one.id + '@' +"
                " (box.bottom > 0 && box.top < innerHeight && box.width > 0) })()"
            )
        )
    return seen


@pytest.mark.parametrize("width", [360, 1280])
def test_tab_goes_through_everything_in_order_and_in_sight(open_page: Open, width: int) -> None:
    page = open_page("/search?q=grève&per_page=2&from=2022-01-01&to=2022-12-31", width=width)
    seen = walk(page, 140)
    assert seen[0].startswith("a.skip")
    seen = seen[: seen.index("")]  # then comes the browser's own bar, and all of it again
    assert all(one.endswith("@true") for one in seen if one), [one for one in seen if one and not one.endswith("@true")]
    reached = " ".join(seen)
    for part in ("a.wordmark", "input.#q", "button.#", "a.peek", "a.step", "button.shortcuts"):
        assert part in reached, part
    if width == 1280:
        # Beside the months, as words: date fields that do the same.
        assert seen.count("a.on#@true") == 12
        assert "input.#from@true" in seen
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    page.focus("#q")
    assert page.evaluate(outline) == "solid"


def test_the_keyboard_alone_is_enough(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.results h2') !== null")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("Loukachenko/")
    assert page.input_value("#q") == "Loukachenko/"  # within the field it is a letter like others
    page.keyboard.press("Enter")
    page.wait_for_selector(".count:has-text('1 article')")
    # What was found while typing looks the same; only the answer to Enter takes the focus.
    page.wait_for_function("() => document.activeElement.id === 'count'")
    page.keyboard.press("Tab")
    for _ in range(40):
        if page.evaluate("document.activeElement.closest('.results h2') !== null"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".jump:not([hidden])")
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.wait_for_selector(".jump span:has-text('2 sur ')")
    page.keyboard.press("p")
    page.wait_for_function("() => location.hash === '#m1'")


def test_letters_that_do_something_can_be_turned_off(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    page.click(".shortcuts")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q"
    page.reload()
    assert page.get_attribute(".shortcuts", "aria-pressed") == "false"
    page.click(".shortcuts")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_paper_has_no_controls(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    page.emulate_media(media="print")
    for control in (".ask", ".refine", ".bar", ".paging", ".onward", ".exports"):
        assert not page.locator(control).first.is_visible(), control
    assert page.locator("h1").is_visible()
    assert page.locator(".results h2").first.is_visible()
    page.goto("/articles/cnn/1?q=visite")
    for control in (".jump", ".rail", ".cite", ".similar"):
        assert not page.locator(control).first.is_visible(), control


def test_the_policy_blocks_nothing_of_ours(open_page: Open) -> None:
    page = open_page()
    for path in PATHS:
        page.goto(path)
        said = [line for line in page.console if "Content Security Policy" in line or "uncaught" in line]
        assert not said, (path, said)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
