"""Token filter: signs that are words, euro sign, emoji, names with signs: « € » is euros, « C++ », « C# », « .NET »."""

from __future__ import annotations

from trouvere.index.analysis.characters import EMOJI, END, LETTER
from trouvere.index.analysis.token import Token

SIGN = f"[€{EMOJI}]"
"""Each such character is a raw token, whatever stands beside it."""
SIGNED_WORD = rf"(?:[Cc]\+\+|[CcFf][#♯](?!{LETTER})|\.(?:NET|Net|net){END})"
"""A name that ends, or begins, with signs: these are part of the raw token."""
_WORD_OF_SIGN = {"€": "euros", "♯": "#"}


def read_signs(tokens: list[Token]) -> list[Token]:
    """Write « € » as the word that it stands for, and the sharp of music as the one that is typed."""
    return [
        token
        if token.text.isalnum()
        else token.with_text(_WORD_OF_SIGN.get(token.text) or token.text.replace("♯", "#"))
        for token in tokens
    ]
