"""The vocabulary of a generation on a cluster, beside it: for completion, spelling correction and prefix queries.

An index `NAME-000003-5b1d0c9e-words` has them as packed lists, some hundred thousand entries a document: surface forms
and stems with how many articles have each, how words are usually written, frequent pairs of words. It only proposes:
what a word finds is for the articles to say. An update adds lists of the words that it met, which go before older ones.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import zstandard

from trouvere.index import jsontext
from trouvere.index.analysis import folded
from trouvere.index.analysis.bulk.analyzer import BulkAnalyzer
from trouvere.index.columns.read.display_forms import dressed
from trouvere.index.columns.write.completion import LARGE_SEGMENT_DOCUMENTS, MAX_PAIRS, usual_forms
from trouvere.index.columns.write.usage import PairCounter, Usage, words_used
from trouvere.index.engines.opensearch.read.client import LONG_CALL_SECONDS
from trouvere.index.engines.opensearch.read.retry import NotYet, create, refresh
from trouvere.index.engines.opensearch.read.term_statistics import Ask, figures, routes
from trouvere.index.engines.opensearch.read.vocabulary_reader import LISTS, index_of, unpacked

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

MAX_WORDS = 1_000_000
"""Words of a form that are kept, the most frequent ones."""
MAX_LAYERS = 32
"""Updates whose words lie beside those of the build before all are laid together."""
DOCUMENT_ENTRIES, BATCH_WORDS = 100_000, 10_000
"""Entries of a document; words whose figures are asked for at once."""
ZSTD_LEVEL = 9
"""Compression level of the lists."""


@dataclass
class Met:
    """Words that were met on the way to a cluster: as they are written, in pairs, and by their stems."""

    usage: Usage = field(default_factory=Usage)
    surfaces: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)

    def add(self, other: Met) -> None:
        """Take in what was met elsewhere."""
        self.usage.add(other.usage)
        self.surfaces |= other.surfaces
        self.stems |= other.stems

    def packed(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "words": self.usage.words,
            "pairs": self.usage.pairs,
            "surfaces": list(self.surfaces),
            "stems": list(self.stems),
        }

    @classmethod
    def unpacked(cls, values: Mapping[str, Any]) -> Met:
        """Return what `packed` gave these values for."""
        return cls(Usage(values["words"], values["pairs"]), set(values["surfaces"]), set(values["stems"]))


def met_by(analyzer: BulkAnalyzer, pairs: PairCounter) -> Met:
    """Return what an analyzer has met."""
    usage = Usage(words_used(analyzer.written, analyzer.uses), pairs.pairs)
    return Met(usage, set(analyzer.surfaces), set(analyzer.stems))


def store(client: OpenSearch, index: str, articles: int, met: Met, *, replicas: int, after: int = -1) -> None:
    """Write the words of a generation that holds so many articles; `after` is the last list that is there already."""

    def ask(method: str, path: str, body: Any = None, **params: Any) -> dict[str, Any]:
        answer: dict[str, Any] = client.transport.perform_request(method, path, params=params, body=body)
        return answer

    if after < 0:
        _made(client, index, replicas)
    _written(client, index, after + 1, _lists(ask, index, articles, met, all_of_it=after < 0))


def _written(client: OpenSearch, index: str, at: int, lists: Mapping[str, list[list[Any]]]) -> None:
    lines: list[dict[str, Any]] = []
    for name, entries in lists.items():
        assert name in LISTS
        for first in range(0, len(entries), DOCUMENT_ENTRIES):
            content = jsontext.dumps(entries[first : first + DOCUMENT_ENTRIES])
            packed = base64.b64encode(zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(content)).decode()
            lines += {"index": {"_id": f"{at}-{name}-{first}"}}, {"of": name, "at": at, "packed": packed}
    # A few megabytes at a time.
    for start in range(0, len(lines), 8):
        if client.bulk(index=index_of(index), body=lines[start : start + 8], request_timeout=LONG_CALL_SECONDS)[
            "errors"
        ]:
            raise NotYet("words")
    refresh(client, index_of(index))


def extend(client: OpenSearch, index: str, articles: int, met: Met) -> None:
    """Add the words that an update has met, where the generation has any."""
    body = {"size": 0, "aggs": {"last": {"max": {"field": "at"}}}}
    found = client.search(index=index_of(index), body=body, ignore_unavailable=True)
    last = found.get("aggregations", {}).get("last", {}).get("value")
    if last is None:
        return
    store(client, index, articles, met, replicas=0, after=int(last))
    if found["hits"]["total"]["value"] > MAX_LAYERS * len(LISTS):
        _laid_together(client, index, int(last) + 2)


def _laid_together(client: OpenSearch, index: str, at: int) -> None:
    """Write one layer in place of all; whoever reads meanwhile finds the same words."""
    words = index_of(index)
    hits = client.search(index=words, body={"size": 10_000}, request_timeout=LONG_CALL_SECONDS)["hits"]["hits"]
    lists = unpacked(hit["_source"] for hit in hits)
    _written(client, index, at, {name: sorted(map(list, entries.items())) for name, entries in lists.items()})
    older = {"query": {"range": {"at": {"lt": at}}}}
    client.delete_by_query(index=words, body=older, refresh=True, request_timeout=LONG_CALL_SECONDS)


def _made(client: OpenSearch, index: str, replicas: int) -> None:
    settings = {"hidden": True, "number_of_shards": 1, "number_of_replicas": replicas}
    properties = {
        "of": {"type": "keyword"},
        "at": {"type": "long"},
        "packed": {"type": "binary"},
    }
    client.indices.delete(index=index_of(index), ignore_unavailable=True)
    mappings = {"dynamic": "strict", "properties": properties}
    create(client, index_of(index), {"settings": {"index": settings}, "mappings": mappings})


def _lists(ask: Ask, index: str, articles: int, met: Met, *, all_of_it: bool) -> dict[str, list[list[Any]]]:
    # In a large archive most words of a single use are slips, and half of all words: not even asked for.
    least = 2 if articles >= LARGE_SEGMENT_DOCUMENTS else 1
    surfaces = [*met.surfaces]
    if all_of_it and least > 1:
        uses: dict[str, int] = {}
        for word, count in met.usage.words.items():
            surface = folded(word.lower())
            uses[surface] = uses.get(surface, 0) + count
        surfaces = [surface for surface in surfaces if uses.get(surface, least) >= least]
    places = routes(ask, index)
    found: dict[str, list[list[Any]]] = {name: [] for name in ("text", "title", "text_stem")}
    for part in _parts(surfaces):
        for name, one in figures(ask, index, places, {"text": part, "title": part}).items():
            found[name] += ([word, count] for word, count in one.frequencies.items() if count and word in met.surfaces)
    for part in _parts(list(met.stems)):
        known = figures(ask, index, places, {"text_stem": part})["text_stem"].frequencies
        found["text_stem"] += ([word, count] for word, count in known.items() if count >= least and word in met.stems)
    for name, entries in found.items():
        if len(entries) > MAX_WORDS:
            entries.sort(key=lambda entry: (-entry[1], entry[0]))
        found[name] = sorted(entries[:MAX_WORDS])
    forms = usual_forms(met.usage.words, 3 if articles >= LARGE_SEGMENT_DOCUMENTS else 1, None)
    pairs: dict[str, int] = {}
    for text, count in met.usage.pairs.items():
        text = dressed(text, lambda surface: forms.get(surface, (None, 0))[0])
        pairs[text] = pairs.get(text, 0) + count
    chosen = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_PAIRS]
    found["forms"] = [list(form) for surface, form in sorted(forms.items()) if form[0] != surface]
    found["pairs"] = sorted(map(list, chosen))
    return found


def _parts(words: list[str]) -> Iterator[Iterable[str]]:
    for first in range(0, len(words), BATCH_WORDS):
        yield words[first : first + BATCH_WORDS]
