"""With the script: answers and completions while typing, the way back, filters in place, and nothing that jumps."""

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
OPEN = "#completions:not([hidden])"
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const one of list.getEntries())
    window.shifts.push([one.value, ...one.sources.map(source => source.node && (source.node.outerHTML ?? '').slice(0, 80))]);
}).observe({type: 'layout-shift', buffered: true});
"""


def counted(page: Any, said: str) -> None:
    page.wait_for_selector(f".count:has-text('{said}')")


def typed(page: Any, text: str) -> None:
    page.locator("#q").press_sequentially(text, delay=20)


def test_answers_come_while_typing_and_focus_stays(open_page: Open) -> None:
    page = open_page()
    entries = page.evaluate("history.length")
    typed(page, "grève")
    counted(page, "124 articles")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.evaluate("document.getElementById('q').selectionStart") == 5
    assert page.url.endswith("/search?q=gr%C3%A8ve")
    assert page.title().startswith("grève")
    # One entry in the history for one search, however many letters it has.
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    page.wait_for_selector("h1:has-text('articles à parcourir')")
    assert page.input_value("#q") == ""
    page.go_forward()
    counted(page, "124 articles")
    assert page.input_value("#q") == "grève"


def test_a_word_not_finished_is_a_beginning_until_it_is_sent(open_page: Open) -> None:
    page = open_page()
    typed(page, "Loukach")
    counted(page, "1 article")
    assert page.locator(".results mark").first.inner_text() == "Loukachenko"
    page.press("#q", "Enter")
    counted(page, "Aucun article")
    page.fill("#q", "grèv")
    counted(page, "articles")
    found = page.inner_text("#count")
    page.locator('.paging a[href*="page=2"]').first.click()
    page.wait_for_url(re.compile("page=2"))
    assert page.inner_text("#count").split(",")[0] == found.split(",")[0]
    assert page.input_value("#q") == "grèv"


def test_the_count_is_announced_in_one_place_that_stays(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    page.evaluate("document.getElementById('count').known = true")
    page.fill("#q", "Loukachenko")
    counted(page, "1 article")
    region = page.locator("[role=status][aria-live=polite]#count")
    assert region.inner_text() == "1 article"
    assert page.evaluate("document.getElementById('count').known")
    page.fill("#q", "zanzibar")
    counted(page, "Aucun article")


def test_only_the_latest_answer_counts(open_page: Open) -> None:
    page = open_page()
    late: list[Any] = []
    page.route(re.compile(r"/search\?q=Louk$"), lambda route: late.append(route))
    typed(page, "Louk")
    for _ in range(400):
        page.wait_for_timeout(25)
        if late:
            break
    assert len(late) == 1
    typed(page, "achenko")
    counted(page, "1 article")
    late[0].fulfill(status=200, content_type="text/html", body="<main id=parts>stale</main>")
    page.wait_for_timeout(100)
    assert "stale" not in page.inner_text("main")


def test_what_is_typed_while_a_search_is_on_its_way_stays(open_page: Open) -> None:
    page = open_page()
    on_its_way: list[Any] = []
    page.route(re.compile(r"/search\?q=Loukachenko$"), lambda route: on_its_way.append(route))
    page.evaluate("document.getElementById('q').value = 'Loukachenko'")
    page.press("#q", "Enter")
    for _ in range(400):
        page.wait_for_timeout(25)
        if on_its_way:
            break
    # A letter that is being composed asks nothing yet: the answer comes before anything else is asked.
    page.evaluate(
        "(() => { const q = document.getElementById('q'); q.value = 'grève';"
        " q.dispatchEvent(new InputEvent('input', {isComposing: true})); })()"
    )
    on_its_way[0].continue_()
    counted(page, "1 article")
    assert page.input_value("#q") == "grève"
    assert page.evaluate("document.activeElement.id") == "q"
    page.evaluate("document.getElementById('q').dispatchEvent(new CompositionEvent('compositionend'))")
    counted(page, "124 articles")


def test_a_letter_with_an_accent_is_one_letter(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        "(() => { const q = document.getElementById('q'); q.value = 'gr^';"
        " q.dispatchEvent(new InputEvent('input', {isComposing: true}));"
        " q.value = 'grève'; q.dispatchEvent(new CompositionEvent('compositionend')); })()"
    )
    counted(page, "124 articles")


def test_the_keyboard_takes_a_completion(open_page: Open) -> None:
    page = open_page()
    field = page.locator("#q")
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "false"
    typed(page, "loukach")
    page.locator("[role=option] mark", has_text="loukach").first.wait_for()  # what was proposed for « louk » is gone
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-controls") == page.locator("[role=listbox]").get_attribute("id")
    assert page.locator("[role=option] mark").first.inner_text().lower() == "loukach"
    assert re.search(r"\d+ propositions?", page.inner_text(".ask [role=status]"))
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    text = chosen.inner_text()
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")  # round to the last
    assert page.locator("[role=option]").last.get_attribute("aria-selected") == "true"
    page.keyboard.press("Home")
    assert field.get_attribute("aria-activedescendant") is None
    assert page.evaluate("document.getElementById('q').selectionStart") == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'count'")
    counted(page, "1 article")
    assert field.input_value() == text
    assert not page.locator(OPEN).count()


def test_escape_closes_then_clears_and_tab_leaves(open_page: Open) -> None:
    page = open_page()
    typed(page, "grè")
    page.wait_for_selector(OPEN)
    page.keyboard.press("Escape")
    assert not page.locator(OPEN).count()
    assert page.input_value("#q") == "grè"
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(OPEN)
    page.keyboard.press("Tab")
    assert not page.locator(OPEN).count()
    page.focus("#q")
    page.keyboard.press("Escape")
    assert page.input_value("#q") == ""
    page.wait_for_selector("h1:has-text('articles à parcourir')")


def test_a_completion_is_clicked(open_page: Open) -> None:
    page = open_page()
    typed(page, "loukach")
    page.click("[role=option] >> nth=0")
    counted(page, "1 article")
    assert page.input_value("#q").lower().startswith("loukach")


def test_filters_hold_while_the_words_change_and_the_other_way_round(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    page.click(".refine a:has-text('Société')")
    counted(page, "61 articles")
    assert page.evaluate("document.activeElement.id") == "count"
    assert page.evaluate("scrollY") == 0
    page.fill("#q", "lignes")
    page.wait_for_url(re.compile("q=lignes.*category=Soci"))
    counted(page, "61 articles")
    page.click(".chips a:has-text('Société')")
    counted(page, "123 articles")
    assert "q=lignes" in page.url
    page.go_back()
    counted(page, "61 articles")
    page.go_back()
    # As many as before: what was counted says nothing of what came back.
    page.wait_for_function("() => document.querySelector('#q').value === 'grève'")
    counted(page, "61 articles")
    page.go_back()
    counted(page, "124 articles")


def test_a_bar_of_the_histogram_is_a_period(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    bar = page.locator(".histogram a", has=page.locator("title", has_text="mars 2022"))
    said = bar.locator("title").text_content()
    bar.click()
    page.wait_for_selector(".chips:has-text('mars 2022')")
    assert page.inner_text(".count").split()[0] in said
    assert page.locator(".histogram .on").count() == 1
    page.locator(".histogram .on").click()
    counted(page, "124 articles")


def test_other_clicks_are_the_browsers(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    with page.context.expect_page() as opened:
        page.click(".paging [rel=next]", modifiers=["Control"])
    assert "page=2" in opened.value.url
    assert "page" not in page.url


def test_a_server_that_does_not_answer_leaves_the_page_as_it_is(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    page.route("**/*", lambda route: route.abort())
    page.fill("#q", "Loukachenko")
    page.wait_for_timeout(500)
    assert page.inner_text(".count") == "124 articles"
    assert page.locator(".results > li").count() == 10
    assert page.get_attribute("main", "aria-busy") is None
    page.unroute("**/*")
    page.keyboard.press("Enter")
    counted(page, "1 article")


def test_a_hosts_layout_may_have_no_footer_and_a_main_of_its_own(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        "document.querySelector('.colophon').remove();"
        "document.body.prepend(Object.assign(document.createElement('main'), {textContent: 'the host'}))"
    )
    typed(page, "grève")
    counted(page, "124 articles")
    assert page.inner_text("body").startswith("the host")
    assert page.locator(".colophon").count() == 0
    assert "null" not in page.inner_text("body")
    page.click(".refine a:has-text('Société')")
    counted(page, "61 articles")


def test_what_is_beside_a_hit_opens_under_it(open_page: Open) -> None:
    page = open_page("/search?q=grève")
    why = page.locator(".results > li >> nth=1").locator(".peek:has-text('Pourquoi')")
    why.click()
    page.wait_for_selector(".inset .reasons")
    assert "grève" in page.inner_text(".inset")
    assert why.get_attribute("aria-expanded") == "true"
    page.locator(".results > li >> nth=1").locator(".peek:has-text('semblables')").click()
    page.wait_for_selector(".inset .results")
    assert page.locator(".inset").count() == 1
    assert why.get_attribute("aria-expanded") == "false"
    page.locator("[aria-expanded=true].peek").click()
    assert page.locator(".inset").count() == 0
    assert page.url.endswith("/search?q=gr%C3%A8ve")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("slow", [0, 900])
def test_nothing_on_the_page_jumps(open_page: Open, width: int, slow: int) -> None:
    page = open_page(width=width)
    page.add_init_script(WATCH_SHIFTS)
    if slow:
        # Half a second after a key the browser no longer forgives what moves.
        page.route(re.compile("/search|/suggest"), lambda route: (page.wait_for_timeout(slow), route.continue_()))
    page.goto("/")
    typed(page, "grève")
    counted(page, "124 articles")
    page.fill("#q", "zanzibar")
    counted(page, "Aucun article")
    page.fill("#q", "Loukachanko")
    counted(page, "1 article")
    page.goto("/articles/cnn/1?q=visite")
    page.wait_for_selector(".jump:not([hidden])")
    page.wait_for_timeout(100)
    assert page.evaluate("window.shifts") == []


def test_hostile_completions_and_answers_run_nothing(open_page: Open) -> None:
    page = open_page()
    payload = "<img src=x onerror=document.title='pwned'>"
    page.route(
        re.compile("/suggest"),
        lambda route: route.fulfill(
            json={"suggestions": [{"text": payload, "kind": "word", "fragments": [{"text": payload, "matched": True}]}]}
        ),
    )
    page.route(
        re.compile("/search"),
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"<main><span id=count>x</span><div id=parts>{payload}<script>document.title='pwned'</script></div>"
            f"</main><input id=q><span id=kept></span><footer class=colophon></footer>",
        ),
    )
    typed(page, "a")
    page.wait_for_selector(OPEN)
    assert page.inner_text("[role=option]") == payload
    page.wait_for_timeout(400)
    assert page.title() != "pwned"
