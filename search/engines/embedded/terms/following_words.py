"""Following words: what stands right behind some words, how often, and in which positions.

Where there are many places, some of them, from all through the index, stand for all: a completion is wanted at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

import numpy as np

from trouvere.index.columns.read.field import OWNER_BITS, FieldReader
from trouvere.index.schema import TEXT_FIELDS
from trouvere.search.budget import spend
from trouvere.search.engines.embedded.terms.term_statistics import ColumnTermStatistics

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Bits = np.ndarray[Any, np.dtype[np.uint8]]
MAX_POSITIONS = 1_024
"""Places of the rarest of the words that are looked at, at the most, and places behind them all that are."""
SAMPLE = 128
"""Of those, how many each of the others is looked for at that is more frequent than there are places."""


def times_following(
    statistics: ColumnTermStatistics, words: tuple[str, ...], others: Sequence[str], within: Bits
) -> list[int]:
    """Return how often each of some surface forms stands right behind some words in documents `within`, about."""
    found = [0.0] * len(others)
    for field in TEXT_FIELDS:
        for column, number, behind, share in positions_after(statistics, field, words, within):
            sample = behind[:: -(-len(behind) // SAMPLE)]
            for at, word in enumerate(others):
                if not (posting := statistics.posting(field, word, number)):
                    continue
                term = posting[1]
                occurrences = column.occurrences(term)
                if occurrences <= len(behind):
                    spend(occurrences)
                    here = column.addresses(term).astype(np.int64)
                    times = np.count_nonzero(behind.take(np.searchsorted(behind, here), mode="clip") == here) / share
                else:
                    spend(len(sample))
                    times = column.stands_at(term, sample).sum() * len(behind) / len(sample) / share
                found[at] += times
    return [ceil(times) for times in found]


def positions_after(
    statistics: ColumnTermStatistics, field: str, words: tuple[str, ...], within: Bits
) -> Iterator[tuple[FieldReader, int, Numbers, float]]:
    """Yield, for each segment, where some words are behind which another may stand: the column, the number of the
    segment, addresses right behind the words, and which share of all these are."""
    visible = np.unpackbits(within).view(bool)
    for column, _, base, number in statistics.lookup(field, words[0])[1]:
        postings = [statistics.posting(field, word, number) for word in words]
        terms = [posting[1] for posting in postings if posting]
        if len(terms) < len(words):
            continue
        place, rarest = min(enumerate(terms), key=lambda each: column.occurrences(each[1]))
        every = column.addresses(rarest)
        spend(len(every))
        step = -(-len(every) // MAX_POSITIONS)
        start = every[::step].astype(np.int64) - place
        start = start[np.searchsorted(start, 0) :]
        for at, term in enumerate(terms):
            if at != place and len(start):
                spend(len(start))
                start = start[column.stands_at(term, start + at)]
        start = start[visible[column.owners[start >> OWNER_BITS] + base]]
        if len(start):
            yield column, number, start + len(terms), 1 / step
