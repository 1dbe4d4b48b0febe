"""Invented pages in the markup of French newspapers, ministries and weblogs: fields, what their text has and has not."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from fixtures import Articles

PAGES = Path(__file__).parent / "pages"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((PAGES / "expected.toml").read_text(encoding="utf-8"))
FIELDS = {"title": "", "date": "", "category": "", "source": "", "authors": [], "tags": [], "language": "fr"}


def told(article: Any, name: str) -> Any:
    value = getattr(article, name)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", EXPECTED)
def test_the_fields_of_a_page(articles: Articles, name: str) -> None:
    (article,) = articles([PAGES / f"{name}.html"])
    expected = FIELDS | {field: value for field, value in EXPECTED[name].items() if field in (*FIELDS, "url")}
    assert {field: told(article, field) for field in expected} == expected
    assert article.extra == ({"truncated": True} if EXPECTED[name].get("truncated") else {})


@pytest.mark.parametrize("name", EXPECTED)
def test_the_text_of_a_page(articles: Articles, name: str) -> None:
    (article,) = articles([PAGES / f"{name}.html"])
    text = article.text
    assert [words for words in EXPECTED[name]["keeps"] if text.count(words) != 1] == []
    assert [words for words in EXPECTED[name]["drops"] if words in text] == []
    places = [text.index(words) for words in EXPECTED[name]["keeps"]]
    assert places == sorted(places)
    assert not text.startswith(EXPECTED[name]["title"])


def test_every_page_is_expected() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == set(EXPECTED)
