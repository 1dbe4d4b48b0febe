"""Counts of a column's values (facets), whether documents have one value or several; least and greatest value."""

from __future__ import annotations

import numpy as np

from trouvere.index.columns.read.container import Array
from trouvere.index.columns.read.generation import Generation
from trouvere.search.budget import spend
from trouvere.search.query.named_fields import ValuePrefix, word_beginnings
from trouvere.search.ranking.top_k import best
from trouvere.search.results import FacetCount

GATHERED_SHARE = 8
"""Documents of the generation for each one counted, from which on the values of these are gathered one by one; below,
all postings are gone through in their order."""
NO_CODE = np.uint32(0xFFFFFFFF)
"""What -1 is as a number without a sign."""


class ValueCounts:
    """One column of values. Each value of a document counts once."""

    def __init__(self, generation: Generation, column: str) -> None:
        held = generation.values(column)
        self.values = held.values
        self._documents = generation.documents
        self._least, self._greatest = held.lowest, held.codes
        self._beginnings: dict[int, str] = {}
        self._codes = self._owners = self._starts = None
        if held.single:
            # One more than the code, so that documents without a value are counted in a place of their own.
            small = np.uint16 if len(self.values) < 1 << 16 else np.int32
            self._codes = (held.codes + 1).astype(small)
        else:
            owners, self._many = generation.postings(column)
            self._owners = owners.astype(np.int32)
            self._starts = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=self._documents))))

    def totals(self, docs: Array) -> Array:
        """Return how many of some documents have each value."""
        size = len(self.values)
        if not size:
            return np.zeros(0, np.int64)
        if self._codes is not None:
            return np.bincount(self._codes.take(docs), minlength=size + 1)[1:]
        return np.bincount(self._of(docs), minlength=size)

    def span(self, docs: Array) -> tuple[str, str] | None:
        """Return the first and the last value, by code point, that some documents have; None where they have none."""
        if not len(docs) or not self.values:
            return None
        least = self._least.take(docs).view(np.uint32).min()
        if least == NO_CODE:
            return None
        return self.values[least], self.values[self._greatest.take(docs).max()]

    def ranked(self, totals: Array, most: int) -> tuple[FacetCount, ...]:
        """Return the values that are there most often, those of a count by code point."""
        codes = best(totals, most)
        counts = [count for count in totals.take(codes).tolist() if count]
        return tuple(map(FacetCount, map(self.values.__getitem__, codes.tolist()), counts))

    def listed(self, totals: Array, prefix: ValuePrefix, limit: int, offset: int) -> tuple[tuple[FacetCount, ...], int]:
        """Return a page of the values that are there and that a prefix fits, ordered as `ranked` does; and how many."""
        codes = np.flatnonzero(totals)
        if prefix:
            codes = codes[[prefix.begins(self._beginning(code)) for code in codes.tolist()]]
        chosen = codes[best(totals[codes], offset + limit)[offset:]]
        return tuple(FacetCount(self.values[code], int(totals[code])) for code in chosen.tolist()), len(codes)

    def _beginning(self, code: int) -> str:
        found = self._beginnings.get(code)
        if found is None:
            # Some ten seconds for a million values: past the deadline, what was made is there for the next who asks.
            spend()
            found = self._beginnings[code] = word_beginnings(self.values[code])
        return found

    def _of(self, docs: Array) -> Array:
        """Return the codes of every value of some documents."""
        assert self._starts is not None
        assert self._owners is not None
        at: Array
        if len(docs) * GATHERED_SHARE > self._documents:
            wanted = np.zeros(self._documents, bool)
            wanted[docs] = True
            at = wanted[self._owners]
        else:
            begins = self._starts[docs]
            counts = self._starts[docs + 1] - begins
            ends = np.cumsum(counts)
            at = np.repeat(begins - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
        found: Array = self._many[at]
        return found
