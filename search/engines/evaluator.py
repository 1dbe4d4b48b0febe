"""Turns a plan into scores on columns: score = Σ over fields and forms of weight × BM25F with exact lengths.

Every document has a place in a dense array; a posting list is one vectorised addition to it. Nothing is skipped, so
totals and facets are exact. Formula: Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009, as Whoosh and
Lucene have it: idf × tf (k1 + 1) / (tf + k1 (1 − b + b length / average)), idf = 1 + ln(N / (n + 1)).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from threading import Lock, local
from typing import Any

import numpy as np

from trouvere.index.columns.field import Field
from trouvere.index.columns.generation import Generation
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.index.settings import Settings
from trouvere.search.engines.phrases import in_order
from trouvere.search.facets import FacetCounter
from trouvere.search.plan import All, Either, Expansion, Plan, Sequence, Term, Without
from trouvere.search.query import TextField

B, K1 = 0.75, 1.2
HOMOGRAPH = 0.5, 1.8
"""What the surface form and the stem of a word count for that accents alone tell from others: as much as ever, at the
weights 1 and 0.6, but a text with the other word alone has less than half of it."""
FEW = 64
KEPT_BYTES = 96 << 20
"""Memory for what words add to the documents that have them: the words of queries come again and again."""

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Scores = np.ndarray[Any, np.dtype[np.float32]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


Postings = tuple[tuple[Field, int, int, int], ...]
"""Where a word's postings are, a segment each: field, term, number of the first document, number of the segment."""


def weights_of(settings: Settings) -> dict[str, float]:
    """Return what a word is worth in each field and form."""
    return {
        "text": settings.weight_text,
        "text_stem": settings.weight_text_stem,
        "title": settings.weight_title,
        "title_stem": settings.weight_title_stem,
    }


Addition = tuple[np.ndarray[Any, np.dtype[np.int32]] | None, Scores]
"""What is added to the scores of which documents; None: to those of all, in order."""


class Kept:
    """The additions of the words used last, in some megabytes. Safe to share between threads."""

    def __init__(self, most: int = KEPT_BYTES) -> None:
        self._most = most
        self._size = 0
        self._found: dict[tuple[str, str, float], list[Addition]] = {}
        self._lock = Lock()

    def get(self, key: tuple[str, str, float], make: Callable[[], list[Addition]]) -> list[Addition]:
        """Return what is kept under a key, or make it."""
        with self._lock:
            found = self._found.pop(key, None)
            if found is not None:
                # The one used last stands last; the first goes when there is no room.
                self._found[key] = found
                return found
        found = make()
        with self._lock:
            self._size += self._bytes(found) - self._bytes(self._found.pop(key, []))
            self._found[key] = found
            while self._size > self._most:
                self._size -= self._bytes(self._found.pop(next(iter(self._found))))
        return found

    @staticmethod
    def _bytes(additions: list[Addition]) -> int:
        return sum(impacts.nbytes + (0 if docs is None else docs.nbytes) for docs, impacts in additions)


class Evaluator:
    """Answers plans from one generation. Safe to share between threads."""

    def __init__(self, generation: Generation, weights: dict[str, float], expansions: int) -> None:
        self.generation = generation
        self.weights = weights
        self.expansions = expansions
        self._positive = min(weights.values()) > 0
        self._norms: dict[str, Scores] = {}
        self._local = local()
        self._facets: FacetCounter | None = None
        self._kept = Kept()
        self.lookup = lru_cache(maxsize=1 << 14)(self._lookup)

    # Statistics

    def _lookup(self, field: str, word: str) -> tuple[float, Postings]:
        """Return the idf of a word in a field, and where its postings are."""
        term = word.encode("utf-8", "surrogatepass")
        found: list[tuple[Field, int, int, int]] = []
        df = 0
        for number, (segment, base) in enumerate(self.generation.parts()):
            column = segment.field(field)
            if (at := column.lexicon.find(term)) >= 0:
                df += column.frequency(at)
                found.append((column, at, base, number))
        return self._idf(df), tuple(found)

    def _idf(self, df: int) -> float:
        return math.log(self.generation.documents / (df + 1)) + 1

    def articles(self, word: str) -> int:
        """Return how many articles have a surface form, about: those in whose title and in whose text it is."""
        return sum(column.frequency(at) for field in TEXT_FIELDS for column, at, _, _ in self.lookup(field, word)[1])

    def importance(self, leaf: Term | Expansion | Sequence) -> float:
        """Return how much a passage is worth for showing a word: the rarer it is, the more; a phrase, its words'."""
        match leaf:
            case Term(surface, None, _):
                return self.lookup("text", surface)[0]
            case Term(_, str(stem), _):
                return self.lookup("text_stem", stem)[0]
            case Sequence(words, _, _):
                return sum(self.lookup("text", word)[0] for word in words)
        return 1.0

    def _norm(self, field: str) -> Scores:
        """Return k1 (1 − b + b length / average) for every document."""
        norm = self._norms.get(field)
        if norm is None:
            columns = [segment.field(field) for segment in self.generation.segments]
            average = sum(column.total for column in columns) / max(self.generation.documents, 1) or 1.0
            lengths = np.concatenate([column.lengths for column in columns]) if columns else np.zeros(0)
            norm = self._norms[field] = (K1 * ((1 - B) + B * lengths / average)).astype(np.float32)
        return norm

    @property
    def facets(self) -> FacetCounter:
        """Counts the values of what was found; made on first use."""
        if self._facets is None:
            self._facets = FacetCounter(self.generation)
        return self._facets

    def docs(self, column: Field, term: int) -> Numbers:
        """Return the documents that have a term; not to be changed. Kept for the rest of this thread's query."""
        decoded: dict[tuple[int, int], Numbers] = self._local.__dict__.setdefault("docs", {})
        key = id(column), term
        found = decoded.get(key)
        if found is None:
            found = decoded[key] = column.docs(term)
        return found

    # Plans

    def scores(self, plan: Plan | None) -> tuple[Scores, Mask]:
        """Return a score for every document, 0 where a plan does not find it, and whether it does.

        None finds every document, with score 0. The arrays belong to the calling thread until its next call.
        """
        self._local.__dict__.pop("docs", None)
        scores, matched = self._fresh()
        if plan is None:
            matched |= self.generation.live
            return scores, matched
        deleted = self.generation.deleted
        if self._additive(plan):
            # Every weight is above 0, so the scores themselves tell what matched.
            self._add(plan, scores, None)
            scores[deleted] = 0
            return scores, np.greater(scores, 0, out=matched)
        self._add(plan, scores, matched)
        scores[deleted] = 0
        matched[deleted] = False
        return scores, matched

    def _additive(self, plan: Plan) -> bool:
        match plan:
            case Either(parts):
                return all(map(self._additive, parts))
            case Term() | Expansion():
                return self._positive
        return False

    def _fresh(self) -> tuple[Scores, Mask]:
        """Return zeroed arrays of this thread: fresh memory costs more than clearing what is at hand."""
        try:
            scores, matched = self._local.arrays
        except AttributeError:
            scores, matched = np.zeros(self.generation.documents, np.float32), np.zeros(self.generation.documents, bool)
            self._local.arrays = scores, matched
        scores.fill(0)
        matched.fill(False)
        return scores, matched

    def _add(self, plan: Plan, scores: Scores | None, matched: Mask | None) -> None:
        """Add a plan's scores to `scores` and its documents to `matched`; None stands for what does not matter."""
        match plan:
            case Term(surface, stem, only, weight, homograph):
                written, inflected = HOMOGRAPH if homograph else (1.0, 1.0)
                for field in _fields(only):
                    if surface:
                        self._add_word(field, surface, scores, matched, factor=weight * written)
                    if stem is not None:
                        self._add_word(stem_of(field), stem, scores, matched, factor=weight * inflected)
            case Expansion(prefix, only):
                for field in _fields(only):
                    self._add_prefix(field, prefix, scores, matched)
            case Either(parts):
                for part in parts:
                    self._add(part, scores, matched)
            case Sequence(words, slop, only):
                assert matched is not None
                for field in _fields(only):
                    self._add_sequence(field, words, slop, scores, matched)
            case All(parts):
                assert matched is not None
                self._add_all(parts, scores, matched)
            case Without(wanted, unwanted):
                assert matched is not None
                unwelcome = np.zeros_like(matched)
                self._add(unwanted, None, unwelcome)
                mine, found = self._apart(scores, matched)
                if wanted is None:
                    found |= self.generation.live
                else:
                    self._add(wanted, mine, found)
                found &= ~unwelcome
                _put(mine, found, scores, matched)

    def _apart(self, scores: Scores | None, matched: Mask) -> tuple[Scores | None, Mask]:
        return (None if scores is None else np.zeros_like(scores)), np.zeros_like(matched)

    def _add_all(self, parts: Iterable[Plan], scores: Scores | None, matched: Mask) -> None:
        mine, found = self._apart(scores, matched)
        for number, part in enumerate(parts):
            if number == 0:
                self._add(part, mine, found)
                continue
            here = np.zeros_like(matched)
            self._add(part, mine, here)
            found &= here
            if not found.any():
                return
        _put(mine, found, scores, matched)

    def _add_word(
        self,
        field: str,
        word: str,
        scores: Scores | None,
        matched: Mask | None,
        *,
        keep: bool = True,
        factor: float = 1.0,
    ) -> None:
        idf, postings = self.lookup(field, word)
        weight = self.weights[field] * idf * factor
        if scores is None or not weight:
            for column, term, base, _ in postings:
                if matched is not None:
                    matched[self.docs(column, term) + base] = True
            return
        make = partial(self._additions, field, postings, weight)
        for places, impacts in self._kept.get((field, word, factor), make) if keep else make():
            if places is None:
                scores += impacts
                if matched is not None:
                    np.logical_or(matched, impacts, out=matched)
            else:
                docs = places.astype(np.int64)
                np.add.at(scores, docs, impacts)
                if matched is not None:
                    matched[docs] = True

    def _additions(self, field: str, postings: Postings, weight: float) -> list[Addition]:
        """Return what a word adds to which documents.

        Adding a number to each of all documents is quicker than adding one to a sixteenth of them, here and there:
        what a frequent word adds stands in one array for all.
        """
        parts: list[tuple[Numbers, Scores]] = []
        for column, term, base, _ in postings:
            docs = column.docs(term) + base
            parts.append((docs, self._impacts(field, column, term, docs, weight)))
        if sum(len(impacts) for _, impacts in parts) < self.generation.documents // 16:
            return [(docs.astype(np.int32), impacts) for docs, impacts in parts]
        everywhere = np.zeros(self.generation.documents, np.float32)
        for docs, impacts in parts:
            everywhere[docs] = impacts
        return [(None, everywhere)]

    def _impacts(self, field: str, column: Field, term: int, docs: Numbers, weight: float) -> Scores:
        tf = column.tf(*column.extent(term))
        return _bm25(tf, self._norm(field)[docs], weight)

    def _add_prefix(self, field: str, prefix: str, scores: Scores | None, matched: Mask | None) -> None:
        words = self.words(field, prefix)
        for word in words:
            # Hundreds of words that seldom come again would push out those that do.
            self._add_word(field, word, scores, matched, keep=len(words) <= FEW)

    def words(self, field: str, prefix: str) -> list[str]:
        """Return the words of a field that begin so: the most frequent where there are more than may be."""
        term = prefix.encode("utf-8", "surrogatepass")
        found: dict[bytes, int] = {}
        for segment, _ in self.generation.parts():
            column = segment.field(field)
            first, last = column.lexicon.prefixed(term)
            for at in range(first, last):
                word = column.lexicon[at]
                found[word] = found.get(word, 0) + column.frequency(at)
        chosen = found if len(found) <= self.expansions else sorted(found, key=lambda w: (-found[w], w))
        return [word.decode("utf-8", "surrogatepass") for word in list(chosen)[: self.expansions]]

    # Words in order

    def _add_sequence(
        self, field: str, words: tuple[str, ...], slop: int, scores: Scores | None, matched: Mask
    ) -> None:
        """Add the documents that have words in order; they score what their words do, as Whoosh's phrases."""
        looked = [self.lookup(field, word) for word in words]
        for number, (segment, base) in enumerate(self.generation.parts()):
            terms = [term for _, postings in looked for _, term, _, where in postings if where == number]
            if len(terms) < len(words):
                continue
            column = segment.field(field)
            docs = in_order(column, terms, slop)
            if not len(docs):
                continue
            matched[docs + base] = True
            if scores is not None:
                norm = self._norm(field)[docs + base]
                for term, (idf, _) in zip(terms, looked, strict=True):
                    start, end = column.extent(term)
                    tf = column.tf(start, end)[np.searchsorted(self.docs(column, term), docs)]
                    scores[docs + base] += _bm25(tf, norm.copy(), self.weights[field] * idf)


def _bm25(tf: Scores, norm: Scores, weight: float) -> Scores:
    """Return weight × tf (k1 + 1) / (tf + norm); both arrays are used up."""
    norm += tf
    tf *= np.float32(weight * (K1 + 1))
    tf /= norm
    return tf


def _put(mine: Scores | None, found: Mask, scores: Scores | None, matched: Mask) -> None:
    if scores is not None and mine is not None:
        mine[~found] = 0
        scores += mine
    matched |= found


def _fields(only: TextField | None) -> tuple[str, ...]:
    return (only,) if only else TEXT_FIELDS
