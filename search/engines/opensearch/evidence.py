"""Evidence from fetched articles: their term frequencies and scores, documents numbered as the articles stand here.

Lengths are exact, as columns have them, where the cluster ranked by lengths in one byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.read.mapping import FORMS
from trouvere.search.engines.opensearch.memory_index import Addresses, MemoryIndex
from trouvere.search.engines.opensearch.query_builder import QueryBuilder, every_leaf, fields_of
from trouvere.search.engines.opensearch.terms.term_statistics import ClusterTermStatistics
from trouvere.search.highlight.chunks import stem_form
from trouvere.search.highlight.marks import form_of
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import All, Either, Enough, Expansion, Leaf, Place, Plan, Term, Without
from trouvere.search.query.plan import Sequence as Words
from trouvere.search.ranking.bm25 import bm25, length_norm
from trouvere.search.ranking.evidence import Neighbours, near
from trouvere.search.ranking.matches import LEAST_SCORE, Mask, Numbers, Scores, found_by
from trouvere.search.ranking.rescoring import relatives_of


@dataclass(frozen=True, slots=True)
class FetchedArticle:
    """An article that the cluster gave: its number in the index, its score there, the lengths of its fields."""

    article: Article
    number: int
    score: float
    lengths: dict[str, int]


class FetchedEvidence:
    """See `Evidence`."""

    def __init__(
        self,
        statistics: ClusterTermStatistics,
        builder: QueryBuilder,
        articles: Sequence[FetchedArticle],
        plan: Plan | None,
        also: Iterable[Place] = (),
        recency: Scores | None = None,
    ) -> None:
        """Look for the words of a plan in articles, and for those of some places `also`."""
        self._statistics, self._builder = statistics, builder.fitting(plan)
        self.weights = builder.weights
        self.recency = recency
        self._count = len(articles)
        wanted = set(map(form_of, also))
        for leaf in every_leaf(plan):
            if isinstance(leaf, Words):
                wanted.update(map(form_of, leaf.places))
            else:
                wanted.update(
                    stem_form(word) if _is_stem(form) else word for form, word, _ in self._builder.lists(leaf)
                )
            if isinstance(leaf, Term) and leaf.stem and self.weights.family:
                wanted.update(map(stem_form, relatives_of(leaf.stem, self.most_frequent)))
        texts = [each.article.text for each in articles]
        titles = [each.article.title if each.lengths["title"] else "" for each in articles]
        # All at once: two indexes take twice as long, however short titles are.
        self.memory_index = MemoryIndex(texts + titles, wanted)
        self._fields = {"text": slice(0, self._count), "title": slice(self._count, 2 * self._count)}
        self._norms: dict[str, Scores] = {}
        for form in FORMS:
            lengths = np.array([each.lengths[form] for each in articles], np.float64)
            average = statistics.lengths[form] or 1.0
            self._norms[form] = length_norm(lengths, average)
        untitled = np.array([not each.lengths["title"] for each in articles], bool)
        self._untitled = np.where(untitled, np.float32(1 + self.weights.untitled), np.float32(1))
        # Of all articles: what is asked of one field is asked of the other, and what scores is looked at again.
        self._tf: dict[str, Scores] = {}
        self._pair_frequencies: dict[Neighbours, Scores] = {}
        self._scores: dict[Leaf, Scores] = {}

    # Words

    def idf(self, form: str, word: str) -> float:
        """See `Evidence.idf`."""
        return self._statistics.idf(form, word)

    def idf_of_any(self, form: str, words: Iterable[str]) -> float:
        """See `Evidence.idf_of_any`."""
        frequency = sum(self._statistics.frequency(form, word) for word in words)
        return self._statistics.idf_of(min(frequency, self._statistics.documents - 1))

    def most_frequent(self, form: str, prefix: str, most: int, *, but: str) -> tuple[str, ...]:
        """See `Evidence.most_frequent`."""
        return self._builder.vocabulary.most_frequent(form, prefix, most, but)

    def lists(self, leaf: Leaf) -> Iterator[tuple[str, str, float]]:
        """See `Evidence.lists`."""
        return self._builder.lists(leaf)

    # Documents

    def norm(self, form: str, docs: Numbers) -> Scores:
        """See `Evidence.norm`."""
        return self._norms[form][docs]

    def tf_in(self, form: str, word: str, docs: Numbers) -> Scores:
        """See `Evidence.tf_in`."""
        field, key = (form.removesuffix("_stem"), stem_form(word)) if _is_stem(form) else (form, word)
        found = self._tf.get(key)
        if found is None:
            found = self._tf[key] = self.memory_index.counts(key)
        return found[self._fields[field]][docs]

    def bm25f(self, form: str, docs: Numbers, tf: Scores, idf: float, factor: float) -> Scores:
        """See `Evidence.bm25f`."""
        scores = bm25(tf, self.norm(form, docs), self.weights.fields[form] * idf * factor)
        if form.startswith("text"):
            scores *= self._untitled[docs]
        return scores

    def added(self, form: str, word: str, factor: float, docs: Numbers) -> tuple[Scores, Scores]:
        """See `Evidence.added`."""
        tf = self.tf_in(form, word, docs)
        value = self.bm25f(form, docs, tf.copy(), self.idf(form, word), factor)
        return tf, np.where(tf > 0, value, np.float32(0))

    def added_by_prefix(self, leaf: Expansion, docs: Numbers) -> Iterator[tuple[TextField, str, Scores, Scores]]:
        """See `Evidence.added_by_prefix`."""
        for field in fields_of(leaf):
            for form, word, factor in self.lists(leaf):
                times, values = self.added(form, word, factor, docs)
                if form == field and times.any():
                    yield field, word, times, values

    def pair_frequencies(self, field: str, neighbours: Neighbours, docs: Numbers) -> Scores:
        """See `Evidence.pair_frequencies`."""
        found = self._pair_frequencies.get(neighbours)
        if found is None:
            found = self._pair_frequencies[neighbours] = np.zeros((len(neighbours), 2 * self._count), np.float32)
            for times, (one, other) in zip(found, neighbours, strict=True):
                first, second = self.memory_index.addresses(form_of(one)), self.memory_index.addresses(form_of(other))
                if len(first) and len(second):
                    times[:] = np.bincount(self.memory_index.texts_of(first), near(first, second), 2 * self._count)
        return found[:, self._fields[field]][:, docs]

    # Plans

    def scores_of(self, leaf: Leaf, docs: Numbers) -> Scores:
        """See `Evidence.scores_of`."""
        found = self._scores.get(leaf)
        if found is None:
            found = self._scores[leaf] = self._scored(leaf)
        return found[docs]

    def _scored(self, leaf: Leaf) -> Scores:
        """Return what a leaf gives each article at hand."""
        docs = np.arange(self._count)
        total = np.zeros(self._count, np.float32)
        if isinstance(leaf, Words):
            in_order = self._in_order(leaf)
            for field in fields_of(leaf):
                there = in_order[self._fields[field]]
                for form, word in leaf.forms(field) if there.any() else ():
                    total += there * self.added(form, word, leaf.weight, docs)[1]
                total[there] = np.maximum(total[there], LEAST_SCORE)
            return total
        for form, word, factor in self._builder.lists(leaf):
            tf, value = self.added(form, word, factor, docs)
            total += np.where(tf > 0, np.maximum(value, LEAST_SCORE), 0)
        return total

    def score(self, plan: Plan, docs: Numbers) -> Scores:
        """Return what a plan gives documents that it finds: what the cluster gave, to the digit that columns give."""
        match plan:
            case Either(parts) | All(parts) | Enough(parts):
                total: Scores = np.sum([self.score(part, docs) for part in parts], 0, dtype=np.float32)
                return total
            case Without(wanted, _):
                return np.full(len(docs), LEAST_SCORE) if wanted is None else self.score(wanted, docs)
        return self.scores_of(plan, docs)

    def has(self, plan: Plan, docs: Numbers) -> Mask:
        """See `Evidence.has`."""
        return found_by(plan, lambda leaf: self.scores_of(leaf, docs) > 0)

    def _in_order(self, leaf: Words) -> Mask:
        """Return in which texts, then in which titles, words stand in order."""
        first, *others = map(self.memory_index.addresses, map(form_of, leaf.places))
        ends = first
        for here in others:
            ends = _after(ends, here, leaf.slop + 1)
        found = np.zeros(2 * self._count, bool)
        found[self.memory_index.texts_of(ends)] = True
        return found


def _after(ends: Addresses, here: Addresses, most: int) -> Addresses:
    """Return which addresses come at most so many positions after another one."""
    at = np.searchsorted(ends, here) - 1
    after = at >= 0
    after[after] = here[after] - ends[at[after]] <= most
    return here[after]


def _is_stem(form: str) -> bool:
    return form.endswith("_stem")
