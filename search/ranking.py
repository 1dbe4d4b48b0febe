"""Chooses the best of many documents without sorting them all; ties go to the lower number, always."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
GROUP = 64


def best_by_score(scores: Array, most: int) -> Array:
    """Return the numbers of the `most` highest scores above 0, best first. `scores`: one a document.

    Documents are put into groups of 64; the `most`-th highest of the groups' maxima bounds the `most`-th highest score
    from below, so only groups that reach it are looked at again. The members of a group lie far apart: the maxima of
    all groups at once are then a few vector instructions on neighbours.
    """
    groups = len(scores) // GROUP
    if not 0 < most < groups:
        chosen = np.flatnonzero(scores)
        return best(chosen, scores[chosen], most)
    table = scores[: groups * GROUP].reshape(GROUP, groups)
    maxima = table.max(0)
    bound = np.partition(maxima, groups - most)[groups - most]
    high = np.flatnonzero(maxima >= bound) if bound > 0 else np.flatnonzero(maxima)
    chosen = (high + np.arange(0, groups * GROUP, groups)[:, None]).ravel()
    chosen = np.concatenate((chosen, np.arange(groups * GROUP, len(scores))))
    found = scores[chosen]
    reach = (found >= bound) & (found > 0)
    chosen = np.sort(chosen[reach])
    return best(chosen, scores[chosen], most)


def best(numbers: Array, keys: Array, most: int, then: Array | None = None) -> Array:
    """Return those of `numbers` (ascending) with the `most` highest `keys`, best first; `then` breaks ties."""
    if len(numbers) > most > 0:
        bound = np.partition(keys, len(keys) - most)[len(keys) - most]
        above, equal = np.flatnonzero(keys > bound), np.flatnonzero(keys == bound)
        if then is None:
            equal = equal[: most - len(above)]
        chosen = np.concatenate((above, equal))
        numbers, keys = numbers[chosen], keys[chosen]
        then = None if then is None else then[chosen]
    order = np.lexsort((numbers, -keys) if then is None else (numbers, -then, -keys))
    return numbers[order][:most]
