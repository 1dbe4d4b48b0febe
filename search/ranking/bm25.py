"""BM25: the part of it that a term frequency has; scoring multiplies it by weight and idf."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trouvere.search.ranking.matches import LEAST_SCORE, Scores

B, K1 = 0.75, 1.2


def length_norm(lengths: NDArray[Any], average: float) -> Scores:
    """Return k1 (1 − b + b length / average) of fields of these lengths, in tokens."""
    norm: Scores = (K1 * ((1 - B) + B * lengths / average)).astype(np.float32)
    return norm


def bm25(tf: Scores, norm: Scores, weight: float) -> Scores:
    """Return weight × tf (k1 + 1) / (tf + norm), a little above 0 at least; both arrays are used up."""
    norm += tf
    tf *= np.float32(weight * (K1 + 1))
    tf /= norm
    return tf if weight > 0 else np.maximum(tf, LEAST_SCORE)
