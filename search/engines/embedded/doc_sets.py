"""Sets of documents of one generation, as arrays of their numbers: see `Sets`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from trouvere.search.budget import spend
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.engines.embedded.facets import passing
from trouvere.search.engines.embedded.finding import Masks
from trouvere.search.query.plan import Plan
from trouvere.search.ranking.matches import Mask, Numbers


class EmbeddedSets:
    """See `Sets`; numbers ascend. `visible` are the documents that may be seen."""

    def __init__(self, evaluator: Evaluator, visible: Mask) -> None:
        self._evaluator = evaluator
        self._visible = visible

    def having(self, plan: Plan, within: Masks) -> Numbers:
        """See `Sets.having`."""
        docs, _ = self._evaluator.matches(plan)
        return passing(docs[self._visible[docs]], within)

    def both(self, one: Numbers, other: Numbers) -> Numbers:
        """See `Sets.both`."""
        spend(len(other))
        return np.intersect1d(one, other, assume_unique=True)

    def either(self, sets: Sequence[Numbers]) -> Numbers:
        """See `Sets.either`."""
        return reduce(np.union1d, sets)

    def without(self, one: Numbers, other: Numbers) -> Numbers:
        """See `Sets.without`."""
        return np.setdiff1d(one, other)

    def counts(self, sets: Sequence[Numbers]) -> list[int]:
        """See `Sets.counts`."""
        return [len(each) for each in sets]

    def all_but(self, sets: Sequence[Numbers]) -> list[int]:
        """See `Sets.all_but`."""
        spend(sum(map(len, sets)))
        times = np.bincount(np.concatenate(sets), minlength=self._evaluator.generation.documents)
        # Of the documents that lack one set, those that lack this one are all that do not have it.
        lacking = times == len(sets) - 1
        return [int(lacking.sum() - lacking[each].sum()) for each in sets]
