"""Reads compressed posting lists: sorted integers below 2³² in little more than two bytes each.

No delta encoding, so that a list can be searched without decoding it. A long list is stored as the low 16 bits of its
integers and, for each different high half in it, a run: that half and the index in the list at which the run ends (the
idea of a Roaring bitmap's array containers). A short list, where that would not pay, is stored as 32-bit integers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from trouvere.index.columns.read.container import Array, Container

FEW_RUNS = 8
"""Runs of a list up to which a Python loop over them is quicker than numpy's functions over all at once."""


class SortedInts:
    """The columns `name.low`, `.wide`, `.at`, `.runs`, `.high`, `.end` of a container: one list a term."""

    __slots__ = ("_at", "_end", "_ends", "_high", "_highs", "_low", "_lows", "_runs", "_threshold", "_wide", "_wides")

    def __init__(self, container: Container, name: str) -> None:
        self._low, self._wide = container.column(f"{name}.low"), container.column(f"{name}.wide")
        self._at, self._runs = container.table(f"{name}.at"), container.table(f"{name}.runs")
        self._high, self._end = container.whole(f"{name}.high"), container.whole(f"{name}.end")
        self._highs, self._ends = self._high.data, self._end.data
        self._lows, self._wides = self._low.array.data, self._wide.array.data
        self._threshold: int = container.meta[f"{name}.threshold"]

    def get(self, number: int, count: int, dtype: type = np.int64) -> Array:
        """Return list `number`, which has `count` elements: as int64, which indexes fastest, or as another type."""
        start = self._at[number]
        if count < self._threshold:
            return self._wide.part(start, start + count).astype(dtype)
        values: Array = self._low.part(start, start + count).astype(dtype)
        first, last = self._runs[number], self._runs[number + 1]
        if last - first <= FEW_RUNS:
            begin = 0
            for high, end in zip(self._high[first:last].tolist(), self._end[first:last].tolist(), strict=True):
                if high:
                    values[begin:end] += high << 16
                begin = end
        else:
            counts = np.diff(self._end[first:last], prepend=self._end.dtype.type(0))
            values += np.repeat(self._high[first:last].astype(dtype) << 16, counts)
        return values

    def locate(self, number: int, count: int, wanted: Array) -> Array:
        """Return the index in list `number` of each of `wanted` (ascending), -1 where it is not in it: int64.

        The list is not decoded, which pays while `wanted` is much shorter than it.
        """
        start = self._at[number]
        if count < self._threshold:
            short = self._wide.part(start, start + count)
            index = np.searchsorted(short, wanted.astype(short.dtype))
            index[index == count] = 0
            return np.where(short[index] == wanted, index, -1)
        first, last = self._runs[number], self._runs[number + 1]
        low, end = self._low.part(start, start + count), self._end[first:last]
        keys = (wanted & 0xFFFF).astype(np.uint16)
        if last - first <= FEW_RUNS:
            return self._by_runs(low, first, last, wanted, keys)
        run = np.searchsorted(self._high[first:last], (wanted >> 16).astype(np.uint16))
        run[run == last - first] = 0
        index = np.where(run, end[run - 1], 0).astype(np.int64)
        size = end[run] - index
        # Binary search, each within its own run, all of them at once.
        for _ in range(int(size.max(initial=1) - 1).bit_length()):
            half = size >> 1
            there = index + half
            np.copyto(index, there, where=low[there] <= keys)
            size -= half
        return np.where((low[index] == keys) & (self._high[first:last][run] == wanted >> 16), index, -1)

    def _by_runs(self, low: Array, first: int, last: int, wanted: Array, keys: Array) -> Array:
        indices = np.full(len(wanted), -1)
        begin = 0
        for high, end in zip(self._highs[first:last], self._ends[first:last], strict=True):
            first_wanted, past_wanted = np.searchsorted(wanted, (high << 16, high + 1 << 16)).tolist()
            if first_wanted < past_wanted:
                index = np.searchsorted(low[begin:end], keys[first_wanted:past_wanted]) + begin
                index[index == end] = begin
                indices[first_wanted:past_wanted] = np.where(low[index] == keys[first_wanted:past_wanted], index, -1)
            begin = end
        return indices

    def stretch(self, number: int, count: int, high: int, runs: int) -> Array:
        """Return the elements from base = `high` × 2¹⁶ on, below base + `runs` × 2¹⁶, less the base: int64."""
        start = self._at[number]
        if count < self._threshold:
            short = self._wide.part(start, start + count)
            values: Array = short[short >> 16 >= high].astype(np.int64) - (high << 16)
            return values[values < runs << 16]
        first, last = self._runs[number], self._runs[number + 1]
        first_run = bisect_left(self._highs, high, first, last)
        past_run = bisect_left(self._highs, high + runs, first, last)
        begin = self._ends[first_run - 1] if first_run > first else 0
        past_end = self._ends[past_run - 1] if past_run > first else 0
        values = self._low.part(start + begin, start + past_end).astype(np.int64)
        ends = self._end[first_run:past_run].astype(np.int64)
        values += np.repeat(self._high[first_run:past_run].astype(np.int64) - high << 16, np.diff(ends, prepend=begin))
        return values

    def heads(self, number: int, count: int, stretches: Iterable[tuple[int, int]], most: int) -> list[list[int]]:
        """Return the `most` first elements in each range of values (from its first number to below its second).

        Only as much of list `number`, which has `count` elements, is read as it takes to find them.
        """
        start = self._at[number]
        heads: list[list[int]] = []
        if count < self._threshold:
            wides, end = self._wides, start + count
            self._wide.part(start, end)
            for low, top in stretches:
                at = bisect_left(wides, low, start, end)
                heads.append(wides[at : bisect_left(wides, top, at, min(at + most, end))].tolist())
            return heads
        first, last = self._runs[number], self._runs[number + 1]
        highs, ends, lows = self._highs, self._ends, self._lows
        for low, top in stretches:
            run = bisect_left(highs, low >> 16, first, last)
            found: list[int] = []
            while run < last and (base := highs[run] << 16) < top and len(found) < most:
                at, end = start + (ends[run - 1] if run > first else 0), start + ends[run]
                self._low.part(at, end)
                if base < low:
                    at = bisect_left(lows, low - base, at, end)
                end = min(at + most - len(found), end)
                if top - base < 1 << 16:
                    end = bisect_left(lows, top - base, at, end)
                found += [each | base for each in lows[at:end].tolist()]
                run += 1
            heads.append(found)
        return heads

    def between(self, first: int, last: int, counts: Array) -> Array:
        """Return the lists `first` to `last`, which have `counts` elements, concatenated: int64."""
        values = np.empty(int(counts.sum()), np.int64)
        long = counts >= self._threshold
        elements = np.repeat(long, counts)
        at = np.asarray(self._at)[first:last].astype(np.int64)
        if not long.all():
            start = int(at[~long][0])
            values[~elements] = self._wide.part(start, start + int(counts[~long].sum()))
        if long.any():
            start = int(at[long][0])
            low = self._low.part(start, start + int(counts[long].sum())).astype(np.int64)
            runs = np.asarray(self._runs)[first : last + 1].astype(np.int64)
            high, end = self._high[runs[0] : runs[-1]], self._end[runs[0] : runs[-1]]
            # `end` counts within each list: made absolute, the runs' lengths are the differences.
            base = np.repeat(np.cumsum(counts[long]) - counts[long], np.diff(runs)[long])
            low += np.repeat(high.astype(np.int64) << 16, np.diff(end + base, prepend=0))
            values[elements] = low
        return values
