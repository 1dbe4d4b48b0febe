"""Where words occur, as bits, a document each: for asking whether words stand together without scoring anything."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from trouvere.index.analysis import french
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.engines.evaluator import Evaluator

Bits = np.ndarray[Any, np.dtype[np.uint8]]
"""A set of documents: eight a byte."""


RARE = 2_000
"""Postings of a word up to which they are looked at one by one."""
_BIT = np.array([128 >> place for place in range(8)], np.uint8)


class Occurrence:
    """The documents of words. The last thousand asked for are remembered. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self.having = lru_cache(maxsize=1 << 10)(self._having)

    def _having(self, surface: str, stem: str | None = None) -> Bits:
        """Return which documents have a word in its surface form or its stem, in any field; deleted ones included."""
        mask = np.zeros(self._evaluator.generation.documents, bool)
        for field in TEXT_FIELDS:
            for name, word in ((field, surface), (stem_of(field), stem)):
                for column, term, base, _ in self._evaluator.impacts.lookup(name, word)[1] if word else ():
                    mask[column.docs(term) + base] = True
        return np.packbits(mask)

    def count(self, surface: str, within: Bits) -> int:
        """Return how many of some documents have a surface form; of a rare one, about: the most that a field has."""
        if self._evaluator.impacts.articles(surface) > RARE:
            return int(np.bitwise_count(within & self.having(surface)).sum())
        counts = [0]
        for field in TEXT_FIELDS:
            postings = self._evaluator.impacts.lookup(field, surface)[1]
            docs = [column.docs(term) + base for column, term, base, _ in postings]
            counts.append(sum(int(np.count_nonzero(within[each >> 3] & _BIT[each & 7])) for each in docs))
        return max(counts)


def stem_searched(word: str) -> str | None:
    """Return the stem that a query looks up for a word as written: none for a stop word."""
    return next((token.stem for token in french().tokens(word)), None)
