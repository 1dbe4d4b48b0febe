"""Parsed HTML page: an lxml tree, and bounded reading of an element's text and classes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from trouvere.index.sources.records.fields import FieldFault

BLOCK_TAGS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
     "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "tr", "ul", "video", "iframe")
)  # fmt: skip
LINE_CHARS = 400
"""Characters of an element's text that are looked at: names, dates and boilerplate are shorter."""

MOST_LINES = 12
"""Lines of a page, from its heading on, among which a byline or a date may stand that no class tells."""

MOST_LINES_WITHOUT_HEADING = 40
"""The same of a page that has no heading: its menu comes first."""

_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_BOUNDARY = re.compile(r"[\s_:/.-]+")
# « has-medium-font-size » says how an element looks: WordPress gives it to paragraphs.
_LOOKS = re.compile(r"(?<!\S)(?:has|with|is-style)-\S*+")


def parsed(html: str) -> Any:
    """Return the root element of a page, or None; `FieldFault` where it is nested so deep that a part would be lost."""
    # Here and not above: a build of JSON Lines need not pay for it.
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(
        huge_tree=True, no_network=True, collect_ids=False, default_doctype=False, remove_comments=True,
        remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    # As bytes: a text that begins with an XML declaration is refused.
    data = _UNUSABLE.sub(" ", html).encode("utf-8", "replace")
    try:
        tree = document_fromstring(data, parser=parser)
    except ParserError:
        return None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise FieldFault("HTML trop profondément imbriqué")
    return tree


def line_of(element: Any, most: int = LINE_CHARS) -> str:
    """Return the text of an element on one line; no more than a little over `most` characters of it."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > most * 2:
            break
    return " ".join("".join(parts).split())


def words_of(*attributes: str | None) -> str:
    """Return classes and ids as words between blanks: « article-shareBox » is " article share box "."""
    written = " ".join(filter(None, attributes))
    return _words(written) if written else ""


@lru_cache(maxsize=4_096)
def _words(written: str) -> str:
    return f" {_BOUNDARY.sub(' ', _CAMEL.sub(' ', _LOOKS.sub('', written[:LINE_CHARS]))).lower().strip()} "


def is_leaf(element: Any) -> bool:
    """Return whether an element holds a line of its own: no block within it."""
    return all(child.tag not in BLOCK_TAGS for child in element)


def blocks(root: Any) -> Iterator[Any]:
    """Yield the blocks of an element that hold lines, in order."""
    for element in root.iter():
        if element.tag in BLOCK_TAGS and is_leaf(element):
            yield element


def first_lines(root: Any, headings: list[Any]) -> Iterator[str]:
    """Yield the first lines of a page from its heading on, as far as they are short enough for a byline.

    A line ends where a block or a line break does: the cell of an old page holds all of its article.
    """
    from lxml import etree

    passed = not headings
    left = MOST_LINES if headings else MOST_LINES_WITHOUT_HEADING
    parts: list[str] = []
    length = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if parts and (element.tag in BLOCK_TAGS or element.tag == "br"):
            line = " ".join("".join(parts).split())
            parts, length = [], 0
            if passed and line:
                yield line
                left -= 1
                if not left:
                    return
        passed = passed or element is headings[0]
        told = element.text if event == "start" else element.tail
        if told and passed and length <= LINE_CHARS * 2:
            parts.append(told)
            length += len(told)


def set_apart(root: Any) -> None:
    """Put a blank where a block or a line break ends a line, so that the text of what is around it has two words."""
    for element in root.iter("br", *BLOCK_TAGS):
        parent = element.getparent()
        if parent is None or parent.tag == "pre":
            continue
        before = element.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''} "
        elif parent.text:
            parent.text += " "
        if element.tail:
            element.tail = f" {element.tail}"


def drop(element: Any) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + " " + tail
        else:
            parent.text = (parent.text or "") + " " + tail
    parent.remove(element)
