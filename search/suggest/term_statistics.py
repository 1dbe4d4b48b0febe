"""What completion and correction ask of an engine: how frequent words are, and whether words stand together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from trouvere.index.analysis import french
from trouvere.search.query.nodes import Filters
from trouvere.search.query.plan import Plan

D = TypeVar("D")


class Occurrence(Protocol[D]):
    """Sets of the articles that a reader may see, for asking whether words stand together.

    Safe to share between threads.
    """

    @property
    def everything(self) -> D:
        """All of them."""
        ...

    def having(self, surface: str, stem: str | None = None) -> D:
        """Return what has a word in its surface form or its stem, in any field."""
        ...

    def in_order(self, surfaces: tuple[str, ...]) -> D:
        """Return what has some surface forms, one next to the other, in a field; of one alone, what has that."""
        ...

    def both(self, one: D, other: D) -> D:
        """Return what is in both."""
        ...

    def first(self, sets: Iterable[D]) -> int | None:
        """Return the number of the first of some sets that is not empty."""
        ...

    def following(self, words: tuple[str, ...], others: Sequence[str], within: D) -> Sequence[int]:
        """Return how often each of some surface forms stands right behind some words in a field of some articles,
        about."""
        ...

    def sizes(self, sets: Sequence[D]) -> Sequence[int]:
        """Return how many articles are in each of some sets."""
        ...

    def counts(self, surfaces: Sequence[str], within: D) -> Iterable[int]:
        """Return how many of some articles have each surface form."""
        ...

    def finds(self, plan: Plan, filters: Filters, within: D) -> bool:
        """Say whether a plan finds any of these that passes the filters."""
        ...

    def titles(self, words: tuple[str, ...], prefix: str, within: D, most: int) -> Iterable[str]:
        """Yield titles that begin with some words and then with one that begins with `prefix`, the shortest first."""
        ...


class Lexicon(Protocol):
    """How frequent words are in the articles that a reader may see and that are not deleted."""

    @property
    def documents(self) -> int:
        """How many articles there are."""
        ...

    def frequency(self, form: str, word: str) -> int:
        """Return how many articles have a word in a form: a field, or `stem_of` one."""
        ...

    def articles(self, word: str, most: int | None = None) -> int:
        """Return how many articles have a surface form, about: those in whose title and in whose text it is.

        Above `most` any number above it will do.
        """
        ...


class Beginnings(Protocol):
    """What begins so in the articles that a reader may see, the most used first; and how it is written."""

    def words(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin so, and how many articles have each: one has, at least."""
        ...

    def pairs(self, key: str) -> list[tuple[str, bool]]:
        """Return the pairs that begin so, and whether it is sure that some article has them."""
        ...

    def after(self, words: tuple[str, ...]) -> list[str]:
        """Return what stands behind some words (surface forms), up to the first that is no stop word."""
        ...

    def written(self, surface: str) -> str:
        """Return how articles write a surface form most often; one that is written nowhere is returned as it is."""
        ...


def stem_searched(word: str) -> str | None:
    """Return the stem that a query looks up for a word as written: none for a stop word."""
    return next((token.stem for token in french().tokens(word)), None)
