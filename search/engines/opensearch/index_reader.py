"""Index reader of a cluster: which generation answers, and a new one once it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeVar

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.read.generations import State
from trouvere.index.errors import ArticleNotFound, ClusterError, UsageError
from trouvere.index.events import tell
from trouvere.index.fields import Field
from trouvere.index.settings import Settings
from trouvere.search.budget import unbounded
from trouvere.search.engines.opensearch.query_builder import UNTITLED, Json, QueryBuilder
from trouvere.search.engines.opensearch.recency import ClusterRecency
from trouvere.search.engines.opensearch.terms.term_statistics import ClusterTermStatistics
from trouvere.search.engines.opensearch.terms.vocabulary import ClusterVocabulary
from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.engines.opensearch.view import ClusterView
from trouvere.search.engines.reopening import CurrentSnapshot
from trouvere.search.query.filters import Filters
from trouvere.search.ranking.matches import Scores
from trouvere.search.ranking.weights import weights_of
from trouvere.search.suggest.spelling import SimilarWords

CACHED_VIEWS = 32
"""Ways of confining readers of which it is remembered what was found out about words."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClusterSnapshot:
    """One generation as it was published, with what is known of it: all that an answer holds comes from it."""

    state: State
    wire: Transport
    settings: Settings
    statistics: ClusterTermStatistics
    builder: QueryBuilder
    view: Callable[[Filters], ClusterView]
    """What a reader sees of this generation who may see what passes some filters; the last ones used are remembered."""
    recency: ClusterRecency | None

    @property
    def name(self) -> str:
        """The name of the generation."""
        return self.state.generation

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that the index declares."""
        return self.state.fields

    @property
    def articles(self) -> int:
        """How many articles it holds."""
        return self.state.articles

    @property
    def index(self) -> str:
        """The index of the cluster."""
        return self.state.index

    def scored(self, body: Json, index: str | None = None) -> Json:
        """Return the answer to a search that ranks: of several shards, by the figures of all of them together."""
        several = self.statistics.shards > 1
        params = {"search_type": "dfs_query_then_fetch"} if several else {}
        return self.wire.search(self.index if index is None else index, body, **params)

    def recency_of(self, articles: Iterable[Article]) -> Scores | None:
        """Return what age leaves of the scores of articles, None where it does not count."""
        return self.recency.left(article.day for article in articles) if self.recency else None

    @classmethod
    def of(cls, state: State, wire: Transport, settings: Settings) -> ClusterSnapshot:
        """Return a generation with what answers need."""
        statistics = ClusterTermStatistics(wire, state.index)
        vocabulary = ClusterVocabulary(wire, state.index, settings.max_expansions)
        untitled, weights = 1.0, weights_of(settings)
        if weights.untitled:
            body = {"size": 0, "query": UNTITLED, "track_total_hits": True}
            if wire.search(state.index, body)["hits"]["total"]["value"]:
                untitled += weights.untitled
        builder = QueryBuilder(weights, vocabulary, untitled)

        close = SimilarWords(vocabulary.every)
        view = partial(ClusterView.of, state, wire, statistics, vocabulary, builder, close)
        return cls(
            state,
            wire,
            settings,
            statistics,
            builder,
            lru_cache(maxsize=CACHED_VIEWS)(view),
            ClusterRecency.of(wire, state.index, weights.half_life),
        )


class ClusterIndexReader(CurrentSnapshot[ClusterSnapshot]):
    """What is published on a cluster, or `only` one generation of it: see `CurrentSnapshot`."""

    def __init__(self, wire: Transport, settings: Settings, *, only: State | None = None) -> None:
        self.wire = wire
        self._only = only
        self._settings = settings
        super().__init__()

    def begin_anew(self) -> None:
        """See `Forked`."""
        super().begin_anew()
        self._beside = ThreadPoolExecutor(max(self._settings.threads, 10), "trouvere-published")

    def now(self) -> ClusterSnapshot:
        """Return what is published now."""
        self.check_open()
        return self._of(self._only or self.wire.state())

    def answered(self, ask: Callable[[ClusterSnapshot], T], *, quick: bool = False) -> T:
        """See `Opening.answered`.

        The generation known last is asked while the cluster tells which one is published: both take a while. Where that
        is another by now, it is asked in its turn, and what the first one said, be it an error, is forgotten.
        """
        known = self._snapshot
        if known is None or self._only:
            return ask(self.now())
        published = self._beside.submit(copy_context().run, self.wire.state)
        try:
            answer = ask(known)
        except (ClusterError, ArticleNotFound, UsageError):
            # A field that is refused may be one that the new generation declares.
            if _same(known.state, published.result()):
                raise
        else:
            if _same(known.state, published.result()):
                return answer
        return ask(self._of(published.result()))

    def _of(self, state: State) -> ClusterSnapshot:
        snapshot = self._snapshot
        if snapshot is not None and _same(snapshot.state, state):
            return snapshot
        with self._lock:
            if self._snapshot is None or not _same(self._snapshot.state, state):
                # As long as each request may take, whoever asks first: given up half-way, the next would begin it anew.
                with unbounded():
                    self._snapshot = ClusterSnapshot.of(state, self.wire, self._settings)
                tell(
                    "generation.opened",
                    index=str(self.wire.address),
                    generation=state.generation,
                    articles=state.articles,
                )
            return self._snapshot

    def close(self) -> None:
        """See `CurrentSnapshot.close`: the connections too."""
        super().close()
        self.wire.close()


def _same(one: State, other: State) -> bool:
    # Not whether somebody is writing: of that nothing is seen before it is done.
    return (one.index, one.generation) == (other.index, other.generation)
