"""Recency on a cluster: what an article's age leaves of its score, where the site wants that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.ranking.matches import Scores
from trouvere.search.ranking.recency import decay

Json = dict[str, Any]
DAY_MS = 86_400_000
"""Milliseconds of a day."""
DATED: Json = {"exists": {"field": "date"}}


@dataclass(frozen=True, slots=True)
class ClusterRecency:
    """Ages are counted from the newest article; one without a date is as old as half of the others (`median` days)."""

    half_life: float
    newest: dt.date
    median: float

    @classmethod
    def of(cls, wire: Transport, index: str, half_life: float) -> ClusterRecency | None:
        """Return how articles of a generation age, None where that does not count."""
        if not half_life:
            return None

        def counted(interval: str, within: Json) -> list[Json]:
            each = {"field": "date", "calendar_interval": interval, "format": "yyyy-MM-dd", "min_doc_count": 1}
            body = {"size": 0, "query": within, "aggs": {"each": {"date_histogram": each}}}
            found: list[Json] = wire.search(index, body)["aggregations"]["each"]["buckets"]
            return found

        def days_of(year: Json) -> list[Json]:
            bound = f"{year['key_as_string']}||/y"
            # None where they were all deleted meanwhile: it is another generation soon.
            return counted("day", {"range": {"date": {"gte": bound, "lte": bound}}}) or [year]

        # By years first: a cluster counts 65,535 days at the most.
        years = counted("year", DATED)
        if not years:
            return None
        newest = _day(days_of(years[-1])[-1])
        # Percentiles would be one request, but are about right only, and otherwise with other shards.
        dated = sum(year["doc_count"] for year in years)
        middle = []
        for rank in ((dated - 1) // 2, dated // 2):
            year, rank_there = _at(years, rank)
            middle.append((newest - _day(_at(days_of(year), rank_there)[0])).days)
        return cls(half_life, newest, sum(middle) / 2)

    def query(self, query: Json) -> Json:
        """Return a query whose scores are aged."""
        scale = f"{round(self.half_life * DAY_MS)}ms"
        decay = {"date": {"origin": self.newest.isoformat(), "scale": scale, "decay": 0.5}}
        functions = [
            {"filter": DATED, "exp": decay},
            {"filter": {"bool": {"must_not": [DATED]}}, "weight": 0.5 ** (self.median / self.half_life)},
        ]
        return {"function_score": {"query": query, "functions": functions, "boost_mode": "multiply"}}

    def left(self, days: Iterable[dt.date | None]) -> Scores:
        """Return what age leaves of the scores of articles of these days."""
        ages = [self.median if day is None else (self.newest - day).days for day in days]
        return decay(np.array(ages, np.float64), self.half_life)


def _at(buckets: list[Json], rank: int) -> tuple[Json, int]:
    """Return the bucket that has the article at this place in order, and its place there."""
    for bucket in buckets:
        if rank < bucket["doc_count"]:
            break
        rank -= bucket["doc_count"]
    return bucket, rank


def _day(bucket: Json) -> dt.date:
    return dt.date.fromisoformat(bucket["key_as_string"])
