"""Statistics of a query log: frequent, zero-result and slow queries, searches by day and hour, latency percentiles."""

from __future__ import annotations

import datetime as dt
import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from trouvere.index.analysis import folded_value
from trouvere.web.report.log_reader import LoggedSearch

EDGES_MS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0)
"""Bucket edges of the latency histogram, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Times:
    """Latency of searches in milliseconds: median, 95th percentile and maximum."""

    median: float
    p95: float
    longest: float


@dataclass(frozen=True, slots=True)
class Query:
    """Searches for the same words, whatever their case, accents and blanks, in the spelling that most have used."""

    text: str
    searches: int
    empty: int
    times: Times


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The searches of a day, and how many of them found nothing."""

    day: dt.date
    searches: int
    empty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All statistics of a report. A search is a first page, of the site or by the API; the rest is counted apart."""

    searches: int
    distinct: int
    empty: int
    corrected: int
    following: int
    exports: int
    by_kind: dict[str, int]
    damaged: int
    times: Times
    frequent: tuple[Query, ...]
    without: tuple[Query, ...]
    slow: tuple[Query, ...]
    days: tuple[DayFigures, ...]
    hours: tuple[int, ...]
    spread: tuple[int, ...]


@dataclass(slots=True)
class _QueryCount:
    spellings: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    took: array[float] = field(default_factory=lambda: array("d"))


def figures_of(searches: Iterable[LoggedSearch], *, top: int) -> Figures:
    """Count `searches`; the lists hold `top` queries each."""
    groups: dict[str, _QueryCount] = {}
    days: Counter[dt.date] = Counter()
    empty_days: Counter[dt.date] = Counter()
    kinds: Counter[str] = Counter()
    hours, spread, took = [0] * 24, [0] * (len(EDGES_MS) + 1), array("d")
    corrected = following = exports = 0
    for search in searches:
        if search.kind == "export":
            exports += 1
            continue
        if search.page > 1:
            following += 1
            continue
        kinds[search.kind] += 1
        corrected += search.corrected
        days[search.hour.date()] += 1
        hours[search.hour.hour] += 1
        took.append(search.took_ms)
        spread[sum(search.took_ms >= edge for edge in EDGES_MS)] += 1
        group = groups.setdefault(_folded(search.query), _QueryCount())
        group.spellings[search.query] += 1
        group.took.append(search.took_ms)
        # A correction found something, but a word as it was typed did not: that is for whoever runs the site to see.
        if search.total == 0 or search.corrected:
            group.empty += 1
        if search.total == 0:
            empty_days[search.hour.date()] += 1
    queries = [
        Query(group.spellings.most_common(1)[0][0], len(group.took), group.empty, times_of(group.took))
        for group in groups.values()
    ]
    return Figures(
        searches=len(took),
        distinct=len(groups),
        empty=sum(empty_days.values()),
        corrected=corrected,
        following=following,
        exports=exports,
        by_kind=dict(kinds),
        damaged=getattr(searches, "damaged", 0),
        times=times_of(took),
        frequent=_top(queries, top, lambda one: one.searches),
        without=_top([one for one in queries if one.empty], top, lambda one: one.empty),
        slow=_top(queries, top, lambda one: one.times.p95),
        days=tuple(DayFigures(day, days[day], empty_days[day]) for day in _between(days)),
        hours=tuple(hours),
        spread=tuple(spread),
    )


@lru_cache(maxsize=10_000)
def _folded(query: str) -> str:
    return folded_value(" ".join(query.split()))


def times_of(took: Sequence[float]) -> Times:
    """Return the median, the 95th percentile and the maximum of `took`."""
    ordered = sorted(took) or [0.0]
    return Times(*(ordered[max(0, math.ceil(share * len(ordered)) - 1)] for share in (0.5, 0.95, 1.0)))


def _top(queries: list[Query], top: int, key: Callable[[Query], float]) -> tuple[Query, ...]:
    return tuple(sorted(queries, key=lambda query: (-key(query), -query.searches, query.text))[:top])


def _between(days: Iterable[dt.date]) -> list[dt.date]:
    """Return every day from the first to the last, also those without a search."""
    known = sorted(days)
    return [known[0] + dt.timedelta(n) for n in range((known[-1] - known[0]).days + 1)] if known else []
