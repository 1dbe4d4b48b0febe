"""Reads lists of ascending numbers below 2³², stored in little more than two bytes each.

A long list is kept as the low 16 bits of its numbers and, for each different high half in it, a run: that half and
where in the list the run ends. A short list, where that would not pay, is kept as it is, in 32 bits.
"""

from __future__ import annotations

import numpy as np

from trouvere.index.columns.container import Array, Container


class Ascending:
    """The columns `name.low`, `.wide`, `.at`, `.runs`, `.high`, `.end` of a container: one list a term."""

    __slots__ = ("_at", "_end", "_high", "_low", "_runs", "_threshold", "_wide")

    def __init__(self, container: Container, name: str) -> None:
        self._low, self._wide = container.column(f"{name}.low"), container.column(f"{name}.wide")
        self._at, self._runs = container.column(f"{name}.at"), container.column(f"{name}.runs")
        self._high, self._end = container.column(f"{name}.high"), container.column(f"{name}.end")
        self._threshold: int = container.meta[f"{name}.threshold"]

    def get(self, number: int, count: int) -> Array:
        """Return list `number`, which has `count` elements, as int64."""
        start = int(self._at.part(number, number + 1)[0])
        if count < self._threshold:
            return self._wide.part(start, start + count).astype(np.int64)
        found = self._low.part(start, start + count).astype(np.int64)
        first, last = self._runs.part(number, number + 2).tolist()
        if last - first == 1:
            if high := int(self._high.part(first, last)[0]):
                found += high << 16
        elif last - first <= 8:
            begin = 0
            for high, end in zip(
                self._high.part(first, last).tolist(), self._end.part(first, last).tolist(), strict=True
            ):
                found[begin:end] += high << 16
                begin = end
        else:
            counts = np.diff(self._end.part(first, last), prepend=0)
            found += np.repeat(self._high.part(first, last).astype(np.int64) << 16, counts)
        return found

    def part(self, number: int, count: int, first: int, last: int) -> Array:
        """Return the elements `first` to `last` of list `number`, which has `count` elements, as int64."""
        start = int(self._at.part(number, number + 1)[0])
        if count < self._threshold:
            return self._wide.part(start + first, start + last).astype(np.int64)
        found = self._low.part(start + first, start + last).astype(np.int64)
        low, high = self._runs.part(number, number + 2).tolist()
        ends = self._end.part(low, high)
        run = np.searchsorted(ends, np.arange(first, last), "right")
        return found + (self._high.part(low, high)[run].astype(np.int64) << 16)

    def between(self, first: int, last: int, counts: Array) -> Array:
        """Return the lists `first` to `last`, which have `counts` elements, one after another, as int64."""
        found = np.empty(int(counts.sum()), np.int64)
        long = counts >= self._threshold
        elements = np.repeat(long, counts)
        at = self._at.part(first, last).astype(np.int64)
        if not long.all():
            start = int(at[~long][0])
            found[~elements] = self._wide.part(start, start + int(counts[~long].sum()))
        if long.any():
            start = int(at[long][0])
            low = self._low.part(start, start + int(counts[long].sum())).astype(np.int64)
            runs = self._runs.part(first, last + 1).astype(np.int64)
            high, end = self._high.part(int(runs[0]), int(runs[-1])), self._end.part(int(runs[0]), int(runs[-1]))
            # `end` counts within each list: made absolute, the runs' lengths are the differences.
            base = np.repeat(np.cumsum(counts[long]) - counts[long], np.diff(runs)[long])
            low += np.repeat(high.astype(np.int64) << 16, np.diff(end + base, prepend=0))
            found[elements] = low
        return found
