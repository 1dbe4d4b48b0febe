"""Sets of the articles of a generation on a cluster, each as the query that finds it: see `DocSets`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from trouvere.index.engines.opensearch.read.mapping import FIRST_TOKEN, length_of
from trouvere.index.fields import Field
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.engines.opensearch.filters import Within, confined
from trouvere.search.engines.opensearch.query_builder import EVERYTHING, QueryBuilder, any_of
from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.query import plan
from trouvere.search.query.filters import Filters

Json = dict[str, Any]
BATCH_SETS = 10
"""Sets of which it is asked at once whether they are empty."""


class ClusterDocSets:
    """See `DocSets`."""

    def __init__(
        self, wire: Transport, index: str, builder: QueryBuilder, within: Within, fields: Sequence[Field] = ()
    ) -> None:
        """Take what may be seen, and the fields that the index declares."""
        self._wire, self._index, self._builder, self._fields = wire, index, builder, fields
        self._seen = within
        self.everything: Json = {"bool": {"filter": list(within.values())}} if within else EVERYTHING

    def within(self, within: Within) -> Json:
        """See `DocSets.within`."""
        return self.both(self.everything, {"bool": {"filter": list(within.values())}}) if within else self.everything

    def found(self, wanted: plan.Plan, within: Within) -> Json:
        """See `DocSets.found`."""
        return {"bool": {"filter": [self._builder.found(wanted), *within.values(), *self._seen.values()]}}

    def having(self, surface: str, stem: str | None = None) -> Json:
        """See `DocSets.having`."""
        words: list[tuple[str, str]] = [(field, surface) for field in TEXT_FIELDS]
        if stem is not None:
            words += [(stem_of(field), stem) for field in TEXT_FIELDS]
        return any_of({"term": {form: {"value": word}}} for form, word in words)

    def in_order(self, surfaces: tuple[str, ...]) -> Json:
        """See `DocSets.in_order`."""
        if len(surfaces) == 1:
            return self.having(*surfaces)
        return self._builder.found(plan.Sequence.of_surfaces(surfaces))

    def both(self, one: Json, other: Json) -> Json:
        """See `DocSets.both`."""
        return {"bool": {"filter": [each for each in (one, other) if each != EVERYTHING] or [EVERYTHING]}}

    def either(self, sets: Sequence[Json]) -> Json:
        """See `DocSets.either`."""
        return any_of(sets)

    def without(self, one: Json, other: Json) -> Json:
        """See `DocSets.without`."""
        return {"bool": {"filter": [one], "must_not": [other]}}

    def first(self, sets: Iterable[Json]) -> int | None:
        """See `DocSets.first`."""
        left, passed = iter(sets), 0
        while some := list(islice(left, BATCH_SETS)):
            for number, there in enumerate(self.finding(some)):
                if there:
                    return passed + number
            passed += len(some)
        return None

    def times_following(self, words: tuple[str, ...], others: Sequence[str], within: Json) -> list[int]:
        """See `DocSets.times_following`: how many articles, here."""
        return self.sizes([self.both(within, self.in_order((*words, other))) for other in others])

    def sizes(self, sets: Sequence[Json]) -> list[int]:
        """See `DocSets.sizes`."""
        bodies = [{"size": 0, "track_total_hits": True, "query": query} for query in sets]
        return [int(answer["hits"]["total"]["value"]) for answer in self._wire.searches(self._index, bodies)]

    def all_but(self, sets: Sequence[Json]) -> list[int]:
        """See `DocSets.all_but`."""
        others = [[other for other in sets if other is not each] for each in sets]
        return self.sizes(
            [{"bool": {"filter": rest, "must_not": [each]}} for each, rest in zip(sets, others, strict=True)]
        )

    def counts(self, surfaces: Sequence[str], within: Json) -> Iterable[int]:
        """See `DocSets.counts`."""
        if not surfaces:
            return ()
        filters = {str(number): self.having(surface) for number, surface in enumerate(surfaces)}
        body = {"size": 0, "query": within, "aggs": {"words": {"filters": {"filters": filters}}}}
        found = self._wire.search(self._index, body)["aggregations"]["words"]["buckets"]
        return [int(found[str(number)]["doc_count"]) for number in range(len(surfaces))]

    def finds(self, wanted: plan.Plan, filters: Filters, within: Json) -> bool:
        """See `DocSets.finds`."""
        clauses = [self._builder.found(wanted), *confined(filters, self._fields).values(), within]
        return self.finding([{"bool": {"filter": clauses}}])[0]

    def title_completions(self, words: tuple[str, ...], prefix: str, within: Json, most: int) -> Iterator[str]:
        """See `DocSets.title_completions`: what begins a title stands behind the mark that every one has."""
        text = " ".join([FIRST_TOKEN, *words, *([prefix] if prefix else ())])
        kind = "match_phrase_prefix" if prefix else "match_phrase"
        body = {
            "size": most,
            "query": {"bool": {"filter": [{kind: {"title": {"query": text}}}, within]}},
            "sort": [length_of("title"), "number"],
            "_source": ["article.title"],
            "track_total_hits": False,
        }
        for hit in self._wire.search(self._index, body)["hits"]["hits"]:
            yield hit["_source"]["article"]["title"]

    def finding(self, queries: Sequence[Json]) -> list[bool]:
        """Say of each query whether it finds anything."""
        bodies = [{"size": 0, "track_total_hits": 1, "terminate_after": 1, "query": query} for query in queries]
        answers = self._wire.searches(self._index, bodies)
        return [bool(answer["hits"]["total"]["value"]) for answer in answers]
