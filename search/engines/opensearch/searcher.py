"""The `Searcher` on an index of a cluster. Read `search` downwards: read the query, find, look again, show."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Self

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.address import Address, parse
from trouvere.index.engines.opensearch.generations import State
from trouvere.index.settings import Settings
from trouvere.search.advising import Adviser
from trouvere.search.asking import Reader
from trouvere.search.budget import bounded
from trouvere.search.engines.lasting import Held, Lasting
from trouvere.search.engines.opensearch.filtering import Within, confined
from trouvere.search.engines.opensearch.finding import ClusterFinder, Found, Page
from trouvere.search.engines.opensearch.opening import Opened, Snapshot
from trouvere.search.engines.opensearch.ordering import explanations_of, hits_of, ranked
from trouvere.search.engines.opensearch.sets import ClusterSets
from trouvere.search.engines.opensearch.telling import alike, article_at_hand, explained, overview
from trouvere.search.engines.opensearch.wire import Wire
from trouvere.search.engines.presentation import unmarked
from trouvere.search.engines.rescoring import DEPTH
from trouvere.search.explanation import Explanation
from trouvere.search.parts import ArticlePart, Cuts, part_of
from trouvere.search.query import Filters, Limits, Match, Sort, check_asked
from trouvere.search.results import Advice, Fragment, Hit, Overview, Ranking, Results, Suggestion
from trouvere.search.variants import VariantFiles

NO_FILTERS = Filters()


class ClusterSearcher(Lasting[Snapshot]):
    """Answers from `opensearch://…/name`; see `Searcher` for what is promised."""

    _opened: Opened | Held[Snapshot]

    def __init__(self, index: str, *, settings: Settings | None = None) -> None:
        self.settings = settings or Settings.load()
        self._opened = Opened(Wire(parse(index), self.settings), self.settings)
        self._variants = VariantFiles(self.settings)
        self._now()

    @classmethod
    def of_state(cls, address: Address, state: State, settings: Settings) -> Self:
        """Return a searcher that answers from one generation, published or not."""
        one = cls.__new__(cls)
        one.settings = settings
        one._opened = Opened(Wire(address, settings), settings, only=state)
        one._variants = VariantFiles(settings)
        return one

    @property
    def generation(self) -> str:
        """See `Searcher.generation`."""
        return self._now().state.generation

    def count(self) -> int:
        """See `Searcher.count`."""
        return self._now().state.articles

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
    ) -> Results:
        """See `Searcher.search`."""
        started = time.perf_counter()
        check_asked(limit, offset, sort, match)
        page = Page(limit, offset, sort, facets=True, months=histogram)

        def of(now: Snapshot) -> Results:
            asked = self._reader(now, page).asked(query, match, filters or NO_FILTERS, suggest=True)
            found = asked.found
            here = ranked(now, found, page)
            hits = hits_of(now, here, found, page, self.settings)
            if explain:
                hits = tuple(map(_explained, hits, explanations_of(here, asked, page)))
            return Results(
                query=query,
                hits=hits,
                total=found.total,
                interpreted=asked.interpreted,
                generation=now.state.generation,
                took_ms=(time.perf_counter() - started) * 1e3,
                match=found.match,
                limit=limit,
                offset=offset,
                ignored=asked.ignored,
                variants=asked.variants,
                suggestion=asked.suggestion,
                corrected=asked.corrected,
                facets=found.facets,
            )

        return self._opened.answered(of)

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
        check_asked(limit, 0, sort, match)
        page = Page(limit, 0, sort, facets=True)

        def of(now: Snapshot) -> Ranking:
            found = self._reader(now, page).asked(query, match, filters or NO_FILTERS).found
            here = ranked(now, found, page)
            return Ranking(
                ids=tuple(here.articles[number].article.id for number in here.order),
                scores=here.scores,
                total=found.total,
                facets=found.facets,
                generation=now.state.generation,
            )

        return self._opened.answered(of)

    @bounded
    def explain(
        self,
        query: str,
        id: str,  # noqa: A002
        *,
        match: Match = "auto",
        filters: Filters | None = None,
    ) -> Explanation:
        """See `Searcher.explain`."""
        check_asked(0, 0, "relevance", match)
        now = self._now()
        one = article_at_hand(now, id)
        return explained(now, self._reader(now, Page(DEPTH)).asked(query, match, filters or NO_FILTERS), one)

    @bounded
    def similar(
        self,
        id: str,  # noqa: A002
        *,
        limit: int = 5,
        filters: Filters | None = None,
    ) -> tuple[Hit, ...]:
        """See `Searcher.similar`."""
        check_asked(limit, 0, "relevance", "auto")
        now = self._now()
        articles, scores = alike(now, article_at_hand(now, id), limit, confined(filters or NO_FILTERS))
        return unmarked(articles, scores, self.settings.snippet_chars if self.settings.snippets else 0)

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
        check_asked(0, 0, "relevance", match)
        now = self._now()
        reader = self._reader(now, Page())
        return Adviser(reader, ClusterSets(now), query, match, filters or NO_FILTERS, within or NO_FILTERS).advice()

    @bounded
    def overview(self, *, filters: Filters | None = None, recent: int = 5) -> Overview:
        """See `Searcher.overview`."""
        check_asked(recent, 0, "relevance", "auto")
        return overview(self._now(), confined(filters or NO_FILTERS), recent)

    @bounded
    def suggest(self, prefix: str, *, limit: int = 8, filters: Filters | None = None) -> tuple[Suggestion, ...]:
        """See `Searcher.suggest`."""
        check_asked(limit, 0, "relevance", "auto")
        now, prefix = self._now(), prefix[: self.settings.max_query_chars]
        among = now.occurrence.within(confined(filters)) if filters else None
        return now.completer.suggest(prefix, limit, among)

    @bounded
    def article(self, id: str) -> Article:  # noqa: A002
        """See `Searcher.article`."""
        return article_at_hand(self._now(), id).article

    @bounded
    def marked_article(self, id: str, query: str) -> tuple[Article, tuple[Fragment, ...], tuple[Fragment, ...]]:  # noqa: A002
        """See `Searcher.marked_article`."""
        now = self._now()
        article = article_at_hand(now, id).article
        return article, *self._reader(now, Page()).marked(article, query)

    @bounded
    def article_part(self, id: str, query: str, part: int = 1) -> ArticlePart:  # noqa: A002
        """See `Searcher.article_part`."""
        now = self._now()
        article = article_at_hand(now, id).article
        cuts = Cuts(article.text, self.settings.article_chars)
        return part_of(article, self._reader(now, Page()).plan_of(query), cuts, part, self.settings.max_marks)

    def _reader(self, now: Snapshot, page: Page) -> Reader[Found, Within]:
        return Reader(ClusterFinder(now, page), Limits.of(self.settings), self._variants.now())


def _explained(hit: Hit, explanation: Explanation) -> Hit:
    return replace(hit, explanation=explanation)
