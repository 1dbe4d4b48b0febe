"""The engine of an index on this machine: see `Engine`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from trouvere.index.article import Article
from trouvere.index.settings import Settings
from trouvere.search.budget import spend
from trouvere.search.engines.embedded.facets import Masks, filtered, masks
from trouvere.search.engines.embedded.finding import EmbeddedFinder, EmbeddedFound
from trouvere.search.engines.embedded.index_reader import IndexReader
from trouvere.search.engines.embedded.matching_parts import others_with
from trouvere.search.engines.embedded.page import EmbeddedPage, ranked
from trouvere.search.engines.embedded.snapshot import EmbeddedSnapshot
from trouvere.search.highlight.article_parts import Cuts
from trouvere.search.interpret import Interpretation
from trouvere.search.query.filters import Filters
from trouvere.search.query.named_fields import Facet, ValuePrefix
from trouvere.search.query.plan import Plan
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.matches import LEAST_SCORE
from trouvere.search.ranking.more_like_this import LEAST_SHARE, query_terms
from trouvere.search.ranking.rescoring import RESCORED_ARTICLES
from trouvere.search.ranking.top_k import best_by_score
from trouvere.search.results import FacetCount, Overview


class EmbeddedSearchEngine:
    """A folder, or `only` one generation of it, published or not. A document is its number in the generation."""

    finder, page = EmbeddedFinder, EmbeddedPage

    def __init__(self, path: str | Path, settings: Settings, *, only: EmbeddedSnapshot | None = None) -> None:
        self.opened = IndexReader(Path(path), settings, only=only)

    def document(self, snapshot: EmbeddedSnapshot, id: str) -> int:  # noqa: A002
        """See `Engine.document`."""
        return snapshot.generation.find(id)

    def article(self, snapshot: EmbeddedSnapshot, document: int) -> Article:
        """See `Engine.article`."""
        return snapshot.generation.article(document)

    def explanation(
        self, finder: EmbeddedFinder, asked: Interpretation[EmbeddedFound, Masks], document: int
    ) -> Explanation:
        """See `Engine.explanation`."""
        explainer, planned = finder.view.explainer, asked.found.planned
        article = finder.now.generation.article(document)
        if document not in asked.found.passes:
            return explainer.absence(asked.text, planned, document, article)
        again, _ = ranked(finder, asked.found, "relevance", RESCORED_ARTICLES)
        (explanation,) = explainer.explain(asked.text, planned, [(document, article)], again=again)
        return explanation

    def similar(
        self, snapshot: EmbeddedSnapshot, document: int, limit: int, filters: Filters
    ) -> tuple[Iterable[Article], Iterable[float]]:
        """See `Engine.similar`."""
        generation, statistics = snapshot.generation, snapshot.evaluator.statistics

        def known(stem: str) -> tuple[int, float]:
            return statistics.frequency("text_stem", stem), statistics.idf("text_stem", stem)

        scores = snapshot.evaluator.scorer.together(query_terms(generation.article(document), known))
        least = max(LEAST_SHARE * scores[document], LEAST_SCORE)
        scores[document] = 0
        scores *= filtered(generation.live, masks(generation, filters))
        docs = best_by_score(scores, limit)
        docs = docs[scores[docs] >= least]
        return map(generation.article, docs.tolist()), scores[docs].tolist()

    def overview(self, snapshot: EmbeddedSnapshot, filters: Filters, recent: int) -> Overview:
        """See `Engine.overview`."""
        return snapshot.overviews.overview(filters, recent)

    def facet_values(
        self,
        finder: EmbeddedFinder,
        asked: Interpretation[EmbeddedFound, Masks],
        facet: Facet,
        prefix: ValuePrefix,
    ) -> tuple[tuple[FacetCount, ...], int]:
        """See `Engine.facet_values`."""
        docs, request = asked.found.docs, finder.request
        spend(len(docs))
        counter = finder.now.evaluator.facets
        return counter.values(facet, prefix, docs, asked.within, limit=request.limit, offset=request.offset)

    def parts_with(
        self, snapshot: EmbeddedSnapshot, document: int, plan: Plan, text: str, cuts: Cuts, here: int
    ) -> tuple[int, ...]:
        """See `Engine.parts_with`."""
        return others_with(snapshot.evaluator, document, plan, text, cuts, here)
