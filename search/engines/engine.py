"""`Engine` Protocol of searching, implemented by the embedded index and the cluster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from trouvere.index.article import Article
from trouvere.index.fields import Field
from trouvere.search.engines.reopening import Opening
from trouvere.search.highlight.article_parts import Cuts
from trouvere.search.interpret import Finder, Interpretation, ReaderView
from trouvere.search.query.filters import Filters
from trouvere.search.query.named_fields import Facet, ValuePrefix
from trouvere.search.query.plan import Plan
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.request import SearchRequest
from trouvere.search.results import FacetCount, Facets, FacetStats, Hit, Overview


class Snapshot(Protocol):
    """One generation, open."""

    @property
    def name(self) -> str:
        """The name of the generation."""
        ...

    @property
    def articles(self) -> int:
        """How many articles it holds."""
        ...

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that the index declares."""
        ...

    def view(self, visible: Filters, /) -> ReaderView:
        """Return what a reader sees who may see what passes some filters."""
        ...


class ResultPage(Protocol):
    """One page of what was found, the best first."""

    @property
    def scores(self) -> tuple[float, ...]:
        """The score of each article."""
        ...

    @property
    def facets(self) -> Facets:
        """How many of the articles found, on any page, have which value."""
        ...

    @property
    def facet_stats(self) -> Mapping[str, FacetStats]:
        """The least and the greatest value of each declared number and date among the articles found."""
        ...

    def ids(self) -> tuple[str, ...]:
        """Return the id of each article."""
        ...

    def hits(self) -> tuple[Hit, ...]:
        """Return each article with its marks and passages."""
        ...

    def explanations(self, hits: Sequence[Hit]) -> tuple[Explanation, ...]:
        """Return why each of these hits has its score."""
        ...


S = TypeVar("S", bound=Snapshot)
D = TypeVar("D")
N = TypeVar("N", bound=Finder[Any, Any])


class Engine(Protocol[S, D, N]):
    """An index as the searcher asks it. `D` is what stands for an article, `N` what finds articles for one request."""

    @property
    def opened(self) -> Opening[S]:
        """Tells which generation answers."""
        ...

    def document(self, snapshot: S, id: str) -> D:  # noqa: A002  as in the Searcher
        """Return what stands for the article with an id; raises `ArticleNotFound`."""
        ...

    def article(self, snapshot: S, document: D) -> Article:
        """Return the article that a document is."""
        ...

    def finder(self, snapshot: S, request: SearchRequest) -> N:
        """Return what finds the articles of a request."""
        ...

    def page(self, finder: N, asked: Interpretation[Any, Any]) -> ResultPage:
        """Return the page of what was found that the request is for."""
        ...

    def explanation(self, finder: N, asked: Interpretation[Any, Any], document: D) -> Explanation:
        """Return why an article has its score in an answer; the request is for as many as are scored again."""
        ...

    def similar(
        self, snapshot: S, document: D, limit: int, filters: Filters
    ) -> tuple[Iterable[Article], Iterable[float]]:
        """Return the articles most like one that pass some filters, the most alike first, and their scores."""
        ...

    def overview(self, snapshot: S, filters: Filters, recent: int) -> Overview:
        """Return what the archive holds within some filters, with its newest articles."""
        ...

    def facet_values(
        self, finder: N, asked: Interpretation[Any, Any], facet: Facet, prefix: ValuePrefix
    ) -> tuple[tuple[FacetCount, ...], int]:
        """Return a page of the values that articles found have of a facet, and how many values there are.

        Counted as if there were no filter on that very field; those that the prefix fits, the most frequent first, then
        by code point. The request of the finder has `limit` and `offset`. What may not be seen has no part in either.
        """
        ...

    def parts_with(self, snapshot: S, document: D, plan: Plan, text: str, cuts: Cuts, here: int) -> tuple[int, ...]:
        """Return the parts of an article, but part `here`, that have words of a plan; none where that is not known."""
        ...
