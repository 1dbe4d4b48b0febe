"""Takes out what cannot be seen: soft hyphens, zero-width characters, stray combining marks."""

from __future__ import annotations

from trouvere.index.analysis.token import Token
from trouvere.index.analysis.tokenizer import INVISIBLE

_NOTHING = dict.fromkeys(map(ord, INVISIBLE))


def drop_invisible(tokens: list[Token]) -> list[Token]:
    """Leave out invisible characters. It comes after the steps that cut, which count characters as written."""
    return [token if token.text.isalnum() else token.with_text(token.text.translate(_NOTHING)) for token in tokens]
