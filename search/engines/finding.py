"""Finds the documents of a plan in one generation, for `Reader`. Match, filter."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trouvere.search.correction import Correction
from trouvere.search.engines.matches import Mask, Numbers, Scores
from trouvere.search.engines.snapshot import Snapshot
from trouvere.search.engines.view import View
from trouvere.search.facets import filtered, masks
from trouvere.search.plan import Alternative, Planned
from trouvere.search.query import Filters, Node
from trouvere.search.variants import Variants

Masks = dict[str, Mask]
"""A mask of documents for each field that filters name."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one way of reading the query finds. `passes` are the numbers of those documents that pass the filters."""

    match: Literal["all", "any"]
    planned: Planned
    docs: Numbers
    passes: Numbers
    scores: Scores

    @property
    def total(self) -> int:
        """See `asking.Found`."""
        return len(self.passes)


class EmbeddedFinder:
    """See `Finder`."""

    def __init__(self, now: Snapshot, view: View, *, confined: bool) -> None:
        """Take what a reader sees; `confined`: nothing else is found, whatever filters are let go of."""
        self.now = now
        self.view = view
        self._visible = view.visible if confined else None

    def confined(self, filters: Filters) -> Masks:
        """See `Finder.confined`."""
        return masks(self.now.generation, filters)

    def plan(self, node: Node, match: Literal["all", "any"], variants: Variants) -> Planned:
        """See `Finder.plan`."""
        return self.view.plan(node, match, variants)

    def find(self, planned: Planned, match: Literal["all", "any"], within: Masks, *, everything: bool) -> Found:
        """See `Finder.find`."""
        if planned.plan is None and not everything:
            nothing = np.zeros(0, np.int64)
            return Found(match, planned, nothing, nothing, np.zeros(0, np.float32))
        docs, scores = self.now.evaluator.matches(planned.plan)
        if self._visible is not None:
            seen = self._visible[docs]
            docs, scores = docs[seen], scores[seen]
        if not within:
            return Found(match, planned, docs, docs, scores)
        passes = np.logical_and.reduce([mask[docs] for mask in within.values()])
        return Found(match, planned, docs, docs[passes], scores[passes])

    def in_use(self, alternatives: tuple[Alternative, ...], within: Masks) -> tuple[Alternative, ...]:
        """See `Finder.in_use`."""
        mask = filtered(self.view.visible, within)
        impacts = self.now.evaluator.impacts
        return tuple(one for one in alternatives if impacts.of(one.leaf).any_of(mask))

    def corrected(
        self, text: str, planned: Planned, found: int, within: Masks, meant: Container[str]
    ) -> Correction | None:
        """See `Finder.corrected`."""
        among = self.view.occurrence.within(within)
        return self.view.corrector.correct(text, planned.plan, found, among, meant)
