"""Token filter: splits at hyphens: « Saint-Étienne » is two words, found apart or side by side; « L1234-5 » is one."""

from __future__ import annotations

import re

from trouvere.index.analysis.characters import HYPHENS
from trouvere.index.analysis.grouped import is_law_number
from trouvere.index.analysis.token import Token, cut, one_word

MAX_WORD_CHARS = 128
"""Longest word, in characters; a longer run is cut into pieces, so that no text can ask for unbounded work."""

_HYPHEN = re.compile(f"[{re.escape(HYPHENS)}]")
_PART = re.compile(f"[^{re.escape(HYPHENS)}]{{1,{MAX_WORD_CHARS}}}")


def split_hyphens(tokens: list[Token]) -> list[Token]:
    """Cut each token into the words it is made of."""
    if one_word(tokens) and len(tokens[0].text) <= MAX_WORD_CHARS:
        return tokens
    return cut(tokens, _pattern_for)


def _pattern_for(text: str) -> re.Pattern[str] | None:
    whole = len(text) <= MAX_WORD_CHARS and (text.isalnum() or not _HYPHEN.search(text) or is_law_number(text))
    return None if whole else _PART
