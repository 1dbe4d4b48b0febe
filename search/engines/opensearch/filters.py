"""Filters as OpenSearch clauses, what is counted along with a search as aggregations, orders as sorts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trouvere.index.engines.opensearch.read.mapping import can_be_sent, key_of, own_key_of, own_of
from trouvere.index.field_terms import number_of_term
from trouvere.index.fields import Field
from trouvere.search.query.filters import DATE, Condition, Filters, conditions
from trouvere.search.query.named_fields import Facet, Order, counted_facets
from trouvere.search.request import FACET_VALUES
from trouvere.search.results import FacetCount, Facets, FacetStats

Json = dict[str, Any]

Within = Mapping[str, Json]
"""A clause for each field that filters name; "date" for both ends of a period."""

SHARD_VALUES = 10_000
"""Values of a shard that are counted: with no more than that, counts over several shards are exact."""
BY_COUNT = [{"_count": "desc"}, {"_key": "asc"}]
_LEAST, _GREATEST = "least", "greatest"


def confined(filters: Filters, fields: Iterable[Field]) -> Within:
    """Return the clauses of filters. Case and accents do not count in values.

    Raises as `conditions` does.
    """
    clauses: dict[str, Json] = {}
    for one in conditions(filters, fields):
        clause = _clause(one)
        # What stands beside another filter on the same field is wanted too.
        clauses[one.name] = {"bool": {"filter": [clauses[one.name], clause]}} if one.name in clauses else clause
    days = {
        end: day.isoformat() for end, day in (("gte", filters.date_from), ("lte", filters.date_to)) if day is not None
    }
    if days:
        clauses[DATE] = {"range": {"date": days}}
    return clauses


def _clause(one: Condition) -> Json:
    if one.spans and one.field:
        name = own_of(one.field)
        ranges = [{"range": {name: _ends(one.field, *span)}} for span in one.spans]
        found: Json = {"bool": {"should": ranges, "minimum_should_match": 1}}
    else:
        # Of no value nothing passes.
        name = own_key_of(one.field) if one.field else key_of(one.column)
        found = {"terms": {name: sorted(filter(can_be_sent, one.keys))}}
    return {"bool": {"must_not": [found]}} if one.excluded else found


def _ends(field: Field, low: str, high: str) -> Json:
    """Return the ends of a span of terms: of numbers they are numbers, of which the ends that are open are no terms."""
    if field.kind != "number":
        return {"gte": low, "lte": high}
    ends: Json = {}
    if low:
        ends["gte"] = number_of_term(low)
    if high.isascii():
        ends["lte"] = number_of_term(high)
    return ends


def but(within: Within, field: str) -> list[Json]:
    """Return all clauses but that of one field."""
    return [clause for name, clause in within.items() if name != field]


def values_of(facet: Facet) -> str:
    """Return the field that has the values of a facet as written."""
    return own_of(facet.field) if facet.field else facet.column


def by_value(order: Order) -> list[Json]:
    """Return the order of a declared field, or of days and titles: what has no value stands last."""
    if order.field:
        name = own_of(order.field) if order.field.kind == "number" else own_key_of(order.field)
        how = {"order": "desc", "mode": "max"} if order.descending else {"order": "asc", "mode": "min"}
        return [{name: {**how, "missing": "_last"}}]
    match order.name:
        case "title":
            return [{"title_order": {"order": "asc", "missing": "_last"}}]
        case "oldest":
            # The reverse of the newest first within a day too: those that do not say when begin it.
            return [
                {"date": {"order": "asc", "missing": "_last"}},
                {"minute": {"order": "asc", "missing": "_first"}},
            ]
    return [{"date": {"order": "desc", "missing": "_last"}}, {"minute": {"order": "desc", "missing": "_last"}}]


class Counting:
    """What to count along with a search, and what was counted.

    The clauses that no facet lets go of are asked with the query (`always`); the others narrow what is found only
    after it was counted (`after`), and each count but the ones that let go of them.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        within: Within,
        seen: Within | None = None,
        *,
        months: bool = False,
        limit: int = FACET_VALUES,
    ) -> None:
        """Take the clauses of filters, and those of what may be seen at all; `limit`: values of each facet."""
        self.facets_counted = counted_facets(fields)
        self._ranged = tuple(field for field in fields if field.ranged)
        self._months, self._limit = months, limit
        names = {DATE, *(each.name for each in self.facets_counted), *(field.name for field in self._ranged)}
        self._freed = {name: clause for name, clause in within.items() if name in names}
        self.always = [clause for name, clause in within.items() if name not in names]
        self.always += (seen or {}).values()
        self.after = list(self._freed.values())

    def asked(self) -> Json:
        """Return the aggregations: those of fields are called as columns are, so that no name stands for two."""
        counts: dict[str, tuple[str, Json]] = {}
        if self._limit:
            counts = {each.column: (each.name, {"values": self._terms(each)}) for each in self.facets_counted}
        counts |= {field.column: (field.name, _ends_asked(field)) for field in self._ranged}
        counts["undated"] = (DATE, {"values": {"missing": {"field": "date"}}})
        if self._months:
            months = {"field": "date", "calendar_interval": "month", "format": "yyyy-MM", "min_doc_count": 1}
            counts["month"] = (DATE, {"values": {"date_histogram": months}})
        return {
            name: {"filter": {"bool": {"filter": but(self._freed, field)}}, "aggs": count}
            for name, (field, count) in counts.items()
        }

    def _terms(self, facet: Facet) -> Json:
        most = max(SHARD_VALUES, self._limit)
        return {"terms": {"field": values_of(facet), "size": self._limit, "shard_size": most, "order": BY_COUNT}}

    def facets(self, counted: Json) -> Facets:
        """Return what was counted."""
        found: dict[str, tuple[FacetCount, ...]] = {}
        for each in self.facets_counted:
            buckets = counted[each.column]["values"]["buckets"] if self._limit else ()
            found[each.name] = tuple(FacetCount(str(one["key"]), int(one["doc_count"])) for one in buckets)
        if undated := int(counted["undated"]["values"]["doc_count"]):
            found["undated"] = (FacetCount("", undated),)
        if self._months:
            buckets = counted["month"]["values"]["buckets"]
            found["month"] = tuple(FacetCount(str(each["key_as_string"]), int(each["doc_count"])) for each in buckets)
        return found

    def unsure(self, counted: Json) -> list[tuple[Facet, list[Json]]]:
        """Return the facets that were not counted exactly, with the clauses that count for each: see `SHARD_VALUES`."""
        if not self._limit:
            return []
        return [
            (each, but(self._freed, each.name))
            for each in self.facets_counted
            if counted[each.column]["values"]["doc_count_error_upper_bound"]
        ]

    def stats(self, counted: Json) -> dict[str, FacetStats]:
        """Return the least and the greatest value of each declared number and date."""
        found = {}
        for field in self._ranged:
            ends = [_end(field, counted[field.column][end]) for end in (_LEAST, _GREATEST)]
            if ends[0] is not None and ends[1] is not None:
                found[field.name] = FacetStats(ends[0], ends[1])
        return found


def _ends_asked(field: Field) -> Json:
    name = own_of(field)
    if field.kind == "number":
        return {_LEAST: {"min": {"field": name}}, _GREATEST: {"max": {"field": name}}}
    return {
        end: {"terms": {"field": name, "size": 1, "order": {"_key": direction}}}
        for end, direction in ((_LEAST, "asc"), (_GREATEST, "desc"))
    }


def _end(field: Field, found: Json) -> float | str | None:
    if field.kind == "number":
        value = found["value"]
        # A whole number is one, as everywhere.
        return None if value is None else number_of_term(field.term(value))
    buckets = found["buckets"]
    return str(buckets[0]["key"]) if buckets else None
