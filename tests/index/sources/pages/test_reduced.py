"""What is left out of a page before its article is looked for, and that no prose is."""

import json

import pytest

from trouvere.index.sources.pages.reduced import MAX_BROKEN_CHARS, MAX_VALUE_CHARS, MOST_INLINE_TAGS, reduced

LONG = "x" * MAX_VALUE_CHARS


@pytest.mark.parametrize(
    ("page", "left"),
    [
        (f'<a href="{LONG}" id=1>a</a>', '<a href="" id=1>a</a>'),
        (f"<a id=1 href = '{LONG} y'>a</a>", "<a id=1 href =''>a</a>"),
        (f"<a href={LONG} id=1>a</a>", '<a href="" id=1>a</a>'),
        (f'<meta name="keywords" content="a,b,{LONG}">', f'<meta name="keywords" content="a,b,{LONG[4:]}">'),
        (f"<meta name=a content='http://a/{LONG}'>", "<meta name=a content=''>"),
        (f'<p>a="{LONG}"</p><b c="d">', f'<p>a="{LONG}"</p><b c="d">'),
        (f'<p a="{LONG[1:]}">{LONG}', f'<p a="{LONG[1:]}">{LONG}'),
    ],
)
def test_long_values_of_attributes_are_left_out(page: str, left: str) -> None:
    assert reduced(page) == left


def page(*scripts: str) -> str:
    told = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f"<html><head>{told}</head><body><p>Un <b>mot</b>.</p></body></html>"


def test_long_texts_of_json_are_left_out_but_for_the_article() -> None:
    told = {"author": [LONG, {"name": LONG}], "headline": 'Un "titre"', "articleBody": LONG, "n": [1, "deux"]}
    left = told | {"author": ["", {"name": ""}]}
    assert reduced(page(json.dumps(told), "{}")) == page(json.dumps(left), "{}")


def test_of_json_that_is_none_the_beginning_stays() -> None:
    broken = '{"author": "Anne", "x": "' + LONG * 3
    assert reduced(page(broken)) == page(broken[:MAX_BROKEN_CHARS])


def test_many_tags_within_lines_go_and_their_words_stay() -> None:
    words = "".join(f'<b class="x">mot{n}</b><i>s</i> ' for n in range(MOST_INLINE_TAGS))
    plain = "".join(f"mot{n}s " for n in range(MOST_INLINE_TAGS))
    assert reduced(f"<p>{words}<br>a < b</p>") == f"<p>{plain}<br>a < b</p>"
    few = "<p>Un <b>mot</b>.</p>" * 99
    assert reduced(few) == few
