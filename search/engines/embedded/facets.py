"""Filters and facets over one generation: which documents may be found, and how many have which value."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Any

import numpy as np

from trouvere.index.columns.read.generation import Generation
from trouvere.index.lazy import cached_property
from trouvere.search.engines.embedded.values.value_counts import ValueCounts
from trouvere.search.query.filters import Condition, Filters, conditions
from trouvere.search.query.named_fields import Facet, ValuePrefix, counted_facets
from trouvere.search.results import FacetCount, Facets, FacetStats

Array = np.ndarray[Any, Any]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

Masks = dict[str, Mask]
"""A mask of documents for each field that filters name."""


def masks(generation: Generation, filters: Filters) -> Masks:
    """Return a mask of documents for each field that the filters name. Case and accents do not count in values."""
    found: Masks = {}
    for one in conditions(filters, generation.fields):
        mask = _having(generation, one)
        mask = ~mask if one.excluded else mask
        found[one.name] = found[one.name] & mask if one.name in found else mask
    if filters.date_from or filters.date_to:
        days = generation.values("date")
        low = bisect_left(days.values, filters.date_from.isoformat()) if filters.date_from else 0
        high = bisect_right(days.values, filters.date_to.isoformat()) if filters.date_to else len(days.values)
        found["date"] = (days.codes >= low) & (days.codes < high)
    return found


def _having(generation: Generation, condition: Condition) -> Mask:
    """Return which documents have what a condition asks for."""
    values = generation.values(condition.column)
    if condition.spans:
        bounds = [(bisect_left(values.values, low), bisect_right(values.values, high)) for low, high in condition.spans]
        return generation.within(condition.column, bounds)
    named = values.named
    return generation.having(condition.column, [name for key in condition.keys for name in named.get(key, ())])


def passing(docs: Array, allowed: Masks, *, but: str = "") -> Array:
    """Return which of some documents pass every filter: their numbers; `but` names a filter that does not count."""
    for field, mask in allowed.items():
        if field != but:
            docs = docs[mask[docs]]
    return docs


def filtered(mask: Mask, allowed: Masks) -> Mask:
    """Return the documents of a mask that pass every filter, as a mask."""
    for each in allowed.values():
        mask = mask & each
    return mask


MONTH_CHARS = len("2023-03")
"""Characters of an ISO date that say the month."""


TOGETHER = ("source", "category")
"""Facets that are counted in one pass."""


class FacetCounter:
    """Counts the values of documents: of source and category in one pass, of other fields each for itself.

    A document's source, category and date, or lack of one, are one code. Where there are too many combinations for
    that, each is counted for itself. The arrays of a field are made when it is counted first.
    """

    MOST_CODES = 1 << 16

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._counted = counted_facets(generation.fields)
        self._ranged = [field for field in generation.fields if field.ranged]
        self._columns: dict[str, ValueCounts] = {}
        # One more than the code, so that documents without a value are counted in a place of their own.
        values = [generation.values(field) for field in TOGETHER]
        self._shape = (2, *(len(each.values) + 1 for each in values))
        dated = generation.values("date").codes >= 0
        self._codes = [dated.astype(np.int64), *(each.codes.astype(np.int64) + 1 for each in values)]
        self._together = None
        if math.prod(self._shape) <= self.MOST_CODES:
            self._together = np.ravel_multi_index(self._codes, self._shape).astype(np.uint16)

    def count(self, docs: Array, allowed: Masks, most: int, *, passes: Array | None = None) -> Facets:
        """Count the `most` most frequent values of those of the documents that pass the filters (`passes`, if known).

        The values of a field are counted without that field's own filter: a reader sees what choosing another one, or
        one more, would give. `undated` counts articles without a date, without the filter on dates.
        """
        if passes is None:
            passes = passing(docs, allowed)
        everywhere = self._totals(passes)
        counts: dict[str, tuple[FacetCount, ...]] = {}
        for facet in self._counted:
            free = passing(docs, allowed, but=facet.name) if facet.name in allowed else passes
            column = self._column(facet.column)
            if facet.name in TOGETHER:
                totals = (everywhere if free is passes else self._totals(free))[1 + TOGETHER.index(facet.name)][1:]
            else:
                totals = column.totals(free)
            counts[facet.name] = column.ranked(totals, most)
        totals_by_date = self._totals(passing(docs, allowed, but="date")) if "date" in allowed else everywhere
        if undated := int(totals_by_date[0][0]):
            counts["undated"] = (FacetCount("", undated),)
        return counts

    def stats(self, docs: Array, allowed: Masks, *, passes: Array) -> Mapping[str, FacetStats]:
        """Return the least and the greatest value of declared numbers and dates, each without the filter on itself."""
        found: dict[str, FacetStats] = {}
        for field in self._ranged:
            free = passing(docs, allowed, but=field.name) if field.name in allowed else passes
            if span := self._column(field.column).span(free):
                found[field.name] = FacetStats(*map(field.value, span))
        return found

    def values(
        self, facet: Facet, prefix: ValuePrefix, docs: Array, allowed: Masks, *, limit: int, offset: int
    ) -> tuple[tuple[FacetCount, ...], int]:
        """Return a page of the values of one facet, without the filter on itself, and how many there are."""
        column = self._column(facet.column)
        return column.listed(column.totals(passing(docs, allowed, but=facet.name)), prefix, limit, offset)

    def months(self, docs: Array, allowed: Masks) -> tuple[FacetCount, ...]:
        """Count by month those of the documents that pass the filters, the one on dates aside: months ascend.

        Articles without a date have no month, months without articles are left out.
        """
        months, codes = self._months
        totals = np.bincount(codes.take(passing(docs, allowed, but="date")), minlength=len(months) + 1)
        there = np.flatnonzero(totals[:-1])
        return tuple(map(FacetCount, map(months.__getitem__, there.tolist()), totals[there].tolist()))

    def _column(self, name: str) -> ValueCounts:
        found = self._columns.get(name)
        if found is None:
            # Without a lock, as in `Generation.values`.
            found = self._columns[name] = ValueCounts(self._generation, name)
        return found

    @cached_property
    def _months(self) -> tuple[tuple[str, ...], Array]:
        """The months of the archive, and the number of each document's: past the last where it has no date."""
        days = self._generation.values("date")
        each = [day[:MONTH_CHARS] for day in days.values]
        months = tuple(dict.fromkeys(each))
        number = {month: at for at, month in enumerate(months)}
        # The code of a document without a date is -1: the last one.
        of_days = np.array([*map(number.__getitem__, each), len(months)], np.int64)
        return months, of_days[days.codes]

    def _totals(self, docs: Array) -> list[Array]:
        """Return how many of the documents have each code: with a date or without, by source, by category."""
        if self._together is None:
            return [
                np.bincount(codes[docs], minlength=size) for codes, size in zip(self._codes, self._shape, strict=True)
            ]
        table = np.bincount(self._together.take(docs), minlength=math.prod(self._shape)).reshape(self._shape)
        either = table[0] + table[1]
        undated = int(table[0].sum())
        return [np.array((undated, len(docs) - undated)), either.sum(1), either.sum(0)]
