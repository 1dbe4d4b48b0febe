"""Vectorized hash table of raw tokens: open addressing, linear probing, many look-ups at once in numpy.

A token of up to 16 bytes of UTF-8 *is* its key: two words of 8 bytes, zeros after its end. The table compares both, so
that no two tokens are taken for one. The hash is multiplicative with random multipliers, drawn for each table: no text
can be made to slow look-ups down.
"""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Numbers = NDArray[np.intp]

KEY_BYTES = 16
"""Size of a key: the longest token in the table, in bytes."""
MARGIN_BYTES = 24
"""Padding: bytes that must follow the beginning of the last token, since `keys` reads that far."""

_SLOTS_PER_KEY = 4
"""Slots per key at the least (load factor 1/4): the first probe finds nearly every token."""
_BYTE_MASKS = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype="<u8")


def keys(data: bytes, starts: Numbers, sizes: Numbers) -> tuple[Words, Words]:
    """Return the two words of each token `data[start : start + size]`: both 0 for a token too long for a key.

    The length of `data` is a multiple of 8, and `MARGIN_BYTES` is respected.
    """
    low = _words(data, starts)
    low &= _BYTE_MASKS.take(sizes, mode="clip")
    high = np.zeros_like(low)
    if (longer := np.flatnonzero(sizes > 8)).size:
        sizes = sizes.take(longer)
        words = _words(data, starts.take(longer) + 8)
        words &= _BYTE_MASKS.take(sizes - 8, mode="clip")
        high[longer] = words
        too_long = longer[sizes > KEY_BYTES]
        low[too_long] = high[too_long] = 0
    return low, high


def _words(data: bytes, starts: Numbers) -> Words:
    """Return the 8 bytes from each start on as a word."""
    # Two aligned words, shifted together: numpy reads words at odd addresses more slowly.
    aligned = np.frombuffer(data, "<u8")
    at = starts >> 3
    shift = ((starts & 7) << 3).view(np.uint64)
    words = aligned.take(at)
    words >>= shift
    at += 1
    words |= aligned.take(at) << (np.uint64(64) - shift)  # numpy shifts by 64 to 0, as wanted for an aligned start
    return words


class RawTable:
    """Hash table from key to number; 0 for a key that is not in it."""

    def __init__(self) -> None:
        self.multipliers = np.frombuffer(os.urandom(16), np.uint64) | np.uint64(1)
        self._slots = np.zeros(1 << 12, np.int32)
        self._low: Words = np.zeros(1 << 10, np.uint64)
        self._high: Words = np.zeros(1 << 10, np.uint64)
        self._count = 0

    def find(self, low: Words, high: Words) -> Numbers:
        """Return the number of each key."""
        slots = self._home(low, high)
        found = self._slots.take(slots).astype(np.intp)
        pending = np.flatnonzero((self._low.take(found) != low) | (self._high.take(found) != high))
        pending = pending[found[pending] != 0]
        while pending.size:
            slots[pending] = next_slots = (slots[pending] + 1) & (len(self._slots) - 1)
            found[pending] = numbers = self._slots.take(next_slots).astype(np.intp)
            other = (self._low.take(numbers) != low[pending]) | (self._high.take(numbers) != high[pending])
            pending = pending[other & (numbers != 0)]
        return found

    def add(self, low: Words, high: Words, numbers: Numbers) -> None:
        """Insert distinct keys that are not in the table; numbers are from 1 on, and best dense."""
        if not numbers.size:
            return
        self._low = _stored(self._low, numbers, low)
        self._high = _stored(self._high, numbers, high)
        self._count += len(numbers)
        if self._count * _SLOTS_PER_KEY > len(self._slots):
            # Twice what is needed, so that growing is rare. No token begins with a zero byte: a word of 0 is a gap.
            self._slots = np.zeros(1 << (self._count * _SLOTS_PER_KEY * 2 - 1).bit_length(), np.int32)
            numbers = np.flatnonzero(self._low)
        self._place(numbers)

    def _place(self, numbers: Numbers) -> None:
        """Put each number into the first free slot from the slot of its hash on."""
        slots = self._home(self._low[numbers], self._high[numbers])
        while numbers.size:
            free = self._slots[slots] == 0
            self._slots[slots[free]] = numbers[free]
            # Of several that went for one slot, numpy let the last have it.
            homeless = self._slots[slots] != numbers
            numbers, slots = numbers[homeless], (slots[homeless] + 1) & (len(self._slots) - 1)

    def _home(self, low: Words, high: Words) -> Numbers:
        """Return the slot that each key hashes to."""
        mixed: Words = low * self.multipliers[0]
        mixed += high * self.multipliers[1]
        mixed >>= np.uint64(65 - len(self._slots).bit_length())
        return mixed.view(np.intp)


def _stored(words: Words, indices: Numbers, values: Words) -> Words:
    """Return `words`, grown where needed, with the values stored at the indices."""
    if (needed := int(indices.max()) + 1) > len(words):
        words = np.concatenate([words, np.zeros(2 * needed - len(words), np.uint64)])
    words[indices] = values
    return words
