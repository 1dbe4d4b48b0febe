"""The `Searcher` on an index of this machine. Read `search` downwards: parse, plan, match, filter, rank, show."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Literal, Self, get_args

import numpy as np

from trouvere.index.article import Article
from trouvere.index.columns.generation import Generation
from trouvere.index.errors import CorruptIndex, UsageError
from trouvere.index.generation import published, stamp
from trouvere.index.settings import Settings
from trouvere.search.completion import Completer
from trouvere.search.correction import Corrector
from trouvere.search.engines.evaluator import Evaluator
from trouvere.search.engines.explaining import Explainer
from trouvere.search.engines.matches import Mask, Numbers, Scores
from trouvere.search.engines.presentation import Presenter
from trouvere.search.engines.rescoring import DEPTH, Rescorer
from trouvere.search.engines.weights import weights_of
from trouvere.search.explanation import Explanation
from trouvere.search.facets import filtered, masks
from trouvere.search.marks import Marks
from trouvere.search.occurrence import Occurrence
from trouvere.search.parser import Parsed, parse, written
from trouvere.search.plan import Alternative, Planned
from trouvere.search.planner import make_plan
from trouvere.search.query import AllOf, AnyOf, Beside, Filters, Limits, Match, Node, Sort
from trouvere.search.ranking import best, best_by_score
from trouvere.search.results import Fragment, Ranking, Results, Suggestion
from trouvere.search.snippets import fragments
from trouvere.search.spelling import Spelling
from trouvere.search.variants import VariantFiles, Variants
from trouvere.search.written import Written

NO_FILTERS = Filters()
ATTEMPTS = 20
PLANS = 1 << 9


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation opened: whatever an answer holds comes from the same one."""

    name: str
    stamp: tuple[int, int]
    generation: Generation
    evaluator: Evaluator
    plan: Callable[[Node, Literal["all", "any"], Variants], Planned]
    """Makes a plan for this generation, or returns the one made before: the next page asks the same."""
    rescorer: Rescorer
    explainer: Explainer
    corrector: Corrector
    completer: Completer

    @classmethod
    def of(cls, generation: Generation, name: str, stamp: tuple[int, int], settings: Settings) -> Snapshot:
        """Return a generation with all that answers from it."""
        evaluator = Evaluator(generation, weights_of(settings), settings.max_expansions)
        occurrence, written = Occurrence(evaluator), Written(generation)
        corrector = Corrector(evaluator, occurrence, Spelling(generation), written.of)
        completer = Completer(evaluator, occurrence, written)

        @lru_cache(maxsize=PLANS)
        def plan(node: Node, match: Literal["all", "any"], variants: Variants) -> Planned:
            return make_plan(node, match, index=evaluator.impacts, variants=variants)

        rescorer = Rescorer(evaluator)
        explainer = Explainer(evaluator, rescorer)
        return cls(name, stamp, generation, evaluator, plan, rescorer, explainer, corrector, completer)


@dataclass(frozen=True, slots=True)
class Found:
    """What one way of reading the query finds. `passes` are the numbers of those documents that pass the filters."""

    match: Literal["all", "any"]
    planned: Planned
    docs: Numbers
    passes: Numbers
    scores: Scores


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it was read, what it finds, and what became of its spelling."""

    parsed: Parsed
    allowed: dict[str, Mask]
    found: Found
    corrected: str | None = None
    suggestion: str | None = None

    @property
    def total(self) -> int:
        """Articles found that pass the filters."""
        return len(self.found.passes)


class EmbeddedSearcher:
    """Answers from a folder; see `Searcher` for what is promised."""

    def __init__(self, path: str | Path, *, settings: Settings | None = None) -> None:
        self.path = Path(path)
        self.settings = settings or Settings.load()
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._closed = False
        self._variants = VariantFiles(self.settings)
        self._now()

    @property
    def generation(self) -> str:
        """See `Searcher.generation`."""
        return self._now().name

    @property
    def edition(self) -> str:
        """See `Searcher.edition`."""
        return self._variants.now().edition

    def count(self) -> int:
        """See `Searcher.count`."""
        return self._now().generation.count()

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        match: Match = "auto",
        filters: Filters | None = None,
        explain: bool = False,
    ) -> Results:
        """See `Searcher.search`."""
        started = time.perf_counter()
        _check(limit, offset, sort, match)
        now = self._now()
        asked = self._asked(now, query, match, filters or NO_FILTERS, suggest=True)
        parsed, found = asked.parsed, asked.found
        numbers, scores = _ranked(now, found, sort, offset + limit)
        presenter = Presenter(
            now.evaluator,
            found.planned.plan,
            snippets=self.settings.snippets,
            chars=self.settings.snippet_chars,
        )
        hits = presenter.hits(numbers[offset:], scores[offset:].tolist(), offset)
        if explain:
            again = DEPTH if sort == "relevance" else 0
            text = asked.corrected or query
            hits = tuple(
                replace(hit, explanation=_explained(now, text, found, number, hit.article, hit.rank <= again))
                for hit, number in zip(hits, numbers[offset:].tolist(), strict=True)
            )
        return Results(
            query=query,
            hits=hits,
            total=asked.total,
            interpreted=written(_settled(parsed.node, found), parsed.filters),
            generation=now.name,
            took_ms=(time.perf_counter() - started) * 1e3,
            match=found.match,
            limit=limit,
            offset=offset,
            ignored=(*parsed.ignored, *found.planned.ignored),
            variants=tuple(dict.fromkeys(one.variant for one in _in_use(now, found.planned, asked.allowed))),
            suggestion=asked.suggestion,
            corrected=asked.corrected,
            facets=now.evaluator.facets.count(found.docs, asked.allowed),
        )

    def rank(
        self,
        query: str,
        *,
        limit: int = 10,
        sort: Sort = "relevance",
        match: Match = "auto",
        filters: Filters | None = None,
    ) -> Ranking:
        """See `Searcher.rank`."""
        _check(limit, 0, sort, match)
        now = self._now()
        asked = self._asked(now, query, match, filters or NO_FILTERS)
        numbers, scores = _ranked(now, asked.found, sort, limit)
        return Ranking(
            ids=now.generation.ids_of(numbers),
            scores=tuple(scores.tolist()),
            total=asked.total,
            facets=now.evaluator.facets.count(asked.found.docs, asked.allowed),
            generation=now.name,
        )

    def explain(
        self,
        query: str,
        id: str,  # noqa: A002
        *,
        match: Match = "auto",
        filters: Filters | None = None,
    ) -> Explanation:
        """See `Searcher.explain`."""
        _check(0, 0, "relevance", match)
        now = self._now()
        number = now.generation.find(id)
        asked = self._asked(now, query, match, filters or NO_FILTERS)
        again, _ = _ranked(now, asked.found, "relevance", DEPTH)
        article = now.generation.article(number)
        return _explained(now, asked.corrected or query, asked.found, number, article, number in again)

    def suggest(self, prefix: str, *, limit: int = 8, filters: Filters | None = None) -> tuple[Suggestion, ...]:
        """See `Searcher.suggest`."""
        if limit < 0:
            raise UsageError("limit n'est jamais négatif")
        now = self._now()
        if not filters:
            return now.completer.suggest(prefix, limit)
        return now.completer.suggest(prefix, limit, filtered(now.generation.live, masks(now.generation, filters)))

    def article(self, id: str) -> Article:  # noqa: A002
        """See `Searcher.article`."""
        generation = self._now().generation
        return generation.article(generation.find(id))

    def marked_article(self, id: str, query: str) -> tuple[Article, tuple[Fragment, ...], tuple[Fragment, ...]]:  # noqa: A002
        """See `Searcher.marked_article`."""
        now = self._now()
        article = now.generation.article(now.generation.find(id))
        plan = self._planned(now, parse(query, self._limits()), "any").plan
        title, text = Marks(plan, "title"), Marks(plan, "text")
        return (
            article,
            fragments(article.title, title.spans(article.title)),
            fragments(article.text, text.spans(article.text)),
        )

    def close(self) -> None:
        """See `Searcher.close`."""
        with self._lock:
            self._closed = True
            self._snapshot = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _limits(self) -> Limits:
        settings = self.settings
        return Limits(
            settings.max_query_chars, settings.max_query_terms, settings.max_query_depth, settings.max_expansions
        )

    def _now(self) -> Snapshot:
        """Return the published generation, opened; a new one is opened once, by whoever notices it first.

        Searches under way keep the one they began with; its files are let go of with the last of them.
        """
        if self._closed:
            raise UsageError("cette recherche a été fermée (close)")
        snapshot = self._snapshot
        if snapshot and snapshot.stamp == stamp(self.path):
            return snapshot
        with self._lock:
            for _ in range(ATTEMPTS):
                # Read before the generation is: one published in between is noticed by the next search.
                now = stamp(self.path)
                if self._snapshot and self._snapshot.stamp == now:
                    return self._snapshot
                try:
                    self._snapshot = self._opened(now)
                    return self._snapshot
                except CorruptIndex:
                    # Pruned while it was being opened, or really damaged: only a new one is worth another try.
                    if stamp(self.path) == now:
                        raise
            raise CorruptIndex(f"{self.path} : publié sans cesse", hint="espacez les publications, ou gardez-en plus")

    def _opened(self, now: tuple[int, int]) -> Snapshot:
        folder, manifest = published(self.path)
        generation = Generation(folder, manifest.segments)
        generation.open()
        return Snapshot.of(generation, manifest.generation, now, self.settings)

    def _asked(self, now: Snapshot, query: str, match: Match, filters: Filters, *, suggest: bool = False) -> Asked:
        """Read a query and find its documents: what every kind of answer begins with.

        Where it finds nothing and another spelling of it does, that one is answered. `suggest` also looks for a better
        spelling of a query that finds something.
        """
        asked = self._read(now, query, match, filters)
        if asked.total and not suggest:
            return asked
        # What only any of the words finds is not what was asked for.
        found = 0 if match == "auto" and asked.found.match == "any" else asked.total
        planned = asked.found.planned
        meant = {surface for one in _in_use(now, planned, asked.allowed) for surface in one.typed}
        other = now.corrector.correct(query, planned.plan, found, asked.allowed, meant)
        if other is None:
            return asked
        better = self._read(now, other.text, match, filters)
        if not better.total:
            return asked
        if asked.total or not other.sure:
            return replace(asked, suggestion=other.text)
        return replace(better, corrected=other.text)

    def _read(self, now: Snapshot, query: str, match: Match, filters: Filters) -> Asked:
        parsed = parse(query, self._limits())
        allowed = masks(now.generation, filters.and_also(parsed.filters))
        return Asked(parsed, allowed, self._find(now, parsed, match, allowed))

    def _find(self, now: Snapshot, parsed: Parsed, match: Match, allowed: dict[str, Mask]) -> Found:
        """Match with all the words; where that finds nothing and `match` leaves it to us, with any."""
        found = self._match(now, parsed, "any" if match == "any" else "all", allowed)
        if match == "auto" and found.planned.choice and not len(found.passes):
            return self._match(now, parsed, "any", allowed)
        return found

    def _planned(self, now: Snapshot, parsed: Parsed, match: Literal["all", "any"]) -> Planned:
        return now.plan(parsed.node, match, self._variants.now())

    def _match(self, now: Snapshot, parsed: Parsed, match: Literal["all", "any"], allowed: dict[str, Mask]) -> Found:
        planned = self._planned(now, parsed, match)
        if planned.plan is None and not parsed.filters:
            nothing = np.zeros(0, np.int64)
            return Found(match, planned, nothing, nothing, np.zeros(0, np.float32))
        docs, scores = now.evaluator.matches(planned.plan)
        if not allowed:
            return Found(match, planned, docs, docs, scores)
        passes = np.logical_and.reduce([mask[docs] for mask in allowed.values()])
        return Found(match, planned, docs, docs[passes], scores[passes])


def _in_use(now: Snapshot, planned: Planned, allowed: dict[str, Mask]) -> list[Alternative]:
    """Return the variants looked up that find something: what filters keep back must not be told of."""
    if not planned.alternatives:
        return []
    within = filtered(now.generation.live, allowed)
    return [one for one in planned.alternatives if now.evaluator.impacts.of(one.leaf).any_of(within)]


def _explained(now: Snapshot, query: str, found: Found, number: int, article: Article, again: bool) -> Explanation:
    at = int(np.searchsorted(found.passes, number))
    there = at < len(found.passes) and int(found.passes[at]) == number
    return now.explainer.explain(query, found.planned, number, article, found=there, again=again)


def _check(limit: int, offset: int, sort: str, match: str) -> None:
    if limit < 0 or offset < 0:
        raise UsageError("limit et offset ne sont jamais négatifs")
    if sort not in get_args(Sort):
        raise UsageError(f"sort = {sort!r} ; il faut relevance ou date")
    if match not in get_args(Match):
        raise UsageError(f"match = {match!r} ; il faut auto, all ou any")


def _ranked(now: Snapshot, found: Found, sort: Sort, most: int) -> tuple[Numbers, Scores]:
    """Return the `most` best, their numbers and scores: by score or by date (undated last); ties in order of number.

    Where nothing but filters was asked there are no scores, and the newest come first.
    """
    if sort != "relevance" or found.planned.plan is None:
        at = best(now.generation.values("date").codes[found.passes], most, then=found.scores)
        return found.passes[at], found.scores[at]
    at = best_by_score(found.scores, max(most, DEPTH))
    numbers, scores = found.passes[at], found.scores[at]
    order = np.argsort(numbers[:DEPTH])
    again = now.rescorer.rescored(found.planned, numbers[:DEPTH][order], scores[:DEPTH][order])
    first = order[best(again, DEPTH)]
    numbers[:DEPTH], scores[:DEPTH] = numbers[first], np.sort(again)[::-1]
    return numbers[:most], scores[:most]


def _settled(node: Node, found: Found) -> Node:
    """Return the query as it was understood: words side by side joined as `match` decided, ignored words left out."""
    if not isinstance(node, Beside):
        return node
    stops = {ignored.text for ignored in found.planned.ignored if ignored.reason == "stop_word"}
    nodes = tuple(part for part in node.nodes if getattr(part, "text", None) not in stops)
    if len(nodes) == 1:
        return nodes[0]
    return AllOf(nodes) if found.match == "all" else AnyOf(nodes)
