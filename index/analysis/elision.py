"""Token filter: elision; takes the elided word off: « l'Ukraine », « JUSQU'OÙ » are found under « Ukraine », « où ».

Words that French writes with an apostrophe of their own (« aujourd'hui », « presqu'île », « quelqu'un », « O'Brien »)
begin with none of the elided words, or are listed in `data/apostrophe_words.txt`. Before a consonant nothing is elided
by m, n, s, t: « N'Diaye », « M'Bappé », « T'Pau » are names.
"""

from __future__ import annotations

import re

from trouvere.index.analysis.data import word_list
from trouvere.index.analysis.token import Token, one_word

_ELISION = re.compile(
    r"(?:[cçdjlyz]|[mnst](?!'[bcçdfgjklmnpqrstvwxz])|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)", re.IGNORECASE
)


def elide(tokens: list[Token]) -> list[Token]:
    """Take elided articles, pronouns and conjunctions off, one after another (« d'l'eau »)."""
    if one_word(tokens):
        return tokens
    return [_elided(token) if "'" in token.text else token for token in tokens]


def _elided(token: Token) -> Token:
    whole = word_list("apostrophe_words.txt")
    while (match := _ELISION.match(token.text)) and token.text.lower() not in whole:
        token = token._replace(text=token.text[match.end() :], start=token.start + match.end())
    return token
