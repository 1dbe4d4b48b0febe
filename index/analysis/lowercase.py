"""Token filter: lower case, invisible characters removed; the accents stay for the steps that need them."""

from __future__ import annotations

from trouvere.index.analysis.characters import INVISIBLE
from trouvere.index.analysis.token import Token

_DELETIONS = dict.fromkeys(map(ord, INVISIBLE))


def lowercase(tokens: list[Token]) -> list[Token]:
    """Lower-case each token, without soft hyphens, zero-width characters and stray combining marks.

    It comes after the steps that cut, which count characters as written.
    """
    return [token.with_text(lowered(token.text)) for token in tokens]


def lowered(word: str) -> str:
    """Return a word in lower case without invisible characters."""
    return (word if word.isalnum() else word.translate(_DELETIONS)).lower()
