"""Display forms: how a word or a pair of words is compared, and how it is shown to who types its beginning."""

from __future__ import annotations

import re
from collections.abc import Callable

from trouvere.index.analysis import folded

MAX_PAIR_DISTANCE = 3
"""Distance between the words of a pair, in positions, at the most: stop words may stand between them."""
MAX_CHARS = 48
"""Characters of the longest word or pair that is kept."""

_DRESSED = re.compile(r"\w+'?")
_PAIR = re.compile(r"\w+(?:[ '’-]\w+){1,4}")
_SPACES = str.maketrans("\u00a0\u202f\u2019", "  '")


def key_of(text: str) -> str:
    """Return what texts are compared by: words folded, one space or apostrophe between them."""
    return " ".join(folded(word) for word in text.translate(_SPACES).lower().split())


def as_pair(text: str) -> str | None:
    """Return a text with plain spaces and apostrophes; None where more than the words of a pair is in it."""
    text = text.translate(_SPACES)
    return text if len(text) <= MAX_CHARS and _PAIR.fullmatch(text) else None


def dressed(pair: str, written: Callable[[str], str | None]) -> str:
    """Return a pair with each word as it is usually written: not in capitals because a sentence began there.

    `written` says how a surface form is, None where that is not known.
    """

    def usually(word: re.Match[str]) -> str:
        text = word.group().lower()
        if text.endswith("'"):
            return text
        usual = written(folded(text)) or text
        # Accents that stand there are right: « chargé » is not always « charge ».
        return usual if text.isascii() or not usual.islower() else text

    return _DRESSED.sub(usually, pair)
