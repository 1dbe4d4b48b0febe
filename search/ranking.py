"""Chooses the best of many documents without sorting them all; ties go to the lower number, always."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
BLOCK = 64


def best_by_score(scores: Array, most: int) -> Array:
    """Return the numbers of the `most` highest scores above 0, best first. `scores`: one a document.

    The `most`-th highest of the maxima of 64 neighbours bounds the `most`-th highest score from below: only what
    reaches it is looked at again.
    """
    if not most or not len(scores):
        return np.zeros(0, np.int64)
    full = len(scores) // BLOCK * BLOCK
    maxima = scores[:full].reshape(-1, BLOCK).max(1)
    bound = np.float32(0)
    if len(maxima) > most:
        bound = np.partition(maxima, len(maxima) - most)[len(maxima) - most]
    chosen = np.flatnonzero(scores >= bound) if bound > 0 else np.flatnonzero(scores)
    return best(chosen, scores[chosen], most)


def best(numbers: Array, keys: Array, most: int, then: Array | None = None) -> Array:
    """Return those of `numbers` (ascending) with the `most` highest `keys`, best first; `then` breaks ties."""
    if len(numbers) > most:
        bound = np.partition(keys, len(keys) - most)[len(keys) - most]
        above, equal = np.flatnonzero(keys > bound), np.flatnonzero(keys == bound)
        if then is None:
            equal = equal[: most - len(above)]
        chosen = np.concatenate((above, equal))
        numbers, keys = numbers[chosen], keys[chosen]
        then = None if then is None else then[chosen]
    order = np.lexsort((numbers, -keys) if then is None else (numbers, -then, -keys))
    return numbers[order][:most]
