"""Filters as OpenSearch clauses, facets as aggregations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trouvere.index.analysis import folded_value
from trouvere.index.engines.opensearch.read.mapping import FILTERED, can_be_sent, key_of
from trouvere.search.query.filters import Filters
from trouvere.search.results import FacetCount, Facets

Json = dict[str, Any]
TOGETHER = ("source", "category")

Within = Mapping[str, Json]
"""A clause for each field that filters name; "date" for both ends of a period."""

SHARD_VALUES = 10_000
"""Values of a shard that are counted: with no more than that, counts over several shards are exact."""


def confined(filters: Filters) -> Within:
    """Return the clauses of filters. Case and accents do not count in values."""
    clauses: dict[str, Json] = {}
    for field in FILTERED:
        if wanted := getattr(filters, field):
            values = sorted(filter(can_be_sent, {folded_value(value) for value in wanted}))
            # Of no value nothing passes.
            clauses[field] = {"terms": {key_of(field): values}}
    days = {
        end: day.isoformat() for end, day in (("gte", filters.date_from), ("lte", filters.date_to)) if day is not None
    }
    if days:
        clauses["date"] = {"range": {"date": days}}
    return clauses


def but(within: Within, field: str) -> list[Json]:
    """Return all clauses but that of one field."""
    return [clause for name, clause in within.items() if name != field]


class Counting:
    """What to count along with a search, and what was counted.

    The clauses that no facet lets go of are asked with the query (`always`); the others narrow what is found only
    after it was counted (`after`), and each count but the ones that let go of them.
    """

    FREED = (*TOGETHER, "date")

    def __init__(self, within: Within, seen: Within | None = None, *, months: bool = False) -> None:
        """Take the clauses of filters, and those of what may be seen at all."""
        self._freed = {name: clause for name, clause in within.items() if name in self.FREED}
        self._months = months
        self.always = [clause for name, clause in within.items() if name not in self.FREED]
        self.always += (seen or {}).values()
        self.after = list(self._freed.values())

    def asked(self) -> Json:
        """Return the aggregations."""
        counts: dict[str, tuple[str, Json]] = {
            field: (
                field,
                {"terms": {"field": field, "size": 20, "shard_size": SHARD_VALUES, "order": _ORDER}},
            )
            for field in TOGETHER
        }
        counts["undated"] = ("date", {"missing": {"field": "date"}})
        if self._months:
            months = {"field": "date", "calendar_interval": "month", "format": "yyyy-MM", "min_doc_count": 1}
            counts["month"] = ("date", {"date_histogram": months})
        return {
            name: {"filter": {"bool": {"filter": but(self._freed, field)}}, "aggs": {"values": count}}
            for name, (field, count) in counts.items()
        }

    def facets(self, counted: Json) -> Facets:
        """Return what was counted."""
        values = {name: each["values"] for name, each in counted.items()}
        found = {
            field: tuple(FacetCount(str(each["key"]), int(each["doc_count"])) for each in values[field]["buckets"])
            for field in TOGETHER
        }
        if undated := int(values["undated"]["doc_count"]):
            found["undated"] = (FacetCount("", undated),)
        if self._months:
            buckets = values["month"]["buckets"]
            found["month"] = tuple(FacetCount(str(each["key_as_string"]), int(each["doc_count"])) for each in buckets)
        return found


_ORDER = [{"_count": "desc"}, {"_key": "asc"}]
