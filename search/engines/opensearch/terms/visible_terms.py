"""Term statistics of the articles of a cluster that a reader may see and that are not deleted: see `VisibleTerms`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from trouvere.index.schema import TEXT_FIELDS
from trouvere.search.engines.opensearch.filters import Within
from trouvere.search.engines.opensearch.query_builder import EVERYTHING
from trouvere.search.engines.opensearch.terms.term_statistics import (
    CACHED_WORDS,
    ClusterTermStatistics,
    FrequencyStatistics,
    Word,
)
from trouvere.search.engines.opensearch.terms.vocabulary import ClusterVocabulary
from trouvere.search.engines.opensearch.transport import Transport

Json = dict[str, Any]
BATCH_WORDS = 500
"""Words that are counted in one request."""


class ClusterTerms(FrequencyStatistics):
    """How frequent words are in what passes some filters: counted where the cluster's figures would tell of others.

    Its figures are of all articles, and of those deleted that are not yet gone. Safe to share between threads.
    """

    def __init__(
        self, wire: Transport, index: str, articles: int, statistics: ClusterTermStatistics, within: Within
    ) -> None:
        self._wire, self._index, self._statistics = wire, index, statistics
        self._query: Json = {"bool": {"filter": list(within.values())}} if within else EVERYTHING
        self.confined = bool(within)
        self.gone = statistics.documents - articles
        """Articles deleted that figures still count: as long as there are any, words are counted among the others."""
        self.documents = articles
        if within:
            body = {"size": 0, "track_total_hits": True, "query": self._query}
            self.documents = int(wire.search(index, body)["hits"]["total"]["value"])
        self._counted: dict[Word, int] = {}

    def known(self, form: str, word: str) -> int | None:
        """Return how many articles have a word in a form; None where it has not been asked yet."""
        if not self.confined:
            found = self._statistics.known(form, word)
            if not found or not self.gone:
                return found
        return self._counted.get((form, word))

    def learn(self, words: Iterable[Word]) -> None:
        """Ask for those of some words that are not known, all at once."""
        wanted = list(dict.fromkeys(words))
        if not self.confined:
            self._statistics.learn(wanted)
        self._count([word for word in wanted if self.known(*word) is None])

    def frequency(self, form: str, word: str) -> int:
        """See `TermStatistics.frequency`."""
        found = self.known(form, word)
        if found is None:
            self.learn([(form, word)])
            found = self.known(form, word)
        return found or 0

    def articles(self, word: str, most: int | None = None) -> int:
        """See `TermStatistics.articles`."""
        self.learn((field, word) for field in TEXT_FIELDS)
        return super().articles(word, most)

    def among(self, surfaces: Sequence[str], bounds: Sequence[int]) -> Sequence[int]:
        """See `TermStatistics.among`."""
        if not self.confined and not self.gone:
            return bounds
        self.learn((field, surface) for surface in surfaces for field in TEXT_FIELDS)
        return super().among(surfaces, bounds)

    def prefix_terms(self, vocabulary: ClusterVocabulary, prefix: str, most: int) -> list[tuple[str, int]]:
        """See `Completions.words`: the vocabulary proposes, the most frequent first; what is counted decides."""
        found: list[tuple[int, str]] = []
        if not self.confined:
            proposed = iter(vocabulary.prefix_terms(prefix, most))
        else:
            proposed = iter(vocabulary.prefix_terms(prefix, len(vocabulary)))
        while some := list(islice(proposed, BATCH_WORDS // 2)):
            self.learn((field, word) for word, _ in some for field in TEXT_FIELDS)
            found += ((-max(self.frequency(field, word) for field in TEXT_FIELDS), word) for word, _ in some)
            found = sorted(each for each in found if each[0])[:most]
            # None of those left is in more articles than the last one was at the most.
            if len(found) == most and -found[-1][0] > some[-1][1]:
                break
        return [(word, -articles) for articles, word in found]

    def _count(self, words: Sequence[Word]) -> None:
        for start in range(0, len(words), BATCH_WORDS):
            some = words[start : start + BATCH_WORDS]
            filters = {str(at): {"term": {form: {"value": word}}} for at, (form, word) in enumerate(some)}
            body = {"size": 0, "query": self._query, "aggs": {"words": {"filters": {"filters": filters}}}}
            found = self._wire.search(self._index, body)["aggregations"]["words"]["buckets"]
            if len(self._counted) > CACHED_WORDS:
                self._counted = {}
            self._counted.update({word: int(found[str(at)]["doc_count"]) for at, word in enumerate(some)})
