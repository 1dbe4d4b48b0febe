"""What was typed so far, as words: the finished ones, and the one that is being typed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from trouvere.index.analysis import Token, french

LONGEST = 200
"""Characters of the longest text that is completed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far: its tokens, and where the word begins that is being typed (at the end where none is)."""

    text: str
    tokens: tuple[Token, ...]
    start: int

    @property
    def whole(self) -> tuple[Token, ...]:
        """The words that are finished."""
        return self.tokens[:-1] if self.start < len(self.text) else self.tokens

    @property
    def compound(self) -> bool:
        """Whether some words have no space between them: those are searched as a phrase."""
        between = (self.text[one.end : other.start] for one, other in pairwise(self.tokens))
        return not all(any(map(str.isspace, text)) for text in between)

    @property
    def prefix(self) -> str:
        """The beginning of the last word, folded; empty where that is finished."""
        return self.tokens[-1].text if self.start < len(self.text) else ""


def read_typed(text: str) -> Typed | None:
    """Return what was typed, None where there is nothing to complete or too much."""
    if len(text) > LONGEST:
        return None
    text = text.lstrip()
    tokens = tuple(french().tokens(text))
    if not tokens:
        return None
    last = tokens[-1]
    return Typed(text, tokens, last.start if last.end == len(text) else len(text))
