"""`DocSets`: sets of articles, for completion, correction and advice, which ask whether words stand together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from trouvere.index.analysis import french
from trouvere.search.query.filters import Filters
from trouvere.search.query.plan import Plan

D = TypeVar("D")
W_contra = TypeVar("W_contra", contravariant=True)


class DocSets(Protocol[D, W_contra]):
    """Sets of the articles that a reader may see. Safe to share between threads.

    `D` is what an engine has for a set, `W_contra` what it makes of filters.
    """

    @property
    def everything(self) -> D:
        """All of them."""
        ...

    def within(self, filters: W_contra, /) -> D:
        """Return those that pass some filters."""
        ...

    def found(self, plan: Plan, filters: W_contra, /) -> D:
        """Return those that a plan finds and that pass some filters."""
        ...

    def having(self, surface: str, stem: str | None = None) -> D:
        """Return what has a word in its surface form or its stem, in any field; articles hidden from the reader too."""
        ...

    def in_order(self, surfaces: tuple[str, ...]) -> D:
        """Return what has some surface forms, one next to the other, in a field; of one alone, what has that."""
        ...

    def both(self, one: D, other: D) -> D:
        """Return what is in both."""
        ...

    def either(self, sets: Sequence[D]) -> D:
        """Return what is in any of them."""
        ...

    def without(self, one: D, other: D) -> D:
        """Return what is in the first and not in the other."""
        ...

    def first(self, sets: Iterable[D]) -> int | None:
        """Return the number of the first of some sets that is not empty."""
        ...

    def sizes(self, sets: Sequence[D]) -> list[int]:
        """Return how many articles are in each."""
        ...

    def all_but(self, sets: Sequence[D]) -> list[int]:
        """Return, for each of them, how many articles are in all others and not in it."""
        ...

    def counts(self, surfaces: Sequence[str], within: D) -> Iterable[int]:
        """Return how many of some articles have each surface form."""
        ...

    def times_following(self, words: tuple[str, ...], others: Sequence[str], within: D) -> Sequence[int]:
        """Return about how often each of some surface forms stands right behind some words in a field of some
        articles."""
        ...

    def finds(self, plan: Plan, filters: Filters, within: D) -> bool:
        """Say whether a plan finds any of these that passes the filters."""
        ...

    def title_completions(self, words: tuple[str, ...], prefix: str, within: D, most: int) -> Iterable[str]:
        """Yield titles that begin with some words and then with one that begins with `prefix`, the shortest first."""
        ...


def stem_searched(word: str) -> str | None:
    """Return the stem that a query looks up for a word as written: none for a stop word."""
    return next((token.stem for token in french().tokens(word)), None)
