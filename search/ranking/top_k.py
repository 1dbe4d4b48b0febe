"""Top k: the best of many without sorting them all; tie-break: the one that stands first."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
GROUP_SCORES = 64
"""Scores in a group, of which the maximum alone is compared at first."""


def best_by_score(scores: Array, most: int) -> Array:
    """Return where the `most` highest scores stand, best first.

    Scores are put into groups of 64; the `most`-th highest of the groups' maxima bounds the `most`-th highest score
    from below, so only groups that reach it are looked at again. The members of a group lie far apart: the maxima of
    all groups at once are then a few vector instructions on neighbours.
    """
    groups = len(scores) // GROUP_SCORES
    if not most or groups <= most:
        return best(scores, most)
    table = scores[: groups * GROUP_SCORES].reshape(GROUP_SCORES, groups)
    maxima = table.max(0)
    bound = np.partition(maxima, groups - most)[groups - most]
    high = np.flatnonzero(maxima >= bound)
    chosen = (high + np.arange(0, groups * GROUP_SCORES, groups)[:, None]).ravel()
    chosen = np.concatenate((chosen, np.arange(groups * GROUP_SCORES, len(scores))))
    chosen = np.sort(chosen[scores[chosen] >= bound])
    return chosen[best(scores[chosen], most)]


def best(keys: Array, most: int, then: Array | None = None) -> Array:
    """Return where the `most` highest keys stand, best first; `then` breaks ties, and then the lower place."""
    if not most:
        return np.zeros(0, np.int64)
    at = np.arange(len(keys))
    if len(keys) > most:
        bound = np.partition(keys, len(keys) - most)[len(keys) - most]
        above, equal = np.flatnonzero(keys > bound), np.flatnonzero(keys == bound)
        if then is None:
            equal = equal[: most - len(above)]
        at = np.concatenate((above, equal))
        keys = keys[at]
        then = None if then is None else then[at]
    order = np.lexsort((at, -keys) if then is None else (at, -then, -keys))
    return at[order][:most]
