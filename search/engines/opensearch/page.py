"""Result page from a cluster: exact scores, rescores the best thirty, paginates, builds hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, count

import numpy as np

from trouvere.search.engines.opensearch.evidence import FetchedEvidence
from trouvere.search.engines.opensearch.filters import Within
from trouvere.search.engines.opensearch.finding import ClusterFinder, ClusterFound
from trouvere.search.engines.opensearch.memory_index import MemoryIndex
from trouvere.search.highlight.chunks import stem_form
from trouvere.search.highlight.highlighter import Highlighter, Positions
from trouvere.search.interpret import Interpretation
from trouvere.search.ranking.explain import Explainer
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.matches import LEAST_SCORE
from trouvere.search.ranking.rescoring import RESCORED_ARTICLES, Rescorer
from trouvere.search.ranking.top_k import best
from trouvere.search.results import Facets, FacetStats, Hit

OFFSET_STEP = 16
"""Positions between two of those that passages are cut out by: as columns keep them."""
Stretch = tuple[int, int]


class ClusterPage:
    """See `ResultPage`: `order` are the articles of the page, as numbers of those fetched."""

    def __init__(self, finder: ClusterFinder, asked: Interpretation[ClusterFound, Within]) -> None:
        self._finder, self._asked = finder, asked
        self.facets: Facets = asked.found.facets
        now, request, found = finder.now, finder.request, asked.found
        plan = found.planned.plan
        self._rescored = finder.by_score(plan) and found.first == 0
        articles = found.articles
        if self._rescored:
            # Ties go to the lower number.
            articles = (
                *sorted(articles[:RESCORED_ARTICLES], key=lambda each: each.number),
                *articles[RESCORED_ARTICLES:],
            )
        neighbours = found.planned.neighbours
        also = {place for pair in neighbours for place in pair} if self._rescored else set()
        left = now.recency_of(each.article for each in articles)
        self._evidence = evidence = FetchedEvidence(now.statistics, now.builder, articles, plan, also, left)
        docs = np.arange(len(articles))
        scores = np.zeros(len(articles), np.float32) if plan is None else evidence.score(plan, docs)
        if plan is not None and left is not None:
            scores = np.maximum(scores * left, LEAST_SCORE)
        order = docs
        if self._rescored:
            first = docs[:RESCORED_ARTICLES]
            again = Rescorer(evidence).rescored(found.planned, first, scores[:RESCORED_ARTICLES])
            scores = np.append(again, scores[RESCORED_ARTICLES:])
            order = np.append(best(again, RESCORED_ARTICLES), docs[RESCORED_ARTICLES:])
        here = slice(request.offset - found.first, request.offset - found.first + request.limit)
        numbers = order.tolist()
        values = [float(scores[number]) for number in numbers]
        if finder.by_score(plan):
            # The cluster ordered those that were not looked at again, by lengths that are not exact.
            values = list(accumulate(values, min))
        self.order: tuple[int, ...] = tuple(numbers[here])
        self.scores: tuple[float, ...] = tuple(values[here])
        self._articles = [articles[number].article for number in self.order]

    @property
    def facet_stats(self) -> Mapping[str, FacetStats]:
        """See `ResultPage.facet_stats`."""
        return self._asked.found.facet_stats

    def ids(self) -> tuple[str, ...]:
        """See `ResultPage.ids`."""
        return tuple(article.id for article in self._articles)

    def hits(self) -> tuple[Hit, ...]:
        """See `ResultPage.hits`."""
        settings = self._finder.now.settings
        highlighter = Highlighter(
            self._asked.found.planned.plan,
            self._finder.view.terms.importance,
            snippets=settings.snippets,
            chars=settings.snippet_chars,
        )
        memory_index = self._evidence.memory_index

        def of(form: str, word: str, most: int) -> Positions:
            key = word if form == "text" else stem_form(word)
            return [memory_index.positions(key, number)[:most] for number in self.order]

        places = highlighter.places(of, len(self.order))
        if highlighter.whole:
            near = [highlighter.read(article.text) for article in self._articles]
        else:
            near = _near(memory_index, self.order, [highlighter.windows(where) for where in places])
        ranks = count(self._finder.request.offset + 1)
        return tuple(map(highlighter.hit, ranks, self.scores, self._articles, near))

    def explanations(self, hits: Sequence[Hit]) -> tuple[Explanation, ...]:
        """See `ResultPage.explanations`."""
        explainer = Explainer(self._evidence, Rescorer(self._evidence))
        documents = list(zip(self.order, (hit.article for hit in hits), strict=True))
        again = range(RESCORED_ARTICLES) if self._rescored else ()
        return explainer.explain(self._asked.text, self._asked.found.planned, documents, again=again)


def _near(memory_index: MemoryIndex, texts: Sequence[int], chosen: list[list[Stretch]]) -> list[list[Stretch]]:
    """Return where in texts stretches of positions lie, a few words longer on either side, as columns have it."""
    ends = [
        (text, (last // OFFSET_STEP + 1) * OFFSET_STEP if after else first // OFFSET_STEP * OFFSET_STEP)
        for text, its in zip(texts, chosen, strict=True)
        for first, last in its
        for after in (False, True)
    ]
    offsets = iter(memory_index.offsets([text for text, _ in ends], [position for _, position in ends]))
    return [[(next(offsets), next(offsets)) for _ in its] for its in chosen]
