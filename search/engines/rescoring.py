"""Looks again at the best of what was found: at what words tell together, which no posting list alone does.

An article's score becomes

    (score + families) × (1 + coverage × share of the words that it has) + neighbours

Families: words of the index that begin like the stem of a word of the query, the most frequent ones, add what another
form of that word would, for less: truncation after five letters joins « conserver » and « conservation », which the
stems keep apart (McNamee & Mayfield, Character N-Gram Tokenization for European Language Text Retrieval, 2004).

Neighbours: two words side by side in the query that stand near each other in an article, in this order, add BM25 of how
often they do (Rasolofo & Savoy, Term Proximity Scoring for Keyword-Based Retrieval Systems, 2003).

Where age counts (`recency.py`), all of it is multiplied by what age leaves.

Nothing loses by it, so those looked at stay before the others, and a page is the same whatever was asked for with it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

import numpy as np

from trouvere.index.columns.field import OWNER_BITS
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.engines.evaluator import Evaluator
from trouvere.search.engines.impacts import bm25
from trouvere.search.engines.matches import Numbers, Scores
from trouvere.search.plan import Place, Plan, Planned, Term, leaves

DEPTH = 30
"""Articles that are looked at again."""
KEPT = 1 << 9
"""Queries of which it is known what the second look made of them: their next pages ask the same."""
BEGINNING, RELATIVES = 5, 2
"""Letters that words of a family have in common, and how many of them count, the most frequent ones."""
NEAR = np.array([0, 1, 1, 0.5], np.float32)
"""What a pair of words counts for by how far apart they stand: with one word between them as much as with none."""
TITLE = 2.0
"""Bound on what a pair counts for in a title, times its idf."""


class Rescorer:
    """Looks again at what was found in one generation. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._impacts = evaluator.impacts
        self._generation = evaluator.generation
        self._evaluator = evaluator
        self._weights = evaluator.impacts.weights
        self.relatives = lru_cache(maxsize=1 << 12)(self._relatives)
        self._kept = lru_cache(maxsize=KEPT)(self._look)

    def rescored(self, planned: Planned, docs: Numbers, scores: Scores) -> Scores:
        """Return new scores of some documents (ascending), none of them lower."""
        words = typed_words(planned.plan)
        if not (words or planned.neighbours or planned.words) or not len(docs):
            return scores
        return self._kept(words, planned.words, planned.neighbours, docs.tobytes(), scores.tobytes())

    def _look(
        self,
        words: tuple[Term, ...],
        parts: tuple[Plan, ...],
        neighbours: tuple[tuple[Place, Place], ...],
        docs: bytes,
        scores: bytes,
    ) -> Scores:
        at, found = np.frombuffer(docs, np.int64), np.frombuffer(scores, np.float32).copy()
        # The scores have been aged already; what is added to them is too.
        aged = np.float32(1) if self._evaluator.recency is None else self._evaluator.recency[at]
        for word in words:
            found += aged * self.family(word, at)
        found *= 1 + self._weights.coverage * self.coverage(parts, at)
        if neighbours and (self._weights.near or self._weights.near_title):
            found += aged * self.nearness(neighbours, at)
        return found

    # What is added

    def family(self, word: Term, docs: Numbers) -> Scores:
        """Return what words of the family of a word add to documents."""
        total = np.zeros(len(docs), np.float32)
        # Those of a word that accents tell from another would bring in that other.
        if not self._weights.family or not word.stem or word.homograph or not (relatives := self.relatives(word.stem)):
            return total
        factor = self._weights.family * (self._weights.light if word.light else 1)
        for field in TEXT_FIELDS:
            if word.field in (None, field):
                form = stem_of(field)
                tf = np.sum([self._impacts.tf_in(form, each, docs) for each in relatives], 0)
                idf = self._impacts.idf_of_any(form, (word.stem, *relatives)) if tf.any() else 0.0
                added = bm25(tf, self._impacts.norm(form)[docs], self._weights.fields[form] * idf * factor)
                total += self._impacts.titled(form, docs, added)
        return total

    def coverage(self, parts: tuple[Plan, ...], docs: Numbers) -> Scores:
        """Return the share of the parts of a query that documents have: 0 for all where there is nothing to choose."""
        found = np.zeros(len(docs), np.float32)
        if self._weights.coverage:
            for part in parts:
                found += self._evaluator.has(part, docs)
        found /= max(len(parts), 1)
        return found

    def nearness(self, neighbours: tuple[tuple[Place, Place], ...], docs: Numbers) -> Scores:
        """Return what neighbours of the query add to documents in which they stand near each other, in order."""
        added = np.zeros(len(docs), np.float32)
        for field, weight in (("text", self._weights.near), ("title", self._weights.near_title)):
            often = self._often(field, neighbours, docs) if weight else ()
            for (one, other), times in zip(neighbours, often, strict=False):
                worth = weight * (self._idf(one) + self._idf(other)) / 2
                if field == "text":
                    added += bm25(times, self._impacts.norm(field)[docs], worth)
                else:
                    added += np.float32(worth * TITLE) * times / (times + 1)
        return added

    def _often(self, field: str, neighbours: tuple[tuple[Place, Place], ...], docs: Numbers) -> Scores:
        """Return how often each pair stands near in each document: pair × document."""
        found = np.zeros((len(neighbours), len(docs)), np.float32)
        for segment, base in self._generation.parts():
            low, high = np.searchsorted(docs, (base, base + segment.documents)).tolist()
            if low == high:
                continue
            here, owners = docs[low:high] - base, segment.field(field).owners
            places = {place: self._addresses(field, place, here, base) for place in dict.fromkeys(chain(*neighbours))}
            for number, (one, other) in enumerate(neighbours):
                if len(first := places[one]) and len(places[other]):
                    which = np.searchsorted(here, owners[first >> OWNER_BITS])
                    found[number, low:high] = np.bincount(which, _near(first, places[other]), high - low)
        return found

    # Statistics

    def _relatives(self, stem: str) -> tuple[str, ...]:
        """Return the most frequent stems that begin as one does."""
        if len(stem) < BEGINNING or not stem.isalpha():
            return ()
        return self._impacts.most_frequent("text_stem", stem[:BEGINNING], RELATIVES, but=stem)

    def _idf(self, place: Place) -> float:
        word, stemmed = place
        return self._impacts.lookup("text_stem" if stemmed else "text", word)[0]

    def _addresses(self, field: str, place: Place, docs: Numbers, base: int) -> Numbers:
        """Return the addresses of a word in documents of the segment that begins at `base`, ascending."""
        word, stemmed = place
        for column, term, here, _ in self._impacts.lookup(stem_of(field) if stemmed else field, word)[1]:
            if here == base:
                return column.addresses_in(term, docs)
        return np.zeros(0, np.int64)


def typed_words(plan: Plan | None) -> tuple[Term, ...]:
    """Return the words as typed that have a stem."""
    return tuple(
        leaf for leaf in leaves(plan) if isinstance(leaf, Term) and leaf.surface and leaf.stem and leaf.weight == 1
    )


def _near(first: Numbers, second: Numbers) -> Scores:
    """Return what each place of the first word counts for, by how far behind it the second comes next."""
    at = np.searchsorted(second, first, "right")
    after = at < len(second)
    gap = np.full(len(first), len(NEAR))
    gap[after] = second[at[after]] - first[after]
    counted: Scores = NEAR.take(np.where(gap < len(NEAR), gap, 0))
    return counted
