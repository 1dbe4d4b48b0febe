"""Whether words stand together in some article on a cluster: see `Occurrence`. A set is the query that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from trouvere.index.engines.opensearch.read.mapping import MARK, length_of
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.engines.embedded.terms.completions import FollowingWords, Words, after
from trouvere.search.engines.embedded.terms.excerpts import Excerpts
from trouvere.search.engines.opensearch.filters import Within, confined
from trouvere.search.engines.opensearch.query_builder import EVERYTHING, QueryBuilder, any_of
from trouvere.search.engines.opensearch.terms.vocabulary import ClusterVocabulary
from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.query import plan
from trouvere.search.query.nodes import Filters

Json = dict[str, Any]
TOGETHER = 10
"""Sets of which it is asked at once whether they are empty."""


class ClusterOccurrence:
    """See `Occurrence`."""

    def __init__(self, wire: Transport, index: str, asker: QueryBuilder, within: Within) -> None:
        self._wire, self._index, self._asker = wire, index, asker
        self.everything: Json = {"bool": {"filter": list(within.values())}} if within else EVERYTHING

    def within(self, within: Within) -> Json:
        """Return the articles that pass some filters."""
        return self.both(self.everything, {"bool": {"filter": list(within.values())}}) if within else self.everything

    def having(self, surface: str, stem: str | None = None) -> Json:
        """See `Occurrence.having`."""
        words: list[tuple[str, str]] = [(field, surface) for field in TEXT_FIELDS]
        if stem is not None:
            words += [(stem_of(field), stem) for field in TEXT_FIELDS]
        return any_of({"term": {form: {"value": word}}} for form, word in words)

    def in_order(self, surfaces: tuple[str, ...]) -> Json:
        """See `Occurrence.in_order`."""
        if len(surfaces) == 1:
            return self.having(*surfaces)
        return self._asker.found(plan.Sequence.written(surfaces))

    def both(self, one: Json, other: Json) -> Json:
        """See `Occurrence.both`."""
        return {"bool": {"filter": [each for each in (one, other) if each != EVERYTHING] or [EVERYTHING]}}

    def first(self, sets: Iterable[Json]) -> int | None:
        """See `Occurrence.first`."""
        left, passed = iter(sets), 0
        while some := list(islice(left, TOGETHER)):
            for number, there in enumerate(self.finding(some)):
                if there:
                    return passed + number
            passed += len(some)
        return None

    def following(self, words: tuple[str, ...], others: Sequence[str], within: Json) -> list[int]:
        """See `Occurrence.following`: how many articles, here."""
        return self.sizes([self.both(within, self.in_order((*words, other))) for other in others])

    def sizes(self, sets: Sequence[Json]) -> list[int]:
        """See `Occurrence.sizes`."""
        bodies = [{"size": 0, "track_total_hits": True, "query": query} for query in sets]
        return [int(answer["hits"]["total"]["value"]) for answer in self._wire.searches(self._index, bodies)]

    def counts(self, surfaces: Sequence[str], within: Json) -> Iterable[int]:
        """See `Occurrence.counts`."""
        if not surfaces:
            return ()
        filters = {str(number): self.having(surface) for number, surface in enumerate(surfaces)}
        body = {"size": 0, "query": within, "aggs": {"words": {"filters": {"filters": filters}}}}
        found = self._wire.search(self._index, body)["aggregations"]["words"]["buckets"]
        return [int(found[str(number)]["doc_count"]) for number in range(len(surfaces))]

    def finds(self, wanted: plan.Plan, filters: Filters, within: Json) -> bool:
        """See `Occurrence.finds`."""
        clauses = [self._asker.found(wanted), *confined(filters).values(), within]
        return self.finding([{"bool": {"filter": clauses}}])[0]

    def titles(self, words: tuple[str, ...], prefix: str, within: Json, most: int) -> Iterator[str]:
        """See `Occurrence.titles`: what begins a title stands behind the mark that every one has."""
        text = " ".join([MARK, *words, *([prefix] if prefix else ())])
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


class ClusterBeginnings:
    """See `Beginnings`. `following` tells pairs where articles are hidden from the reader."""

    def __init__(
        self,
        vocabulary: ClusterVocabulary,
        words: Words,
        written: Callable[[str], str],
        excerpts: Excerpts,
        following: FollowingWords | None,
    ) -> None:
        self.words, self.written = words, written
        self.after = partial(after, excerpts)
        self.pairs = following.pairs if following else vocabulary.pairs
