"""Text of a page's article, by trafilatura, with the standfirst and the captions that it left out put back in order."""

from __future__ import annotations

import html
import logging
import re
from bisect import bisect_left
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from trouvere.index.cleaning.dateline import AGENCIES
from trouvere.index.cleaning.people import is_byline, people
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.pages.lines import is_noise
from trouvere.index.sources.pages.listing import is_link, is_listing
from trouvere.index.sources.pages.noise import Settled
from trouvere.index.sources.pages.title import folded
from trouvere.index.sources.pages.tree import blocks, line_of

NOISY_LOGGERS = ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer")
MAX_KEY_CHARS = 80
"""Characters by which a line of the text is found again in the page."""
OPTIONS: dict[str, bool] = {"favor_recall": True, "fast": True}
"""Of trafilatura: chosen by `tests/index/sources/page_scores.py`; see decision 5."""

HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
FIRST_LINES = 3
MAX_SIGNATURE_CHARS = 100

_AGENCY = re.compile(AGENCIES).fullmatch
_INITIALS = re.compile(r"(?:[A-ZÀ-Ý]{1,2}\.[\s-]?){1,3}[A-ZÀ-Ý]?\.?").fullmatch
_RULE_ROW = re.compile(r"\|?(?:\s?:?-{3,}:?\s?\|)+\s?(?:-{3,})?\s*").fullmatch
_NOT_WORDS = re.compile(r"[\W_]+")
_TAG = re.compile(r"<[^<>]{1,500}>")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page, without its boilerplate."""

    text: str
    is_owed: bool
    """Whether the text of the article must have it."""
    is_heading: bool = False


def text_of_page(tree: Any, settled: Settled, authors: tuple[str, ...] = (), *, is_article: bool = True) -> str:
    """Return the text of the article in a page, without the signature of its `authors`; "" where there is none.

    A page that its metadata does not say to be an article, `is_article`, may be a list of them, which is none.
    """
    owed = {id(element) for element in settled.owed}
    page = [PageLine(line_of(block), id(block) in owed, block.tag in HEADINGS) for block in blocks(tree)]
    linked = (
        frozenset()
        if is_article
        else frozenset(_key(line) for block in blocks(tree) if is_link(block, line := line_of(block)))
    )
    found = _extract(tree)
    lines = [line for written in found.split("\n") if (line := _settled(written)) and not is_noise(line)]
    placed = _with_owed(lines, page)
    if linked and is_listing([(line, _key(line) in linked) for line in placed], is_article=is_article):
        return ""
    return "\n".join(_unsigned(placed, frozenset(map(folded, authors))))


def body_of_metadata(written: str) -> str:
    """Return the text that JSON-LD gives as the body of an article, by lines."""
    if "<" in written or "&" in written:
        written = html.unescape(_TAG.sub("\n", html.unescape(written)))
    return "\n".join(line for part in written.splitlines() if (line := part.strip()) and not is_noise(line))


def _unsigned(lines: list[str], authors: frozenset[str]) -> list[str]:
    """Return the lines without those that are a signature: names of the authors, initials, an agency, at either end."""
    while len(lines) > 1 and _is_signature(lines[-1], authors):
        lines = lines[:-1]
    return [
        line
        for number, line in enumerate(lines)
        if number >= FIRST_LINES or not (_is_signature(line, authors) or is_byline(line))
    ]


def _is_signature(line: str, authors: frozenset[str]) -> bool:
    if len(line) > MAX_SIGNATURE_CHARS:
        return False
    line = line.strip(" ().[]")
    names = people(line.removeprefix("Avec ").removeprefix("avec "))
    return bool(names) and all(folded(name) in authors or _AGENCY(name) or _INITIALS(name) for name in names)


def _extract(tree: Any) -> str:
    try:
        # Here and not above: the import takes a quarter of a second, which a build of JSON Lines need not pay.
        from trafilatura import bare_extraction
    except ImportError as error:
        raise FileFault(f"trafilatura manque ou est incomplet ({error.name or 'lxml_html_clean'})") from error
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    found = bare_extraction(tree, with_metadata=False, include_comments=False, **OPTIONS)
    return (getattr(found, "text", None) or "") if found is not None else ""


def _settled(line: str) -> str:
    """Return a line of trafilatura's without the marks of Markdown that it gives tables."""
    line = line.strip()
    if line.startswith("|") and "|" in line[1:]:
        return "" if _RULE_ROW(line) else " | ".join(cell.strip() for cell in line.strip("| ").split("|"))
    return line


def _headings_between(page: list[PageLine], kept: set[str]) -> list[tuple[int, str]]:
    """Return the headings, by their place, that stand between two lines of the text and that it does not have.

    In a page of divisions alone, trafilatura takes paragraphs without what is above them.
    """
    found: list[tuple[int, str]] = []
    waiting: list[tuple[int, str]] = []
    follows = False
    for number, line in enumerate(page):
        if not (key := _key(line.text)):
            continue
        if key in kept:
            found += waiting
            waiting, follows = [], True
        elif line.is_heading and follows:
            waiting.append((number, line.text))
        else:
            waiting, follows = [], False
    return found


def _with_owed(lines: list[str], page: list[PageLine]) -> list[str]:
    """Return the lines in the order of the page, with what is owed and missing among them; what is owed stands once."""
    places: dict[str, list[int]] = {}
    for number, line_of_page in enumerate(page):
        if key := _key(line_of_page.text):
            places.setdefault(key, []).append(number)
    owed = {
        key: number for number, line in reversed(list(enumerate(page))) if line.is_owed and (key := _key(line.text))
    }
    placed: list[tuple[int, str]] = []
    met: set[str] = set()
    at = 0
    for line in lines:
        key = _key(line)
        if key in owed:
            if key in met:
                continue
            met.add(key)
        at = _place(places.get(key, []), at)
        placed.append((at, line))
    last = max((place for place, _ in placed), default=len(page))
    whole = "\n".join(map(_key, lines))
    placed += [
        (place, page[place].text)
        for key, place in owed.items()
        if key not in met and place <= last and key not in whole
    ]
    placed += _headings_between(page, {*map(_key, lines), *owed})
    return [line for _, line in sorted(placed, key=itemgetter(0))]


def _place(places: list[int], at: int) -> int:
    """Return where on the page a line stands that comes after the one at `at`; there as well, where that is unknown.

    What trafilatura found when it looked again, it puts at the end.
    """
    if not places:
        return at
    after = bisect_left(places, at)
    return places[after] if after < len(places) else places[0] if len(places) == 1 else at


def _key(line: str) -> str:
    return _NOT_WORDS.sub("", line[: MAX_KEY_CHARS * 2].lower())[:MAX_KEY_CHARS]
