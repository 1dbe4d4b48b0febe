"""Token filter: inclusive writing: « citoyen·ne·s », « citoyen.ne.s », « citoyen(ne)s », « habitant-e-s » are one word.

It becomes the masculine form, in the plural where an s ends it; its stem is that of the feminine, so both are found.
Points and hyphens mean other things too (« exemple.es », « dit-elle »): the rule holds only where what it makes of them
is the feminine of the word before, that is, where both have the same stem.
"""

from __future__ import annotations

import re

from trouvere.index.analysis.characters import DOTS, FEMININES, HYPHENS
from trouvere.index.analysis.lowercase import lowered
from trouvere.index.analysis.stemming import stem_of_word
from trouvere.index.analysis.token import Token, one_word

MAX_WORD_CHARS = 64
"""Length of the longest word looked at, in characters, so that no text can ask for unbounded work."""

_SIGN = re.escape(DOTS + HYPHENS + "/")
_INCLUSIVE = re.compile(
    rf"(?P<word>.*?[^\W\d_]{{2}})"
    rf"(?:\((?P<inside>{FEMININES})\)[{_SIGN}]?|[{_SIGN}](?P<behind>{FEMININES})(?:[{_SIGN}](?=[sx]\Z))?)"
    rf"(?P<plural>[sx]?)",
    re.IGNORECASE,
)
_find_mark = re.compile(f"[{_SIGN}(]").search
_MASCULINE_ENDINGS = {
    "rice": ("eur",),
    "trice": ("teur",),
    "euse": ("eur", "eux"),
    "se": ("r", "x"),
    "ve": ("f",),
    "ive": ("if",),
    "ere": ("er",),
    "iere": ("ier",),
    "elle": ("eau", "el"),
    "ienne": ("ien",),
    "enne": ("en",),
    "onne": ("on",),
    "que": ("c",),
    "che": ("c",),
    "esse": ("e",),
}
"""Masculine endings that a feminine ending replaces; any other is appended to the masculine."""


def join_inclusive(tokens: list[Token]) -> list[Token]:
    """Make the masculine form of a word that is written with its feminine ending."""
    if one_word(tokens):
        return tokens
    return [
        token.with_text(_joined(token.text)) if len(token.text) <= MAX_WORD_CHARS and _find_mark(token.text) else token
        for token in tokens
    ]


def _joined(text: str) -> str:
    match = _INCLUSIVE.fullmatch(text)
    if match is None:
        return text
    word, ending = match["word"], (match["inside"] or match["behind"]).lower()
    if ending != match["inside"] and ending != match["behind"] and not word.isupper():
        return text  # « fin.Le »: a sentence begins
    plural = match["plural"].lower()
    if ending in ("s", "x"):
        return word + ending if match["inside"] else text
    if ending[-1] == "s":
        ending, plural = ending[:-1], "s"
    base = lowered(re.split("[^\\W_]*'", word)[-1].rpartition("-")[2])
    if len(base) == 3 and base + ending == "toute":
        return word + plural
    stem = stem_of_word(base)
    if any(stem_of_word(feminine) == stem for feminine in _feminines(base, ending)):
        return word if not plural or word[-1:] in "sxz" else word + plural
    return text


def _feminines(word: str, ending: str) -> list[str]:
    plain = ending.replace("è", "e")
    made = [word[: -len(old)] + ending for old in _MASCULINE_ENDINGS.get(plain, ()) if word.endswith(old)]
    return made or [word + ending]
