"""`EmbeddedFinder`, a `Finder` over columns: evaluates a plan and filters what it finds, in one generation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trouvere.index.fields import Field
from trouvere.search.engines.embedded.facets import Masks, filtered, masks, passing
from trouvere.search.engines.embedded.snapshot import EmbeddedSnapshot
from trouvere.search.query.filters import Filters
from trouvere.search.query.plan import Leaf, Plan, Planned
from trouvere.search.ranking.matches import Numbers, Scores
from trouvere.search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class EmbeddedFound:
    """What one way of reading the query finds.

    `passes` are the numbers of those documents that pass the filters, `counted` how many of another plan's do.
    """

    planned: Planned
    docs: Numbers
    passes: Numbers
    scores: Scores
    counted: int = 0

    @property
    def total(self) -> int:
        """See `Found`."""
        return len(self.passes)


class EmbeddedFinder:
    """See `Finder`."""

    def __init__(self, now: EmbeddedSnapshot, request: SearchRequest) -> None:
        self.now, self.request = now, request
        self.view = now.view(request.visible)
        # Where a reader is confined nothing else is found, whatever filters are let go of.
        self._visible = self.view.visible if request.within else None

    @property
    def fields(self) -> tuple[Field, ...]:
        """See `Finder.fields`."""
        return self.now.fields

    def confined(self, filters: Filters) -> Masks:
        """See `Finder.confined`."""
        return masks(self.now.generation, filters)

    def find(self, planned: Planned, within: Masks, *, everything: bool, count: Plan | None = None) -> EmbeddedFound:
        """See `Finder.find`."""
        if planned.plan is None and not everything:
            nothing = np.zeros(0, np.int64)
            return EmbeddedFound(planned, nothing, nothing, np.zeros(0, np.float32))
        docs, scores = self._seen(planned.plan)
        counted = 0 if count is None else len(passing(self._seen(count)[0], within))
        if not within:
            return EmbeddedFound(planned, docs, docs, scores, counted)
        passes = np.logical_and.reduce([mask[docs] for mask in within.values()])
        return EmbeddedFound(planned, docs, docs[passes], scores[passes], counted)

    def any_of(self, leaves: Sequence[Leaf], within: Masks) -> list[bool]:
        """See `Finder.any_of`."""
        mask = filtered(self.view.visible, within)
        scorer = self.now.evaluator.scorer
        return [scorer.of(leaf).any_of(mask) for leaf in leaves]

    def _seen(self, plan: Plan | None) -> tuple[Numbers, Scores]:
        docs, scores = self.now.evaluator.matches(plan)
        if self._visible is None:
            return docs, scores
        seen = self._visible[docs]
        return docs[seen], scores[seen]
