"""Access control: the index behind one blueprint, seen through the base filter of its reader.

Pages and API ask here and nowhere else, so that `base_filter` cannot be got around: whatever is added to either
(completion, similar articles, exports) goes through an `Archive` too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock

from flask import has_request_context, request

from trouvere.index import Article
from trouvere.index.errors import ArticleNotFound, TrouvereError, UsageError
from trouvere.index.fields import Field
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.search.fork_safety import begins_anew_in_children
from trouvere.search.highlight.article_parts import ArticlePart
from trouvere.search.query.filters import Filters, conditions, passes
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.results import Advice, Facets, FacetValues, Hit, Overview, Results, Suggestion
from trouvere.search.searcher import Searcher
from trouvere.web.params import MAX_VALUE_CHARS, SearchParams
from trouvere.web.telemetry.signals import noted

BaseFilter = Filters | Callable[[], Filters]


class BaseFilterError(TrouvereError):
    """A host's base filter asks for what its index does not have: nobody may see anything by it."""


class Archive:
    """An index, opened when first asked and kept open; threads share it.

    A process forked later opens its own: what the parent had open is not relied on in a child.
    """

    def __init__(self, index: str | Path, settings: Settings, base_filter: BaseFilter | None = None) -> None:
        self.index = index
        self.settings = settings
        self._base_filter = base_filter
        self._name = f"trouvere.archive.{id(self)}"
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`."""
        self._opened: Searcher | None = None
        self._lock = Lock()

    @property
    def searcher(self) -> Searcher:
        """The open index; within a request, held at one generation.

        Raises `IndexNotFound`, `IncompatibleIndex`, `CorruptIndex` or `UnreadableIndex` where it cannot be opened.
        """
        if not has_request_context():
            return self._open()
        # What one page says comes from one generation, however many questions it asks.
        held: Searcher | None = request.environ.get(self._name)
        if held is None:
            held = request.environ[self._name] = self._open().held()
        return held

    def _open(self) -> Searcher:
        if opened := self._opened:
            return opened
        with self._lock:
            if not self._opened:
                # Opened at the first question: until it can be, each one is told why.
                self._opened = open_searcher(self.index, settings=self.settings, now=False)
            return self._opened

    @property
    def generation(self) -> str:
        """Name of the generation that answers next."""
        return self.searcher.generation

    @property
    def trouble(self) -> TrouvereError | None:
        """See `Searcher.trouble`."""
        return self.searcher.trouble

    @property
    def edition(self) -> str:
        """What changes when the files do that are read beside the generation."""
        return self.searcher.edition

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that the generation which answers next declares; raises as `searcher` does."""
        return self.searcher.fields

    @property
    def known_fields(self) -> tuple[Field, ...]:
        """The same; none where the index cannot be opened: what an error's page can say of the address."""
        try:
            return self.fields
        except TrouvereError:
            return ()

    @property
    def shared(self) -> bool:
        """Whether every reader sees the same articles."""
        return self._base_filter is None

    def base(self) -> Filters:
        """Return what this reader is confined to; a callable is asked anew each time, within the request.

        Raises `BaseFilterError` where it names a field that the index does not declare, or what is no value of one.
        """
        given = self._base_filter
        wanted = given() if callable(given) else given
        if given is not None and not isinstance(wanted, Filters):
            # Fail closed: a hook that forgot its return must not open the whole index.
            raise TypeError(f"base_filter must give Filters, not {type(wanted).__name__}")
        if wanted is None:
            return Filters()
        try:
            conditions(wanted, self.fields)
        except UsageError as fault:
            # The reader asked for nothing wrong: it is the host's to mend, and nothing is shown until then.
            raise BaseFilterError(f"base_filter : {fault}", hint=fault.hint) from fault
        return wanted.confining()

    def search(self, params: SearchParams, *, explain: bool = False, histogram: bool = False) -> Results:
        """Return one page of hits, all of them within the base filter, and so are the facets.

        `explain` gives each hit its explanation; `histogram` also counts by month.
        """
        request = params.request(self.base(), explain=explain, histogram=histogram)
        results = self.searcher.requests.search(request)
        if any(len(one.value) > MAX_VALUE_CHARS for counts in results.facets.values() for one in counts):
            results = replace(results, facets=askable(results.facets))
        return noted(results)

    def suggest(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        """Return completions of what is being typed; none of them tells of articles outside the base filter."""
        return self.searcher.suggest(prefix[: self.settings.max_query_chars], limit=limit, filters=self.base())

    def facet(
        self, field: str, params: SearchParams, *, prefix: str = "", limit: int = 20, offset: int = 0
    ) -> FacetValues:
        """Return values of a facet among what a search finds, the most frequent first, its own filter aside.

        Values of articles outside the base filter are none; those too long for an address are left out.
        """
        found = self.searcher.facet(
            field,
            params.query,
            prefix=prefix[: self.settings.max_query_chars],
            limit=limit,
            offset=offset,
            match=params.match,
            filters=params.filters,
            within=self.base(),
        )
        return replace(found, values=askable({field: found.values})[field])

    def article(self, id: str) -> Article:  # noqa: A002  as in the Searcher
        """Return the article; raises `ArticleNotFound` also for one that the base filter keeps back."""
        return self._allowed(self.searcher.article(id))

    def marked_article(self, id: str, query: str, part: int = 1) -> ArticlePart:  # noqa: A002
        """Return a part of the article with the words of `query` marked; raises as `article` does."""
        self.article(id)
        return self.searcher.article_part(id, query, part, within=self.base())

    def explain(self, params: SearchParams, id: str) -> Explanation:  # noqa: A002
        """Return why a search gives an article its score; raises as `article` does."""
        self.article(id)
        return self.searcher.requests.explain(params.request(self.base()), id)

    def similar(self, id: str, limit: int) -> tuple[Hit, ...]:  # noqa: A002
        """Return articles about the same as this one that the reader may see; raises as `article` does."""
        self.article(id)
        return self.searcher.similar(id, limit=limit, filters=self.base())

    def advise(self, params: SearchParams) -> Advice:
        """Return what to do about a search that finds nothing; the base filter is never let go of."""
        return self.searcher.requests.advise(params.request(self.base()))

    def overview(self) -> Overview:
        """Return what there is to see for this reader: how many articles, of which days, the newest ones."""
        overview = self.searcher.overview(filters=self.base())
        return replace(overview, facets=askable(overview.facets))

    def count(self) -> int | None:
        """Return how many articles there are, or None where that would tell of articles this reader may not see."""
        return self.searcher.count() if self.shared else None

    def _allowed(self, article: Article) -> Article:
        if not passes(article, self.base(), self.fields):
            raise ArticleNotFound(f"aucun article « {article.id} »")
        return article


def askable(facets: Facets) -> Facets:
    """Return the values that a filter can be asked with: others are longer than an address should be."""
    return {
        name: tuple(count for count in counts if len(count.value) <= MAX_VALUE_CHARS) for name, counts in facets.items()
    }
