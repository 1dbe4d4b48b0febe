"""The `Searcher` on an index of this machine. Read `search` downwards: read the query, rank, show."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from trouvere.index.article import Article
from trouvere.index.columns.read.generation import LOOK_SECONDS
from trouvere.index.settings import Settings
from trouvere.search.arguments import checked
from trouvere.search.budget import bounded, spend
from trouvere.search.engines.embedded.doc_sets import EmbeddedSets
from trouvere.search.engines.embedded.facets import masks
from trouvere.search.engines.embedded.finding import EmbeddedFinder, EmbeddedFound, Masks
from trouvere.search.engines.embedded.hits import HitBuilder, unmarked
from trouvere.search.engines.embedded.index_reader import IndexReader, sound
from trouvere.search.engines.embedded.matching_parts import others_with
from trouvere.search.engines.embedded.ordering import ranked
from trouvere.search.engines.embedded.snapshot import Snapshot
from trouvere.search.engines.embedded.view import View
from trouvere.search.engines.reopening import BaseSearcher
from trouvere.search.highlight.article_parts import ArticlePart, Cuts, part_of
from trouvere.search.interpret import Interpreter
from trouvere.search.query.nodes import NO_FILTERS, Filters, Limits, Match, Sort, seen_by
from trouvere.search.query.variants import VariantFiles
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.rescoring import DEPTH
from trouvere.search.results import Advice, Fragment, Hit, Overview, Ranking, Results, Suggestion
from trouvere.search.suggest.no_results import NoResultsAdviser


class EmbeddedSearcher(BaseSearcher[Snapshot]):
    """Answers from a folder; see `Searcher` for what is promised."""

    def __init__(self, path: str | Path, *, settings: Settings | None = None, now: bool = True) -> None:
        self.path = Path(path)
        self.settings = settings or Settings.load()
        self._opened = IndexReader(self.path, self.settings)
        self._variants = VariantFiles(self.settings)
        if now:
            self._now()

    @property
    def generation(self) -> str:
        """See `Searcher.generation`."""
        return self._now().name

    def count(self) -> int:
        """See `Searcher.count`."""
        return self._now().generation.count()

    @checked
    @bounded
    @sound
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
        histogram: bool = False,
        typing: bool = False,
        within: Filters | None = None,
    ) -> Results:
        """See `Searcher.search`."""
        started = time.perf_counter()
        now = self._now()
        view = now.view(seen_by(filters, within))
        asked = self._reader(now, view, confined=bool(within)).asked(
            query, match, filters or NO_FILTERS, sort, typing=typing
        )
        found = asked.found
        numbers, scores = ranked(now, view, found, sort, offset + limit)
        presenter = HitBuilder(
            now.evaluator,
            view.terms,
            found.planned.plan,
            snippets=self.settings.snippets,
            chars=self.settings.snippet_chars,
        )
        hits = presenter.hits(numbers[offset:], scores[offset:].tolist(), offset)
        if explain:
            again = set(numbers[:DEPTH].tolist()) if sort == "relevance" else ()
            shown = list(zip(numbers[offset:].tolist(), (hit.article for hit in hits), strict=True))
            told = view.explainer.explain(asked.text, found.planned, shown, again=again)
            hits = tuple(replace(hit, explanation=each) for hit, each in zip(hits, told, strict=True))
        spend(len(found.docs))
        facets = now.evaluator.facets.count(found.docs, asked.within)
        if histogram:
            facets = {**facets, "month": now.evaluator.facets.months(found.docs, asked.within)}
        return Results(
            query=query,
            hits=hits,
            total=asked.total,
            total_all=asked.total_all,
            interpreted=asked.interpreted,
            generation=now.name,
            took_ms=(time.perf_counter() - started) * 1e3,
            match=asked.match,
            limit=limit,
            offset=offset,
            ignored=asked.ignored,
            variants=asked.variants,
            suggestion=asked.suggestion,
            corrected=asked.corrected,
            facets=facets,
        )

    @checked
    # Ids alone, which may take no longer than a look at the files does.
    @partial(sound, since=LOOK_SECONDS)
    def rank(
        self,
        query: str,
        *,
        limit: int = 10,
        sort: Sort = "relevance",
        match: Match = "auto",
        filters: Filters | None = None,
        within: Filters | None = None,
    ) -> Ranking:
        """See `Searcher.rank`."""
        now = self._now()
        view = now.view(seen_by(filters, within))
        asked = self._reader(now, view, confined=bool(within)).asked(query, match, filters or NO_FILTERS, sort)
        numbers, scores = ranked(now, view, asked.found, sort, limit)
        return Ranking(
            ids=now.generation.ids_of(numbers),
            scores=tuple(scores.tolist()),
            total=asked.total,
            facets=now.evaluator.facets.count(asked.found.docs, asked.within),
            generation=now.name,
        )

    @checked
    @bounded
    @sound
    def explain(
        self,
        query: str,
        id: str,  # noqa: A002
        *,
        match: Match = "auto",
        filters: Filters | None = None,
        within: Filters | None = None,
    ) -> Explanation:
        """See `Searcher.explain`."""
        now = self._now()
        number = now.generation.find(id)
        view = now.view(seen_by(filters, within))
        asked = self._reader(now, view, confined=bool(within)).asked(query, match, filters or NO_FILTERS)
        planned = asked.found.planned
        article = now.generation.article(number)
        if number not in asked.found.passes:
            return view.explainer.absence(asked.text, planned, number, article)
        again, _ = ranked(now, view, asked.found, "relevance", DEPTH)
        (told,) = view.explainer.explain(asked.text, planned, [(number, article)], again=again)
        return told

    @checked
    @bounded
    @sound
    def suggest(self, prefix: str, *, limit: int = 8, filters: Filters | None = None) -> tuple[Suggestion, ...]:
        """See `Searcher.suggest`."""
        view = self._now().view(filters or NO_FILTERS)
        return view.completer.suggest(prefix[: self.settings.max_query_chars], limit)

    @checked
    @bounded
    @sound
    def similar(
        self,
        id: str,  # noqa: A002
        *,
        limit: int = 5,
        filters: Filters | None = None,
    ) -> tuple[Hit, ...]:
        """See `Searcher.similar`."""
        now = self._now()
        number = now.generation.find(id)
        allowed = masks(now.generation, filters or NO_FILTERS)
        numbers, scores = now.likeness.alike(number, now.generation.article(number), limit, allowed)
        articles = map(now.generation.article, numbers.tolist())
        chars = self.settings.snippet_chars if self.settings.snippets else 0
        return unmarked(articles, scores.tolist(), chars)

    @checked
    @bounded
    @sound
    def advise(
        self,
        query: str,
        *,
        match: Match = "auto",
        filters: Filters | None = None,
        within: Filters | None = None,
    ) -> Advice:
        """See `Searcher.advise`."""
        now = self._now()
        view = now.view(within or NO_FILTERS)
        reader, sets = self._reader(now, view, confined=bool(within)), EmbeddedSets(now.evaluator, view.visible)
        return NoResultsAdviser(reader, sets, query, match, filters or NO_FILTERS).advice()

    @checked
    @sound
    def overview(self, *, filters: Filters | None = None, recent: int = 5) -> Overview:
        """See `Searcher.overview`."""
        return self._now().surveyor.overview(filters or NO_FILTERS, recent)

    @checked
    @sound
    def article(self, id: str) -> Article:  # noqa: A002
        """See `Searcher.article`."""
        generation = self._now().generation
        return generation.article(generation.find(id))

    @checked
    @bounded
    @sound
    def marked_article(
        self,
        id: str,  # noqa: A002
        query: str,
        *,
        within: Filters | None = None,
    ) -> tuple[Article, tuple[Fragment, ...], tuple[Fragment, ...]]:
        """See `Searcher.marked_article`."""
        now = self._now()
        article = now.generation.article(now.generation.find(id))
        return article, *self._reader(now, now.view(within or NO_FILTERS), confined=False).marked(article, query)

    @checked
    @bounded
    @sound
    def article_part(
        self,
        id: str,  # noqa: A002
        query: str,
        part: int = 1,
        *,
        within: Filters | None = None,
    ) -> ArticlePart:
        """See `Searcher.article_part`."""
        now = self._now()
        number = now.generation.find(id)
        reader = self._reader(now, now.view(within or NO_FILTERS), confined=False)
        plan, article = reader.plan_of(query), now.generation.article(number)
        cuts = Cuts(article.text, self.settings.article_chars)
        shown = part_of(article, plan, cuts, part, self.settings.max_marks)
        if plan is None or cuts.parts == 1:
            return shown
        return replace(shown, elsewhere=others_with(now.evaluator, number, plan, article.text, cuts, shown.number))

    def _reader(self, now: Snapshot, view: View, *, confined: bool) -> Interpreter[EmbeddedFound, Masks]:
        return Interpreter(EmbeddedFinder(now, view, confined=confined), Limits.of(self.settings), self._variants.now())
