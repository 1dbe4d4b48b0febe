"""Token: the value that the token filters of the chain take and return; and what they share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Token(NamedTuple):
    """One word on its way through the chain.

    `text` is what the filters work on and ends as the surface form: lower-cased, folded, not stemmed. `stem` is the
    second form, None for stop words. `start` and `end` are code points into the raw token, `position` counts words
    from its beginning.
    """

    text: str
    start: int
    end: int
    position: int = 0
    stem: str | None = None
    stop: bool = False

    def with_text(self, text: str) -> Token:
        """Return the token with another text. The chain does this so often that `_replace` would take half its time."""
        return self if text == self.text else Token(text, self.start, self.end, self.position, self.stem, self.stop)

    def with_stem(self, stem: str) -> Token:
        """Return the token with a stem."""
        return Token(self.text, self.start, self.end, self.position, stem, self.stop)


TokenFilter = Callable[[list[Token]], list[Token]]
"""One step of the chain. It may drop nothing silently: every token it takes is answered by at least one."""


def one_word(tokens: list[Token]) -> bool:
    """Return whether there is one token of letters and digits alone: as most raw tokens are, and most filters skip."""
    return len(tokens) == 1 and tokens[0].text.isalnum()


def cut(tokens: list[Token], pattern_for: Callable[[str], re.Pattern[str] | None]) -> list[Token]:
    """Return the pieces that a pattern finds in each token, numbered anew; no pattern: the token stays whole."""
    pieces: list[Token] = []
    for token in tokens:
        pattern = pattern_for(token.text)
        if pattern is None:
            pieces.append(token if token.position == len(pieces) else token._replace(position=len(pieces)))
            continue
        for match in pattern.finditer(token.text):
            start, end = token.start + match.start(), token.start + match.end()
            pieces.append(Token(match.group(), start, end, len(pieces)))
    return pieces
