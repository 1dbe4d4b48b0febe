"""HTML to plain text that keeps its paragraphs, for fragments: an entry of a feed, rendered Markdown."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.files.bounds import check_tags

PARAGRAPH_TAGS = frozenset(
    (
        *("address", "article", "aside", "audio", "blockquote", "details", "dialog", "div", "dl", "fieldset"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav"),
        *("ol", "p", "pre", "section", "table", "ul", "video"),
    )
)
"""Block elements, separated from their neighbours by an empty line."""
LINE_TAGS = frozenset(("dd", "dt", "li", "tr", "caption", "legend", "option", "summary"))
"""Elements that begin a line of their own."""
CELL_TAGS = frozenset(("td", "th"))
SILENT_TAGS = frozenset(
    ("script", "style", "template", "head", "noscript", "iframe", "object", "svg", "math", "select")
)
"""Elements whose text is not prose."""

FIGURE_REACH = 4
"""Elements around an image within a figure: a link, a picture, a wrapper."""
DEPTH_CHECK_TAGS = 200
"""Tags of a page from which on its nesting depth is checked."""

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Stand for breaks until the end, when it is known what meets: a list item that ends where another begins is one.
_LINE, _PARAGRAPH, _CELL = "\x0b", "\x0c", "\x1f"
# Blanks are gone through from the first of a run alone: a text may have a run of 100,000 of them.
_BREAKS = re.compile(r"(?:(?<![ \t])[ \t]++)?[\n\x0b\x0c][ \t\n\x0b\x0c]*+")
_CELLS = re.compile(r"(?:(?<!\s)[^\S\x1f]++)?\x1f\s*+")


def text_of(html: str) -> str:
    """Return the text of `html`, a part of a page: blocks are apart, list items and rows are lines, images
    their alt where no caption is beside them.

    It is the whole text: unlike for a page, there is nothing around the article that would have to be found and left
    out. `FieldFault` where it is nested so deep, or so full of tags, that its text could not all be had.
    """
    check_tags(html)
    # Here and not above: a build of JSON Lines need not pay for it.
    from lxml import etree

    parts: list[str] = []
    silent = preformatted = 0
    parser = etree.HTMLParser(huge_tree=True, no_network=True)
    root = etree.fromstring(f"<div>{_UNUSABLE.sub(' ', html)}</div>", parser)
    _check_depth(parser)
    if root is None:
        return ""
    # A walk, not recursion: elements may be nested deeper than Python's stack.
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            told = element.tail
        elif event == "start":
            silent += element.tag in SILENT_TAGS
            preformatted += element.tag == "pre"
            if not silent:
                parts.append(_opening(element))
            told = element.text
        else:
            if not silent:
                parts.append(_break(element.tag))
            silent -= element.tag in SILENT_TAGS
            preformatted -= element.tag == "pre"
            told = element.tail
        if told and not silent:
            parts.append(told if preformatted else _BLANKS.sub(" ", told))
    return _CELLS.sub(" | ", _BREAKS.sub(_settled, "".join(parts)).strip())


def check_depth(html: str) -> None:
    """Raise `FieldFault` where `html` is nested so deep that a parser leaves out what is within, without a word."""
    if html.count("<") < DEPTH_CHECK_TAGS:
        return
    from lxml import etree

    parser = etree.HTMLParser(huge_tree=True, no_network=True)
    etree.fromstring(html, parser)
    _check_depth(parser)


def _check_depth(parser: Any) -> None:
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise FieldFault("HTML trop profondément imbriqué")


def _opening(element: Any) -> str:
    if element.tag == "img":
        return "" if _is_captioned(element) else str(element.get("alt") or "")
    if element.tag == "br":
        return "\n"
    if element.tag in CELL_TAGS:
        return "" if element.getprevious() is None else _CELL
    return _break(element.tag)


def _is_captioned(image: Any) -> bool:
    """Return whether a reader sees a caption beside an image, in whose place its `alt` is told otherwise."""
    figure = image.getparent()
    for _ in range(FIGURE_REACH):
        if figure is None or figure.tag == "figure":
            break
        figure = figure.getparent()
    if figure is None or figure.tag != "figure":
        return False
    # It stands first or last. No other part is looked at, and but the beginning of it, for each of many images.
    ends = (part for part in (figure[0], figure[-1]) if part.tag == "figcaption")
    return any(text.strip() for part in ends for text in islice(part.itertext(), FIGURE_REACH))


def _break(tag: str) -> str:
    return _PARAGRAPH if tag in PARAGRAPH_TAGS else _LINE if tag in LINE_TAGS else ""


def _settled(breaks: re.Match[str]) -> str:
    return "\n\n" if _PARAGRAPH in breaks[0] or breaks[0].count("\n") > 1 else "\n"
