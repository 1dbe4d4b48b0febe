"""Reads lists of ascending numbers below 2³², stored in little more than two bytes each.

A long list is kept as the low 16 bits of its numbers and, for each different high half in it, a run: that half and
where in the list the run ends. A short list, where that would not pay, is kept as it is, in 32 bits.
"""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from trouvere.index.columns.container import Array, Container


class Ascending:
    """The columns `name.low`, `.wide`, `.at`, `.runs`, `.high`, `.end` of a container: one list a term."""

    __slots__ = ("_at", "_end", "_ends", "_high", "_highs", "_low", "_runs", "_threshold", "_wide")

    def __init__(self, container: Container, name: str) -> None:
        self._low, self._wide = container.column(f"{name}.low"), container.column(f"{name}.wide")
        self._at, self._runs = container.table(f"{name}.at"), container.table(f"{name}.runs")
        self._high, self._end = container.whole(f"{name}.high"), container.whole(f"{name}.end")
        self._highs, self._ends = self._high.data, self._end.data
        self._threshold: int = container.meta[f"{name}.threshold"]

    def get(self, number: int, count: int, dtype: type = np.int64) -> Array:
        """Return list `number`, which has `count` elements: as int64, which indexes fastest, or as another type."""
        start = self._at[number]
        if count < self._threshold:
            return self._wide.part(start, start + count).astype(dtype)
        found: Array = self._low.part(start, start + count).astype(dtype)
        first, last = self._runs[number], self._runs[number + 1]
        if last - first <= 8:
            begin = 0
            for high, end in zip(self._high[first:last].tolist(), self._end[first:last].tolist(), strict=True):
                if high:
                    found[begin:end] += high << 16
                begin = end
        else:
            counts = np.diff(self._end[first:last], prepend=self._end.dtype.type(0))
            found += np.repeat(self._high[first:last].astype(dtype) << 16, counts)
        return found

    def part(self, number: int, count: int, first: int, last: int) -> list[int]:
        """Return the elements `first` to `last` of list `number`, which has `count` elements."""
        start = self._at[number]
        if count < self._threshold:
            short: list[int] = self._wide.part(start + first, start + last).tolist()
            return short
        found: list[int] = self._low.part(start + first, start + last).tolist()
        run = bisect_right(self._ends, first, self._runs[number], self._runs[number + 1])
        if last <= self._ends[run]:
            high = self._highs[run] << 16
            return [low | high for low in found] if high else found
        for nth in range(last - first):
            while first + nth >= self._ends[run]:
                run += 1
            found[nth] |= self._highs[run] << 16
        return found

    def between(self, first: int, last: int, counts: Array) -> Array:
        """Return the lists `first` to `last`, which have `counts` elements, one after another, as int64."""
        found = np.empty(int(counts.sum()), np.int64)
        long = counts >= self._threshold
        elements = np.repeat(long, counts)
        at = np.asarray(self._at)[first:last].astype(np.int64)
        if not long.all():
            start = int(at[~long][0])
            found[~elements] = self._wide.part(start, start + int(counts[~long].sum()))
        if long.any():
            start = int(at[long][0])
            low = self._low.part(start, start + int(counts[long].sum())).astype(np.int64)
            runs = np.asarray(self._runs)[first : last + 1].astype(np.int64)
            high, end = self._high[runs[0] : runs[-1]], self._end[runs[0] : runs[-1]]
            # `end` counts within each list: made absolute, the runs' lengths are the differences.
            base = np.repeat(np.cumsum(counts[long]) - counts[long], np.diff(runs)[long])
            low += np.repeat(high.astype(np.int64) << 16, np.diff(end + base, prepend=0))
            found[elements] = low
        return found
