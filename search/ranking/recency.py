"""Recency: what an article's age leaves of its score, where the site wants that (`recency_half_life`).

Age is in days before the newest article, not before today: an index answers tomorrow as it does now. An article without
a date is as old as half of the others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trouvere.search.ranking.matches import Scores


def decay(days: ArrayLike, half_life: float) -> Scores:
    """Return what scores of articles so many days old are multiplied by: 0.5 ** (days / half_life)."""
    left: Scores = (0.5 ** (np.maximum(days, 0) / half_life)).astype(np.float32)
    return left
