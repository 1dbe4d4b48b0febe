"""Boilerplate taken out of a parsed French page, before its article is looked for; captions made paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from trouvere.index.cleaning.people import is_byline, names_only, people
from trouvere.index.sources.pages.lines import MAX_LINE_CHARS, caption, is_credit, is_cut, is_day, is_noise, is_related
from trouvere.index.sources.pages.marks import PageMarks
from trouvere.index.sources.pages.title import folded
from trouvere.index.sources.pages.tree import blocks, drop, line_of

MAX_BYLINE_CHARS = 200
MAX_STANDFIRST_CHARS = 3_000
MIN_STANDFIRST_CHARS = 15
MOST_BYLINE_BLOCKS = 12
"""Blocks after the heading among which a line that is a byline is no prose."""
MOST_INLINE = 300
"""Inline elements of one block, from which on its links and spans go; their words stay."""
MENU_LINKS = 3
MENU_SHARE = 0.9
"""Links in one block, and their share of its text, from which on it is a menu."""
SILENT_TAGS = ("script", "style", "template", "noscript", "svg", "iframe", "button", "select", "dialog")
_BESIDE = frozenset(("aside", "nav", "footer", "form"))
_LISTS = frozenset(("ul", "ol", "dl", "div", "p"))
LAYOUT_BREAKS = 2
"""Paragraphs or line breaks in a cell from which on its table lays the page out."""
MIN_TEXT_CHARS = 200
"""Characters of a text that may have a postscript."""
_SEQUELS = frozenset(("div", "section", "article", "footer", "aside"))
_LAYOUT = frozenset(("table", "h1", "h2", "h3", "h4", "center", "blockquote", "hr"))
_NEVER_TAGS = frozenset(("a", "article", "main", "body", "h1"))
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Settled:
    """A page without its boilerplate."""

    owed: list[Any] = field(default_factory=list)
    """Standfirst and captions: elements whose words the text of the article must have."""
    cut: bool = False
    """Whether a line said that the article goes on for who pays."""


def strip_silent(root: Any) -> None:
    """Take out what is never prose; a heading within a button stays."""
    from lxml import etree

    for button in root.iter("button"):
        parent = button.getparent()
        if parent is not None and (parent.tag in _HEADINGS or "accordion" in (button.get("class") or "")):
            button.tag = "span"
    etree.strip_elements(root, *SILENT_TAGS, with_tail=False)


def settle(root: Any, marks: PageMarks, title: str, sections: tuple[str, ...] = ()) -> Settled:
    """Take boilerplate out of a page, and make what its article has of captions and footers paragraphs."""
    cut = any(is_cut(line_of(element)) for element in marks.paywall if _is_own(element))
    for element in (*marks.noise, *marks.paywall, *marks.credit):
        drop(element)
    _take_bylines(marks)
    for element in marks.section:
        if folded(line_of(element, 80)) in {folded(section) for section in sections}:
            drop(element)
    for element in marks.tags:
        if element.tag not in _NEVER_TAGS and len(line_of(element, MAX_LINE_CHARS)) <= MAX_LINE_CHARS:
            drop(element)
    for heading in marks.headings:
        if folded(line_of(heading)) == folded(title):
            drop(heading)
    captions = _captions(marks)
    cut = _take_lines(root, marks) or cut
    _retag(root, marks)
    _join_sequels(marks)
    _open_layout(root)
    standfirst = _standfirst(marks)
    for element in (*captions, *standfirst):
        # What a class says to trafilatura would have it taken out.
        for name in ("class", "id"):
            element.attrib.pop(name, None)
    return Settled([*standfirst, *captions], cut)


def _is_own(element: Any) -> bool:
    """Return whether an element tells of this article, not of one that is linked to."""
    return all(above.tag not in ("a", "li", "aside", "nav") for above in (element, *element.iterancestors()))


def _take_bylines(marks: PageMarks) -> None:
    for element in (*marks.byline, *marks.date):
        if element.tag in ("h1", "body", "article", "main", "html"):
            continue
        line = line_of(element, MAX_BYLINE_CHARS)
        if len(line) <= MAX_BYLINE_CHARS and not any(True for _ in element.iter("h1", "figure")):
            if element in marks.date and not (is_noise(line) or people(line) or _is_date(line)):
                continue
            block = element.getparent()
            told = line_of(block, MAX_BYLINE_CHARS) if block is not None and block.tag in ("p", "div", "span") else ""
            # « <a>Anne Martin</a> et <a>Paul Morin</a> »: what is between the names goes with them.
            drop(block if told and len(told) <= MAX_BYLINE_CHARS and names_only(told) else element)


def _is_date(line: str) -> bool:
    return any(char.isdigit() for char in line) and len(line) <= MAX_BYLINE_CHARS // 2


def _captions(marks: PageMarks) -> list[Any]:
    """Make each figure the paragraph that its caption is, without its credit; return these."""
    made: list[Any] = []
    for figure in marks.figures:
        if any(True for _ in figure.iter("table", "blockquote", "pre", "h2", "h3")):
            figure.tag = "div"
            continue
        told = next(figure.iter("figcaption"), None)
        for part in list(told.iter("span", "small", "em", "cite", "p", "div")) if told is not None else ():
            if is_credit(line_of(part, MAX_LINE_CHARS)):
                drop(part)
        line = line_of(told, MAX_LINE_CHARS * 4) if told is not None else ""
        tail = figure.tail
        line = caption(line)
        figure.clear()
        figure.tail = tail
        figure.tag = "p"
        if not line or is_noise(line):
            drop(figure)
            continue
        figure.text = line
        if not any(above.tag in _BESIDE for above in figure.iterancestors()):
            made.append(figure)
    for element in marks.caption:
        if element.tag in ("figcaption", "figure", "table", "article", "body") or element.getparent() is None:
            continue
        line = line_of(element, MAX_LINE_CHARS * 4)
        if len(line) > MAX_LINE_CHARS * 4 or (any(True for _ in element.iter("p", "img")) and element.tag != "p"):
            continue
        kept = caption(line)
        if not kept:
            drop(element)
        else:
            tail = element.tail
            element.clear()
            element.tail, element.text, element.tag = tail, kept, "p"
            made.append(element)
    return made


def _take_lines(root: Any, marks: PageMarks) -> bool:
    """Take out blocks that are boilerplate by their text; return whether one says that the article is cut."""
    cut = False
    near = 0
    for element in list(blocks(root)):
        if len(element) > MOST_INLINE:
            _flatten(element)
        if element.tag == "body":
            continue
        line = line_of(element, MAX_LINE_CHARS)
        if len(line) > MAX_LINE_CHARS or not line:
            continue
        near += 1
        if is_cut(line):
            cut = cut or _is_own(element)
            drop(element)
        elif is_noise(line) or _is_linked(element, line):
            _take_following_list(element)
            drop(element)
        elif _is_byline_or_day(element, line, first=near <= MOST_BYLINE_BLOCKS):
            drop(element)
    return cut


def _is_byline_or_day(element: Any, line: str, *, first: bool) -> bool:
    """Return whether a block is a byline, or, among the `first` of a page, a day: elsewhere that may be a heading."""
    if first and element.tag not in _HEADINGS and is_day(line):
        return True
    return (first or len(line) < MAX_BYLINE_CHARS // 2) and is_byline(line)


def _flatten(element: Any) -> None:
    """Make links and spans of a block its text: trafilatura takes quadratic time for many, lxml to strip them."""
    told = [element.text or ""]
    kept: list[tuple[Any, list[str]]] = []
    for child in element:
        if child.tag in ("a", "span"):
            told += (*child.itertext(), child.tail or "")
        else:
            kept.append((child, told))
            told = [child.tail or ""]
    parts = [part for _, part in kept] + [told]
    element[:] = [child for child, _ in kept]
    element.text = "".join(parts[0])
    for (child, _), part in zip(kept, parts[1:], strict=True):
        child.tail = "".join(part)


def _is_linked(element: Any, line: str) -> bool:
    """Return whether a block is a menu, or leads to another article."""
    links = [line_of(link, MAX_LINE_CHARS) for link in element.iter("a")]
    return is_related(line, " ".join(links)) or (
        len(links) >= MENU_LINKS and sum(map(len, links)) >= MENU_SHARE * len(line.replace(" ", ""))
    )


def _take_following_list(heading: Any) -> None:
    """Take out the list of links that « Sur le même sujet » is the heading of."""
    following = heading.getnext()
    if following is None or following.tag not in ("ul", "ol") or not line_of(heading).strip():
        return
    line = line_of(following, 4_000)
    links = sum(len(line_of(link)) for link in list(following.iter("a"))[:100])
    if links * 4 >= len(line) * 3:
        drop(following)


def _retag(root: Any, marks: PageMarks) -> None:
    """Make what trafilatura leaves out by its tag what it keeps."""
    for quote in root.iter("blockquote"):
        for footer in list(quote.iter("footer")):
            footer.tag = "p"
    for time in list(root.iter("time")):
        time.tag = "span"
    for label in list(root.iter("label", "legend")):
        if label.getparent() is not None and label.getparent().tag in ("p", "li", *_HEADINGS):
            label.tag = "span"
    for element in root.iter("p", "blockquote", "table", "ul", "ol", "dl", *_HEADINGS):
        # Boilerplate is gone: what a class says of the looks of a paragraph must not take it out.
        element.attrib.pop("class", None)
    for heading in list(root.iter(*_HEADINGS)):
        # Of MediaWiki a heading is alone in a division, which trafilatura takes for a part of a menu.
        around = heading.getparent()
        if around is not None and around.tag == "div" and len(around) == 1 and around.getparent() is not None:
            around.drop_tag()
    for element in marks.aside:
        if element.tag == "aside":
            element.tag = "div"
        element.attrib.pop("class", None)


def _join_sequels(marks: PageMarks) -> None:
    """Put the postscript and the notes of an article, which stand after its text, at the end of it."""
    for element in marks.sequel:
        before = element.getprevious()
        if before is None or element.tag not in _SEQUELS or before.tag not in _SEQUELS:
            continue
        if len(line_of(before, MIN_TEXT_CHARS)) >= MIN_TEXT_CHARS:
            for name in ("class", "id"):
                element.attrib.pop(name, None)
            tail, element.tail = element.tail, None
            before.append(element)
            before.tail = f"{before.tail or ''} {tail or ''}"


def _open_layout(root: Any) -> None:
    """Make tables that lay a page out divisions: they hold paragraphs and tables, not values."""
    for cell in list(root.iter("td")):
        tags = [child.tag for child in cell]
        if _LAYOUT.isdisjoint(tags) and tags.count("p") + tags.count("br") < LAYOUT_BREAKS:
            continue
        for above in islice(cell.iterancestors("table"), 1):
            for row in above.iter("tbody", "thead", "tr", "td", "th", "table"):
                row.tag = "div"


def _standfirst(marks: PageMarks) -> list[Any]:
    """Return the blocks of the standfirst: of the first element that is marked as one."""
    for element in marks.standfirst:
        if element.tag in ("a", "meta", "body", "article", "main") or element.getparent() is None:
            continue
        line = line_of(element, MAX_STANDFIRST_CHARS)
        if not MIN_STANDFIRST_CHARS <= len(line) <= MAX_STANDFIRST_CHARS or any(
            True for _ in element.iter("h1", "article")
        ):
            continue
        if any(above.tag in (*_BESIDE, "a") for above in element.iterancestors()):
            continue
        found = list(blocks(element))
        if not found:
            element.tag = "p"
            return [element]
        for block in found:
            if block.tag not in ("p", "li", *_HEADINGS):
                block.tag = "p"
        return found
    return []
