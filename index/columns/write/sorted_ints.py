"""Writes compressed posting lists, sorted integers below 2³²; the encoding is in `read/sorted_ints.py`."""

from __future__ import annotations

import numpy as np

from trouvere.index.columns.read.container import Array
from trouvere.index.columns.write.container import ContainerWriter
from trouvere.index.errors import BuildError


class SortedIntsWriter:
    """Takes lists in order, many at a time; all integers in them are below `space`."""

    def __init__(self, container: ContainerWriter, name: str, space: int) -> None:
        if space > 1 << 32:
            raise BuildError(f"segment trop grand ({space} positions)", hint="répartissez les articles sur deux index")
        self.name = name
        # A run costs 6 bytes and halves the cost of an element: it pays from three elements a run on.
        self.threshold = 3 * ((space >> 16) + 1) + 2
        self._low, self._wide = container.stream(f"{name}.low", "<u2"), container.stream(f"{name}.wide", "<u4")
        self._at, self._runs = container.stream(f"{name}.at", "<u4"), container.stream(f"{name}.runs", "<u4")
        self._high, self._end = container.stream(f"{name}.high", "<u2"), container.stream(f"{name}.end", "<u4")

    def write(self, values: Array, counts: Array) -> None:
        """Add lists: `values` one after another, `counts` how many each has; every list has one at least."""
        counts = counts.astype(np.int64)
        long = counts >= self.threshold
        lengths, shorter = np.where(long, counts, 0), np.where(long, 0, counts)
        self._at.write(
            np.where(
                long,
                self._low.count + np.cumsum(lengths) - lengths,
                self._wide.count + np.cumsum(shorter) - shorter,
            )
        )
        elements = np.repeat(long, counts)
        self._wide.write(values[~elements])
        packed = values[elements]
        self._low.write(packed.astype(np.uint16))
        high = (packed >> 16).astype(np.uint16)
        # A run begins where a list does, and wherever the high half changes within it.
        lengths = counts[long]
        begins = np.zeros(len(packed), bool)
        np.not_equal(high[1:], high[:-1], out=begins[1:])
        begins[np.cumsum(lengths) - lengths] = True
        at_run = np.flatnonzero(begins)
        which = np.searchsorted(np.cumsum(lengths), at_run, "right")
        ends = np.append(at_run[1:], len(packed)) - (np.cumsum(lengths) - lengths)[which]
        per_list = np.zeros(len(counts), np.int64)
        per_list[long] = np.bincount(which, minlength=len(lengths))
        self._runs.write(self._high.count + np.cumsum(per_list) - per_list)
        self._high.write(high[at_run])
        self._end.write(ends)

    def finish(self) -> dict[str, int]:
        """Close the last list; returns what the reader must know."""
        self._runs.write(np.array([self._high.count]))
        return {f"{self.name}.threshold": self.threshold}
