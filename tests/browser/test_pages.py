"""The pages in a real browser: what a reader does, at every width, with axe-core looking over the shoulder."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Open = Callable[..., Any]


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


def test_a_phone_has_its_filters_behind_one_button_and_a_desk_does_not(open_page: Open) -> None:
    phone = open_page("/search?q=grève", width=360)
    assert phone.locator(".refine > summary").is_visible()
    assert not phone.locator("#from").is_visible()
    phone.click(".refine > summary")
    assert phone.locator("#from").is_visible()
    phone.click(".refine a:has-text('Société')")
    phone.wait_for_selector(".count:has-text('61 articles')")
    desk = open_page("/search?q=grève", width=1280)
    assert not desk.locator(".refine > summary").is_visible()
    assert desk.locator("#from").is_visible()


def test_hostile_words_run_nothing(open_page: Open) -> None:
    page = open_page(
        "/search?q=<img src=x onerror=document.title='pwned'><script>document.title='pwned'</script> grève"
    )
    assert "pwned" not in page.title() or "onerror" in page.title()
    assert page.locator("main img, main script").count() == 0
