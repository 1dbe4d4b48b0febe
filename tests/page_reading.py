"""Pages as tests read them: what `get` of tests/web/conftest.py gives, and what stands in it."""

from collections.abc import Callable
from typing import Any

Page = Any
Get = Callable[..., Page]
Read = Callable[[str], Page]


def text(page: Page, css: str) -> str:
    """Return the text of the first element that a selector finds, of which there must be one."""
    found = page.cssselect(css)
    assert found, css
    return " ".join(found[0].text_content().split(" ")).strip()


def texts(page: Page, css: str) -> list[str]:
    """Return the texts of all elements that a selector finds, blanks folded."""
    return [" ".join(found.text_content().split()) for found in page.cssselect(css)]


def ids(page: Page) -> list[str]:
    """Return the ids of the hits of a page."""
    return [link.get("href").partition("?")[0].removeprefix("/articles/") for link in page.cssselect(".results h2 a")]


def follow(page: Page, css: str, label: str) -> str:
    """Return where the link leads whose text holds `label`."""
    found = [link.get("href") for link in page.cssselect(css) if label in link.text_content()]
    assert len(found) == 1, (label, found)
    return str(found[0])
