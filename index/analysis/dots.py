"""Token filter: acronyms, domain names, sentences without a space: « O.T.A.N », « service-public.fr », « fin.Début ».

Inclusive writing has been read before (`inclusive.py`). Of an address the names are words, « www » and « fr » are not.
"""

from __future__ import annotations

import re

from trouvere.index.analysis.characters import DOTS
from trouvere.index.analysis.signs import SIGNED_WORD
from trouvere.index.analysis.token import Token, cut

_ACRONYM = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_DOTS = frozenset(DOTS)
_PART = re.compile(rf"\A{SIGNED_WORD}|[^{re.escape(DOTS)}]+")
_ADDRESS = re.compile(r"(?:www\.)?[a-z0-9]+(?:\.[a-z0-9]+)*?(?P<end>(?:\.gouv)?\.(?:fr|com|org|net|eu|be|ch|ca|info))")


def read_dots(tokens: list[Token]) -> list[Token]:
    """Take the dots out of single letters between dots and the ends off an address; cut whatever else holds a dot."""
    if all(map(_DOTS.isdisjoint, [token.text for token in tokens])):
        return tokens
    joined = [
        token.with_text(token.text.replace(".", "")) if "." in token.text and _ACRONYM.fullmatch(token.text) else token
        for token in tokens
    ]
    return cut([_without_ends(token) for token in joined], lambda text: None if text.isalnum() else _PART)


def _without_ends(token: Token) -> Token:
    if "." not in token.text or not (address := _ADDRESS.fullmatch(token.text.lower())):
        return token
    first = 4 if token.text.lower().startswith("www.") and address.start("end") > 4 else 0
    # One label alone is the name: the end of the word stays where it was.
    return token._replace(text=token.text[first : address.start("end")], start=token.start + first)
