"""The searcher of all engines: reads a request, has the engine find and rank its articles, and makes the answer.

Read `search` downwards. `Searcher` is the face of it that programs see, with the arguments checked.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Self

from trouvere.index.article import Article
from trouvere.index.errors import TrouvereError
from trouvere.index.fields import Field
from trouvere.index.settings import Settings
from trouvere.search.budget import bounded
from trouvere.search.engines.engine import Engine, Snapshot
from trouvere.search.engines.reopening import Opening, PinnedSnapshot
from trouvere.search.highlight.article_parts import ArticlePart, Cuts, part_of, unmarked
from trouvere.search.interpret import Interpreter, ReaderView
from trouvere.search.query.filters import NO_FILTERS, Filters
from trouvere.search.query.named_fields import ValuePrefix, facet_named
from trouvere.search.query.nodes import Limits
from trouvere.search.query.variants import VariantFiles
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.rescoring import RESCORED_ARTICLES
from trouvere.search.request import SearchRequest
from trouvere.search.results import (
    Advice,
    FacetValues,
    FieldValue,
    Fragment,
    Hit,
    Overview,
    Ranking,
    Results,
    Suggestion,
)
from trouvere.search.suggest.no_results import NoResultsAdviser


class RequestSearcher:
    """Answers requests from one index; see `Searcher` for what is promised of each answer."""

    def __init__(self, engine: Engine[Any, Any, Any], settings: Settings) -> None:
        self.settings = settings
        self._engine = engine
        self._opened: Opening[Any] = engine.opened
        self._variants = VariantFiles(settings)

    @property
    def generation(self) -> str:
        """See `Searcher.generation`."""
        return self.now().name

    @property
    def fields(self) -> tuple[Field, ...]:
        """See `Searcher.fields`."""
        return self.now().fields

    @property
    def edition(self) -> str:
        """See `Searcher.edition`."""
        return self._variants.now().edition

    @property
    def trouble(self) -> TrouvereError | None:
        """See `Searcher.trouble`."""
        return self._opened.trouble

    def now(self) -> Snapshot:
        """Return the generation that answers."""
        snapshot: Snapshot = self._opened.now()
        return snapshot

    def count(self) -> int:
        """See `Searcher.count`."""
        return self.now().articles

    def held(self) -> Self:
        """See `Searcher.held`."""
        # As copy() does, in a third of the time.
        held = object.__new__(type(self))
        held.__dict__.update(self.__dict__, _opened=PinnedSnapshot(self._opened))
        return held

    def close(self) -> None:
        """See `Searcher.close`."""
        self._opened.close()

    @bounded
    def search(self, request: SearchRequest) -> Results:
        """See `Searcher.search`."""
        started = time.perf_counter()

        def answer(snapshot: Any) -> Results:
            reader = self._interpreter(snapshot, request)
            asked = reader.asked(request)
            page = self._engine.page(reader.finder, asked)
            hits = with_fields(page.hits(), snapshot.fields)
            if request.explain:
                explanations = page.explanations(hits)
                hits = tuple(replace(hit, explanation=each) for hit, each in zip(hits, explanations, strict=True))
            return Results(
                query=request.query,
                hits=hits,
                total=asked.total,
                total_all=asked.total_all,
                interpreted=asked.interpreted,
                generation=snapshot.name,
                facets=page.facets,
                facet_stats=page.facet_stats,
                took_ms=(time.perf_counter() - started) * 1e3,
                match=asked.match,
                limit=request.limit,
                offset=request.offset,
                ignored=asked.ignored,
                variants=asked.variants,
                suggestion=asked.suggestion,
                corrected=asked.corrected,
            )

        return self._opened.answered(answer)

    def rank(self, request: SearchRequest) -> Ranking:
        """See `Searcher.rank`."""

        def answer(snapshot: Any) -> Ranking:
            reader = self._interpreter(snapshot, request)
            asked = reader.asked(request)
            page = self._engine.page(reader.finder, asked)
            return Ranking(
                ids=page.ids(), scores=page.scores, total=asked.total, facets=page.facets, generation=snapshot.name
            )

        # Ids alone, which may take no longer than a look at the files does.
        return self._opened.answered(answer, quick=True)

    @bounded
    def facet(self, request: SearchRequest, name: str, prefix: str) -> FacetValues:
        """See `Searcher.facet`; `limit` and `offset` of the request are of values."""

        def answer(snapshot: Any) -> FacetValues:
            facet = facet_named(name, snapshot.fields)
            reader = self._interpreter(snapshot, request)
            asked = reader.asked(request)
            values, total = self._engine.facet_values(reader.finder, asked, facet, ValuePrefix(prefix))
            return FacetValues(field=facet.name, values=values, total=total, generation=snapshot.name)

        return self._opened.answered(answer)

    @bounded
    def explain(self, request: SearchRequest, id: str) -> Explanation:  # noqa: A002  as in the Searcher
        """See `Searcher.explain`."""
        request = replace(request, limit=RESCORED_ARTICLES, offset=0, sort="relevance", facets=False)

        def answer(snapshot: Any) -> Explanation:
            document = self._engine.document(snapshot, id)
            reader = self._interpreter(snapshot, request)
            return self._engine.explanation(reader.finder, reader.asked(request), document)

        return self._opened.answered(answer)

    @bounded
    def advise(self, request: SearchRequest) -> Advice:
        """See `Searcher.advise`."""
        request = replace(request, limit=0, facets=False, within=request.within or NO_FILTERS)

        def answer(snapshot: Any) -> Advice:
            reader = self._interpreter(snapshot, request)
            return NoResultsAdviser(reader, reader.finder.view.doc_sets, request).advice()

        return self._opened.answered(answer)

    @bounded
    def suggest(self, prefix: str, limit: int, filters: Filters) -> tuple[Suggestion, ...]:
        """See `Searcher.suggest`."""
        prefix = prefix[: self.settings.max_query_chars]

        def answer(snapshot: Any) -> tuple[Suggestion, ...]:
            # Held, for what it remembers does not hold it: of two threads that make the same view, one keeps its own.
            view: ReaderView = snapshot.view(filters)
            return view.completer.suggest(prefix, limit)

        return self._opened.answered(answer)

    @bounded
    def similar(self, id: str, limit: int, filters: Filters) -> tuple[Hit, ...]:  # noqa: A002  as in the Searcher
        """See `Searcher.similar`."""
        chars = self.settings.snippet_chars if self.settings.snippets else 0

        def answer(snapshot: Any) -> tuple[Hit, ...]:
            document = self._engine.document(snapshot, id)
            hits = unmarked(*self._engine.similar(snapshot, document, limit, filters), chars)
            return with_fields(hits, snapshot.fields)

        return self._opened.answered(answer)

    @bounded
    def overview(self, filters: Filters, recent: int) -> Overview:
        """See `Searcher.overview`."""
        return self._opened.answered(lambda snapshot: self._engine.overview(snapshot, filters, recent))

    @bounded
    def article(self, id: str) -> Article:  # noqa: A002  as in the Searcher
        """See `Searcher.article`."""
        return self._opened.answered(
            lambda snapshot: self._engine.article(snapshot, self._engine.document(snapshot, id))
        )

    @bounded
    def marked_article(
        self,
        id: str,  # noqa: A002  as in the Searcher
        request: SearchRequest,
    ) -> tuple[Article, tuple[Fragment, ...], tuple[Fragment, ...]]:
        """See `Searcher.marked_article`."""

        def answer(snapshot: Any) -> tuple[Article, tuple[Fragment, ...], tuple[Fragment, ...]]:
            article = self._engine.article(snapshot, self._engine.document(snapshot, id))
            return article, *self._interpreter(snapshot, request).marked(article, request.query)

        return self._opened.answered(answer)

    @bounded
    def article_part(self, id: str, request: SearchRequest, part: int) -> ArticlePart:  # noqa: A002  as in the Searcher
        """See `Searcher.article_part`."""

        def answer(snapshot: Any) -> ArticlePart:
            document = self._engine.document(snapshot, id)
            plan = self._interpreter(snapshot, request).plan_of(request.query)
            article = self._engine.article(snapshot, document)
            cuts = Cuts(article.text, self.settings.article_chars)
            here = part_of(article, plan, cuts, part, self.settings.max_marks)
            if plan is None or cuts.parts == 1:
                return here
            elsewhere = self._engine.parts_with(snapshot, document, plan, article.text, cuts, here.number)
            return replace(here, elsewhere=elsewhere)

        return self._opened.answered(answer)

    def _interpreter(self, snapshot: Any, request: SearchRequest) -> Interpreter[Any, Any]:
        finder = self._engine.finder(snapshot, request)
        return Interpreter(finder, Limits.of(self.settings), self._variants.now())


def with_fields(hits: tuple[Hit, ...], fields: tuple[Field, ...]) -> tuple[Hit, ...]:
    """Return hits with what their articles have of the declared fields."""
    if not fields:
        return hits
    return tuple(replace(hit, fields=field_values(hit.article, fields)) for hit in hits)


def field_values(article: Article, fields: tuple[Field, ...]) -> dict[str, FieldValue | tuple[FieldValue, ...]]:
    """Return what an article has of declared fields, those it lacks left out: of several values a tuple."""
    found: dict[str, FieldValue | tuple[FieldValue, ...]] = {}
    for field in fields:
        values = tuple(map(field.value, field.fitting(article.extra)))
        if values:
            found[field.name] = values if len(values) > 1 else values[0]
    return found
