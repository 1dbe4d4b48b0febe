"""Reads the sorted terms of a field: found by hash in one step, by prefix in some twenty."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from xxhash import xxh3_64_intdigest

from trouvere.index.columns.container import Array, Container


class Lexicon:
    """The columns `terms.blob` (terms, sorted by their UTF-8, end to end), `terms.offset` and `terms.slots`.

    `slots` is a hash table with open addressing: the slot of a term is XXH3 of its bytes modulo the size, or one of
    those after it; it holds the term's number + 1, or 0 where there is none.
    """

    def __init__(self, container: Container) -> None:
        self._blob = container.column("terms.blob")
        self._offset = container.column("terms.offset")
        self._slots = container.column("terms.slots")
        self._mask = len(self._slots) - 1
        self._container = container
        # Plain memoryviews: a numpy scalar costs several times what reading one number does.
        self._offsets = self._offset.array.data
        self._table = self._slots.array.data
        self._terms = self._blob.array.data

    def __len__(self) -> int:
        return len(self._offset) - 1

    def __getitem__(self, number: int) -> bytes:
        if not self._container.sound:
            self._offset.part(number, number + 2)
        start, end = self._offsets[number], self._offsets[number + 1]
        if not self._container.sound:
            self._blob.part(start, end)
        return bytes(self._terms[start:end])

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.all())

    def all(self) -> list[bytes]:
        """Return every term in order."""
        blob = self._blob.part(0, len(self._blob)).tobytes()
        offsets = self._offset.part(0, len(self._offset)).tolist()
        return [blob[start:end] for start, end in pairwise(offsets)]

    def find(self, term: bytes) -> int:
        """Return the number of a term, -1 where there is none."""
        at = xxh3_64_intdigest(term) & self._mask
        while True:
            if not self._container.sound:
                self._slots.part(at, at + 1)
            number = self._table[at] - 1
            if number < 0 or self[number] == term:
                return number
            at = (at + 1) & self._mask

    def ceiling(self, term: bytes) -> int:
        """Return the number of the first term that is not below `term`; `len(self)` where all are."""
        return bisect_left(self, term)

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """Return the range of numbers of the terms that begin with `prefix`."""
        return self.ceiling(prefix), self.ceiling(prefix + b"\xff" * 4) if prefix else len(self)

    def lengths(self) -> Array:
        """Return how many bytes each term has."""
        offsets = self._offset.part(0, len(self._offset))
        return offsets[1:] - offsets[:-1]
