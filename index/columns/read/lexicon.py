"""Reads the term dictionary of a field: exact look-up by a hash table, prefix look-up by binary search."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from xxhash import xxh3_64_intdigest

from trouvere.index.columns.read.container import Container


class Lexicon:
    """The columns `terms.blob` (terms, sorted by their UTF-8, end to end), `terms.offset` and `terms.slots`.

    `slots` is a hash table with open addressing: the slot of a term is XXH3 of its bytes modulo the size, or one of
    those after it; it holds the term's number + 1, or 0 where there is none.
    """

    def __init__(self, container: Container) -> None:
        self._terms = container.table("terms.blob")
        self._offsets = container.table("terms.offset")
        self._slots = container.table("terms.slots")
        self._mask = len(self._slots) - 1

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._terms[self._offsets[number] : self._offsets[number + 1]])

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.all())

    def all(self) -> list[bytes]:
        """Return every term in order."""
        blob = bytes(self._terms)
        return [blob[start:end] for start, end in pairwise(self._offsets.tolist())]

    def find(self, term: bytes) -> int:
        """Return the number of a term, -1 where there is none."""
        slot = xxh3_64_intdigest(term) & self._mask
        # Linear probing ends at an empty slot; a table without one was damaged since it was verified.
        for _ in self._slots:
            number: int = self._slots[slot] - 1
            if number < 0 or self[number] == term:
                return number
            slot = (slot + 1) & self._mask
        raise IndexError("slots")

    def ceiling(self, term: bytes) -> int:
        """Return the number of the first term that is not below `term`; `len(self)` where all are."""
        return bisect_left(self, term)

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """Return the range of numbers of the terms that begin with `prefix`."""
        return self.ceiling(prefix), self.ceiling(prefix + b"\xff" * 4) if prefix else len(self)
