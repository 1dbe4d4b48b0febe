"""Finds words that stand in order, by intersecting their addresses."""

from __future__ import annotations

from typing import Any

import numpy as np

from trouvere.index.columns.field import OWNER_BITS, Field

Numbers = np.ndarray[Any, np.dtype[np.int64]]
STRETCH = 1 << 19
"""Addresses looked at together where two words are both frequent: a table of so many bytes stays in the cache."""


def in_order(column: Field, terms: list[int], slop: int) -> Numbers:
    """Return the documents in which each term follows the one before it, at most `slop` other words between."""
    before = column.addresses(terms[0])
    for term in terms[1:]:
        here = column.addresses(term)
        before = _near(before, here, slop) if slop else _next(before, here)
        if not len(before):
            break
    docs: Numbers = column.owners[before >> OWNER_BITS]
    if len(docs) > 1:
        docs = docs[np.append(True, docs[1:] != docs[:-1])]
    return docs


def _near(before: Numbers, here: Numbers, slop: int) -> Numbers:
    """Return those of `here` that stand after one of `before`, at most `slop` others between."""
    at = np.searchsorted(before, here) - 1
    near = here - before[at] <= slop + 1
    near &= at >= 0
    found: Numbers = here[near]
    return found


def _next(before: Numbers, here: Numbers) -> Numbers:
    """Return those of `here` that stand right after one of `before`; both ascend."""
    if len(before) * 16 < len(here):
        after = before + 1
        at = np.searchsorted(here, after)
        at[at == len(here)] = 0
        there: Numbers = after[here[at] == after]
        return there
    if len(here) * 16 < len(before):
        return _near(before, here, 0)
    # Two long lists: a table of some megabytes, for one stretch of addresses after the other, beats any search.
    table = np.zeros(STRETCH + 1, bool)
    edges = np.arange(int(here[0]), int(here[-1]) + STRETCH + 1, STRETCH, dtype=here.dtype)
    # Needles of the same type as the lists: of another, each search would first convert a million numbers.
    ends, begins = np.searchsorted(here, edges).tolist(), np.searchsorted(before + 1, edges).tolist()
    found: list[Numbers] = []
    for start, low, high, first, last in zip(edges.tolist(), begins, begins[1:], ends, ends[1:], strict=False):
        table[before[low:high] + 1 - start] = True
        part = here[first:last]
        found.append(part[table[part - start]])
        table.fill(False)
    return np.concatenate(found)
