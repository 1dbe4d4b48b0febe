"""Result page of one generation: sorts, rescores the best thirty, paginates, builds hits.

By score or by a value; ties in order of document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from trouvere.search.budget import spend
from trouvere.search.engines.embedded.facets import Masks
from trouvere.search.engines.embedded.finding import EmbeddedFinder, EmbeddedFound
from trouvere.search.engines.embedded.hits import HitBuilder
from trouvere.search.interpret import Interpretation
from trouvere.search.query.named_fields import Order, order_of
from trouvere.search.query.nodes import Sort
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.matches import Numbers, Scores
from trouvere.search.ranking.rescoring import RESCORED_ARTICLES
from trouvere.search.ranking.top_k import best, best_by_score
from trouvere.search.results import Facets, FacetStats, Hit


class EmbeddedPage:
    """See `ResultPage`."""

    def __init__(self, finder: EmbeddedFinder, asked: Interpretation[EmbeddedFound, Masks]) -> None:
        self._finder, self._asked, self._request = finder, asked, finder.request
        past = self._request.offset + self._request.limit
        self._best, scores = ranked(finder, asked.found, self._request.sort, past)
        self._docs = self._best[self._request.offset :]
        self.scores: tuple[float, ...] = tuple(scores[self._request.offset :].tolist())

    @property
    def facets(self) -> Facets:
        """See `ResultPage.facets`."""
        found, within = self._asked.found, self._asked.within
        docs, counter = found.docs, self._finder.now.evaluator.facets
        spend(len(docs))
        facets = counter.count(docs, within, self._request.facet_limit, passes=found.passes)
        return {**facets, "month": counter.months(docs, within)} if self._request.histogram else facets

    @property
    def facet_stats(self) -> Mapping[str, FacetStats]:
        """See `ResultPage.facet_stats`."""
        found, within = self._asked.found, self._asked.within
        return self._finder.now.evaluator.facets.stats(found.docs, within, passes=found.passes)

    def ids(self) -> tuple[str, ...]:
        """See `ResultPage.ids`."""
        return self._finder.now.generation.ids_of(self._docs)

    def hits(self) -> tuple[Hit, ...]:
        """See `ResultPage.hits`."""
        now, settings = self._finder.now, self._finder.now.settings
        builder = HitBuilder(
            now.evaluator,
            self._finder.view.terms,
            self._asked.found.planned.plan,
            snippets=settings.snippets,
            chars=settings.snippet_chars,
        )
        return builder.hits(self._docs, self.scores, self._request.offset)

    def explanations(self, hits: Sequence[Hit]) -> tuple[Explanation, ...]:
        """See `ResultPage.explanations`."""
        again = set(self._best[:RESCORED_ARTICLES].tolist()) if self._request.sort == "relevance" else ()
        documents = list(zip(self._docs.tolist(), (hit.article for hit in hits), strict=True))
        return self._finder.view.explainer.explain(self._asked.text, self._asked.found.planned, documents, again=again)


def ranked(finder: EmbeddedFinder, found: EmbeddedFound, sort: Sort, most: int) -> tuple[Numbers, Scores]:
    """Return the `most` best documents and their scores: by score or by a value (those without one last).

    Ties stand in order of number; of those of a minute, or of a day, the best come first. Where nothing but filters was
    asked there are no scores, and the newest come first.
    """
    order = order_of(sort, finder.fields)
    if order.name != "relevance" or found.planned.plan is None:
        order = Order("date") if order.name == "relevance" else order
        keys = finder.now.evaluator.orders.keys(order)[found.passes]
        chosen = best(keys, most, then=found.scores if order.name == "date" else None)
        return found.passes[chosen], found.scores[chosen]
    chosen = best_by_score(found.scores, max(most, RESCORED_ARTICLES))
    docs, scores = found.passes[chosen], found.scores[chosen]
    ascending = np.argsort(docs[:RESCORED_ARTICLES])
    again = finder.view.rescorer.rescored(
        found.planned, docs[:RESCORED_ARTICLES][ascending], scores[:RESCORED_ARTICLES][ascending]
    )
    first = ascending[best(again, RESCORED_ARTICLES)]
    docs[:RESCORED_ARTICLES], scores[:RESCORED_ARTICLES] = docs[first], np.sort(again)[::-1]
    return docs[:most], scores[:most]
