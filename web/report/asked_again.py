"""Replays the zero-result queries of a log: which of them find something by now, and what would find some instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trouvere.search.searcher import Searcher
from trouvere.web.report.figures import Query
from trouvere.web.telemetry.query_privacy import MAIL_MASK, NUMBER_MASK


@dataclass(frozen=True, slots=True)
class RetriedQuery:
    """Result of a replayed query: its hits in the current index and, where it has none, the best looser query."""

    total: int
    instead: str = ""
    instead_total: int = 0


def ask_again(searcher: Searcher, queries: Iterable[Query]) -> dict[str, RetriedQuery]:
    """Return what each query finds now; one with a mask in it cannot be asked again."""
    return {one.text: _now(searcher, one.text) for one in queries if _is_whole(one.text)}


def _is_whole(query: str) -> bool:
    return MAIL_MASK not in query and NUMBER_MASK not in query and not query.endswith("…")


def _now(searcher: Searcher, query: str) -> RetriedQuery:
    results = searcher.search(query, limit=1)
    if results.total and not results.corrected:
        return RetriedQuery(results.total)
    # What a reader would try first.
    best = next(iter(searcher.advise(query).looser), None)
    return RetriedQuery(0, best.query, best.total) if best else RetriedQuery(0)
