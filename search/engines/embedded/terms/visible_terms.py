"""Term statistics of the articles that a reader may see and that are not deleted: nothing else says what exists.

Whether a word is known, how frequent it is and which words begin so must not be told by articles that are hidden or
gone. So everything that decides about words (plans, corrections, completions, explanations) asks here, and nothing else
asks the lexicon. Scores are another matter: words weigh what they weigh in the whole generation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from collections.abc import Sequence as Several
from heapq import nsmallest

import numpy as np

from trouvere.index.columns.read.field import FieldReader
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.budget import spend
from trouvere.search.engines.embedded.terms.prefix_terms import counted_terms
from trouvere.search.engines.embedded.terms.term_statistics import ColumnTermStatistics
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion, FieldWords, Leaf, Sequence, Term, text_fields
from trouvere.search.query.term_statistics import importance_of
from trouvere.search.ranking.matches import Mask
from trouvere.search.weak_cache import remembered

CANDIDATE_FACTOR = 4
"""Words that are counted for each that is wanted, before all that begin so are."""


class VisibleTerms:
    """Counts over the documents of a mask; None stands for all of a generation in which nothing is deleted.

    `confined`: the mask leaves out more than what was deleted. Safe to share between threads.
    """

    def __init__(self, statistics: ColumnTermStatistics, mask: Mask | None, *, confined: bool) -> None:
        generation = statistics.generation
        self._generation, self._statistics = generation, statistics
        self._mask, self.confined = mask, confined
        self.documents = generation.documents if mask is None else int(np.count_nonzero(mask))
        self._hidden = generation.documents - self.documents
        self.frequency = remembered(self._frequency, 1 << 14)

    # How frequent a word is

    def _frequency(self, form: str, word: str) -> int:
        """Return how many articles have a word in a form: a field, or `stem_of` one."""
        if self._mask is None:
            return self._statistics.frequency(form, word)
        total = 0
        for column, term, base, number in self._statistics.lookup(form, word)[1]:
            every, deleted = column.frequency(term), self._generation.segments[number].deleted
            if not self.confined and len(deleted) < every:
                spend(len(deleted))
                total += every - int(np.count_nonzero(column.has(term, deleted)))
            else:
                spend(every)
                total += int(np.count_nonzero(self._mask[column.docs(term) + base]))
        return total

    def articles(self, word: str, most: int | None = None) -> int:
        """Return how many articles have a surface form, about: those in whose title and in whose text it is.

        Above `most` any number above it will do: then no list is read of a word that many articles have.
        """
        return sum(self._up_to(field, word, most) for field in TEXT_FIELDS)

    def among(self, surfaces: Several[str], bounds: Several[int]) -> Several[int]:
        """Return how many articles have each of some surface forms, as `articles`; `bounds` are as many at the most."""
        return bounds if self._mask is None else [self.articles(surface) for surface in surfaces]

    def _up_to(self, form: str, word: str, most: int | None) -> int:
        every = self._statistics.frequency(form, word)
        if most is not None and every - self._hidden > most:
            return every - self._hidden
        return self.frequency(form, word) if every else 0

    def knows(self, leaf: Leaf) -> bool:
        """Say whether there are articles with the words of a leaf, together or not."""
        match leaf:
            case Term(surface, stem, only):
                return any(
                    (surface and self._up_to(field, surface, 0))
                    or (stem is not None and self._up_to(stem_of(field), stem, 0))
                    for field in text_fields(only)
                )
            case Sequence():
                return any(
                    all(self._up_to(form, word, 0) for form, word in leaf.forms(field))
                    for field in text_fields(leaf.field)
                )
        return True

    def importance(self, leaf: Leaf) -> float:
        """See `TermStatistics.importance`."""
        return importance_of(leaf, self._statistics.idf if self._mask is None else self._idf)

    def _idf(self, form: str, word: str) -> float:
        return math.log(max(self.documents, 1) / (self.frequency(form, word) + 1)) + 1

    # Words that begin so

    def prefix_terms(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the words of titles and texts that begin so, the most frequent first, and how many articles have each.

        Of a word of both, an article has that of its title in its text too, more often than not.
        """
        bounds, others = self._bounds(prefix, most if self._mask is None else CANDIDATE_FACTOR * most)
        if self._mask is None:
            found = bounds
        else:
            found = {word: max(self.frequency(field, word) for field in TEXT_FIELDS) for word in bounds}
            best = sorted(found.values(), reverse=True)[:most]
            if others and (len(best) < most or best[-1] <= others):
                found = {}
                for field in TEXT_FIELDS:
                    for word, articles in self._counted(field, prefix).items():
                        found[word] = max(found.get(word, 0), articles)
        ranked = nsmallest(most, (word for word in found if found[word]), key=lambda word: (-found[word], word))
        return [(word, found[word]) for word in ranked]

    def _bounds(self, prefix: str, most: int) -> tuple[dict[str, int], int]:
        """Return words that begin so with how many documents have each at the most, deleted and hidden ones included;
        the most frequent of each segment are there, and how many have any other at the most."""
        term = prefix.encode("utf-8", "surrogatepass")
        found: dict[bytes, int] = {}
        others = 0
        for segment in self._generation.segments:
            here: dict[bytes, int] = {}
            left_out = 0
            for field in TEXT_FIELDS:
                column = segment.field(field)
                first, last = column.lexicon.prefixed(term)
                frequencies = column.frequencies(first, last)
                order = (-frequencies).argsort(kind="stable")
                for at in order[:most].tolist():
                    word = column.lexicon[first + at]
                    here[word] = max(here.get(word, 0), int(frequencies[at]))
                if len(order) > most:
                    left_out = max(left_out, int(frequencies[order[most]]))
            for word, articles in here.items():
                found[word] = found.get(word, 0) + articles
            others += left_out
        return {word.decode("utf-8", "surrogatepass"): articles for word, articles in found.items()}, others

    def _counted(self, form: str, prefix: str) -> dict[str, int]:
        """Return the words of a form that begin so, each with how many articles have it; none that no article has."""
        assert self._mask is not None
        found: dict[bytes, int] = {}
        for column, base, first, last in self._ranges(form, prefix):
            for word, articles in counted_terms(column, first, last, self._mask[base : base + column.documents]):
                found[word] = found.get(word, 0) + articles
        return {word.decode("utf-8", "surrogatepass"): articles for word, articles in found.items()}

    def _ranges(self, form: str, prefix: str) -> Iterator[tuple[FieldReader, int, int, int]]:
        term = prefix.encode("utf-8", "surrogatepass")
        for segment, base in self._generation.parts():
            column = segment.field(form)
            first, last = column.lexicon.prefixed(term)
            if first < last:
                yield column, base, first, last

    def expanded(self, prefix: str, field: TextField | None) -> Expansion:
        """Return a beginning; where more words begin so than are looked up, with those that most articles have."""
        chosen: list[FieldWords] = []
        most = self._statistics.expansions
        for name in text_fields(field) if self._mask is not None else ():
            # Where all are looked up, those of hidden articles alone find nothing that a reader sees.
            if sum(last - first for _, _, first, last in self._ranges(name, prefix)) > most:
                found = self._counted(name, prefix)
                chosen.append((name, tuple(nsmallest(most, found, key=lambda word: (-found[word], word)))))
        return Expansion(prefix, field, tuple(chosen))

    def most_frequent(self, form: str, prefix: str, most: int, *, but: str) -> tuple[str, ...]:
        """Return the words of a form that begin so and are in most articles, in the order of the alphabet."""
        if not self.confined:
            return self._statistics.most_frequent(form, prefix, most, but=but)
        found = self._counted(form, prefix)
        found.pop(but, None)
        return tuple(sorted(nsmallest(most, found, key=lambda word: (-found[word], word))))
