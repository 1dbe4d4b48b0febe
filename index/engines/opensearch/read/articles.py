"""Articles read back from a cluster, page by page: how many, the sum of their digests, the articles themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.read.client import LONG_CALL_SECONDS
from trouvere.index.engines.opensearch.read.documents import DIGEST_STRUCT, document_id, restored
from trouvere.index.engines.opensearch.read.mapping import DIGEST
from trouvere.index.engines.opensearch.read.retry import retried

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

PAGE_ARTICLES = 500
"""Articles read at once, at most."""
FETCHED_ARTICLES = 20
"""Articles read at once before it is known how large they are."""
PAGE_CHARS = 8 << 20
"""Characters of articles read at once, about: how many that is, the page before tells."""
ANSWER_SECONDS = 60.0
"""Seconds in which the cluster must answer with a page."""
PAGE_VALUES = 10_000
"""Values read at once: as many as the cluster gives."""
PAGING_TIME = "10m"
"""How long the cluster keeps what it reads from for the next page."""

# A digest is summed up in four parts of four bytes, each exactly, whatever the number of articles.
_SUM = {
    "init_script": "state.sums = new long[4];",
    "map_script": """
        long high = doc['digest_high'].value, low = doc['digest_low'].value;
        state.sums[0] += high >>> 32; state.sums[1] += high & 0xFFFFFFFFL;
        state.sums[2] += low >>> 32; state.sums[3] += low & 0xFFFFFFFFL;""",
    "combine_script": "return state.sums;",
    "reduce_script": """
        long[] sums = new long[4];
        for (part in states) { if (part != null) { for (int i = 0; i < 4; i++) { sums[i] += part[i]; } } }
        return sums;""",
}


def count(client: OpenSearch, index: str) -> int:
    """Return how many articles an index holds, as it was last refreshed."""
    return int(client.count(index=index)["count"])


def last(client: OpenSearch, index: str) -> int:
    """Return the number of the article that came in last, -1 where there is none."""
    body = {"size": 0, "aggs": {"last": {"max": {"field": "number"}}}}
    found = client.search(index=index, body=body, allow_partial_search_results=False)["aggregations"]["last"]["value"]
    return -1 if found is None else int(found)


def summed(client: OpenSearch, index: str) -> tuple[int, int]:
    """Return how many articles an index holds, and what their digests come to."""
    aggs = {"digest": {"scripted_metric": _SUM}}
    found = client.search(
        index=index,
        body={"size": 0, "track_total_hits": True, "aggs": aggs},
        request_timeout=LONG_CALL_SECONDS,
        allow_partial_search_results=False,
    )
    sums = found["aggregations"]["digest"]["value"]
    return found["hits"]["total"]["value"], sum_of(sums or [0])


def sum_of(lanes: Sequence[int]) -> int:
    """Return the sum of digests of 16 bytes, given the sums of their four parts of four bytes."""
    total = 0
    for lane in lanes:
        total = (total << 32) + lane
    return total % (1 << 128)


def fetched(client: OpenSearch, index: str, ids: Iterable[str]) -> Iterator[tuple[str, Article | None]]:
    """Yield the articles with these ids, None for one that is not there."""
    wanted = list(ids)
    for first in range(0, len(wanted), FETCHED_ARTICLES):
        part = wanted[first : first + FETCHED_ARTICLES]
        body = {"ids": list(map(document_id, part))}
        found = client.mget(index=index, body=body, request_timeout=ANSWER_SECONDS)["docs"]
        for id, document in zip(part, found, strict=True):  # noqa: A001
            yield id, restored(document["_source"]["article"]) if document["found"] else None


def digests(client: OpenSearch, index: str, ids: Iterable[str]) -> dict[str, bytes]:
    """Return the digest of each of these articles that is there."""
    wanted = list(map(document_id, ids))
    found: dict[str, bytes] = {}
    for first in range(0, len(wanted), PAGE_VALUES):
        body = {
            "size": PAGE_VALUES,
            "query": {"ids": {"values": wanted[first : first + PAGE_VALUES]}},
            "docvalue_fields": ["id", *DIGEST],
            "_source": False,
        }
        answer = client.search(index=index, body=body, allow_partial_search_results=False)
        for hit in answer["hits"]["hits"]:
            fields = hit["fields"]
            found[fields["id"][0]] = _digest_in(fields)
    return found


def articles(client: OpenSearch, index: str) -> Iterator[Article]:
    """Yield all articles in the order in which they came in; `ValueError` where one is not as it was written."""
    for hit in _pages(client, index, {"_source": True, "size": PAGE_ARTICLES}):
        yield restored(hit["_source"]["article"])


def with_digests(client: OpenSearch, index: str) -> Iterator[tuple[str, bytes, Article | None]]:
    """Yield the id and the digest of all articles, as written, with the article as it is read; None: unreadable."""
    asked = {"_source": True, "docvalue_fields": ["id", *DIGEST], "size": PAGE_ARTICLES}
    for hit in _pages(client, index, asked):
        fields = hit["fields"]
        try:
            article: Article | None = restored(hit["_source"]["article"])
        except (ValueError, KeyError):
            article = None
        yield fields["id"][0], _digest_in(fields), article


def _digest_in(fields: dict[str, Any]) -> bytes:
    return DIGEST_STRUCT.pack(*(fields[half][0] for half in DIGEST))


def ids(client: OpenSearch, index: str) -> Iterator[str]:
    """Yield the ids of all articles."""
    for hit in _pages(client, index, {"_source": False, "docvalue_fields": ["id"], "size": PAGE_VALUES}):
        yield hit["fields"]["id"][0]


def _pages(client: OpenSearch, index: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every hit of an index, as it was when the first was asked for."""
    held = client.create_pit(index=index, keep_alive=PAGING_TIME, allow_partial_pit_creation=False)["pit_id"]
    most = body["size"]
    size = min(FETCHED_ARTICLES, most) if body["_source"] else most
    # Two articles may have one number: the next page begins after the id, not after the number.
    asked = {**body, "sort": [{"number": "asc"}, {"id": "asc"}], "track_total_hits": False}

    def page() -> list[dict[str, Any]]:
        nonlocal size
        # Where it has to be asked for again, half of it: it may have been too much.
        asked["size"], size = size, max(size // 2, 1)
        answer = client.search(
            body={**asked, "pit": {"id": held, "keep_alive": PAGING_TIME}},
            request_timeout=ANSWER_SECONDS,
            allow_partial_search_results=False,
        )
        return list(answer["hits"]["hits"])

    try:
        while True:
            hits = retried(page)
            yield from hits
            if len(hits) < asked["size"]:
                return
            asked["search_after"] = hits[-1]["sort"]
            weight = max(sum(map(_weight, hits)), 1)
            size = min(max(len(hits) * PAGE_CHARS // weight, 1), most)
    finally:
        client.delete_pit(body={"pit_id": [held]})


def _weight(hit: dict[str, Any]) -> int:
    """Return about how many characters a hit has: one that is not as it was written has some too."""
    article = hit.get("_source", {}).get("article")
    return sum(len(value) for value in article.values() if isinstance(value, str)) if isinstance(article, dict) else 0
