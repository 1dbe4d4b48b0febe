"""The engine of an index on a cluster: see `Engine`."""

from __future__ import annotations

from collections.abc import Iterable

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.generations import State
from trouvere.index.settings import Settings
from trouvere.search.engines.opensearch.evidence import FetchedArticle
from trouvere.search.engines.opensearch.explanation import explanation
from trouvere.search.engines.opensearch.filters import Within, confined
from trouvere.search.engines.opensearch.finding import ClusterFinder, ClusterFound, fetched_article
from trouvere.search.engines.opensearch.index_reader import ClusterIndexReader, ClusterSnapshot
from trouvere.search.engines.opensearch.more_like_this import alike
from trouvere.search.engines.opensearch.overview import overview
from trouvere.search.engines.opensearch.page import ClusterPage
from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.highlight.article_parts import Cuts
from trouvere.search.interpret import Interpretation
from trouvere.search.query.filters import Filters
from trouvere.search.query.named_fields import Facet, ValuePrefix
from trouvere.search.query.plan import Plan
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.results import FacetCount, Overview


class OpenSearchSearchEngine:
    """`opensearch://…/name`, or `only` one generation of it, published or not. A document is the article as fetched."""

    finder, page = ClusterFinder, ClusterPage

    def __init__(self, address: Address, settings: Settings, *, only: State | None = None) -> None:
        self.opened = ClusterIndexReader(Transport(address, settings), settings, only=only)

    def document(self, snapshot: ClusterSnapshot, id: str) -> FetchedArticle:  # noqa: A002
        """See `Engine.document`."""
        return fetched_article(snapshot, id)

    def article(self, snapshot: ClusterSnapshot, document: FetchedArticle) -> Article:
        """See `Engine.article`."""
        return document.article

    def explanation(
        self, finder: ClusterFinder, asked: Interpretation[ClusterFound, Within], document: FetchedArticle
    ) -> Explanation:
        """See `Engine.explanation`."""
        return explanation(finder, asked, document)

    def similar(
        self, snapshot: ClusterSnapshot, document: FetchedArticle, limit: int, filters: Filters
    ) -> tuple[Iterable[Article], Iterable[float]]:
        """See `Engine.similar`."""
        return alike(snapshot, document, limit, confined(filters, snapshot.fields))

    def overview(self, snapshot: ClusterSnapshot, filters: Filters, recent: int) -> Overview:
        """See `Engine.overview`."""
        return overview(snapshot, confined(filters, snapshot.fields), recent)

    def facet_values(
        self, finder: ClusterFinder, asked: Interpretation[ClusterFound, Within], facet: Facet, prefix: ValuePrefix
    ) -> tuple[tuple[FacetCount, ...], int]:
        """See `Engine.facet_values`."""
        return finder.facet_values(asked.found, asked.within, facet, prefix)

    def parts_with(
        self, snapshot: ClusterSnapshot, document: FetchedArticle, plan: Plan, text: str, cuts: Cuts, here: int
    ) -> tuple[int, ...]:
        """See `Engine.parts_with`: not known here."""
        return ()
