"""Filters and facets over one generation: which documents may be found, and how many have which value."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

import numpy as np

from trouvere.index.analysis import folded_value
from trouvere.index.columns.generation import Generation
from trouvere.search.query import Filters
from trouvere.search.results import FacetCount, Facets

Mask = np.ndarray[Any, np.dtype[np.bool_]]

FACETS = ("source", "category")
MOST = 20
"""Values that a facet shows, the most frequent ones."""


def masks(generation: Generation, filters: Filters) -> dict[str, Mask]:
    """Return a mask of documents for each field that the filters name. Case and accents do not count in values."""
    found: dict[str, Mask] = {}
    for field in ("source", "category", "tags", "authors"):
        if wanted := getattr(filters, field):
            named = generation.values(field).named
            spellings = {name for value in wanted for name in named.get(folded_value(value), ())}
            found[field] = generation.having(field, spellings)
    if filters.date_from or filters.date_to:
        days = generation.values("date")
        low = bisect_left(days.values, filters.date_from.isoformat()) if filters.date_from else 0
        high = bisect_right(days.values, filters.date_to.isoformat()) if filters.date_to else len(days.values)
        found["date"] = (days.codes >= low) & (days.codes < high)
    return found


def passing(matched: Mask, allowed: dict[str, Mask], *, but: str = "") -> Mask:
    """Return which of the documents that match pass every filter; `but` names a field whose filter does not count."""
    for field, mask in allowed.items():
        if field != but:
            matched = matched & mask
    return matched


def count_facets(generation: Generation, matched: Mask, allowed: dict[str, Mask]) -> Facets:
    """Count the values of the documents that match and pass the filters.

    The values of a field are counted without that field's own filter: a reader sees what choosing another one, or one
    more, would give. `undated` counts articles without a date, without the filter on dates.
    """
    everywhere = np.flatnonzero(passing(matched, allowed))
    counts: dict[str, tuple[FacetCount, ...]] = {}
    for field in FACETS:
        numbers = np.flatnonzero(passing(matched, allowed, but=field)) if field in allowed else everywhere
        values = generation.values(field)
        # One more than the code, so that documents without a value are counted in a place of their own.
        totals = np.bincount(values.codes[numbers] + 1, minlength=len(values.values) + 1)[1:]
        ranked = np.lexsort((np.arange(len(totals)), -totals))[:MOST].tolist()
        counts[field] = tuple(FacetCount(values.values[code], n) for code in ranked if (n := int(totals[code])))
    numbers = np.flatnonzero(passing(matched, allowed, but="date")) if "date" in allowed else everywhere
    if undated := int(np.count_nonzero(generation.values("date").codes[numbers] < 0)):
        counts["undated"] = (FacetCount("", undated),)
    return counts
