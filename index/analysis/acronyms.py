"""Reads dots inside a raw token: « O.T.A.N » is one word, « service-public.fr » and « fin.Début » are several."""

from __future__ import annotations

import re

from trouvere.index.analysis.token import Token, cut
from trouvere.index.analysis.tokenizer import DOTS

_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_PART = re.compile(f"[^{re.escape(DOTS)}]+")


def join_acronyms(tokens: list[Token]) -> list[Token]:
    """Take the dots out of single capitals between dots; cut whatever else holds a dot."""
    joined = [
        token.with_text(token.text.replace(".", "")) if "." in token.text and _DOTTED.fullmatch(token.text) else token
        for token in tokens
    ]
    return cut(joined, lambda text: None if text.isalnum() else _PART)
