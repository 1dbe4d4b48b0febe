"""Writes the term dictionary of a field: sorted terms and their hash table; the format is in `read/lexicon.py`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from xxhash import xxh3_64_intdigest

from trouvere.index.columns.read.container import Array
from trouvere.index.columns.write.container import ContainerWriter


def write_lexicon(container: ContainerWriter, terms: Sequence[bytes]) -> None:
    """Write terms that are sorted and all different."""
    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    container.add("terms.blob", np.frombuffer(b"".join(terms), np.uint8))
    container.add("terms.offset", np.concatenate(([0], np.cumsum(lengths))).astype("<u4"))
    container.add("terms.slots", _slots(terms))


def _slots(terms: Sequence[bytes]) -> Array:
    """Return a hash table (open addressing, linear probing) of term number + 1, 0 for an empty slot."""
    size = 1 << max(3, (len(terms) * 3 // 2).bit_length())
    slots = np.zeros(size, "<u4")
    waiting = np.arange(len(terms), dtype=np.int64)
    hashes = np.fromiter(map(xxh3_64_intdigest, terms), np.uint64, len(terms))
    slot = (hashes & np.uint64(size - 1)).astype(np.int64)
    while len(waiting):
        # Of those that want the same free slot the last one written gets it; the others go one further.
        free = slots[slot] == 0
        slots[slot[free]] = waiting[free] + 1
        left = slots[slot] != waiting + 1
        waiting, slot = waiting[left], (slot[left] + 1) & (size - 1)
    return slots
