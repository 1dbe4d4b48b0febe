"""What the second look and explanations ask about some documents: of columns here, of a cluster's answer elsewhere.

Documents are numbers in ascending order; what they number is the engine's: all documents of a generation, or those
that it has at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

import numpy as np

from trouvere.index.columns.read.field import OWNER_BITS
from trouvere.index.schema import stem_of
from trouvere.search.budget import spend
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.engines.embedded.terms.visible_terms import VisibleTerms
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion, Leaf, Place, Plan
from trouvere.search.ranking.matches import Mask, Numbers, Scores
from trouvere.search.ranking.weights import Weights

Neighbours = tuple[tuple[Place, Place], ...]
NEAR = np.array([0, 1, 1, 0.5], np.float32)
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

    def often(self, field: str, neighbours: Neighbours, docs: Numbers) -> Scores:
        """Return how often each pair stands near in each document, as `NEAR` counts: pair × document."""
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

    def added_by_beginning(self, leaf: Expansion, docs: Numbers) -> Iterator[tuple[TextField, str, Scores, Scores]]:
        """Yield, of each word of a beginning that one of the documents has, its field and what `added` says of it."""
        ...

    def scores_of(self, leaf: Leaf, docs: Numbers) -> Scores:
        """Return what a leaf adds to documents, 0 where it does not find them."""
        ...


class ColumnsEvidence:
    """See `Evidence`: of all documents of a generation. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator, terms: VisibleTerms) -> None:
        self._evaluator = evaluator
        impacts = self._impacts = evaluator.impacts
        self.has = evaluator.has
        self.weights = impacts.weights
        self.most_frequent = terms.most_frequent
        self.idf_of_any = impacts.idf_of_any
        self.tf_in, self.bm25f, self.lists, self.added = impacts.tf_in, impacts.bm25f, impacts.lists, impacts.added
        self.added_by_beginning = impacts.added_by_beginning

    @property
    def recency(self) -> Scores | None:
        """See `Evidence.recency`."""
        return self._evaluator.recency

    def idf(self, form: str, word: str) -> float:
        """See `Evidence.idf`."""
        return self._impacts.lookup(form, word)[0]

    def norm(self, form: str, docs: Numbers) -> Scores:
        """See `Evidence.norm`."""
        return self._impacts.norm(form)[docs]

    def scores_of(self, leaf: Leaf, docs: Numbers) -> Scores:
        """See `Evidence.scores_of`."""
        return self._impacts.of(leaf).scores_of(docs)

    def often(self, field: str, neighbours: Neighbours, docs: Numbers) -> Scores:
        """See `Evidence.often`."""
        found = np.zeros((len(neighbours), len(docs)), np.float32)
        for index, (segment, base) in enumerate(self._evaluator.generation.parts()):
            low, high = np.searchsorted(docs, (base, base + segment.documents)).tolist()
            if low == high:
                continue
            here, owners = docs[low:high] - base, segment.field(field).owners
            places = {place: self._addresses(field, place, here, index) for place in dict.fromkeys(chain(*neighbours))}
            for number, (one, other) in enumerate(neighbours):
                if len(first := places[one]) and len(places[other]):
                    which = np.searchsorted(here, owners[first >> OWNER_BITS])
                    found[number, low:high] = np.bincount(which, near(first, places[other]), high - low)
        return found

    def _addresses(self, field: str, place: Place, docs: Numbers, segment: int) -> Numbers:
        """Return the addresses of a word in documents of one segment, ascending."""
        word, stemmed = place
        found = self._impacts.posting(stem_of(field) if stemmed else field, word, segment)
        spend(len(docs))
        return found[0].addresses_in(found[1], docs) if found else np.zeros(0, np.int64)


def near(first: Numbers, second: Numbers) -> Scores:
    """Return what each place of the first word counts for, by how far behind it the second comes next."""
    at = np.searchsorted(second, first, "right")
    after = at < len(second)
    gap = np.full(len(first), len(NEAR))
    gap[after] = second[at[after]] - first[after]
    counted: Scores = NEAR.take(np.where(gap < len(NEAR), gap, 0))
    return counted
