"""The engine of an index on this machine: see `Engine`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from trouvere.index.article import Article
from trouvere.index.settings import Settings
from trouvere.search.engines.embedded.facets import Masks, masks
from trouvere.search.engines.embedded.finding import EmbeddedFinder, EmbeddedFound
from trouvere.search.engines.embedded.index_reader import IndexReader
from trouvere.search.engines.embedded.matching_parts import others_with
from trouvere.search.engines.embedded.page import EmbeddedPage, ranked
from trouvere.search.engines.embedded.snapshot import Snapshot
from trouvere.search.highlight.article_parts import Cuts
from trouvere.search.interpret import Interpretation
from trouvere.search.query.nodes import Filters
from trouvere.search.query.plan import Plan
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.rescoring import DEPTH
from trouvere.search.request import SearchRequest
from trouvere.search.results import Overview


class EmbeddedEngine:
    """A folder, or `only` one generation of it, published or not. A document is its number in the generation."""

    def __init__(self, path: str | Path, settings: Settings, *, only: Snapshot | None = None) -> None:
        self.opened = IndexReader(Path(path), settings, only=only)

    def document(self, snapshot: Snapshot, id: str) -> int:  # noqa: A002
        """See `Engine.document`."""
        return snapshot.generation.find(id)

    def article(self, snapshot: Snapshot, document: int) -> Article:
        """See `Engine.article`."""
        return snapshot.generation.article(document)

    def finder(self, snapshot: Snapshot, request: SearchRequest) -> EmbeddedFinder:
        """See `Engine.finder`."""
        return EmbeddedFinder(snapshot, request)

    def page(self, finder: EmbeddedFinder, asked: Interpretation[EmbeddedFound, Masks]) -> EmbeddedPage:
        """See `Engine.page`."""
        return EmbeddedPage(finder, asked)

    def explanation(
        self, finder: EmbeddedFinder, asked: Interpretation[EmbeddedFound, Masks], document: int
    ) -> Explanation:
        """See `Engine.explanation`."""
        explainer, planned = finder.view.explainer, asked.found.planned
        article = finder.now.generation.article(document)
        if document not in asked.found.passes:
            return explainer.absence(asked.text, planned, document, article)
        again, _ = ranked(finder, asked.found, "relevance", DEPTH)
        (explanation,) = explainer.explain(asked.text, planned, [(document, article)], again=again)
        return explanation

    def similar(
        self, snapshot: Snapshot, document: int, limit: int, filters: Filters
    ) -> tuple[Iterable[Article], Iterable[float]]:
        """See `Engine.similar`."""
        article, allowed = snapshot.generation.article(document), masks(snapshot.generation, filters)
        docs, scores = snapshot.more_like_this.alike(document, article, limit, allowed)
        return map(snapshot.generation.article, docs.tolist()), scores.tolist()

    def overview(self, snapshot: Snapshot, filters: Filters, recent: int) -> Overview:
        """See `Engine.overview`."""
        return snapshot.overviews.overview(filters, recent)

    def parts_with(
        self, snapshot: Snapshot, document: int, plan: Plan, text: str, cuts: Cuts, here: int
    ) -> tuple[int, ...]:
        """See `Engine.parts_with`."""
        return others_with(snapshot.evaluator, document, plan, text, cuts, here)
