"""Sets of the articles of a generation on a cluster, as the queries that find them: see `Sets`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trouvere.search.engines.opensearch.filters import Within
from trouvere.search.engines.opensearch.index_reader import ClusterSnapshot
from trouvere.search.engines.opensearch.query_builder import any_of
from trouvere.search.engines.opensearch.view import ClusterView
from trouvere.search.query.plan import Plan

Json = dict[str, Any]


class ClusterSets:
    """See `Sets`."""

    def __init__(self, now: ClusterSnapshot, view: ClusterView) -> None:
        self._now = now
        self._seen = view.within

    def having(self, plan: Plan, within: Within) -> Json:
        """See `Sets.having`."""
        return {"bool": {"filter": [self._now.asker.found(plan), *within.values(), *self._seen.values()]}}

    def both(self, one: Json, other: Json) -> Json:
        """See `Sets.both`."""
        return {"bool": {"filter": [one, other]}}

    def either(self, sets: Sequence[Json]) -> Json:
        """See `Sets.either`."""
        return any_of(sets)

    def without(self, one: Json, other: Json) -> Json:
        """See `Sets.without`."""
        return {"bool": {"filter": [one], "must_not": [other]}}

    def counts(self, sets: Sequence[Json]) -> list[int]:
        """See `Sets.counts`."""
        bodies = [{"size": 0, "track_total_hits": True, "query": each} for each in sets]
        answers = self._now.wire.searches(self._now.index, bodies)
        return [int(answer["hits"]["total"]["value"]) for answer in answers]

    def all_but(self, sets: Sequence[Json]) -> list[int]:
        """See `Sets.all_but`."""
        others = [[other for other in sets if other is not each] for each in sets]
        return self.counts(
            [{"bool": {"filter": rest, "must_not": [each]}} for each, rest in zip(sets, others, strict=True)]
        )
