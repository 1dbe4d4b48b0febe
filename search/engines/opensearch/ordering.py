"""Looks again at the articles a cluster gave: scores to the digit, a second look at the best, and hits made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, count

import numpy as np

from trouvere.index.settings import Settings
from trouvere.search.engines.opensearch.evidence import FetchedArticle, FetchedEvidence
from trouvere.search.engines.opensearch.filters import Within
from trouvere.search.engines.opensearch.finding import ClusterFound, ResponsePage
from trouvere.search.engines.opensearch.index_reader import ClusterSnapshot
from trouvere.search.engines.opensearch.memory_index import MemoryIndex
from trouvere.search.engines.opensearch.view import ClusterView
from trouvere.search.highlight.chunks import stem_form
from trouvere.search.highlight.highlighter import Highlighter, Positions
from trouvere.search.interpret import Interpretation
from trouvere.search.ranking.explain import Explainer
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.matches import LEAST
from trouvere.search.ranking.rescoring import DEPTH, Rescorer
from trouvere.search.ranking.top_k import best
from trouvere.search.results import Hit

STEP = 16
"""Positions between two of those that passages are cut out by: as columns keep them (`OFFSET_STEP`)."""
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The articles of a page in order, as numbers in `articles`, with their scores."""

    articles: tuple[FetchedArticle, ...]
    evidence: FetchedEvidence
    order: tuple[int, ...]
    scores: tuple[float, ...]


def ranked(now: ClusterSnapshot, found: ClusterFound, page: ResponsePage) -> Ranked:
    """Return what of the articles at hand is on a page, in order."""
    plan = found.planned.plan
    rescored = page.by_score(plan) and found.first == 0
    articles = found.articles
    if rescored:
        # Ties go to the lower number.
        articles = (*sorted(articles[:DEPTH], key=lambda each: each.number), *articles[DEPTH:])
    neighbours = found.planned.neighbours
    also = {place for pair in neighbours for place in pair} if rescored else set()
    left = now.aged(each.article for each in articles)
    evidence = FetchedEvidence(now.statistics, now.asker, articles, plan, also, left)
    docs = np.arange(len(articles))
    scores = np.zeros(len(articles), np.float32) if plan is None else evidence.score(plan, docs)
    if plan is not None and left is not None:
        scores = np.maximum(scores * left, LEAST)
    order = docs
    if rescored:
        first = docs[:DEPTH]
        again = Rescorer(evidence).rescored(found.planned, first, scores[:DEPTH])
        scores = np.append(again, scores[DEPTH:])
        order = np.append(best(again, DEPTH), docs[DEPTH:])
    here = slice(page.offset - found.first, page.offset - found.first + page.limit)
    numbers = order.tolist()
    values = [float(scores[number]) for number in numbers]
    if page.by_score(plan):
        # The cluster ordered those that were not looked at again, by lengths that are not exact.
        values = list(accumulate(values, min))
    return Ranked(articles, evidence, tuple(numbers[here]), tuple(values[here]))


def explanations_of(
    here: Ranked, asked: Interpretation[ClusterFound, Within], page: ResponsePage
) -> tuple[Explanation, ...]:
    """Return why each article of a page has its score."""
    planned = asked.found.planned
    again = range(DEPTH) if page.by_score(planned.plan) and asked.found.first == 0 else ()
    explainer = Explainer(here.evidence, Rescorer(here.evidence))
    shown = [(number, here.articles[number].article) for number in here.order]
    return explainer.explain(asked.text, planned, shown, again=again)


def hits_of(
    view: ClusterView, here: Ranked, found: ClusterFound, page: ResponsePage, settings: Settings
) -> tuple[Hit, ...]:
    """Return the hits of a page."""
    showing = Highlighter(found.planned.plan, view.importance, snippets=settings.snippets, chars=settings.snippet_chars)
    glance = here.evidence.glance

    def of(form: str, word: str, most: int) -> Positions:
        key = word if form == "text" else stem_form(word)
        return [glance.positions(key, number)[:most] for number in here.order]

    places = showing.places(of, len(here.order))
    articles = [here.articles[number].article for number in here.order]
    if showing.whole:
        near = [showing.read(article.text) for article in articles]
    else:
        near = _near(glance, here.order, [showing.windows(where) for where in places])
    ranks = count(page.offset + 1)
    return tuple(map(showing.hit, ranks, here.scores, articles, near))


def _near(glance: MemoryIndex, texts: Sequence[int], chosen: list[list[Stretch]]) -> list[list[Stretch]]:
    """Return where in texts stretches of positions lie, a few words longer on either side, as columns have it."""
    ends = [
        (text, (last // STEP + 1) * STEP if after else first // STEP * STEP)
        for text, its in zip(texts, chosen, strict=True)
        for first, last in its
        for after in (False, True)
    ]
    offsets = iter(glance.offsets([text for text, _ in ends], [position for _, position in ends]))
    return [[(next(offsets), next(offsets)) for _ in its] for its in chosen]
