"""Sets of documents as bits, one a document: for asking whether words stand together without scoring anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Several
from functools import reduce

import numpy as np

from trouvere.index.lazy import cached_property
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.budget import spend
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.engines.embedded.facets import Masks, filtered, masks, passing
from trouvere.search.engines.embedded.terms.following_words import times_following
from trouvere.search.engines.embedded.terms.title_prefixes import Bits, titles_with_prefix
from trouvere.search.query.filters import Filters
from trouvere.search.query.plan import Plan, Sequence
from trouvere.search.ranking.matches import Mask, Numbers
from trouvere.search.weak_cache import remembered

RARE_POSTINGS = 2_000
"""Postings of a word up to which they are looked at one by one."""
_BIT = np.array([128 >> place for place in range(8)], np.uint8)


class WordBits:
    """The documents of words, the last thousand asked for remembered. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self.having = remembered(self._having, 1 << 10)

    def _having(self, surface: str, stem: str | None = None) -> Bits:
        """Return which documents have a word in its surface form or its stem, in any field; hidden ones included."""
        mask = np.zeros(self._evaluator.generation.documents, bool)
        for field in TEXT_FIELDS:
            for name, word in ((field, surface), (stem_of(field), stem)):
                for column, term, base, _ in self._evaluator.statistics.lookup(name, word)[1] if word else ():
                    spend(column.frequency(term))
                    mask[column.docs(term) + base] = True
        return np.packbits(mask)


class EmbeddedDocSets:
    """See `DocSets`: of the documents of a mask. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator, words: WordBits, visible: Mask, *, confined: bool) -> None:
        self._evaluator = evaluator
        self._confined = confined
        self._words = words
        self._visible = visible
        self.having = words.having

    @cached_property
    def everything(self) -> Bits:
        """See `DocSets.everything`."""
        return np.packbits(self._visible)

    def within(self, allowed: Masks) -> Bits:
        """See `DocSets.within`."""
        return np.packbits(filtered(self._visible, allowed)) if allowed else self.everything

    def found(self, plan: Plan, allowed: Masks) -> Bits:
        """See `DocSets.found`."""
        docs, _ = self._evaluator.matches(plan)
        return self._bits(passing(docs[self._visible[docs]], allowed))

    def in_order(self, surfaces: tuple[str, ...]) -> Bits:
        """See `DocSets.in_order`."""
        if len(surfaces) == 1:
            return self.having(*surfaces)
        return self._bits(self._evaluator.scorer.of(Sequence.of_surfaces(surfaces)).listed()[0])

    def both(self, one: Bits, other: Bits) -> Bits:
        """See `DocSets.both`."""
        return one & other

    def either(self, sets: Several[Bits]) -> Bits:
        """See `DocSets.either`."""
        return reduce(np.bitwise_or, sets)

    def without(self, one: Bits, other: Bits) -> Bits:
        """See `DocSets.without`."""
        return one & ~other

    def first(self, sets: Iterable[Bits]) -> int | None:
        """See `DocSets.first`."""
        for number, each in enumerate(sets):
            spend()
            if each.any():
                return number
        return None

    def times_following(self, words: tuple[str, ...], others: Several[str], within: Bits) -> list[int]:
        """See `DocSets.times_following`."""
        return times_following(self._evaluator.statistics, words, others, within)

    def sizes(self, sets: Several[Bits]) -> list[int]:
        """See `DocSets.sizes`."""
        return [int(np.bitwise_count(each).sum()) for each in sets]

    def all_but(self, sets: Several[Bits]) -> list[int]:
        """See `DocSets.all_but`."""
        spend(sum(self.sizes(sets)))
        documents = self._evaluator.generation.documents
        times = np.zeros(documents, np.uint16)
        for each in sets:
            times += np.unpackbits(each, count=documents)
        # Of the documents that lack one set, those that lack this one are all that do not have it.
        lacking = np.packbits(times == len(sets) - 1)
        return self.sizes([lacking & ~each for each in sets])

    def counts(self, surfaces: Several[str], within: Bits) -> Iterator[int]:
        """See `DocSets.counts`."""
        return (self._count(surface, within) for surface in surfaces)

    def finds(self, plan: Plan, filters: Filters, within: Bits) -> bool:
        """See `DocSets.finds`."""
        return bool((self.found(plan, masks(self._evaluator.generation, filters)) & within).any())

    def title_completions(self, words: tuple[str, ...], prefix: str, within: Bits, most: int) -> Iterator[str]:
        """See `DocSets.title_completions`."""
        generation = self._evaluator.generation
        # How many words hidden titles have must not tell.
        for number in titles_with_prefix(generation, words, prefix, within, most, bounded=not self._confined):
            yield generation.article(number).title

    def _bits(self, docs: Numbers) -> Bits:
        mask = np.zeros(self._evaluator.generation.documents, bool)
        mask[docs] = True
        return np.packbits(mask)

    def _count(self, surface: str, within: Bits) -> int:
        """Return how many of some documents have a surface form."""
        spend()
        if sum(self._evaluator.statistics.frequency(field, surface) for field in TEXT_FIELDS) > RARE_POSTINGS:
            return int(np.bitwise_count(within & self.having(surface)).sum())
        found: set[int] = set()
        for field in TEXT_FIELDS:
            for column, term, base, _ in self._evaluator.statistics.lookup(field, surface)[1]:
                docs = column.docs(term) + base
                found.update(docs[(within[docs >> 3] & _BIT[docs & 7]) > 0].tolist())
        return len(found)
