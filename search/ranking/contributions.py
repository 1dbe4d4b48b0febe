"""Score contributions of an explanation (`Explanation`): per word, and additions."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["written", "inflected", "other", "variant", "prefix", "phrase"]
"""As typed; in another form; another word that the one typed may mean; a variant; begun so; words in order."""


class Contribution(NamedTuple):
    """What one posting list gave: `term` is how the index has it, `times` how often the field has it (a phrase: 1)."""

    kind: Kind
    field: Literal["title", "text"]
    term: str
    times: int
    value: float
    written: tuple[str, ...] = ()
    """How the article writes it, the most frequent form first; lower-case but for acronyms."""


class WordExplanation(NamedTuple):
    """One word of the query, or words that are one there. Without contributions the article does not have it."""

    word: str
    contributions: tuple[Contribution, ...]

    @property
    def value(self) -> float:
        """What the word gave."""
        return sum(each.value for each in self.contributions)


class Addition(NamedTuple):
    """What the second look at the best thirty, or the date, added. `words`: the family, the pair, the words there."""

    kind: Literal["family", "coverage", "neighbours", "recency"]
    words: tuple[str, ...]
    value: float
