"""Which generation on a cluster answers, and a new one once it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.generations import State
from trouvere.index.errors import ClusterError
from trouvere.index.events import tell
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.index.settings import Settings
from trouvere.search.budget import unbounded
from trouvere.search.completion import Completer
from trouvere.search.correction import Corrector
from trouvere.search.engines.lasting import Followed, check_open
from trouvere.search.engines.matches import Scores
from trouvere.search.engines.opensearch.aging import Aging
from trouvere.search.engines.opensearch.occurrence import ClusterBeginnings, ClusterOccurrence
from trouvere.search.engines.opensearch.querying import UNTITLED, Asker, Json
from trouvere.search.engines.opensearch.statistics import Draft, Statistics, Word
from trouvere.search.engines.opensearch.vocabulary import Vocabulary
from trouvere.search.engines.opensearch.wire import Wire
from trouvere.search.engines.rescoring import relatives_of
from trouvere.search.engines.weights import weights_of
from trouvere.search.plan import Leaf, Planned, Term, leaves
from trouvere.search.plan import Sequence as Words
from trouvere.search.planner import make_plan
from trouvere.search.query import Node
from trouvere.search.spelling import Spelling
from trouvere.search.variants import Variants

PLANS = 1 << 9
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation as it was published, with what is known of it: all that an answer holds comes from it."""

    state: State
    wire: Wire
    statistics: Statistics
    asker: Asker
    vocabulary: Vocabulary
    plan: Callable[[Node, Literal["all", "any"], Variants], Planned]
    aging: Aging | None
    occurrence: ClusterOccurrence
    corrector: Corrector[Json]
    completer: Completer[Json]

    @property
    def index(self) -> str:
        """The index of the cluster."""
        return self.state.index

    def scored(self, body: Json, index: str | None = None) -> Json:
        """Return the answer to a search that ranks: of several shards, by the figures of all of them together."""
        several = self.statistics.shards > 1
        params = {"search_type": "dfs_query_then_fetch"} if several else {}
        return self.wire.search(self.index if index is None else index, body, **params)

    def aged(self, articles: Iterable[Article]) -> Scores | None:
        """Return what age leaves of the scores of articles, None where it does not count."""
        return self.aging.left(article.date for article in articles) if self.aging else None

    def importance(self, leaf: Leaf) -> float:
        """Return how much a passage is worth for showing a leaf."""
        return Draft(self.statistics).importance(leaf)

    @classmethod
    def of(cls, state: State, wire: Wire, settings: Settings) -> Snapshot:
        """Return a generation with what answers need."""
        statistics = Statistics(wire, state.index)
        vocabulary = Vocabulary(wire, state.index, settings.max_expansions)
        untitled, weights = 1.0, weights_of(settings)
        if weights.untitled:
            body = {"size": 0, "query": UNTITLED, "track_total_hits": True}
            if wire.search(state.index, body)["hits"]["total"]["value"]:
                untitled += weights.untitled
        asker = Asker(weights, vocabulary, untitled)

        @lru_cache(maxsize=PLANS)
        def plan(node: Node, match: Literal["all", "any"], variants: Variants) -> Planned:
            while True:
                draft = Draft(statistics)
                planned = make_plan(node, match, index=draft, variants=variants)
                missing = [*draft.missing, *_words_of(planned, asker)]
                if not draft.missing:
                    statistics.learn(missing)
                    return planned
                statistics.learn(missing)

        occurrence = ClusterOccurrence(wire, state.index, state.articles, asker, statistics)
        spelling = Spelling(statistics.documents, vocabulary.every)
        return cls(
            state,
            wire,
            statistics,
            asker,
            vocabulary,
            plan,
            Aging.of(wire, state.index, weights.half_life),
            occurrence,
            Corrector(statistics, occurrence, spelling, vocabulary.written),
            Completer(occurrence, ClusterBeginnings(vocabulary, statistics)),
        )


def _words_of(planned: Planned, asker: Asker) -> list[Word]:
    """Return the words whose figures an answer will ask for."""
    found: list[Word] = []
    asker = asker.fitting(planned.plan)
    for leaf in leaves(planned.plan):
        if isinstance(leaf, Words):
            found += ((field, word) for field in ("text", "title") for word in leaf.surfaces)
        else:
            found += ((form, word) for form, word, _ in asker.lists(leaf))
            if isinstance(leaf, Term) and leaf.stem and asker.weights.family:
                family = relatives_of(leaf.stem, asker.vocabulary.most_frequent)
                found += ((stem_of(field), word) for field in TEXT_FIELDS for word in family)
    for pair in planned.neighbours:
        found += (("text_stem" if stemmed else "text", word) for word, stemmed in pair)
    return found


class Opened(Followed[Snapshot]):
    """What is published on a cluster, or `only` one generation of it: see `Followed`."""

    def __init__(self, wire: Wire, settings: Settings, *, only: State | None = None) -> None:
        self.wire = wire
        self._only = only
        self._settings = settings
        super().__init__()

    def begin_anew(self) -> None:
        """See `Forked`."""
        super().begin_anew()
        self._beside = ThreadPoolExecutor(max(self._settings.threads, 10), "trouvere-published")

    def now(self) -> Snapshot:
        """Return what is published now."""
        check_open(self)
        return self._of(self._only or self.wire.state())

    def answered(self, ask: Callable[[Snapshot], T]) -> T:
        """Return what `ask` makes of what is published now.

        The generation known last is asked while the cluster tells which one is published: both take a while. Where that
        is another by now, it is asked in its turn, and what the first one said, be it an error, is forgotten.
        """
        known = self._snapshot
        if known is None or self._only:
            return ask(self.now())
        published = self._beside.submit(copy_context().run, self.wire.state)
        try:
            answer = ask(known)
        except ClusterError:
            if _same(known.state, published.result()):
                raise
        else:
            if _same(known.state, published.result()):
                return answer
        return ask(self._of(published.result()))

    def _of(self, state: State) -> Snapshot:
        snapshot = self._snapshot
        if snapshot is not None and _same(snapshot.state, state):
            return snapshot
        with self._lock:
            if self._snapshot is None or not _same(self._snapshot.state, state):
                # As long as each request may take, whoever asks first: given up half-way, the next would begin it anew.
                with unbounded():
                    self._snapshot = Snapshot.of(state, self.wire, self._settings)
                tell(
                    "generation.opened",
                    index=str(self.wire.address),
                    generation=state.generation,
                    articles=state.articles,
                )
            return self._snapshot

    def close(self) -> None:
        """See `Followed.close`: the connections too."""
        super().close()
        self.wire.close()


def _same(one: State, other: State) -> bool:
    # Not whether somebody is writing: of that nothing is seen before it is done.
    return (one.index, one.generation) == (other.index, other.generation)
