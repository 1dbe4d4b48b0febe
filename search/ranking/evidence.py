"""`Evidence`: the term frequencies and scores of some documents, which rescoring and explanations ask of an engine.

Documents are numbers in ascending order; what they number is the engine's: all documents of a generation, or those
that it has at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import numpy as np

from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion, Leaf, Place, Plan
from trouvere.search.ranking.matches import Mask, Numbers, Scores
from trouvere.search.ranking.weights import Weights

Neighbours = tuple[tuple[Place, Place], ...]
PROXIMITY = np.array([0, 1, 1, 0.5], np.float32)
"""What a pair of words counts for by how far apart they stand: with one word between them as much as with none."""


class Evidence(Protocol):
    """What an engine knows of documents. A form is a field or `stem_of` one."""

    @property
    def weights(self) -> Weights:
        """What everything counts for."""
        ...

    @property
    def recency(self) -> Scores | None:
        """What each document's score is multiplied by for its age; None where that does not count."""
        ...

    def idf(self, form: str, word: str) -> float:
        """Return how much a word tells."""
        ...

    def idf_of_any(self, form: str, words: Iterable[str]) -> float:
        """Return the idf of several words as of one: as if no document had two of them."""
        ...

    def most_frequent(self, form: str, prefix: str, most: int, *, but: str) -> tuple[str, ...]:
        """Return the words that begin so and are in most documents, in the order of the alphabet."""
        ...

    def norm(self, form: str, docs: Numbers) -> Scores:
        """Return k1 (1 − b + b length / average) of documents; the array may be used up."""
        ...

    def tf_in(self, form: str, word: str, docs: Numbers) -> Scores:
        """Return how often a word is in each document."""
        ...

    def bm25f(self, form: str, docs: Numbers, tf: Scores, idf: float, factor: float) -> Scores:
        """Return what a word adds to documents, given how often it is in each; `tf` is used up."""
        ...

    def pair_frequencies(self, field: str, neighbours: Neighbours, docs: Numbers) -> Scores:
        """Return how often each pair stands near in each document, as `PROXIMITY` counts: pair × document."""
        ...

    def has(self, plan: Plan, docs: Numbers) -> Mask:
        """Return which documents a plan finds."""
        ...

    def lists(self, leaf: Leaf) -> Iterator[tuple[str, str, float]]:
        """Yield the posting lists of a leaf that are added up: form, word, and what the word counts for there."""
        ...

    def added(self, form: str, word: str, factor: float, docs: Numbers) -> tuple[Scores, Scores]:
        """Return how often a word is in each document, and what that adds to it."""
        ...

    def added_by_prefix(self, leaf: Expansion, docs: Numbers) -> Iterator[tuple[TextField, str, Scores, Scores]]:
        """Yield, of each word of a beginning that one of the documents has, its field and what `added` says of it."""
        ...

    def scores_of(self, leaf: Leaf, docs: Numbers) -> Scores:
        """Return what a leaf adds to documents, 0 where it does not find them."""
        ...


def near(first: Numbers, second: Numbers) -> Scores:
    """Return what each place of the first word counts for, by how far behind it the second comes next."""
    at = np.searchsorted(second, first, "right")
    after = at < len(second)
    gap = np.full(len(first), len(PROXIMITY))
    gap[after] = second[at[after]] - first[after]
    counted: Scores = PROXIMITY.take(np.where(gap < len(PROXIMITY), gap, 0))
    return counted
