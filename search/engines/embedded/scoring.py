"""Scoring: what a word, a prefix or a phrase adds to the scores of which documents, BM25F with exact lengths.

A leaf of a plan is worth, Σ over fields and forms, weight × idf × tf (k1 + 1) / (tf + k1 (1 − b + b length / average)),
with idf = 1 + ln(N / (n + 1)): Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009, as Whoosh and Lucene
have it. Nothing is skipped, so totals and facets are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from trouvere.index.lazy import cached_property
from trouvere.index.schema import stem_of
from trouvere.search.budget import spend, watched
from trouvere.search.engines.embedded.leaf_cache import LeafCache
from trouvere.search.engines.embedded.terms.phrases import in_order
from trouvere.search.engines.embedded.terms.prefix_terms import term_frequencies
from trouvere.search.engines.embedded.terms.term_statistics import ColumnTermStatistics
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion, Leaf, Sequence, Term, text_fields
from trouvere.search.ranking.bm25 import bm25, length_norm
from trouvere.search.ranking.matches import Matches, Numbers, Scores, either
from trouvere.search.ranking.weights import Weights, lists_of


class Scorer:
    """Scores what each leaf of a plan finds in one generation. Safe to share between threads."""

    def __init__(self, statistics: ColumnTermStatistics, weights: Weights) -> None:
        self.statistics, self.weights = statistics, weights
        self._generation = statistics.generation
        self._norms: dict[str, Scores] = {}
        self._cache = LeafCache()

    def of(self, leaf: Leaf) -> Matches:
        """Return what a leaf finds, and how much it adds to each; not to be changed."""
        spend()
        found = self._cache.get(leaf)
        if found is None:
            documents = self._generation.documents
            found = either([Matches(*part) for part in self._parts(leaf)], documents).fitted(documents)
            self._cache.put(leaf, found)
        return found

    def together(self, leaves: Iterable[Leaf]) -> Scores:
        """Return what leaves that will hardly be asked again add to every document, all of them: nothing is kept."""
        total = np.zeros(self._generation.documents, np.float32)
        for leaf in leaves:
            for docs, scores in self._parts(leaf):
                np.add.at(total, docs, scores)
        return total

    def norm(self, field: str) -> Scores:
        """Return k1 (1 − b + b length / average) for every document."""
        norm = self._norms.get(field)
        if norm is None:
            columns = [segment.field(field) for segment in self._generation.segments]
            average = sum(column.total for column in columns) / self.statistics.documents or 1.0
            lengths = np.concatenate([column.lengths for column in columns]) if columns else np.zeros(0)
            norm = self._norms[field] = length_norm(lengths, average)
        return norm

    # Lists

    def _parts(self, leaf: Leaf) -> Iterator[tuple[Numbers, Scores]]:
        """Yield documents and what is added to them, a posting list at a time."""
        if isinstance(leaf, Sequence):
            for field in text_fields(leaf.field):
                yield from self._of_sequence(leaf.forms(field), leaf.slop, leaf.weight)
        for form, word, factor in self.lists(leaf):
            yield from self._of_word(form, word, factor)

    def lists(self, leaf: Leaf) -> Iterator[tuple[str, str, float]]:
        """Yield the posting lists of a leaf that are added up: form, word, and what the word counts for there."""
        match leaf:
            case Term():
                yield from lists_of(leaf, self.weights)
            case Expansion(_, only):
                for field in text_fields(only):
                    for word in self.statistics.words(leaf, field):
                        yield field, word, leaf.weight

    def added(self, form: str, word: str, factor: float, docs: Numbers) -> tuple[Scores, Scores]:
        """Return how often a word is in each of some documents (ascending), and what that adds to them."""
        tf = self.statistics.tf_in(form, word, docs)
        return tf, self._worth(form, word, factor, docs, tf)

    def added_by_prefix(self, leaf: Expansion, docs: Numbers) -> Iterator[tuple[TextField, str, Scores, Scores]]:
        """Yield, of each word of a prefix that one of the documents has, its field and what `added` says of it."""
        for field in text_fields(leaf.field):
            words = self.statistics.words(leaf, field)
            times = term_frequencies(self._generation, field, leaf.prefix, words, docs)
            for row in watched(np.flatnonzero(times.any(1)).tolist()):
                yield field, words[row], times[row], self._worth(field, words[row], leaf.weight, docs, times[row])

    def _worth(self, form: str, word: str, factor: float, docs: Numbers, tf: Scores) -> Scores:
        there = np.flatnonzero(tf)
        value = np.zeros(len(docs), np.float32)
        value[there] = self.bm25f(form, docs[there], tf[there], self.statistics.lookup(form, word)[0], factor)
        return value

    def _of_word(self, field: str, word: str, factor: float = 1.0) -> Iterator[tuple[Numbers, Scores]]:
        idf, postings = self.statistics.lookup(field, word)
        for column, term, base, _ in postings:
            spend(column.frequency(term))
            docs = column.docs(term) + base
            yield docs, self.bm25f(field, docs, column.tf(*column.extent(term)), idf, factor)

    def _of_sequence(
        self, words: tuple[tuple[str, str], ...], slop: int, factor: float
    ) -> Iterator[tuple[Numbers, Scores]]:
        """Yield the documents that have words in order; they score what their words do, as Whoosh's phrases."""
        for number, (_, base) in enumerate(self._generation.parts()):
            postings = [found for form, word in words if (found := self.statistics.posting(form, word, number))]
            if len(postings) < len(words):
                continue
            docs = in_order(postings, slop)
            if not len(docs):
                continue
            total = np.zeros(len(docs), np.float32)
            for (form, word), (column, term) in zip(words, postings, strict=True):
                spend(len(docs))
                tf = column.tf_at(column.postings_of(term, docs))
                total += self.bm25f(form, docs + base, tf, self.statistics.lookup(form, word)[0], factor)
            yield docs + base, total

    def bm25f(self, form: str, docs: Numbers, tf: Scores, idf: float, factor: float) -> Scores:
        """Return what a word adds to documents, given how often it is in each; `tf` is used up.

        The text of an article without a title counts for more, in place of its title.
        """
        scores = bm25(tf, self.norm(form)[docs], self.weights.fields[form] * idf * factor)
        if self.untitled is not None and form in ("text", stem_of("text")):
            scores *= self.untitled[docs]
        return scores

    @cached_property
    def untitled(self) -> Scores | None:
        """By how much the text of each document counts: more where there is no title. None where all have one."""
        lengths = [segment.field("title").lengths for segment in self._generation.segments]
        without = np.concatenate(lengths) == 0 if lengths else np.zeros(0, bool)
        if not without.any() or not self.weights.untitled:
            return None
        return np.where(without, np.float32(1 + self.weights.untitled), np.float32(1))
