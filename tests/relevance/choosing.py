"""Chooses weights on some sets and measures them on another: what a choice is worth where it was not made.

A coordinate search: one weight at a time takes the value of its grid that is best, until none changes or the rounds are
over. What is compared is the mean, over sets, of nDCG@10 divided by that of the defaults, so that no set counts more.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relevance.measuring import Prepared, Weights, ndcg

GRID: dict[str, tuple[float, ...]] = {
    "weight_text": (0.4, 0.6, 0.8),
    "weight_title": (0.1, 0.25, 0.4),
    "weight_title_stem": (0.5, 0.7, 0.9),
    "weight_untitled": (0.2, 0.4, 0.6),
    "weight_light": (0.15, 0.3, 0.6),
    "weight_coverage": (0.1, 0.2, 0.4),
    "weight_near": (0.1, 0.2, 0.4),
    "weight_near_title": (0.2, 0.4, 0.8),
    "weight_family": (0.3, 0.5, 0.7),
}
"""`weight_text_stem` is the unit of the others."""
LEAST = 0.0005
"""A gain below this is none."""


class Chooser:
    """Measures each set once under each weights that a search comes by."""

    def __init__(self, sets: Sequence[Prepared], defaults: Weights) -> None:
        self._sets = {one.name: one for one in sets}
        self._defaults = defaults
        self._known: dict[tuple[str, tuple[tuple[str, float], ...]], float] = {}

    def measured(self, name: str, weights: Weights) -> float:
        """Return nDCG@10 of a set."""
        key = (name, tuple(sorted(weights.items())))
        if key not in self._known:
            self._known[key] = ndcg(self._sets[name], weights)
        return self._known[key]

    def worth(self, names: Sequence[str], weights: Weights) -> float:
        """Return the mean over sets of nDCG@10, that of the defaults being 1."""
        return float(np.mean([self.measured(n, weights) / self.measured(n, self._defaults) for n in names]))

    def chosen(self, names: Sequence[str], rounds: int = 2) -> dict[str, float]:
        """Return the weights that are best on some sets, found from the middle of the grid."""
        found = {name: values[len(values) // 2] for name, values in GRID.items()}
        now = self.worth(names, found)
        for _ in range(rounds):
            before = now
            for name, values in GRID.items():
                for value in values:
                    tried = found | {name: value}
                    if (worth := self.worth(names, tried)) > now + LEAST:
                        found, now = tried, worth
            if now == before:
                break
        return found
