"""Filters and facets over one generation: which documents may be found, and how many have which value."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any, Protocol

import numpy as np

from trouvere.index.analysis import folded
from trouvere.search.query import Filters
from trouvere.search.results import FacetCount, Facets

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Scores = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]

FACETS = ("source", "category")


class Values(Protocol):
    """A value field as arrays: document `d` has `values[codes[d]]`, none where `codes[d]` is -1."""

    @property
    def values(self) -> tuple[str, ...]:
        """The different values, sorted."""
        ...

    @property
    def codes(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """One number a document."""
        ...


class Documents(Protocol):
    """What filters and facets need of a generation."""

    documents: int

    def values(self, field: str) -> Values:
        """Return a value field as arrays."""
        ...

    def having(self, field: str, values: list[str]) -> Mask:
        """Return which documents have one of these values."""
        ...

    def names(self, field: str) -> tuple[str, ...]:
        """Return every value of a field."""
        ...


def masks(documents: Documents, filters: Filters) -> dict[str, Mask]:
    """Return a mask of documents for each field that the filters name. Case and accents do not count in values."""
    found: dict[str, Mask] = {}
    for field in ("source", "category", "tags", "authors"):
        if wanted := getattr(filters, field):
            keys = {_key(value) for value in wanted}
            found[field] = documents.having(field, [name for name in documents.names(field) if _key(name) in keys])
    if filters.date_from or filters.date_to:
        days = documents.values("date")
        low = bisect_left(days.values, filters.date_from.isoformat()) if filters.date_from else 0
        high = bisect_right(days.values, filters.date_to.isoformat()) if filters.date_to else len(days.values)
        found["date"] = (days.codes >= low) & (days.codes < high)
    return found


def _key(value: str) -> str:
    return folded(value.lower()).casefold()


def passing(numbers: Numbers, found: dict[str, Mask], *, but: str = "") -> Mask:
    """Return which of `numbers` pass every mask; `but` names a field whose mask does not count."""
    passes = np.ones(len(numbers), bool)
    for field, mask in found.items():
        if field != but:
            passes &= mask[numbers]
    return passes


def count_facets(documents: Documents, numbers: Numbers, found: dict[str, Mask]) -> Facets:
    """Count the values of the documents `numbers` that pass the filters.

    The values of a field are counted without that field's own filter: a reader sees what choosing another one, or one
    more, would give. `undated` counts articles without a date, without the filter on dates.
    """
    counts: dict[str, tuple[FacetCount, ...]] = {}
    for field in FACETS:
        values = documents.values(field)
        codes = values.codes[numbers[passing(numbers, found, but=field)]]
        totals = np.bincount(codes[codes >= 0], minlength=len(values.values))
        ranked = sorted(np.flatnonzero(totals).tolist(), key=lambda code: (-int(totals[code]), values.values[code]))
        counts[field] = tuple(FacetCount(values.values[code], int(totals[code])) for code in ranked)
    days = documents.values("date").codes[numbers[passing(numbers, found, but="date")]]
    if undated := int(np.count_nonzero(days < 0)):
        counts["undated"] = (FacetCount("", undated),)
    return counts
