"""Articles are read in pages whose weight is bounded, whatever the size of one."""

from typing import Any

import pytest

from trouvere.index.engines.opensearch.read import articles as reading

theirs = pytest.importorskip(
    "opensearchpy.exceptions", reason="opensearch-py is absent: pip install trouvere[opensearch]"
)


class Cluster:
    """Has articles of so many characters; answers no call for more than `bound` of them in time."""

    def __init__(self, sizes: list[int], bound: int) -> None:
        self.hits = [
            {"_source": {"article": {"id": str(n), "text": "a" * size}}, "sort": [n, str(n)]}
            for n, size in enumerate(sizes)
        ]
        self.bound = bound
        self.asked: list[int] = []

    def create_pit(self, **_: Any) -> dict[str, str]:
        return {"pit_id": "x"}

    def delete_pit(self, **_: Any) -> None:
        pass

    def search(self, *, body: dict[str, Any], **_: Any) -> dict[str, Any]:
        first = body["search_after"][0] + 1 if "search_after" in body else 0
        found = self.hits[first : first + body["size"]]
        self.asked.append(body["size"])
        if sum(len(hit["_source"]["article"]["text"]) for hit in found) > self.bound:
            raise theirs.ConnectionTimeout("TIMEOUT", "late", None)
        return {"hits": {"hits": found}}


def test_large_articles_are_read_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE_CHARS", 1_000)
    cluster: Any = Cluster([10] * 600 + [400] * 100, bound=60_000)
    assert len(list(reading.articles(cluster, "x"))) == 700
    assert cluster.asked[0] == reading.FETCHED_ARTICLES
    assert max(cluster.asked) <= reading.PAGE_ARTICLES
    assert cluster.asked[-1] == 2


def test_a_page_that_does_not_come_is_asked_for_again_smaller() -> None:
    cluster: Any = Cluster([10] * 600 + [400] * 100, bound=10_000)
    assert [article.id for article in reading.articles(cluster, "x")] == [str(n) for n in range(700)]


def test_ids_weigh_nothing() -> None:
    cluster: Any = Cluster([10] * 30, bound=1_000)
    for hit in cluster.hits:
        hit["fields"] = {"id": [hit["_source"]["article"]["id"]]}
    assert len(list(reading.ids(cluster, "x"))) == 30
    assert cluster.asked == [reading.PAGE_VALUES]
