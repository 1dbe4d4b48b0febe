"""Field lengths quantized to one byte as Whoosh does: ordinary matchers then score as with its own codec."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from whoosh.util.numeric import byte_to_length, length_to_byte

Array = np.ndarray[Any, Any]


@cache
def _table() -> Array:
    return np.array([byte_to_length(byte) for byte in range(256)], np.int64)


def rounded(lengths: Array) -> Array:
    """Return what lengths are after Whoosh has written and read them."""
    table = _table()
    bytes_ = np.minimum(np.searchsorted(table, lengths, "left"), 255)
    return table[bytes_]


def rounded_one(length: int) -> int:
    """Return what one length is after Whoosh has written and read it."""
    return int(byte_to_length(length_to_byte(length)))
