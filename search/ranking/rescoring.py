"""Rescoring: a second look at the best of what was found, at what words tell together.

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

from collections.abc import Callable

import numpy as np

from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.query.plan import Place, Plan, Planned, Term, is_typed, leaves
from trouvere.search.ranking.bm25 import bm25
from trouvere.search.ranking.evidence import Evidence, Neighbours
from trouvere.search.ranking.matches import Numbers, Scores
from trouvere.search.weak_cache import remembered

RESCORED_ARTICLES = 30
"""Articles that are looked at again."""
CACHED_QUERIES = 1 << 9
"""Rescored queries in the cache: their next pages ask the same."""
FAMILY_LETTERS, FAMILY_WORDS = 5, 2
"""Letters that words of a family have in common, and how many of them count, the most frequent ones."""
TITLE_BOUND = 2.0
"""Bound on what a pair counts for in a title, times its idf."""


class Rescorer:
    """Looks again at what was found in one generation. Safe to share between threads."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._weights = evidence.weights
        self.relatives = remembered(self._relatives, 1 << 12)
        self._cache = remembered(self._look, CACHED_QUERIES)

    def rescored(self, planned: Planned, docs: Numbers, scores: Scores) -> Scores:
        """Return new scores of some documents (ascending), none of them lower."""
        words = typed_words(planned.plan)
        if not (words or planned.neighbours or planned.words) or not len(docs):
            return scores
        return self._cache(words, planned.words, planned.neighbours, docs.tobytes(), scores.tobytes())

    def _look(
        self,
        words: tuple[Term, ...],
        parts: tuple[Plan, ...],
        neighbours: Neighbours,
        docs: bytes,
        scores: bytes,
    ) -> Scores:
        at, found = np.frombuffer(docs, np.int64), np.frombuffer(scores, np.float32).copy()
        # The scores have been aged already; what is added to them is too.
        recency = self._evidence.recency
        aged = np.float32(1) if recency is None else recency[at]
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
                tf = np.sum([self._evidence.tf_in(form, each, docs) for each in relatives], 0)
                idf = self._evidence.idf_of_any(form, (word.stem, *relatives)) if tf.any() else 0.0
                total += self._evidence.bm25f(form, docs, tf, idf, factor)
        return total

    def coverage(self, parts: tuple[Plan, ...], docs: Numbers) -> Scores:
        """Return the share of the parts of a query that documents have: 0 for all where there is nothing to choose."""
        found = np.zeros(len(docs), np.float32)
        if self._weights.coverage:
            for part in parts:
                found += self._evidence.has(part, docs)
        found /= max(len(parts), 1)
        return found

    def nearness(self, neighbours: Neighbours, docs: Numbers) -> Scores:
        """Return what neighbours of the query add to documents in which they stand near each other, in order."""
        added = np.zeros(len(docs), np.float32)
        for field, weight in (("text", self._weights.near), ("title", self._weights.near_title)):
            often = self._evidence.pair_frequencies(field, neighbours, docs) if weight else ()
            for (one, other), times in zip(neighbours, often, strict=False):
                worth = weight * (self._idf(one) + self._idf(other)) / 2
                if field == "text":
                    added += bm25(times, self._evidence.norm(field, docs), worth)
                else:
                    added += np.float32(worth * TITLE_BOUND) * times / (times + 1)
        return added

    # Statistics

    def _relatives(self, stem: str) -> tuple[str, ...]:
        return relatives_of(stem, self._evidence.most_frequent)

    def _idf(self, place: Place) -> float:
        word, stemmed = place
        return self._evidence.idf("text_stem" if stemmed else "text", word)


def relatives_of(stem: str, most_frequent: Callable[..., tuple[str, ...]]) -> tuple[str, ...]:
    """Return the most frequent stems that begin as one does."""
    if len(stem) < FAMILY_LETTERS or not stem.isalpha():
        return ()
    return most_frequent("text_stem", stem[:FAMILY_LETTERS], FAMILY_WORDS, but=stem)


def typed_words(plan: Plan | None) -> tuple[Term, ...]:
    """Return the words as typed that have a stem."""
    return tuple(
        leaf for leaf in leaves(plan) if isinstance(leaf, Term) and leaf.surface and leaf.stem and is_typed(leaf)
    )
