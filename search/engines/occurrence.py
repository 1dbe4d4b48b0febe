"""Where words occur, as bits, a document each: for asking whether words stand together without scoring anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from trouvere.index.lazily import cached_property
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.budget import spend
from trouvere.search.engines.evaluator import Evaluator
from trouvere.search.engines.matches import Mask
from trouvere.search.engines.titles import Bits, titles_beginning
from trouvere.search.facets import filtered, masks, passing
from trouvere.search.plan import Plan
from trouvere.search.query import Filters
from trouvere.search.remembering import remembered

RARE = 2_000
"""Postings of a word up to which they are looked at one by one."""
_BIT = np.array([128 >> place for place in range(8)], np.uint8)


class ColumnsOccurrence:
    """See `Occurrence`: documents of words, the last thousand asked for remembered. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self.having = remembered(self._having, 1 << 10)

    def _having(self, surface: str, stem: str | None = None) -> Bits:
        """Return which documents have a word in its surface form or its stem, in any field; deleted ones included."""
        mask = np.zeros(self._evaluator.generation.documents, bool)
        for field in TEXT_FIELDS:
            for name, word in ((field, surface), (stem_of(field), stem)):
                for column, term, base, _ in self._evaluator.impacts.lookup(name, word)[1] if word else ():
                    spend(column.frequency(term))
                    mask[column.docs(term) + base] = True
        return np.packbits(mask)

    @cached_property
    def everything(self) -> Bits:
        """See `Occurrence.everything`."""
        return np.packbits(self._evaluator.generation.live)

    def within(self, allowed: dict[str, Mask]) -> Bits:
        """Return the documents that pass some filters."""
        if not allowed:
            return self.everything
        return np.packbits(filtered(self._evaluator.generation.live, allowed))

    def both(self, one: Bits, other: Bits) -> Bits:
        """See `Occurrence.both`."""
        return one & other

    def first(self, sets: Iterable[Bits]) -> int | None:
        """See `Occurrence.first`."""
        for number, each in enumerate(sets):
            spend()
            if each.any():
                return number
        return None

    def counts(self, surfaces: Sequence[str], within: Bits) -> Iterator[int]:
        """See `Occurrence.counts`."""
        return (self.count(surface, within) for surface in surfaces)

    def sure(self, articles: int, within: Bits) -> bool:
        """See `Occurrence.sure`: where more articles have it than are deleted, one is left."""
        return within is self.everything and articles > len(self._evaluator.generation.deleted)

    def finds(self, plan: Plan, filters: Filters, within: Bits) -> bool:
        """See `Occurrence.finds`."""
        generation = self._evaluator.generation
        docs, _ = self._evaluator.matches(plan)
        matched = np.zeros(generation.documents, bool)
        matched[passing(docs, masks(generation, filters))] = True
        return bool((np.packbits(matched) & within).any())

    def titles(self, words: tuple[str, ...], prefix: str, within: Bits, most: int) -> Iterator[str]:
        """See `Occurrence.titles`."""
        generation = self._evaluator.generation
        for number in titles_beginning(generation, words, prefix, within, most):
            yield generation.article(number).title

    def count(self, surface: str, within: Bits) -> int:
        """Return how many of some documents have a surface form; of a rare one, about: the most that a field has."""
        spend()
        if self._evaluator.impacts.articles(surface) > RARE:
            return int(np.bitwise_count(within & self.having(surface)).sum())
        counts = [0]
        for field in TEXT_FIELDS:
            postings = self._evaluator.impacts.lookup(field, surface)[1]
            docs = [column.docs(term) + base for column, term, base, _ in postings]
            counts.append(sum(int(np.count_nonzero(within[each >> 3] & _BIT[each & 7])) for each in docs))
        return max(counts)
