"""What an article's age leaves of its score, where the site wants that (`recency_half_life`)."""

from __future__ import annotations

import numpy as np

from trouvere.index.columns.read.generation import Generation
from trouvere.search.ranking.matches import Scores


def recency_of(generation: Generation, half_life: float) -> Scores | None:
    """Return what the score of each document is multiplied by: 0.5 ** (age / half_life). None where age does not count.

    Age is in days before the newest article, not before today: an index answers tomorrow as it does now. An article
    without a date is as old as half of the others.
    """
    days = generation.values("date")
    dated = days.codes >= 0
    if not half_life or not (dated & generation.live).any():
        return None
    each = np.array(days.values, "datetime64[D]").astype(np.int64)[days.codes]
    known = each[dated & generation.live]
    ages = np.where(dated, known.max() - each, np.median(known.max() - known))
    # One deleted and not yet gone may be newer than all that are left.
    left: Scores = (0.5 ** (np.maximum(ages, 0) / half_life)).astype(np.float32)
    return left
