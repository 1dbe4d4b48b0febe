"""Parser of the query log, JSON Lines. A damaged line is counted, and stops nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from trouvere.index import jsontext
from trouvere.web.telemetry.querylog import ROTATED_SUFFIX

MAX_LINE_BYTES = 10_000
EARLIEST_YEAR, LATEST_YEAR = 2020, 2199


class LoggedSearch(NamedTuple):
    """One search as it was logged."""

    hour: dt.datetime
    kind: str
    query: str
    total: int
    took_ms: float
    page: int
    corrected: bool


class QueryLogReading(Iterator[LoggedSearch]):
    """The searches of a log and of the file that was rotated before it, since a day. `damaged` counts other lines."""

    def __init__(self, path: Path, since: dt.date | None = None) -> None:
        self.damaged = 0
        self._since = since
        self._searches = self._read((path.with_name(path.name + ROTATED_SUFFIX), path))

    def __next__(self) -> LoggedSearch:
        return next(self._searches)

    def _read(self, paths: tuple[Path, ...]) -> Iterator[LoggedSearch]:
        for path in paths:
            if not path.exists():
                continue
            with path.open("rb") as lines:
                # A line without end is read in pieces, each of them damaged.
                while line := lines.readline(MAX_LINE_BYTES):
                    if line.isspace():
                        continue
                    try:
                        search = _search(jsontext.loads(line))
                    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
                        self.damaged += 1
                        continue
                    if self._since is None or search.hour.date() >= self._since:
                        yield search


def _search(values: Mapping[str, Any]) -> LoggedSearch:
    return LoggedSearch(
        hour=_hour(values["hour"]),
        kind=str(values["kind"]),
        query=str(values["query"]),
        total=int(values["total"]),
        took_ms=float(values["took_ms"]),
        page=int(values["page"]),
        corrected=values.get("corrected") is True,
    )


@lru_cache(maxsize=1_000)
def _hour(written: str) -> dt.datetime:
    hour = dt.datetime.strptime(written, "%Y-%m-%dT%H")
    if not EARLIEST_YEAR <= hour.year <= LATEST_YEAR:
        raise ValueError("an hour in which nothing was logged")
    return hour
