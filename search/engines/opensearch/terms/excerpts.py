"""Excerpts from a cluster: short pieces of the articles that a reader may see; see `Excerpts`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.highlight.blanks import held
from trouvere.search.highlight.chunks import Wanted
from trouvere.search.suggest.excerpts import Excerpt, continuation, excerpt_of

Json = dict[str, Any]
EXCERPT_CHARS = 200
"""Characters that are read from the word looked for on."""


class ClusterExcerpts:
    """See `Excerpts`: of the articles that a query finds."""

    def __init__(self, wire: Transport, index: str, query: Json) -> None:
        self._wire, self._index, self._query = wire, index, query

    def of(self, surface: str, most: int) -> Iterator[Excerpt]:
        """See `Excerpts.of`."""
        given = 0
        for field in ("text", "title"):
            for text in self._texts(field, surface, most - given) if given < most else ():
                if (found := _excerpt(text, surface)) is not None:
                    given += 1
                    yield found

    def after(self, words: tuple[str, ...], most: int) -> Iterator[str]:
        """See `Excerpts.after`."""
        body = {
            "size": most,
            "query": {"bool": {"filter": [{"match_phrase": {"text": {"query": " ".join(words)}}}, self._query]}},
            "sort": ["number"],
            "_source": ["article.text"],
            "track_total_hits": False,
        }
        for hit in self._wire.search(self._index, body)["hits"]["hits"]:
            if found := continuation(hit["_source"]["article"]["text"], words):
                yield found

    def _texts(self, field: str, surface: str, most: int) -> Iterator[str]:
        body = {
            "size": most,
            "query": {"bool": {"filter": [{"term": {field: {"value": surface}}}, self._query]}},
            "sort": ["number"],
            "_source": [f"article.{field}"],
            "track_total_hits": False,
        }
        for hit in self._wire.search(self._index, body)["hits"]["hits"]:
            yield hit["_source"]["article"][field]


def _excerpt(text: str, surface: str) -> Excerpt | None:
    """Return a text from the first word on that has a surface form; None where none has."""
    cut = held(text)
    chunks = cut.split()
    having = Wanted((surface,)).among(chunks)
    first = next((chunk for chunk in chunks if chunk in having), None)
    if first is None:
        return None
    at = cut.index(first)
    return excerpt_of(text[at : at + len(first) + EXCERPT_CHARS], surface)
