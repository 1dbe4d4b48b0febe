"""A reader's walk through the sample and, where it is at hand, through 5,000 articles of gov."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
MOST_BYTES = 64_000


def number(page: Any) -> int:
    return int("".join(filter(str.isdigit, page.inner_text(".count"))) or 0)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_first_letter_to_the_article(open_page: Open, site: Any, scripts: bool) -> None:
    page = open_page(base=site.base, scripts=scripts)
    assert page.locator("#q").evaluate("field => field === document.activeElement")
    assert page.locator(".latest > ul > li").count() == 5
    if scripts:
        page.locator("#q").press_sequentially(site.typed, delay=20)
        page.wait_for_selector("#completions:not([hidden])")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_selector(".results mark")
        page.fill("#q", site.query)
    else:
        assert page.get_attribute("#q", "role") is None
        page.fill("#q", site.query)
    page.press("#q", "Enter")
    page.wait_for_url("**/search?q=*")
    # The completion that was chosen has been answered before: its page must have made room.
    answered = "query => document.querySelector('h1.printed')?.textContent.includes(`\u00a0${query}\u00a0`)"
    page.wait_for_function(answered, arg=site.query)
    page.wait_for_selector(".paging")
    total = number(page)
    assert total > 10

    # A filter, with the count it said.
    filtered = page.locator(".refine .group .choice >> nth=0")
    said = int("".join(filter(str.isdigit, filtered.locator(".n").inner_text())))
    filtered.click()
    page.wait_for_selector(".chips")
    assert number(page) == said
    page.click(".chips a")
    page.wait_for_selector(".chips", state="detached")

    # A bar of the histogram, with the count it said; then, of a long time, a month of that year.
    bar = page.locator(".histogram a").last
    said = bar.locator("title").text_content()
    bar.click()
    page.wait_for_selector(".chips")
    assert number(page) == int("".join(filter(str.isdigit, said.split(":")[1])))
    page.click(".chips a")
    page.wait_for_selector(".chips", state="detached")
    assert number(page) == total

    # The last page is the real end.
    page.click(".paging ol li:last-child a")
    page.wait_for_selector(".paging [rel=next]", state="detached")
    assert page.locator(".results > li").count() == (total - 1) % 10 + 1
    start = int(page.get_attribute(".results", "start"))
    assert start + page.locator(".results > li").count() - 1 == total

    # The article, and the way back to the very page.
    page.click(".results h2 a >> nth=0")
    page.wait_for_selector(".reading")
    marks = page.locator(".text mark").count()
    assert page.locator(".jumps a").count() == min(marks, 25)
    page.click(".jumps a >> nth=0")
    page.wait_for_selector("mark:target")
    if scripts:
        page.wait_for_selector(".jump:not([hidden])")
        page.keyboard.press("n")
        page.wait_for_function("hash => location.hash === hash", arg="#m2" if marks > 1 else "#m1")
    page.click(".cite summary")
    assert page.locator("#bibtex").is_visible()
    page.click(".similar a >> nth=0")
    page.wait_for_selector(".reading")
    page.click(".back")
    page.wait_for_selector(".results")
    assert number(page) == total


def test_months_of_a_year_among_many(open_page: Open, site: Any) -> None:
    page = open_page(f"/search?q={site.query}", base=site.base)
    labels = page.locator(".histogram title").all_text_contents()
    assert 1 < len(labels) <= 24
    page.locator(".histogram a").last.click()
    page.wait_for_selector(".chips")
    inside = page.locator(".histogram title").all_text_contents()
    if labels[0][:4].isdigit():
        # Years, or some of them together: within one, its months.
        assert not inside[0][:4].isdigit()
        page.locator(".histogram a").first.click()
        # One month, no longer all of the year.
        page.wait_for_function("() => document.querySelectorAll('.histogram .on').length === 1")
    else:
        assert inside == labels


def test_a_page_of_ten_hits_is_light(open_page: Open, site: Any) -> None:
    page = open_page(base=site.base)
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(f"/search?q={site.query}")
    page.wait_for_load_state("networkidle")
    assert page.locator(".results > li").count() == 10
    assert len(sizes) >= 3
    assert sum(sizes) <= MOST_BYTES, sizes


def test_a_feed_of_a_search_is_found_by_readers(open_page: Open, site: Any) -> None:
    page = open_page(f"/search?q={site.query}", base=site.base)
    address = page.get_attribute("link[rel=alternate]", "href")
    answer = page.request.get(site.base + address)
    assert answer.headers["content-type"] == "application/rss+xml"
    assert answer.text().count("<item>") == 10
    page.fill("#q", site.typed)
    page.wait_for_url("**/search?q=*")
    page.wait_for_selector(f"link[rel=alternate][href='{address}']", state="detached")
