"""What a word, a beginning or a phrase adds to the scores of which documents: BM25F with exact lengths, on columns.

A leaf of a plan is worth, Σ over fields and forms, weight × idf × tf (k1 + 1) / (tf + k1 (1 − b + b length / average)),
with idf = 1 + ln(N / (n + 1)): Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009, as Whoosh and Lucene
have it. Nothing is skipped, so totals and facets are exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Several
from heapq import nsmallest

import numpy as np

from trouvere.index.columns.read.field import Field
from trouvere.index.columns.read.generation import Generation
from trouvere.index.lazy import cached_property
from trouvere.index.schema import stem_of
from trouvere.search.budget import spend, watched
from trouvere.search.engines.embedded.leaf_cache import LeafCache
from trouvere.search.engines.embedded.phrases import in_order
from trouvere.search.engines.embedded.terms.prefix_terms import beginning, times_in
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion, Leaf, Sequence, Term, text_fields
from trouvere.search.ranking.bm25 import K1, B, bm25
from trouvere.search.ranking.matches import Matches, Numbers, Scores, either
from trouvere.search.ranking.weights import Weights, lists_of
from trouvere.search.weak_cache import remembered

Postings = tuple[tuple[Field, int, int, int], ...]
"""Where a word's postings are, a segment each: field, term, number of the first document, number of the segment."""


class Impacts:
    """Knows the statistics of one generation, and what each leaf of a plan finds there. Safe to share."""

    def __init__(self, generation: Generation, weights: Weights, expansions: int) -> None:
        self._generation = generation
        # An archive whose last article was deleted goes on answering.
        self.documents = max(generation.documents, 1)
        self.weights = weights
        self.expansions = expansions
        """Words that a beginning stands for in one field, at the most."""
        self._norms: dict[str, Scores] = {}
        self._kept = LeafCache()
        self.lookup = remembered(self._lookup, 1 << 14)

    def of(self, leaf: Leaf) -> Matches:
        """Return what a leaf finds, and how much it adds to each; not to be changed."""
        spend()
        found = self._kept.get(leaf)
        if found is None:
            documents = self._generation.documents
            found = either([Matches(*part) for part in self._parts(leaf)], documents).fitted(documents)
            self._kept.put(leaf, found)
        return found

    def together(self, leaves: Iterable[Leaf]) -> Scores:
        """Return what leaves that will hardly be asked again add to every document, all of them: nothing is kept."""
        total = np.zeros(self._generation.documents, np.float32)
        for leaf in leaves:
            for docs, scores in self._parts(leaf):
                np.add.at(total, docs, scores)
        return total

    # Statistics

    def _lookup(self, field: str, word: str) -> tuple[float, Postings]:
        """Return the idf of a word in a field, and where its postings are."""
        term = word.encode("utf-8", "surrogatepass")
        found: list[tuple[Field, int, int, int]] = []
        df = 0
        for number, (segment, base) in enumerate(self._generation.parts()):
            column = segment.field(field)
            if (at := column.lexicon.find(term)) >= 0:
                df += column.frequency(at)
                found.append((column, at, base, number))
        return math.log(self.documents / (df + 1)) + 1, tuple(found)

    def idf(self, form: str, word: str) -> float:
        """Return the idf of a word."""
        return self.lookup(form, word)[0]

    def idf_of_any(self, field: str, words: Iterable[str]) -> float:
        """Return the idf of several words as of one: as if no document had two of them."""
        df = sum(column.frequency(at) for word in words for column, at, _, _ in self.lookup(field, word)[1])
        return math.log(self.documents / min(df + 1, self.documents)) + 1

    def most_frequent(self, field: str, prefix: str, most: int, *, but: str) -> tuple[str, ...]:
        """Return the words of a field that begin so and are in most documents, in the order of the alphabet."""
        found = beginning(self._generation, field, prefix, most + 1)
        found.pop(but.encode(), None)
        chosen = nsmallest(most, found, key=lambda word: (-found[word], word))
        return tuple(sorted(word.decode("utf-8", "surrogatepass") for word in chosen))

    def frequency(self, form: str, word: str) -> int:
        """Return how many documents have a word in a form, deleted and hidden ones too: what a reader may know of words
        is for `VisibleTerms` to say."""
        return sum(column.frequency(at) for column, at, _, _ in self.lookup(form, word)[1])

    def norm(self, field: str) -> Scores:
        """Return k1 (1 − b + b length / average) for every document."""
        norm = self._norms.get(field)
        if norm is None:
            columns = [segment.field(field) for segment in self._generation.segments]
            average = sum(column.total for column in columns) / self.documents or 1.0
            lengths = np.concatenate([column.lengths for column in columns]) if columns else np.zeros(0)
            norm = self._norms[field] = (K1 * ((1 - B) + B * lengths / average)).astype(np.float32)
        return norm

    def words(self, leaf: Expansion, field: TextField) -> Several[str]:
        """Return the words of a field that a leaf stands for: the most frequent where there are more than may be."""
        for name, chosen in leaf.chosen:
            if name == field:
                return chosen
        found = beginning(self._generation, field, leaf.prefix, self.expansions + 1)
        ranked = found if len(found) <= self.expansions else sorted(found, key=lambda w: (-found[w], w))
        return [word.decode("utf-8", "surrogatepass") for word in list(ranked)[: self.expansions]]

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
                    for word in self.words(leaf, field):
                        yield field, word, leaf.weight

    def added(self, form: str, word: str, factor: float, docs: Numbers) -> tuple[Scores, Scores]:
        """Return how often a word is in each of some documents (ascending), and what that adds to them."""
        tf = self.tf_in(form, word, docs)
        return tf, self._worth(form, word, factor, docs, tf)

    def added_by_beginning(self, leaf: Expansion, docs: Numbers) -> Iterator[tuple[TextField, str, Scores, Scores]]:
        """Yield, of each word of a beginning that one of the documents has, its field and what `added` says of it."""
        for field in text_fields(leaf.field):
            words = self.words(leaf, field)
            times = times_in(self._generation, field, leaf.prefix, words, docs)
            for at in watched(np.flatnonzero(times.any(1)).tolist()):
                yield field, words[at], times[at], self._worth(field, words[at], leaf.weight, docs, times[at])

    def _worth(self, form: str, word: str, factor: float, docs: Numbers, tf: Scores) -> Scores:
        there = np.flatnonzero(tf)
        value = np.zeros(len(docs), np.float32)
        value[there] = self.bm25f(form, docs[there], tf[there], self.lookup(form, word)[0], factor)
        return value

    def tf_in(self, form: str, word: str, docs: Numbers) -> Scores:
        """Return how often a word is in each of some documents (ascending)."""
        found = np.zeros(len(docs), np.float32)
        for column, term, base, _ in self.lookup(form, word)[1]:
            low, high = np.searchsorted(docs, (base, base + column.documents)).tolist()
            found[low:high] = column.tf_in(term, docs[low:high] - base)
        return found

    def posting(self, form: str, word: str, segment: int) -> tuple[Field, int] | None:
        """Return where the postings of a word are in one segment: field and term; None where it does not have it."""
        for column, term, _, number in self.lookup(form, word)[1]:
            if number == segment:
                return column, term
        return None

    def _of_word(self, field: str, word: str, factor: float = 1.0) -> Iterator[tuple[Numbers, Scores]]:
        idf, postings = self.lookup(field, word)
        for column, term, base, _ in postings:
            spend(column.frequency(term))
            docs = column.docs(term) + base
            yield docs, self.bm25f(field, docs, column.tf(*column.extent(term)), idf, factor)

    def _of_sequence(
        self, words: tuple[tuple[str, str], ...], slop: int, factor: float
    ) -> Iterator[tuple[Numbers, Scores]]:
        """Yield the documents that have words in order; they score what their words do, as Whoosh's phrases."""
        for number, (_, base) in enumerate(self._generation.parts()):
            postings = [found for form, word in words if (found := self.posting(form, word, number))]
            if len(postings) < len(words):
                continue
            docs = in_order(postings, slop)
            if not len(docs):
                continue
            total = np.zeros(len(docs), np.float32)
            for (form, word), (column, term) in zip(words, postings, strict=True):
                spend(len(docs))
                tf = column.tf_at(column.postings_of(term, docs))
                total += self.bm25f(form, docs + base, tf, self.lookup(form, word)[0], factor)
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
