"""Makes every apostrophe the same character, so that the steps after it need to know one only."""

from __future__ import annotations

from trouvere.index.analysis.token import Token
from trouvere.index.analysis.tokenizer import APOSTROPHES

_SAME = dict.fromkeys(map(ord, APOSTROPHES), "'")


def unify_apostrophes(tokens: list[Token]) -> list[Token]:
    """Write ’ ʼ ′ ´ ` ‘ as '."""
    # U+02BC is a letter to str.isalnum.
    return [
        token if token.text.isalnum() and "\u02bc" not in token.text else token.with_text(token.text.translate(_SAME))
        for token in tokens
    ]
