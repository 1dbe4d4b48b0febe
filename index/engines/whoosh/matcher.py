"""A Whoosh matcher over the postings of a term: document by document, in blocks that can be skipped."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.util.numeric import byte_to_length

from trouvere.index.columns.read.field import FieldReader
from trouvere.index.engines.whoosh.lengths import rounded
from trouvere.index.lazy import cached_property

BLOCK_POSTINGS = 128
"""Postings of a block: as many are read at once, and the most that one of them may score is known."""


class ColumnMatcher(LeafMatcher):
    """A matcher over one posting list of a column."""

    def __init__(self, field: FieldReader, term: int, format: Any, name: tuple[str, bytes], scorer: Any) -> None:  # noqa: A002
        self._field = field
        self._number = term
        self.format = format
        self._term = name
        self.scorer = scorer
        self._docs = field.docs(term)
        self._start, self._end = field.extent(term)
        self.reset()

    def reset(self) -> None:
        """Go back to the first posting."""
        self._go(0)

    def copy(self) -> ColumnMatcher:
        """Return a matcher at the same place."""
        twin = ColumnMatcher(self._field, self._number, self.format, self._term, self.scorer)
        twin._go(self._base + self._at)
        return twin

    def _go(self, posting: int) -> None:
        self._base = posting // BLOCK_POSTINGS * BLOCK_POSTINGS
        self._at = posting - self._base
        self._ids: list[int] = self._docs[self._base : self._base + BLOCK_POSTINGS].tolist()
        self._weights: list[float] | None = None

    def is_active(self) -> bool:
        """Tell whether there is a current posting."""
        return self._at < len(self._ids)

    def id(self) -> int:
        """Return the current document."""
        return self._ids[self._at]

    def next(self) -> bool:
        """Go to the next posting; returns whether a block ended."""
        self._at += 1
        if self._at < len(self._ids):
            return False
        if self._base + BLOCK_POSTINGS < len(self._docs):
            self._go(self._base + BLOCK_POSTINGS)
        return True

    def skip_to(self, id: int) -> None:  # noqa: A002
        """Go to the first posting whose document is not below `id`."""
        if not self.is_active():
            raise ReadTooFar
        if id <= self._ids[self._at]:
            return
        if id <= self._ids[-1]:
            self._at = bisect_left(self._ids, id, self._at)
        else:
            self._go(int(np.searchsorted(self._docs, id)))

    def all_ids(self) -> Iterator[int]:
        """Yield the documents from here on."""
        return iter(self._docs[self._base + self._at :].tolist())

    def weight(self) -> float:
        """Return how often the term is in the current document."""
        if self._weights is None:
            first = self._start + self._base
            last = min(first + BLOCK_POSTINGS, self._end)
            self._weights = self._field.tf(first, last).tolist() if self._field.scored else [1.0] * (last - first)
        return self._weights[self._at]

    # Positions

    def positions(self) -> list[int]:
        """Return where in the current document the term is."""
        first, end = self._field.first_addresses[self.id() : self.id() + 2].tolist()
        low, high = np.searchsorted(self._addresses, (first, end))
        found: list[int] = (self._addresses[low:high].astype(np.int64) - first).tolist()
        return found

    @cached_property
    def _addresses(self) -> Any:
        return self._field.addresses(self._number)

    def value(self) -> bytes:
        """Return the current posting as Whoosh encodes it."""
        if self._field.positional:
            return bytes(self.format.encode(self.positions()))
        return b"" if not self._field.scored else bytes(self.format.encode(int(self.weight())))

    def value_as(self, astype: str) -> Any:
        """Return the current posting as positions, frequency or weight."""
        if astype == "positions" and self._field.positional:
            return self.positions()
        if astype in ("weight", "frequency"):
            return self.weight() if astype == "weight" else int(self.weight())
        return super().value_as(astype)

    # Blocks: what lets a collector skip those that cannot matter

    @cached_property
    def _bounds(self) -> tuple[list[float], list[int]]:
        firsts = np.arange(0, len(self._docs), BLOCK_POSTINGS)
        if not self._field.scored:
            return [1.0] * len(firsts), [1] * len(firsts)
        weights = np.maximum.reduceat(self._field.tf(self._start, self._end), firsts)
        lengths = np.minimum.reduceat(self._field.lengths[self._docs], firsts)
        return weights.tolist(), rounded(lengths).tolist()

    def block_max_weight(self) -> float:
        """Return the highest weight in this block."""
        return self._bounds[0][self._base // BLOCK_POSTINGS]

    def block_min_length(self) -> int:
        """Return the length of the shortest document in this block."""
        return self._bounds[1][self._base // BLOCK_POSTINGS]

    def block_max_length(self) -> int:
        """Return a bound on the length of the documents in this block."""
        return int(byte_to_length(255))

    def block_min_id(self) -> int:
        """Return the first document of this block."""
        return self._ids[0]

    def block_max_id(self) -> int:
        """Return the last document of this block."""
        return self._ids[-1]

    def skip_to_quality(self, minquality: float) -> int:
        """Skip the blocks that cannot beat `minquality`; returns how many."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._go(min(self._base + BLOCK_POSTINGS, len(self._docs)))
            skipped += 1
        return skipped
