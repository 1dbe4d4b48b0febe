"""Title: the article's own where it has one, else derived from its first sentence."""

from __future__ import annotations

import re

from trouvere.index.cleaning.characters import one_line
from trouvere.index.cleaning.dateline import find

MAX_OWN_CHARS = 200
MAX_DERIVED_CHARS = 100

_HEADING = re.compile(rf"([^\n]{{1,{MAX_OWN_CHARS}}})\n\n").match
_WORD = re.compile(r"\w").search
_NOT_BLANK = re.compile(r"\S").search
_STOP = re.compile(r"(?<![.!?…])[.!?…]++(?:[ \xa0\u202f]?[»”\")])*(?=\s+[«“\"(—–-]?\s?[A-ZÀ-ÖØ-Þ0-9])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(’'-])(?:[A-ZÀ-ÖØ-Þ]|MM|Mme|Mlle|Mgr|Dr|Pr|Me|St|Ste|Jr|art|al|av|apr|cf|env|ex|n|p|pp|vol|no|chap|fig)\.$"
)
_SPAN_CHARS = 2_000


def separate(given: str, text: str) -> tuple[str, str]:
    """Return the article's own title ("" if it has none) and the text without it.

    A title that was given is taken off the beginning of the text, where pages and scrapers repeat it. Otherwise a first
    line followed by an empty one is the title, unless it reads as a sentence or a dateline. Neither ever leaves the
    text empty.
    """
    if not given and (heading := _HEADING(text)) and _is_heading(heading[1]):
        given, text = one_line(heading[1]), text[heading.end() :].lstrip()
    offset = 0
    # The first character is compared first: it settles nearly every case.
    while given and text.startswith(given[0], offset):
        end = text.find("\n", offset)
        if end < 0 or one_line(text[offset:end]) != given:
            break
        after = _NOT_BLANK(text, end)
        if not after:
            break
        offset = after.start()
    return given, text[offset:]


def _is_heading(line: str) -> bool:
    line = line.rstrip(' \xa0\u202f»”")')
    if line.endswith((".", ";", ":", ",")) and not line.endswith("..."):
        return False
    return bool(_WORD(line)) and find(line).end == 0


def derive(text: str) -> str:
    """Return the first sentence of `text`, cut at a word with "…" where it is too long for a title."""
    line = next((line for line in text[:_SPAN_CHARS].split("\n") if _WORD(line)), "")
    sentence = one_line(_first_sentence(line))
    if len(sentence) <= MAX_DERIVED_CHARS:
        # A full stop ends a sentence, not a title.
        return sentence.rstrip(". \xa0\u202f") or sentence
    room = sentence[:MAX_DERIVED_CHARS]
    cut = room.rfind(" ")
    return room[: cut if cut > 0 else MAX_DERIVED_CHARS - 1].rstrip(" ,;:.–—-«“(…") + "…"


def _first_sentence(line: str) -> str:
    for stop in _STOP.finditer(line):
        if not (stop[0] == "." and _ABBREVIATION.search(line, max(0, stop.end() - 12), stop.end())):
            return line[: stop.end()]
    return line
