"""Home pages and lists of articles: titles that are links, and no article among them."""

from __future__ import annotations

from typing import Any

from trouvere.index.sources.pages.tree import line_of

MIN_LINKS = 8
"""Lines that are links from which on a page may be a list."""
MAX_TEASER_CHARS = 400
"""Characters of what stands below a title in a list; a longer line is prose."""
LINKS_ALONE = 0.7
"""Share of the text in links from which on it is a list of them."""
LINKS_AMONG_TEASERS = 0.3
"""The same, where each link has a few words below it."""
MIN_LINK_CHARS = 15
"""A title is longer than this; a name, a word of a glossary or a number is not."""
_REACH = 4
_SHARE = 0.9


def is_link(block: Any, line: str) -> bool:
    """Return whether a block with the text `line` is a title that is a link."""
    if len(line) < MIN_LINK_CHARS:
        return False
    above = block
    for _ in range(_REACH):
        above = above.getparent()
        if above is None:
            break
        if above.tag == "a" and above.get("href"):
            return True
    links = (line_of(link) for link in block.iter("a") if not (link.get("href") or "#").startswith("#"))
    return sum(map(len, links)) >= _SHARE * len(line)


def is_listing(lines: list[tuple[str, bool]], *, is_article: bool) -> bool:
    """Return whether a text, of lines and whether each is a link, is a list of other pages.

    Where metadata says that the page `is_article`, it is one.
    """
    linked = [line for line, is_linked in lines if is_linked]
    if is_article or len(linked) < MIN_LINKS or max(len(line) for line, _ in lines) > MAX_TEASER_CHARS:
        return False
    share = sum(map(len, linked)) / sum(len(line) for line, _ in lines)
    return share >= (LINKS_ALONE if len(linked) * 4 < len(lines) else LINKS_AMONG_TEASERS)
