"""Plan evaluation: the documents and scores of a plan, made of those of its leaves."""

from __future__ import annotations

import numpy as np

from trouvere.index.columns.read.generation import Generation
from trouvere.index.lazy import cached_property
from trouvere.search.engines.embedded.facets import FacetCounter
from trouvere.search.engines.embedded.scoring import Scorer
from trouvere.search.engines.embedded.terms.term_statistics import ColumnTermStatistics
from trouvere.search.engines.embedded.values.value_orders import ValueOrders
from trouvere.search.query.plan import All, Either, Enough, Plan, Without
from trouvere.search.ranking.matches import (
    LEAST_SCORE,
    NOTHING,
    Mask,
    Matches,
    Numbers,
    Scores,
    both,
    either,
    enough,
    found_by,
    without,
)
from trouvere.search.ranking.recency import decay
from trouvere.search.ranking.weights import Weights


class Evaluator:
    """Answers plans from one generation. Safe to share between threads."""

    def __init__(self, generation: Generation, weights: Weights, expansions: int) -> None:
        self.generation = generation
        self.statistics = ColumnTermStatistics(generation, expansions)
        self.scorer = Scorer(self.statistics, weights)

    @cached_property
    def facets(self) -> FacetCounter:
        """Counts the values of what was found."""
        return FacetCounter(self.generation)

    @cached_property
    def orders(self) -> ValueOrders:
        """Orders documents by their values."""
        return ValueOrders(self.generation)

    @cached_property
    def recency(self) -> Scores | None:
        """What each document's score is multiplied by for its age; None where that does not count."""
        half_life, days = self.scorer.weights.half_life, self.generation.values("date")
        dated = days.codes >= 0
        known_dates = dated & self.generation.live
        if not half_life or not known_dates.any():
            return None
        each = np.array(days.values, "datetime64[D]").astype(np.int64)[days.codes]
        known = each[known_dates]
        # One deleted and not yet gone may be newer than all that are left.
        return decay(np.where(dated, known.max() - each, np.median(known.max() - known)), half_life)

    def matches(self, plan: Plan | None) -> tuple[Numbers, Scores]:
        """Return the documents that a plan finds, ascending, and their scores; None finds every document, with 0."""
        if plan is None:
            docs = np.flatnonzero(self.generation.live)
            return docs, np.zeros(len(docs), np.float32)
        docs, scores = self._matches(plan).listed()
        if len(self.generation.deleted):
            live = self.generation.live[docs]
            docs, scores = docs[live], scores[live]
        if self.recency is not None:
            scores = np.maximum(scores * self.recency[docs], LEAST_SCORE)
        return docs, scores

    def has(self, plan: Plan, docs: Numbers) -> Mask:
        """Return which of some documents (ascending) a plan finds."""
        return found_by(plan, lambda leaf: self.scorer.of(leaf).scores_of(docs) > 0)

    def _matches(self, plan: Plan) -> Matches:
        documents = self.generation.documents
        match plan:
            case Either(parts):
                return either([self._matches(part) for part in parts], documents)
            case Enough(parts, worths, least):
                return enough([self._matches(part) for part in parts], worths, least, documents)
            case All(parts):
                return self._all([self._matches(part) for part in parts])
            case Without(wanted, unwanted):
                every = Matches(None, np.full(documents, LEAST_SCORE)) if wanted is None else self._matches(wanted)
                return without(every, self._matches(unwanted), documents)
        return self.scorer.of(plan)

    def _all(self, parts: list[Matches]) -> Matches:
        # The shortest list first: what comes after is then looked at only there.
        parts.sort(key=lambda part: self.generation.documents if part.docs is None else len(part.docs))
        found = parts[0]
        for part in parts[1:]:
            if found.docs is not None and not len(found.docs):
                return NOTHING
            found = both(found, part)
        return found
