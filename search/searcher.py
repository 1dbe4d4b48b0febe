"""The `Searcher` Protocol: what the pages, the API and the command line know of an engine."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from trouvere.index.article import Article
from trouvere.index.errors import TrouvereError
from trouvere.search.highlight.article_parts import ArticlePart
from trouvere.search.query.nodes import Filters, Match, Sort
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.results import Advice, Fragment, Hit, Overview, Ranking, Results, Suggestion


class Searcher(Protocol):
    """Answers from one index. Safe to share between threads; notices a new generation by itself."""

    @property
    def generation(self) -> str:
        """Name of the generation that the next search will answer from."""
        ...

    @property
    def edition(self) -> str:
        """What changes when the files do that searches read beside the generation: variants and synonyms."""
        ...

    @property
    def trouble(self) -> TrouvereError | None:
        """Why what is published now is not what answers; None where it is, or was when something was asked last.

        What is open goes on answering where a generation that cannot be opened was published after it, or where nothing
        says any more which one is published.
        """
        ...

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
        """Answer `query`; anything a person can type is an acceptable query. `explain` gives each hit its explanation.

        `histogram` also counts the articles found by month, in `facets["month"]`.

        `typing`: it is asked while somebody types. The last word, unless something stands behind it, may be unfinished:
        it also stands for words that begin so, what it is already first, and is corrected only where nothing does.

        `within` is what the reader may see at all, `filters` what of it is asked for. Only articles within are found,
        and they alone, deleted ones left out, decide about words: which are known, corrected, joined or varied. Where
        it is not given, `filters` are taken for it: nothing is told then of what they leave out, but in facets.

        Raises `UsageError` where `limit`, `offset`, `sort` or `match` are out of range.
        """
        ...

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
        ...

    def suggest(self, prefix: str, *, limit: int = 8, filters: Filters | None = None) -> tuple[Suggestion, ...]:
        """Return completions of what is being typed, the most used first; each finds something within `filters`.

        Raises `UsageError` where `limit` is out of range.
        """
        ...

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
        ...

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
        ...

    def advise(
        self,
        query: str,
        *,
        match: Match = "auto",
        filters: Filters | None = None,
        within: Filters | None = None,
    ) -> Advice:
        """Return what to do about a query that finds nothing. `within` confines every count and is never let go of."""
        ...

    def overview(self, *, filters: Filters | None = None, recent: int = 5) -> Overview:
        """Return what the archive holds within `filters`: size, period, sources, the newest articles."""
        ...

    def article(self, id: str) -> Article:  # noqa: A002  the name promised outside
        """Return the article with this id; raises `ArticleNotFound`."""
        ...

    def marked_article(
        self,
        id: str,  # noqa: A002  the name promised outside
        query: str,
        *,
        within: Filters | None = None,
    ) -> tuple[Article, tuple[Fragment, ...], tuple[Fragment, ...]]:
        """Return the article and the fragments of its title and of its text, with the words of `query` marked."""
        ...

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
        ...

    def count(self) -> int:
        """Return how many articles the index holds."""
        ...

    def held(self) -> Self:
        """Return a searcher that stays at the generation that answers now, for questions whose answers stand together.

        It keeps that generation's files open as long as it lives, and answers until this one is closed. On a cluster an
        update changes a generation in place: that is seen all the same.
        """
        ...

    def close(self) -> None:
        """Let go of the files; searches after this raise `UsageError`."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
