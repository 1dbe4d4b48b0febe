"""Where words occur, as bits, a document each: for asking whether words stand together without scoring anything."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from trouvere.index.analysis import french
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.engines.evaluator import Evaluator, Mask, Numbers

Bits = Numbers
"""A set of documents: eight a byte."""


class Occurrence:
    """The documents of words. The last thousand asked for are remembered. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._live: Mask | None = None
        self.having = lru_cache(maxsize=1 << 10)(self._having)

    def _having(self, surface: str, stem: str | None = None) -> Bits:
        """Return which documents have a word in its surface form or its stem, in any field; deleted ones included."""
        mask = np.zeros(self._evaluator.generation.documents, bool)
        for field in TEXT_FIELDS:
            for name, word in ((field, surface), (stem_of(field), stem)):
                for column, term, base, _ in self._evaluator.lookup(name, word)[1] if word else ():
                    mask[column.docs(term) + base] = True
        return np.packbits(mask)


def count(bits: Bits) -> int:
    """Return how many documents are in a set."""
    return int(np.bitwise_count(bits).sum())


def stem_of_word(word: str) -> str | None:
    """Return the stem of a word as written, None for a stop word."""
    return next((token.stem for token in french().tokens(word)), None)
