"""Hits of documents of a generation, highlighted from the positions that it has of their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trouvere.index.article import Article
from trouvere.index.columns.read.segment import Segment
from trouvere.search.budget import spend
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.engines.embedded.terms.visible_terms import VisibleTerms
from trouvere.search.highlight.highlighter import Highlighter, Positions
from trouvere.search.query.plan import Plan
from trouvere.search.ranking.matches import Numbers
from trouvere.search.results import Hit

BATCH_DOCUMENTS = 128
"""Documents whose words are looked up at once."""


class HitBuilder:
    """Shows what a plan found in one generation."""

    def __init__(
        self, evaluator: Evaluator, terms: VisibleTerms, plan: Plan | None, *, snippets: int, chars: int
    ) -> None:
        self._evaluator = evaluator
        self._generation = evaluator.generation
        self._highlighter = Highlighter(plan, terms.importance, snippets=snippets, chars=chars)

    def hits(self, numbers: Numbers, scores: Sequence[float], offset: int) -> tuple[Hit, ...]:
        """Return the hits of some documents, in their order; ranks count from `offset` + 1."""
        found: list[Hit] = []
        for start in range(0, len(numbers), BATCH_DOCUMENTS):
            end = start + BATCH_DOCUMENTS
            found += self._together(numbers[start:end], scores[start:end], offset + start)
        return tuple(found)

    def _together(self, numbers: Numbers, scores: Sequence[float], offset: int) -> Iterator[Hit]:
        ranked = list(enumerate(numbers.tolist()))
        hits: dict[int, Hit] = {}
        for index, (segment, base) in enumerate(self._generation.parts()):
            here = [(rank, number - base) for rank, number in ranked if 0 <= number - base < segment.documents]
            places = self._places(index, [document for _, document in here])
            for (rank, document), where in zip(here, places, strict=True):
                article, near = self._read(segment, document, where)
                hits[rank] = self._highlighter.hit(offset + rank + 1, scores[rank], article, near)
        return (hits[rank] for rank, _ in ranked)

    def _read(self, segment: Segment, document: int, places: list[int]) -> tuple[Article, list[tuple[int, int]]]:
        """Return an article, and where in its text the best passages lie: each begins and ends between words."""
        spend()
        if self._highlighter.whole:
            article = segment.articles.read(document)
            return article, self._highlighter.read(article.text)
        chosen = self._highlighter.windows(places)
        near = segment.field("text").octets(document, chosen) if chosen else []
        article, before = segment.articles.read_at(document, sorted({place for both in near for place in both}))
        return article, [(before[low], before[high]) for low, high in near]

    def _places(self, segment: int, docs: list[int]) -> list[list[int]]:
        """Return, for each document, where in its text the words of the plan stand."""

        def of(form: str, word: str, most: int) -> Positions:
            spend(len(docs))
            found = self._evaluator.statistics.posting(form, word, segment)
            return found[0].positions_in(found[1], docs, most) if found else [[]] * len(docs)

        return self._highlighter.places(of, len(docs))
