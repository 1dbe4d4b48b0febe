"""BM25: the part of it that a term frequency has; scoring multiplies it by weight and idf."""

from __future__ import annotations

import numpy as np

from trouvere.search.ranking.matches import LEAST_SCORE, Scores

B, K1 = 0.75, 1.2


def bm25(tf: Scores, norm: Scores, weight: float) -> Scores:
    """Return weight × tf (k1 + 1) / (tf + norm), a little above 0 at least; both arrays are used up."""
    norm += tf
    tf *= np.float32(weight * (K1 + 1))
    tf /= norm
    return tf if weight > 0 else np.maximum(tf, LEAST_SCORE)
