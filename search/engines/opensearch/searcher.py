"""The `Searcher` on an index of a cluster. Read `search` downwards: read the query, find, look again, show."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Self

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.read.address import Address, parse
from trouvere.index.engines.opensearch.read.generations import State
from trouvere.index.settings import Settings
from trouvere.search.arguments import checked
from trouvere.search.budget import bounded
from trouvere.search.engines.embedded.hits import unmarked
from trouvere.search.engines.opensearch.doc_sets import ClusterSets
from trouvere.search.engines.opensearch.filters import Within, confined
from trouvere.search.engines.opensearch.finding import ClusterFinder, ClusterFound, ResponsePage
from trouvere.search.engines.opensearch.index_reader import ClusterIndexReader, ClusterSnapshot
from trouvere.search.engines.opensearch.ordering import explanations_of, hits_of, ranked
from trouvere.search.engines.opensearch.telling import alike, article_at_hand, explained, overview
from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.engines.opensearch.view import ClusterView
from trouvere.search.engines.reopening import BaseSearcher, PinnedSnapshot
from trouvere.search.highlight.article_parts import ArticlePart, Cuts, part_of
from trouvere.search.interpret import Interpreter
from trouvere.search.query.nodes import NO_FILTERS, Filters, Limits, Match, Sort, seen_by
from trouvere.search.query.variants import VariantFiles
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.rescoring import DEPTH
from trouvere.search.results import Advice, Fragment, Hit, Overview, Ranking, Results, Suggestion
from trouvere.search.suggest.no_results import NoResultsAdviser


class ClusterSearcher(BaseSearcher[ClusterSnapshot]):
    """Answers from `opensearch://…/name`; see `Searcher` for what is promised."""

    _opened: ClusterIndexReader | PinnedSnapshot[ClusterSnapshot]

    def __init__(self, index: str, *, settings: Settings | None = None, now: bool = True) -> None:
        self.settings = settings or Settings.load()
        self._opened = ClusterIndexReader(Transport(parse(index), self.settings), self.settings)
        self._variants = VariantFiles(self.settings)
        if now:
            self._now()

    @classmethod
    def of_state(cls, address: Address, state: State, settings: Settings) -> Self:
        """Return a searcher that answers from one generation, published or not."""
        one = cls.__new__(cls)
        one.settings = settings
        one._opened = ClusterIndexReader(Transport(address, settings), settings, only=state)
        one._variants = VariantFiles(settings)
        return one

    @property
    def generation(self) -> str:
        """See `Searcher.generation`."""
        return self._now().state.generation

    def count(self) -> int:
        """See `Searcher.count`."""
        return self._now().state.articles

    @checked
    @bounded
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
        page = ResponsePage(limit, offset, sort, facets=True, months=histogram)

        def of(now: ClusterSnapshot) -> Results:
            view = now.view(seen_by(filters, within))
            reader = self._reader(now, view, page, confined=bool(within))
            asked = reader.asked(query, match, filters or NO_FILTERS, sort, typing=typing)
            found = asked.found
            here = ranked(now, found, page)
            hits = hits_of(view, here, found, page, self.settings)
            if explain:
                hits = tuple(map(_explained, hits, explanations_of(here, asked, page)))
            return Results(
                query=query,
                hits=hits,
                total=found.total,
                total_all=asked.total_all,
                interpreted=asked.interpreted,
                generation=now.state.generation,
                took_ms=(time.perf_counter() - started) * 1e3,
                match=asked.match,
                limit=limit,
                offset=offset,
                ignored=asked.ignored,
                variants=asked.variants,
                suggestion=asked.suggestion,
                corrected=asked.corrected,
                facets=found.facets,
            )

        return self._opened.answered(of)

    @checked
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
        page = ResponsePage(limit, 0, sort, facets=True)

        def of(now: ClusterSnapshot) -> Ranking:
            reader = self._reader(now, now.view(seen_by(filters, within)), page, confined=bool(within))
            found = reader.asked(query, match, filters or NO_FILTERS, sort).found
            here = ranked(now, found, page)
            return Ranking(
                ids=tuple(here.articles[number].article.id for number in here.order),
                scores=here.scores,
                total=found.total,
                facets=found.facets,
                generation=now.state.generation,
            )

        return self._opened.answered(of)

    @checked
    @bounded
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
        one = article_at_hand(now, id)
        view = now.view(seen_by(filters, within))
        reader = self._reader(now, view, ResponsePage(DEPTH), confined=bool(within))
        return explained(now, view, reader.asked(query, match, filters or NO_FILTERS), one)

    @checked
    @bounded
    def similar(
        self,
        id: str,  # noqa: A002
        *,
        limit: int = 5,
        filters: Filters | None = None,
    ) -> tuple[Hit, ...]:
        """See `Searcher.similar`."""
        now = self._now()
        articles, scores = alike(now, article_at_hand(now, id), limit, confined(filters or NO_FILTERS))
        return unmarked(articles, scores, self.settings.snippet_chars if self.settings.snippets else 0)

    @checked
    @bounded
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
        reader = self._reader(now, view, ResponsePage(), confined=bool(within))
        return NoResultsAdviser(reader, ClusterSets(now, view), query, match, filters or NO_FILTERS).advice()

    @checked
    @bounded
    def overview(self, *, filters: Filters | None = None, recent: int = 5) -> Overview:
        """See `Searcher.overview`."""
        return overview(self._now(), confined(filters or NO_FILTERS), recent)

    @checked
    @bounded
    def suggest(self, prefix: str, *, limit: int = 8, filters: Filters | None = None) -> tuple[Suggestion, ...]:
        """See `Searcher.suggest`."""
        view = self._now().view(filters or NO_FILTERS)
        return view.completer.suggest(prefix[: self.settings.max_query_chars], limit)

    @checked
    @bounded
    def article(self, id: str) -> Article:  # noqa: A002
        """See `Searcher.article`."""
        return article_at_hand(self._now(), id).article

    @checked
    @bounded
    def marked_article(
        self,
        id: str,  # noqa: A002
        query: str,
        *,
        within: Filters | None = None,
    ) -> tuple[Article, tuple[Fragment, ...], tuple[Fragment, ...]]:
        """See `Searcher.marked_article`."""
        now = self._now()
        article = article_at_hand(now, id).article
        return article, *self._reader(now, now.view(within or NO_FILTERS), ResponsePage(), confined=False).marked(
            article, query
        )

    @checked
    @bounded
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
        article = article_at_hand(now, id).article
        cuts = Cuts(article.text, self.settings.article_chars)
        reader = self._reader(now, now.view(within or NO_FILTERS), ResponsePage(), confined=False)
        return part_of(article, reader.plan_of(query), cuts, part, self.settings.max_marks)

    def _reader(
        self, now: ClusterSnapshot, view: ClusterView, page: ResponsePage, *, confined: bool
    ) -> Interpreter[ClusterFound, Within]:
        return Interpreter(
            ClusterFinder(now, view, page, confined=confined), Limits.of(self.settings), self._variants.now()
        )


def _explained(hit: Hit, explanation: Explanation) -> Hit:
    return replace(hit, explanation=explanation)
