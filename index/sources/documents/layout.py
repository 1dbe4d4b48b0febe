"""Page layout of PDF: from pieces of text and their places to lines, columns, paragraphs and a title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from trouvere.index.sources.documents.prose import CELL
from trouvere.index.sources.texts.hyphenation import CUT_SIGNS, joined

CHAR_WIDTH = 0.5
"""Width of a character of prose, in heights of its font: pypdf does not say where a piece ends."""
GAP = 1.5
"""Heights of the font between two pieces of a line from which on they are cells, or lines of two columns."""
COLUMN_CHARS, COLUMN_LINES = 18, 5
"""Characters of a line, in the mean, and lines one below the other, from which on cells are columns of prose."""
LEADING = 1.35
"""Usual distances between two lines of a paragraph from which on they are of two."""
EDGE_LINES = 2
"""Lines at the top and at the bottom of a page where what is on other pages too is a header or a footer."""
EDGE_STEP = 3.0
"""Points by which the same header stands higher or lower on another page."""
MAX_TITLE_CHARS = 300

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:(?:page|p\.)?\s*\d{1,4}(?:\s*(?:/|sur|of|de)\s*\d{1,4})?|[ivxl]{1,7})[\W_]*$", re.IGNORECASE
)
_BULLET = re.compile(r"^(?:[•●▪■◦‣–—*\uf0b7-]|\(?\d{1,3}[.)]|[a-z]\))\s+\S")
_ENDED = re.compile(r"[.!?…:;][»”\")\s]*$")
_SPACES = re.compile(r"[ \t\r\n\xa0]+")


class TextFragment(NamedTuple):
    """A piece of text on a page. `x` and `y` are where its base line begins, upwards; all lengths are in points."""

    text: str
    x: float
    y: float
    height: float
    is_bold: bool


@dataclass(slots=True)
class Line:
    """A line, with the cells that it has."""

    x: float
    y: float
    height: float
    is_bold: bool
    cells: list[str]
    starts: list[float] = field(default_factory=list)
    end: float = 0.0

    @property
    def text(self) -> str:
        """The whole line."""
        return CELL.join(self.cells)


class Laid(NamedTuple):
    """The text of a document, and the heading that stands for its title."""

    text: str
    title: str


def laid_out(pages: Iterable[Sequence[TextFragment]]) -> Laid:
    """Return the text of pages of pieces."""
    lined = [_in_columns(_lines(page)) for page in pages]
    kept = list(_without_edges(lined))
    body = _body_height(kept)
    paragraphs = list(_paragraphs(kept))
    return Laid("\n\n".join(text for text, _ in paragraphs), _title(paragraphs, body))


def _lines(page: Sequence[TextFragment]) -> list[Line]:
    """Return the lines in the order in which they are drawn."""
    lines: list[Line] = []
    for piece in page:
        text = _SPACES.sub(" ", piece.text.translate(_LIGATURES))
        width = len(text.strip()) * CHAR_WIDTH * piece.height
        line = lines[-1] if lines else None
        if line and abs(line.y - piece.y) < 0.4 * max(line.height, piece.height) and piece.x >= line.starts[-1]:
            if piece.x - line.end > GAP * piece.height:
                line.cells.append(text.strip())
                line.starts.append(piece.x)
            else:
                # Where the piece before ends is a guess; that it ends well before this one means a blank.
                apart = piece.x - line.end > 0.6 * piece.height and not line.cells[-1].endswith(" ")
                line.cells[-1] += " " * apart + text
            line.end = max(line.end, piece.x + width)
            line.height, line.is_bold = max(line.height, piece.height), line.is_bold and piece.is_bold
        elif text.strip():
            lines.append(
                Line(piece.x, piece.y, piece.height, piece.is_bold, [text.lstrip()], [piece.x], piece.x + width)
            )
    for line in lines:
        line.cells = [cell.strip() for cell in line.cells]
    return lines


def _in_columns(lines: list[Line]) -> list[Line]:
    """Return the lines of columns that are drawn line by line, across the page, one column after the other."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and len(lines[end].cells) == len(lines[at].cells) > 1 and _same(lines[at], lines[end]):
            end += 1
        run = lines[at:end]
        if len(run) >= COLUMN_LINES and sum(len(line.text) for line in run) > COLUMN_CHARS * len(run) * len(
            run[0].cells
        ):
            for column in range(len(run[0].cells)):
                found += [_cell(line, column) for line in run]
        else:
            found += run or [lines[at]]
        at = max(end, at + 1)
    return found


def _same(line: Line, other: Line) -> bool:
    return all(abs(one - two) < line.height for one, two in zip(line.starts[1:], other.starts[1:], strict=True))


def _cell(line: Line, column: int) -> Line:
    start = line.starts[column]
    return Line(start, line.y, line.height, line.is_bold, [line.cells[column]], [start], start)


def _without_edges(pages: list[list[Line]]) -> Iterator[list[Line]]:
    """Yield the pages without headers, footers and their numbers: the same words at the same height of several pages.

    On two pages alone that may be chance, so there they are to be set apart from the text as well.
    """
    edges = [_edges(page) for page in pages]
    often = Counter(key for edge in edges for key in {_key(page_line) for page_line in edge.values()})
    least = max(2, len(pages) * 0.3)
    for page, edge in zip(pages, edges, strict=True):
        leading = _leading(page)
        gone = {
            number
            for number, line in edge.items()
            if _PAGE_NUMBER.match(line.text)
            or (len(page) > 1 and _times(line, often) >= (least if _is_apart(line, page, leading) else max(least, 3)))
        }
        yield [line for number, line in enumerate(page) if number not in gone]


def _times(line: Line, often: Counter[tuple[str, int]]) -> int:
    """Return on how many pages a line stands, nearly at the same height."""
    text, height = _key(line)
    return sum(often[text, near] for near in (height - 1, height, height + 1))


def _is_apart(line: Line, page: list[Line], leading: float) -> bool:
    """Return whether a line of the edge is no line of the text: in another font, or further from it than its lines."""
    away = [abs(other.y - line.y) for other in page if abs(other.y - line.y) > 1]
    heights = Counter(round(other.height, 1) for other in page)
    body = heights.most_common(1)[0][0]
    return abs(line.height - body) > 0.08 * body or min(away, default=1e9) > LEADING * leading


def _edges(page: list[Line]) -> dict[int, Line]:
    """Return the first and last lines of a page by their places, with their numbers."""
    order = sorted(range(len(page)), key=lambda number: page[number].y)
    return {number: page[number] for number in (*order[:EDGE_LINES], *order[-EDGE_LINES:])}


def _key(line: Line) -> tuple[str, int]:
    return _NUMBER.sub("0", line.text), round(line.y / EDGE_STEP)


def _body_height(pages: list[list[Line]]) -> float:
    """Return the height of the font that most of the text is in."""
    heights: Counter[float] = Counter()
    for page in pages:
        for line in page:
            heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 1.0


Paragraph = tuple[str, Line]


def _paragraphs(pages: list[list[Line]]) -> Iterator[Paragraph]:
    """Yield the paragraphs, each with its first line, also those that go on in the next column or on the next page."""
    held: list[Line] = []
    for page in pages:
        leading, widest = _leading(page), _widest(page)
        for line in page:
            if held and _begins(held, line, leading, widest):
                yield _told(held), held[0]
                held = []
            held.append(line)
    if held:
        yield _told(held), held[0]


def _begins(held: list[Line], line: Line, leading: float, widest: dict[float, int]) -> bool:
    """Return whether a line begins a paragraph after those that are held."""
    last = held[-1]
    if abs(last.height - line.height) > 0.08 * max(last.height, line.height) or last.is_bold != line.is_bold:
        # A word that is larger or bold in a line does not end a paragraph that goes on.
        return _ENDED.search(last.text) is not None or not line.text[:1].islower()
    if len(last.cells) > 1 or len(line.cells) > 1:
        return len(last.cells) != len(line.cells)
    if _BULLET.match(line.text):
        return True
    down = last.y - line.y
    if down <= 0 or down > 6 * leading:
        # Another column, or page: it goes on there in the middle of a sentence.
        return _ENDED.search(last.text) is not None or not (line.text[:1].islower() or _is_cut(last.text))
    if down > LEADING * max(leading, 1.2 * line.height) and not _is_cut(last.text):
        return True
    indent = line.x - (last.x if len(held) > 1 else min(last.x, line.x))
    if indent > 0.7 * line.height and len(last.cells) == 1 and not line.text[:1].islower():
        return True
    if len(held) == 1 and last.x - line.x > 0.7 * line.height:
        return False
    fullness = len(last.text) / max(1, widest.get(round(last.height, 1), 0))
    return (fullness < 0.75 and _ENDED.search(last.text) is not None) or (
        fullness < 0.6 and not line.text[:1].islower() and not _is_cut(last.text)
    )


def _is_cut(text: str) -> bool:
    return text.endswith(("-", "\N{HYPHEN}", *CUT_SIGNS))


def _leading(page: list[Line]) -> float:
    """Return the usual distance between two lines of a page."""
    downs = Counter(round(one.y - two.y, 0) for one, two in pairwise(page) if 0 < one.y - two.y < 60)
    return max(downs.most_common(1)[0][0], 1.0) if downs else 14.0


def _widest(page: list[Line]) -> dict[float, int]:
    """Return the characters of a full line in each height of font."""
    widths: dict[float, list[int]] = {}
    for line in page:
        widths.setdefault(round(line.height, 1), []).append(len(line.text))
    return {height: sorted(found)[len(found) * 9 // 10] for height, found in widths.items()}


def _told(lines: list[Line]) -> str:
    if len(lines[0].cells) > 1:
        return "\n".join(line.text for line in lines)
    text = joined("\n".join(line.text for line in lines))
    return " ".join(text.replace("\N{SOFT HYPHEN}", "").split())


def _title(paragraphs: list[Paragraph], body: float) -> str:
    """Return the largest heading among the first paragraphs; "" where none is larger than the text."""
    first = [(line.height, text) for text, line in paragraphs[:20] if 1 < len(text) <= MAX_TITLE_CHARS]
    if not first:
        return ""
    height, title = max(first, key=lambda each: each[0])
    return title if height > 1.15 * body and any(map(str.isalpha, title)) else ""
