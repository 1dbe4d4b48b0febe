"""How long one answer takes, as `peers.py` measures it: three passes over all queries, the last one reported."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

PASSES = 3
Query = TypeVar("Query")


def latency(answer: Callable[[Query], object], queries: Sequence[Query]) -> dict[str, float]:
    """Return percentiles in milliseconds."""
    import numpy as np  # here: the import of what is measured is timed too, and numpy is most of it

    times: list[float] = []
    for _ in range(PASSES):
        times.clear()
        for query in queries:
            started = time.perf_counter()
            answer(query)
            times.append((time.perf_counter() - started) * 1e3)
    return {f"p{p}": round(float(np.percentile(times, p)), 4) for p in (50, 95, 99)}
