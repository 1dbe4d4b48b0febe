"""What an article's age leaves of its score on a cluster, where the site wants that: see `recency.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from trouvere.search.engines.matches import Scores
from trouvere.search.engines.opensearch.wire import Wire

Json = dict[str, Any]
DAY = 86_400_000
"""Milliseconds."""
DATED: Json = {"exists": {"field": "date"}}


@dataclass(frozen=True, slots=True)
class Aging:
    """Ages are counted from the newest article; one without a date is as old as half of the others (`median` days)."""

    half_life: float
    newest: dt.date
    median: float

    @classmethod
    def of(cls, wire: Wire, index: str, half_life: float) -> Aging | None:
        """Return how articles of a generation age, None where that does not count."""
        if not half_life:
            return None
        aggs = {"last": {"max": {"field": "date"}}, "half": {"percentiles": {"field": "date", "percents": [50]}}}
        found = wire.search(index, {"size": 0, "query": DATED, "aggs": aggs})["aggregations"]
        last = found["last"]["value"]
        if last is None:
            return None
        median = (last - found["half"]["values"]["50.0"]) / DAY
        return cls(half_life, dt.date(1970, 1, 1) + dt.timedelta(days=round(last / DAY)), median)

    def query(self, query: Json) -> Json:
        """Return a query whose scores are aged."""
        scale = f"{round(self.half_life * DAY)}ms"
        decay = {"date": {"origin": self.newest.isoformat(), "scale": scale, "decay": 0.5}}
        functions = [
            {"filter": DATED, "exp": decay},
            {"filter": {"bool": {"must_not": [DATED]}}, "weight": 0.5 ** (self.median / self.half_life)},
        ]
        return {"function_score": {"query": query, "functions": functions, "boost_mode": "multiply"}}

    def left(self, days: Iterable[dt.date | None]) -> Scores:
        """Return what age leaves of the scores of articles of these days."""
        ages = [self.median if day is None else max((self.newest - day).days, 0) for day in days]
        left: Scores = (0.5 ** (np.array(ages, np.float64) / self.half_life)).astype(np.float32)
        return left
