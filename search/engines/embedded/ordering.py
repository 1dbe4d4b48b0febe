"""Puts what was found in order: by score, with a second look at the best, or by date."""

from __future__ import annotations

import numpy as np

from trouvere.search.engines.embedded.finding import EmbeddedFound
from trouvere.search.engines.embedded.snapshot import Snapshot
from trouvere.search.engines.embedded.view import View
from trouvere.search.query.nodes import Sort
from trouvere.search.ranking.matches import Numbers, Scores
from trouvere.search.ranking.rescoring import DEPTH
from trouvere.search.ranking.top_k import best, best_by_score


def ranked(now: Snapshot, view: View, found: EmbeddedFound, sort: Sort, most: int) -> tuple[Numbers, Scores]:
    """Return the `most` best, their numbers and scores: by score or by date (undated last); ties in order of number.

    Where nothing but filters was asked there are no scores, and the newest come first.
    """
    if sort != "relevance" or found.planned.plan is None:
        at = best(now.generation.values("date").codes[found.passes], most, then=found.scores)
        return found.passes[at], found.scores[at]
    at = best_by_score(found.scores, max(most, DEPTH))
    numbers, scores = found.passes[at], found.scores[at]
    order = np.argsort(numbers[:DEPTH])
    again = view.rescorer.rescored(found.planned, numbers[:DEPTH][order], scores[:DEPTH][order])
    first = order[best(again, DEPTH)]
    numbers[:DEPTH], scores[:DEPTH] = numbers[first], np.sort(again)[::-1]
    return numbers[:most], scores[:most]
