"""Blanks within tokens, as in « 1 000 », « L. 1234-5 », told from those between tokens.

Whoever cuts a text at its blanks, to look at a few pieces of it alone, asks here. Numbers are few: what most texts cost
is one look for a blank before a digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trouvere.index.analysis.characters import BLANKS
from trouvere.index.analysis.tokenizer import RAW_TOKEN

BLANK_PLACEHOLDER = "\ue000"
"""What stands for a blank within a word while a text is being cut: of a use that is private, and no letter."""

_BLANK = re.compile(r"\s")
# Digits are the rarest of what it takes, and looked for first.
_BLANK_IN_NUMBER = re.compile(rf"[0-9](?:(?<=[0-9LRDAOPlrd.*][{BLANKS}].)|(?<=[0-9][{BLANKS}]\(.))")
_TO_PLACEHOLDER = {**dict.fromkeys(map(ord, BLANKS), BLANK_PLACEHOLDER), ord(BLANK_PLACEHOLDER): "\ue001"}
_NO_BLANK = {ord(BLANK_PLACEHOLDER): "\ue001"}
"""Translations of a piece with blanks within a word, and of one without: no placeholder of the text itself stays."""
_SET_APART = frozenset("»;:!?%€")
_IN_NUMBER = frozenset("(0123456789")
NUMBER_CHARS = 200
"""Characters on either side of a blank among which a word that reaches over it lies."""


def over_blanks(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where the words of `text[start:end]` begin and end that hold a blank; `start` lies between words."""
    stop = len(text) if end is None else end
    done = start
    for likely in _BLANK_IN_NUMBER.finditer(text, start, stop):
        begin = blank = likely.start() - (1 if text[likely.start() - 1].isspace() else 2)
        if blank <= done:
            continue
        while begin > done and not text[begin - 1].isspace():
            begin -= 1
        for word in RAW_TOKEN.finditer(text, begin, stop):
            if word.end() > blank:
                if word.start() < blank:
                    yield word.span()
                    done = word.end()
                break


def held(text: str, start: int = 0, end: int | None = None) -> str:
    """Return `text[start:end]` with `BLANK_PLACEHOLDER` for each blank within a word: it may be cut at the others."""
    stop = len(text) if end is None else end
    if not _BLANK_IN_NUMBER.search(text, start, stop):
        whole = text[start:stop]
        return whole.translate(_NO_BLANK) if BLANK_PLACEHOLDER in whole else whole
    pieces: list[str] = []
    done = start
    for begin, past in over_blanks(text, start, stop):
        pieces += text[done:begin].translate(_NO_BLANK), text[begin:past].translate(_TO_PLACEHOLDER)
        done = past
    return "".join((*pieces, text[done:stop].translate(_NO_BLANK)))


def released(piece: str) -> str:
    """Return a piece of what `held` returned as it is read: with blanks."""
    return piece.replace(BLANK_PLACEHOLDER, " ")


def next_blank(text: str, start: int, end: int) -> int:
    """Return where in `text[start:end]` the first blank between words is, -1 without any."""
    for blank in _BLANK.finditer(text, start, end):
        if not _is_within(text, blank.start()):
            return blank.start()
    return -1


def last_blank(text: str, start: int, end: int) -> int:
    """Return where in `text[start:end]` the last space is at which a reader may see a text cut, -1 without any.

    That is none within a word, behind « or before a sign that French sets apart.
    """
    found = text.rfind(" ", start, end)
    while found >= 0 and (text[found - 1 : found] == "«" or _holds_together(text, found)):
        found = text.rfind(" ", start, found)
    return found


def _holds_together(text: str, blank: int) -> bool:
    following = text[blank + 1 : blank + 2]
    return following in _SET_APART or (following in _IN_NUMBER and _is_within(text, blank))


def _is_within(text: str, blank: int) -> bool:
    """Say whether a word reaches over a blank."""
    if not _is_likely(text, blank):
        return False
    # From behind a blank on that no word reaches over.
    begin, least = blank, max(blank - NUMBER_CHARS, 0)
    while begin > least and (not text[begin - 1].isspace() or _is_likely(text, begin - 1)):
        begin -= 1
    return any(first < blank < past for first, past in over_blanks(text, begin, blank + NUMBER_CHARS))


def _is_likely(text: str, blank: int) -> bool:
    return bool(_BLANK_IN_NUMBER.match(text, blank + 1) or _BLANK_IN_NUMBER.match(text, blank + 2))
