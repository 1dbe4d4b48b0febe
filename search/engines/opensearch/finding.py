"""`ClusterFinder`, a `Finder` on a cluster: evaluates a plan, filters and counts facets in one request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.read.documents import document_id, restored
from trouvere.index.engines.opensearch.read.mapping import FORMS, length_of
from trouvere.index.errors import ArticleNotFound
from trouvere.index.fields import Field
from trouvere.search.engines.opensearch.evidence import FetchedArticle
from trouvere.search.engines.opensearch.filters import Counting, Within, but, by_value, confined, values_of
from trouvere.search.engines.opensearch.index_reader import ClusterSnapshot
from trouvere.search.engines.opensearch.query_builder import NOTHING
from trouvere.search.query.filters import Filters
from trouvere.search.query.named_fields import Facet, Order, ValuePrefix, order_of
from trouvere.search.query.plan import Leaf, Plan, Planned
from trouvere.search.ranking.rescoring import RESCORED_ARTICLES
from trouvere.search.request import SearchRequest
from trouvere.search.results import FacetCount, Facets, FacetStats

Json = dict[str, Any]
RESULT_WINDOW = 10_000
"""Articles from the first on that a cluster gives without being led there (`index.max_result_window`)."""
WINDOW_STEP = 5_000
"""Articles passed at once on the way to those further on."""
VALUES_PAGE = 10_000
"""Values of a facet that are counted in one request."""
KEEP_ALIVE = "1m"
COUNT_NAME = "counted"
"""Name of the count that is no facet."""
LENGTHS = [length_of(form) for form in FORMS]
_BY_SCORE: list[Json] = [{"_score": "desc"}, {"number": "asc"}]
_BY_NUMBER: list[Json] = [{"number": "asc"}]


@dataclass(frozen=True, slots=True)
class ClusterFound:
    """What one way of reading the query finds; `articles` are those at hand, the first of them at place `first`.

    `counted` is how many articles another plan finds.
    """

    planned: Planned
    total: int
    first: int = 0
    articles: tuple[FetchedArticle, ...] = ()
    facets: Facets = field(default_factory=dict)
    facet_stats: Mapping[str, FacetStats] = field(default_factory=dict)
    counted: int = 0
    query: Json = field(default_factory=dict)
    """What finds the same, whatever the filters and the scores."""


class ClusterFinder:
    """See `Finder`: of what is found, the page that a request is for is fetched."""

    def __init__(self, now: ClusterSnapshot, request: SearchRequest) -> None:
        self.now, self.request = now, request
        self.order = order_of(request.sort, now.fields)
        self.view = now.view(request.visible)
        # Where a reader is confined nothing else is found, whatever filters are let go of.
        self._seen: Within = self.view.within if request.within else {}

    def by_score(self, plan: Plan | None) -> bool:
        """Say whether scores tell the order: where nothing but filters was asked, the newest come first."""
        return self.order.name == "relevance" and plan is not None

    def _sort(self, plan: Plan | None) -> list[Json]:
        """Return the order of hits: of those of a minute, or of a day, the best come first."""
        if self.by_score(plan):
            return _BY_SCORE
        order = Order("date") if self.order.name == "relevance" else self.order
        return [*by_value(order), *(_BY_SCORE if order.name == "date" and plan is not None else _BY_NUMBER)]

    def stretch(self, plan: Plan | None) -> tuple[int, int]:
        """Return the first article to ask for and how many: with those that are looked at again, where one is shown."""
        limit, offset = self.request.limit, self.request.offset
        if self.by_score(plan) and limit and offset < RESCORED_ARTICLES:
            return 0, max(offset + limit, RESCORED_ARTICLES)
        return offset, limit

    @property
    def fields(self) -> tuple[Field, ...]:
        """See `Finder.fields`."""
        return self.now.fields

    def confined(self, filters: Filters) -> Within:
        """See `Finder.confined`."""
        return confined(filters, self.fields)

    def find(self, planned: Planned, within: Within, *, everything: bool, count: Plan | None = None) -> ClusterFound:
        """See `Finder.find`."""
        plan = planned.plan
        request = self.request
        counting = Counting(self.fields, within, self._seen, months=request.histogram, limit=request.facet_limit)
        if plan is None:
            query: Json = {"bool": {"filter": counting.always}} if everything else NOTHING
        else:
            scored = self.now.builder.fitting(plan).scored(plan)
            if self.now.recency:
                scored = self.now.recency.query(scored)
            query = {"bool": {"must": [scored], "filter": counting.always}}
        first, size = self.stretch(plan)
        body: Json = {"query": query, "track_total_hits": True, "size": size}
        if counting.after:
            body["post_filter"] = {"bool": {"filter": counting.after}}
        aggregations = counting.asked() if request.facets else {}
        if count is not None:
            aggregations[COUNT_NAME] = {
                "filter": {"bool": {"filter": [self.now.builder.found(count), *counting.after]}}
            }
        if aggregations:
            body["aggs"] = aggregations
        if size:
            body |= {"sort": self._sort(plan), "docvalue_fields": LENGTHS}
            body["track_scores"] = plan is not None
        found = self._asked(body, first)
        counts = found.get("aggregations", {})
        counted = counts.pop(COUNT_NAME, {"doc_count": 0})
        return ClusterFound(
            planned,
            total=int(found["hits"]["total"]["value"]),
            first=first,
            articles=tuple(map(fetched, found["hits"]["hits"])),
            facets=self._counted(counting, counts, body["query"]) if request.facets else {},
            facet_stats=counting.stats(counts) if request.facets else {},
            counted=int(counted["doc_count"]),
            query=NOTHING if plan is None and not everything else self.now.builder.found(plan),
        )

    def facet_values(
        self, found: ClusterFound, within: Within, facet: Facet, prefix: ValuePrefix
    ) -> tuple[tuple[FacetCount, ...], int]:
        """See `Engine.facet_values`: all values are counted, since the cluster knows nothing of prefixes of words."""
        clauses = [found.query, *but(within, facet.name), *self._seen.values()]
        values = every_value(self.now, {"bool": {"filter": clauses}}, facet)
        fitting = ranked(each for each in values if prefix.fits(each.value))
        offset, limit = self.request.offset, self.request.limit
        return fitting[offset : offset + limit], len(fitting)

    def _counted(self, counting: Counting, counts: Json, query: Json) -> Facets:
        """Return the facets; one of more values than the cluster is sure of is counted value by value."""
        facets = dict(counting.facets(counts))
        for facet, clauses in counting.unsure(counts):
            everyone = every_value(self.now, {"bool": {"filter": [query, *clauses]}}, facet)
            facets[facet.name] = ranked(everyone)[: self.request.facet_limit]
        return facets

    def any_of(self, leaves: Sequence[Leaf], within: Within) -> list[bool]:
        """See `Finder.any_of`."""
        clauses = [*within.values(), *self._seen.values()]
        return self.view.doc_sets.finding(
            [{"bool": {"filter": [self.now.builder.found(leaf), *clauses]}} for leaf in leaves]
        )

    def _asked(self, body: Json, first: int) -> Json:
        """Return the answer with the hits from place `first` on."""
        if first + body["size"] <= RESULT_WINDOW:
            return self.now.scored({**body, "from": first})
        return self._beyond(body, first)

    def _beyond(self, body: Json, first: int) -> Json:
        """Return the same, led there over what stands before: all of it is seen as it was at one moment."""
        wire, size = self.now.wire, body["size"]
        where = f"/{self.now.index}/_search/point_in_time"
        held = wire.ask("POST", where, keep_alive=KEEP_ALIVE, allow_partial_pit_creation="false")["pit_id"]
        more = {name: value for name, value in body.items() if name != "aggs"} | {"track_total_hits": False}
        more["pit"] = {"id": held, "keep_alive": KEEP_ALIVE}
        passing = {name: value for name, value in more.items() if name != "docvalue_fields"} | {"_source": False}
        try:
            after = self._passed(passing, first)
            # Past the end there is nothing; what is counted is counted all the same.
            step = {**body, "pit": more["pit"], **(after or {}), "size": 0 if after is None else min(size, WINDOW_STEP)}
            found = self.now.scored(step, "")
            hits = last = found["hits"]["hits"]
            while last and len(hits) < size:
                step = {**more, "search_after": last[-1]["sort"], "size": min(size - len(hits), WINDOW_STEP)}
                last = self.now.scored(step, "")["hits"]["hits"]
                hits += last
            return found
        finally:
            wire.let_go_of(held)

    def _passed(self, body: Json, count: int) -> Json | None:
        """Return what leads beyond the first `count` hits, None where there are no more."""
        after: Json = {}
        while count:
            hits = self.now.scored({**body, **after, "size": min(count, WINDOW_STEP)}, "")["hits"]["hits"]
            if not hits:
                return None
            count -= len(hits)
            after = {"search_after": hits[-1]["sort"]}
        return after


def every_value(now: ClusterSnapshot, query: Json, facet: Facet) -> Iterable[FacetCount]:
    """Return all values of a facet that articles of a query have, with how many have each, page by page."""
    found: list[FacetCount] = []
    values: Json = {"size": VALUES_PAGE, "sources": [{"value": {"terms": {"field": values_of(facet)}}}]}
    while True:
        body = {"size": 0, "track_total_hits": False, "query": query, "aggs": {"values": {"composite": values}}}
        page = now.wire.search(now.index, body)["aggregations"]["values"]
        found += (FacetCount(str(one["key"]["value"]), int(one["doc_count"])) for one in page["buckets"])
        if len(page["buckets"]) < VALUES_PAGE:
            return found
        values["after"] = page["after_key"]


def ranked(values: Iterable[FacetCount]) -> tuple[FacetCount, ...]:
    """Return values of a facet, the most frequent first, those that are as frequent in their order."""
    return tuple(sorted(values, key=lambda each: (-each.count, each.value)))


def fetched(hit: Json) -> FetchedArticle:
    """Return what the cluster gave of an article."""
    lengths = {form: int(hit["fields"][name][0]) for form, name in zip(FORMS, LENGTHS, strict=True)}
    return FetchedArticle(article_of(hit), int(hit["sort"][-1]), float(hit["_score"] or 0), lengths)


def article_of(hit: Json) -> Article:
    """Return the article of a hit."""
    return restored(hit["_source"]["article"])


def fetched_article(now: ClusterSnapshot, id: str) -> FetchedArticle:  # noqa: A002
    """Return an article; raises `ArticleNotFound`."""
    ids = [document_id(id)] if id else []
    body = {"size": 1, "query": {"ids": {"values": ids}}, "docvalue_fields": LENGTHS, "sort": ["number"]}
    hits = now.wire.search(now.index, body)["hits"]["hits"]
    if not hits:
        raise ArticleNotFound(f"aucun article n'a l'identifiant « {id} »")
    return fetched(hits[0])
