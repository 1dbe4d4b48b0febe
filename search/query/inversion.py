"""Verb–pronoun inversion and clitics: « rassure-t-elle », « dois-je », « dites-le-moi » are searched by the verb.

It is the verb that is asked: no article has to repeat the question.
"""

from __future__ import annotations

import re

from trouvere.index.analysis.characters import APOSTROPHES, HYPHENS
from trouvere.index.analysis.token import Token

_HYPHEN = f"[{re.escape(HYPHENS)}]"
_APOSTROPHE = f"[{re.escape(APOSTROPHES)}]"
# Written with its accents: « celui-là » has no « la ».
_HANGING = re.compile(
    rf"""
    [^\W\d_]+(?:{_APOSTROPHE}[^\W\d_]+)*
    (?:
        {_HYPHEN}t{_HYPHEN}(?:il|elle|on)
      | {_HYPHEN}(?:je|tu|il|elle|on|nous|vous|ils|elles|ce)
      | (?:{_HYPHEN}(?:le|la|les))?{_HYPHEN}(?:moi|toi|lui|leur|nous|vous)
      | {_HYPHEN}(?:le|la|les|en|y)
      | {_HYPHEN}t(?:{_HYPHEN}|{_APOSTROPHE})en
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NO_VERBS = re.compile(
    rf"rendez{_HYPHEN}vous|(?:chez|entre|sans|avec|pour|hors|malgré|selon){_HYPHEN}(?:moi|toi|lui|nous|vous|elles?)",
    re.IGNORECASE,
)
"""Words of their own that end as an order does."""
_FRAME = re.compile(rf"(?:qu{_APOSTROPHE})?est{_HYPHEN}ce", re.IGNORECASE)


def asked(text: str, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tokens of a word as typed; of a verb with pronouns that hang on it, the verb alone."""
    if not all(token.stop for token in tokens[1:]):
        return tokens
    return tokens[:1] if _HANGING.fullmatch(text) and not _NO_VERBS.fullmatch(text) else tokens


def frames(text: str) -> bool:
    """Say whether a word only opens a question: « est-ce » (que), « qu'est-ce »."""
    return _FRAME.fullmatch(text) is not None
