"""Token filter: normalizes apostrophes to one character, so that the steps after it need to know that one only.

That of « grand'mère », « Grand'Rue » stands for no letter that was left out: it is a hyphen, and written so today.
"""

from __future__ import annotations

import re

from trouvere.index.analysis.characters import APOSTROPHE_LETTERS, APOSTROPHES
from trouvere.index.analysis.token import Token

_STRAIGHT = dict.fromkeys(map(ord, APOSTROPHES), "'")
_GRAND = re.compile(r"\b(grands?)'(?=\w)", re.IGNORECASE)


def unify_apostrophes(tokens: list[Token]) -> list[Token]:
    """Write ’ ʼ ′ ´ ` ‘ as '."""
    return [
        token
        if token.text.isalnum() and (token.text.isascii() or not has_apostrophe_letter(token.text))
        else token.with_text(_unified(token.text))
        for token in tokens
    ]


def _unified(text: str) -> str:
    text = text.translate(_STRAIGHT)
    return _GRAND.sub(r"\1-", text) if "rand" in text or "RAND" in text else text


def has_apostrophe_letter(text: str) -> bool:
    """Return whether a text has an apostrophe that str.isalnum takes for a letter."""
    return not _LETTERS.isdisjoint(text)


_LETTERS = frozenset(APOSTROPHE_LETTERS)
