"""`Searcher`, what programs ask: every question with its arguments, once, whatever the engine."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from trouvere.index.article import Article
from trouvere.index.errors import TrouvereError
from trouvere.index.fields import Field
from trouvere.search.highlight.article_parts import ArticlePart
from trouvere.search.query.filters import NO_FILTERS, Filters
from trouvere.search.query.nodes import Match, Sort
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.request import FACET_VALUES, SearchRequest, checked
from trouvere.search.results import Advice, FacetValues, Fragment, Hit, Overview, Ranking, Results, Suggestion

if TYPE_CHECKING:
    from trouvere.search.engines.searcher import RequestSearcher


class Searcher:
    """Answers from one index. Safe to share between threads; notices a new generation by itself."""

    def __init__(self, requests: RequestSearcher) -> None:
        """Take what answers; `open_searcher` makes one of an index."""
        self.requests = requests
        """The same searcher, for who has a `SearchRequest`."""

    @property
    def generation(self) -> str:
        """Name of the generation that the next search will answer from."""
        return self.requests.generation

    @property
    def edition(self) -> str:
        """What changes when the files do that searches read beside the generation: variants and synonyms."""
        return self.requests.edition

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that the index declares, in their order."""
        return self.requests.fields

    @property
    def trouble(self) -> TrouvereError | None:
        """Why what is published now is not what answers; None where it is, or was when something was asked last.

        What is open goes on answering where a generation that cannot be opened was published after it, or where nothing
        says any more which one is published.
        """
        return self.requests.trouble

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
        facet_limit: int = FACET_VALUES,
    ) -> Results:
        """Answer `query`; anything a person can type is an acceptable query. `explain` gives each hit its explanation.

        Where nothing is typed, all articles that pass the filters are found, the newest first.

        `sort` is "relevance", "date" (the newest first), "oldest", "title" or a declared field, with "-" before it the
        greatest first; articles without a value come last. `facet_limit` is how many values of each facet are counted.

        `histogram` also counts the articles found by month, in `facets["month"]`.

        `typing`: it is asked while somebody types. The last word, unless something stands behind it, may be unfinished:
        it also stands for words that begin so, what it is already first, and is corrected only where nothing does.

        `within` is what the reader may see at all, `filters` what of it is asked for. Only articles within are found,
        and they alone, deleted ones left out, decide about words: which are known, corrected, joined or varied. Where
        it is not given, `filters` are taken for it: nothing is told then of what they leave out, but in facets.

        Raises `UsageError` where `limit`, `offset`, `sort` or `match` are out of range, and for a field that the index
        does not declare.
        """
        return self.requests.search(
            SearchRequest(
                query,
                limit=limit,
                offset=offset,
                sort=sort,
                match=match,
                filters=NO_FILTERS if filters is None else filters,
                explain=explain,
                histogram=histogram,
                typing=typing,
                within=within,
                facet_limit=facet_limit,
            )
        )

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
        """Answer `query` with the ids of the articles alone; scores, total and facets are those of `search`."""
        chosen = NO_FILTERS if filters is None else filters
        return self.requests.rank(
            SearchRequest(query, limit=limit, sort=sort, match=match, filters=chosen, within=within)
        )

    @checked
    def facet(
        self,
        field: str,
        query: str = "",
        *,
        prefix: str = "",
        limit: int = FACET_VALUES,
        offset: int = 0,
        match: Match = "auto",
        filters: Filters | None = None,
        within: Filters | None = None,
    ) -> FacetValues:
        """Return the values of one facet among the articles that a search finds: all of them, a page at a time.

        `field` is "source", "category", "tags", "authors", "language", "place", or a keyword or boolean that the index
        declares, whether or not it is counted with each search. Values are counted as `search` counts them, without the
        filter on that very field. `prefix` asks for those that begin so, or have a word that does: « loire »
        finds « Pays de la Loire ». Case and accents do not count.

        Raises `UsageError` for a field that there is not, or that has no values to count.
        """
        chosen = NO_FILTERS if filters is None else filters
        request = SearchRequest(
            query, limit=limit, offset=offset, match=match, filters=chosen, within=within, facets=False
        )
        return self.requests.facet(request, field, prefix)

    @checked
    def suggest(self, prefix: str, *, limit: int = 8, filters: Filters | None = None) -> tuple[Suggestion, ...]:
        """Return completions of what is being typed, the most used first; each finds something within `filters`.

        Raises `UsageError` where `limit` is out of range.
        """
        return self.requests.suggest(prefix, limit, filters or NO_FILTERS)

    @checked
    def explain(
        self,
        query: str,
        id: str,  # noqa: A002  the name promised outside
        *,
        match: Match = "auto",
        filters: Filters | None = None,
        within: Filters | None = None,
    ) -> Explanation:
        """Return why a search would give this article its score; raises `ArticleNotFound`.

        An article that the search does not find has score 0, and words without contributions: those it lacks.
        """
        request = SearchRequest(query, match=match, filters=filters or NO_FILTERS, within=within)
        return self.requests.explain(request, id)

    @checked
    def similar(
        self,
        id: str,  # noqa: A002  the name promised outside
        *,
        limit: int = 5,
        filters: Filters | None = None,
    ) -> tuple[Hit, ...]:
        """Return articles about the same as this one, the most alike first, without the article itself.

        Nothing in them is marked; their one passage is how they begin. Raises `ArticleNotFound`, and `UsageError` where
        `limit` is out of range.
        """
        return self.requests.similar(id, limit, filters or NO_FILTERS)

    def advise(
        self,
        query: str,
        *,
        match: Match = "auto",
        filters: Filters | None = None,
        within: Filters | None = None,
    ) -> Advice:
        """Return what to do about a query that finds nothing. `within` confines every count and is never let go of."""
        chosen = NO_FILTERS if filters is None else filters
        return self.requests.advise(SearchRequest(query, match=match, filters=chosen, within=within))

    @checked
    def overview(self, *, filters: Filters | None = None, recent: int = 5) -> Overview:
        """Return what the archive holds within `filters`: size, period, facets, the newest articles."""
        return self.requests.overview(filters or NO_FILTERS, recent)

    @checked
    def article(self, id: str) -> Article:  # noqa: A002  the name promised outside
        """Return the article with this id; raises `ArticleNotFound`."""
        return self.requests.article(id)

    @checked
    def marked_article(
        self,
        id: str,  # noqa: A002  the name promised outside
        query: str,
        *,
        within: Filters | None = None,
    ) -> tuple[Article, tuple[Fragment, ...], tuple[Fragment, ...]]:
        """Return the article and the fragments of its title and of its text, with the words of `query` marked."""
        return self.requests.marked_article(id, SearchRequest(query, limit=0, within=within or NO_FILTERS))

    @checked
    def article_part(
        self,
        id: str,  # noqa: A002  the name promised outside
        query: str,
        part: int = 1,
        *,
        within: Filters | None = None,
    ) -> ArticlePart:
        """Return a part of an article, with the words of `query` marked: what a page shows, whatever its length.

        The settings `article_chars` and `max_marks` say how long a part is and how many words are marked at most.
        """
        return self.requests.article_part(id, SearchRequest(query, limit=0, within=within or NO_FILTERS), part)

    def count(self) -> int:
        """Return how many articles the index holds."""
        return self.requests.count()

    def held(self) -> Self:
        """Return a searcher that stays at the generation that answers now, for questions whose answers stand together.

        It keeps that generation's files open as long as it lives, and answers until this one is closed. On a cluster an
        update changes a generation in place: that is seen all the same.
        """
        return type(self)(self.requests.held())

    def close(self) -> None:
        """Let go of the files; searches after this raise `UsageError`."""
        self.requests.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
