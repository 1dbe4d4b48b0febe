"""Overview of an archive on a cluster: its size, its period, its sources, its newest articles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trouvere.search.engines.opensearch.filters import Counting, Within, by_value
from trouvere.search.engines.opensearch.finding import article_of
from trouvere.search.engines.opensearch.index_reader import ClusterSnapshot
from trouvere.search.engines.opensearch.query_builder import EVERYTHING
from trouvere.search.query.named_fields import Order
from trouvere.search.results import Overview

Json = dict[str, Any]


def overview(now: ClusterSnapshot, within: Within, recent: int) -> Overview:
    """Return what an archive holds; see `Engine.overview`."""
    ends = {"first": {"min": {"field": "date"}}, "last": {"max": {"field": "date"}}}
    counting = Counting(now.fields, {})
    body = {
        "size": recent,
        "query": {"bool": {"filter": [EVERYTHING, *within.values()]}},
        "sort": [*by_value(Order("date")), {"number": "asc"}],
        "track_total_hits": True,
        "aggs": {**counting.asked(), **ends},
    }
    found = now.wire.search(now.index, body)
    counted = found["aggregations"]
    first, last = (_day(counted.pop(end)) for end in ends)
    facets = counting.facets(counted)
    undated = facets.get("undated", ())
    return Overview(
        articles=int(found["hits"]["total"]["value"]),
        undated=undated[0].count if undated else 0,
        first=first,
        last=last,
        facets={each.name: facets[each.name] for each in counting.facets_counted},
        recent=tuple(map(article_of, found["hits"]["hits"])),
        generation=now.state.generation,
    )


def _day(found: Json) -> dt.date | None:
    value = found["value"]
    return None if value is None else dt.date(1970, 1, 1) + dt.timedelta(days=round(value / 86_400_000))
