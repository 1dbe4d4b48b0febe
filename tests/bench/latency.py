"""How long one answer takes, as `peers.py` measures it: three passes over all queries, the last one reported.

The first pass is reported too: what an index keeps of the words it was asked for shows in the difference.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

PASSES = 3
Query = TypeVar("Query")


def latency(answer: Callable[[Query], object], queries: Sequence[Query]) -> dict[str, float]:
    """Return percentiles in milliseconds of the last pass, and of the first as `first_p50` and so on."""
    import numpy as np  # here: the import of what is measured is timed too, and numpy is most of it

    passes: list[list[float]] = []
    for _ in range(PASSES):
        times: list[float] = []
        for query in queries:
            started = time.perf_counter()
            answer(query)
            times.append((time.perf_counter() - started) * 1e3)
        passes.append(times)
    return {
        f"{prefix}p{p}": round(float(np.percentile(times, p)), 4)
        for prefix, times in (("", passes[-1]), ("first_", passes[0]))
        for p in (50, 95, 99)
    }
