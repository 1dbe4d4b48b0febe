"""What a word, a beginning or a phrase adds to the scores of which documents: BM25F with exact lengths, on columns.

A leaf of a plan is worth, Σ over fields and forms, weight × idf × tf (k1 + 1) / (tf + k1 (1 − b + b length / average)),
with idf = 1 + ln(N / (n + 1)): Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009, as Whoosh and Lucene
have it. Nothing is skipped, so totals and facets are exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from heapq import nsmallest
from threading import Lock

import numpy as np

from trouvere.index.columns.field import Field
from trouvere.index.columns.generation import Generation
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.engines.matches import LEAST, Matches, Numbers, Scores, either
from trouvere.search.engines.phrases import in_order
from trouvere.search.engines.weights import Weights
from trouvere.search.plan import Expansion, Leaf, Sequence, Term
from trouvere.search.query import TextField

B, K1 = 0.75, 1.2
HOMOGRAPH = 0.5, 1.2
"""What the surface form and the stem of a word count for that accents alone tell from others: nearly as much as
ever, at the weights 0.6 and 1, but a text with the other word alone has a fifth of it."""
KEPT_BYTES = 40 << 20
"""Memory for what leaves add to the documents that have them: the words of queries come again and again."""
ENTRY = 500
"""Bytes that one leaf takes besides its numbers, about: those that find nothing are kept too, and must not pile up."""

Postings = tuple[tuple[Field, int, int, int], ...]
"""Where a word's postings are, a segment each: field, term, number of the first document, number of the segment."""


class Impacts:
    """Knows the statistics of one generation, and what each leaf of a plan finds there. Safe to share."""

    def __init__(self, generation: Generation, weights: Weights, expansions: int) -> None:
        self._generation = generation
        self.weights = weights
        self._expansions = expansions
        self._norms: dict[str, Scores] = {}
        self._kept = Kept()
        self.lookup = lru_cache(maxsize=1 << 14)(self._lookup)

    def of(self, leaf: Leaf) -> Matches:
        """Return what a leaf finds, and how much it adds to each; not to be changed."""
        found = self._kept.get(leaf)
        if found is None:
            documents = self._generation.documents
            found = either([Matches(*part) for part in self._parts(leaf)], documents).fitted(documents)
            self._kept.put(leaf, found)
        return found

    def knows(self, leaf: Leaf) -> bool:
        """Say whether the index has the words of a leaf, together or not: a look at each."""
        match leaf:
            case Term(surface, stem, only):
                return any(
                    self.lookup(field, surface)[1] or (stem is not None and self.lookup(stem_of(field), stem)[1])
                    for field in _fields(only)
                )
            case Sequence(words, _, only):
                return any(all(self.lookup(field, word)[1] for word in words) for field in _fields(only))
        return True

    def importance(self, leaf: Leaf) -> float:
        """Return how much a passage is worth for showing a word: the rarer it is, the more; a phrase, its words'."""
        match leaf:
            case Term(surface, None):
                return self.lookup("text", surface)[0]
            case Term(_, str(stem)):
                return self.lookup("text_stem", stem)[0]
            case Sequence(words):
                return sum(self.lookup("text", word)[0] for word in words)
        return 1.0

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
        return math.log(self._generation.documents / (df + 1)) + 1, tuple(found)

    def idf_of_any(self, field: str, words: Iterable[str]) -> float:
        """Return the idf of several words as of one: as if no document had two of them."""
        df = sum(column.frequency(at) for word in words for column, at, _, _ in self.lookup(field, word)[1])
        return math.log(self._generation.documents / min(df + 1, self._generation.documents)) + 1

    def most_frequent(self, field: str, prefix: str, most: int, *, but: str) -> tuple[str, ...]:
        """Return the words of a field that begin so and are in most documents, in the order of the alphabet."""
        term = prefix.encode()
        found: dict[bytes, int] = {}
        for segment, _ in self._generation.parts():
            column = segment.field(field)
            first, last = column.lexicon.prefixed(term)
            for at, frequency in enumerate(column.frequencies(first, last).tolist() if first < last else (), first):
                word = column.lexicon[at]
                found[word] = found.get(word, 0) + frequency
        found.pop(but.encode(), None)
        chosen = nsmallest(most, found, key=lambda word: (-found[word], word))
        return tuple(sorted(word.decode("utf-8", "surrogatepass") for word in chosen))

    def articles(self, word: str) -> int:
        """Return how many articles have a surface form, about: those in whose title and in whose text it is."""
        return sum(column.frequency(at) for field in TEXT_FIELDS for column, at, _, _ in self.lookup(field, word)[1])

    def norm(self, field: str) -> Scores:
        """Return k1 (1 − b + b length / average) for every document."""
        norm = self._norms.get(field)
        if norm is None:
            columns = [segment.field(field) for segment in self._generation.segments]
            average = sum(column.total for column in columns) / max(self._generation.documents, 1) or 1.0
            lengths = np.concatenate([column.lengths for column in columns]) if columns else np.zeros(0)
            norm = self._norms[field] = (K1 * ((1 - B) + B * lengths / average)).astype(np.float32)
        return norm

    def words(self, field: str, prefix: str) -> list[str]:
        """Return the words of a field that begin so: the most frequent where there are more than may be."""
        term = prefix.encode("utf-8", "surrogatepass")
        found: dict[bytes, int] = {}
        for segment, _ in self._generation.parts():
            column = segment.field(field)
            first, last = column.lexicon.prefixed(term)
            for at in range(first, last):
                word = column.lexicon[at]
                found[word] = found.get(word, 0) + column.frequency(at)
        chosen = found if len(found) <= self._expansions else sorted(found, key=lambda w: (-found[w], w))
        return [word.decode("utf-8", "surrogatepass") for word in list(chosen)[: self._expansions]]

    # Lists

    def _parts(self, leaf: Leaf) -> Iterator[tuple[Numbers, Scores]]:
        """Yield documents and what is added to them, a posting list at a time."""
        if isinstance(leaf, Sequence):
            for field in _fields(leaf.field):
                yield from self._of_sequence(field, leaf.surfaces, leaf.slop, leaf.weight)
        for form, word, factor in self.lists(leaf):
            yield from self._of_word(form, word, factor)

    def lists(self, leaf: Leaf) -> Iterator[tuple[str, str, float]]:
        """Yield the posting lists of a leaf that are added up: form, word, and what the word counts for there."""
        match leaf:
            case Term(surface, stem, only, weight, homograph, light):
                written, inflected = HOMOGRAPH if homograph else (1.0, 1.0)
                if light:
                    weight *= self.weights.light
                for field in _fields(only):
                    if surface:
                        yield field, surface, weight * written
                    if stem is not None:
                        yield stem_of(field), stem, weight * inflected
            case Expansion(prefix, only):
                for field in _fields(only):
                    for word in self.words(field, prefix):
                        yield field, word, 1.0

    def added(self, form: str, word: str, factor: float, docs: Numbers) -> tuple[Scores, Scores]:
        """Return how often a word is in each of some documents (ascending), and what that adds to them."""
        tf = self.tf_in(form, word, docs)
        value = bm25(tf.copy(), self.norm(form)[docs], self._worth(form, self.lookup(form, word)[0], factor))
        value[tf == 0] = 0
        return tf, self.titled(form, docs, value)

    def tf_in(self, form: str, word: str, docs: Numbers) -> Scores:
        """Return how often a word is in each of some documents (ascending)."""
        found = np.zeros(len(docs), np.float32)
        for column, term, base, _ in self.lookup(form, word)[1]:
            low, high = np.searchsorted(docs, (base, base + column.documents)).tolist()
            found[low:high] = column.tf_in(term, docs[low:high] - base)
        return found

    def _of_word(self, field: str, word: str, factor: float = 1.0) -> Iterator[tuple[Numbers, Scores]]:
        idf, postings = self.lookup(field, word)
        for column, term, base, _ in postings:
            docs = column.docs(term) + base
            tf = column.tf(*column.extent(term))
            yield docs, self.titled(field, docs, bm25(tf, self.norm(field)[docs], self._worth(field, idf, factor)))

    def _of_sequence(
        self, field: str, words: tuple[str, ...], slop: int, factor: float
    ) -> Iterator[tuple[Numbers, Scores]]:
        """Yield the documents that have words in order; they score what their words do, as Whoosh's phrases."""
        looked = [self.lookup(field, word) for word in words]
        for number, (segment, base) in enumerate(self._generation.parts()):
            terms = [term for _, postings in looked for _, term, _, where in postings if where == number]
            if len(terms) < len(words):
                continue
            column = segment.field(field)
            docs = in_order(column, terms, slop)
            if not len(docs):
                continue
            norm = self.norm(field)[docs + base]
            total = np.zeros(len(docs), np.float32)
            for term, (idf, _) in zip(terms, looked, strict=True):
                tf = column.tf_at(column.postings_of(term, docs))
                total += bm25(tf, norm.copy(), self._worth(field, idf, factor))
            yield docs + base, self.titled(field, docs + base, total)

    def _worth(self, field: str, idf: float, factor: float) -> float:
        return self.weights.fields[field] * idf * factor

    def titled(self, field: str, docs: Numbers, scores: Scores) -> Scores:
        """Return scores of a text with what an article without a title is given for its title's."""
        if self.untitled is not None and field in ("text", stem_of("text")):
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


class Kept:
    """What the leaves used last find, in some megabytes. Safe to share between threads."""

    def __init__(self, most: int = KEPT_BYTES) -> None:
        self._most = most
        self._size = 0
        self._found: dict[Leaf, Matches] = {}
        self._lock = Lock()

    def get(self, leaf: Leaf) -> Matches | None:
        """Return what is kept of a leaf."""
        with self._lock:
            found = self._found.pop(leaf, None)
            if found is not None:
                # The one used last stands last; the first goes when there is no room.
                self._found[leaf] = found
            return found

    def put(self, leaf: Leaf, found: Matches) -> None:
        """Keep what a leaf finds."""
        with self._lock:
            self._size += _bytes(found) - (_bytes(old) if (old := self._found.pop(leaf, None)) else 0)
            self._found[leaf] = found
            while self._size > self._most:
                self._size -= _bytes(self._found.pop(next(iter(self._found))))


def _bytes(found: Matches) -> int:
    return ENTRY + found.scores.nbytes + (0 if found.docs is None else found.docs.nbytes)


def bm25(tf: Scores, norm: Scores, weight: float) -> Scores:
    """Return weight × tf (k1 + 1) / (tf + norm), a little above 0 at least; both arrays are used up."""
    norm += tf
    tf *= np.float32(weight * (K1 + 1))
    tf /= norm
    return tf if weight > 0 else np.maximum(tf, LEAST)


def _fields(only: TextField | None) -> tuple[str, ...]:
    return (only,) if only else TEXT_FIELDS
