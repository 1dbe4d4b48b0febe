"""Cuts a raw token at its hyphens: « Saint-Étienne » is two words, found apart or side by side."""

from __future__ import annotations

import re

from trouvere.index.analysis.token import Token, cut
from trouvere.index.analysis.tokenizer import HYPHENS

LONGEST = 128
"""Longest word, in characters; a longer run is cut into pieces, so that no text can ask for unbounded work."""

_PART = re.compile(f"[^{re.escape(HYPHENS)}]{{1,{LONGEST}}}")


def split_hyphens(tokens: list[Token]) -> list[Token]:
    """Cut each token into the words it is made of."""
    return cut(tokens, lambda text: None if text.isalnum() and len(text) <= LONGEST else _PART)
