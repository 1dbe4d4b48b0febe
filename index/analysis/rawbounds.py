"""Finds where raw tokens begin and end in a run of UTF-8, by the class of each byte: what `RAW_TOKEN` finds in text."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from trouvere.index.analysis.tokenizer import JOINERS, RAW_TOKEN

_SEPARATOR, _WORD, _JOINER, _WIDE = range(4)


def raw_bounds(data: bytes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the bytes at which the raw tokens of `data` begin and end. It is UTF-8 between two line ends."""
    # Every byte of a wide character counts as one of a word until the character is looked up.
    inside = np.frombuffer(bytearray(data.translate(_byte_classes())), np.uint8)
    at = np.flatnonzero(inside > _WORD)
    classes, widths = _classes(np.frombuffer(data, np.uint8), at)
    inside[at] = _WORD
    outside = np.flatnonzero(classes != _WORD)
    classes, widths, at = classes[outside], widths[outside], at[outside]
    for byte in range(4):
        inside[at[widths > byte] + byte] = _SEPARATOR
    joiners = np.flatnonzero(classes == _JOINER)
    at, widths = at[joiners], widths[joiners]
    # All joiners at once: one beside another must not find it already joined.
    joining = np.flatnonzero(inside[at - 1] & inside[at + widths])
    at, widths = at[joining], widths[joining]
    for byte in range(4):
        inside[at[widths > byte] + byte] = _WORD
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return edges[::2], edges[1::2]


def _classes(data: NDArray[np.uint8], at: NDArray[np.intp]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Return the class of the characters that begin at these bytes, and their widths in bytes."""
    lead = data.take(at)
    code = lead.astype(np.intp)
    widths = np.ones(len(at), np.intp)
    for width, least, bits in ((2, 0xC0, 0x1F), (3, 0xE0, 0x0F), (4, 0xF0, 0x07)):
        wide = np.flatnonzero(lead >= least)
        first = at.take(wide)
        value = lead.take(wide).astype(np.intp) & bits
        for byte in range(1, width):
            value <<= 6
            value |= data.take(first + byte) & 0x3F
        code[wide], widths[wide] = value, width
    return _character_classes().take(code), widths


@cache
def _character_classes() -> NDArray[np.uint8]:
    """Return the class of each code point, by what `RAW_TOKEN` makes of it."""
    classes = np.full(0x110000, _SEPARATOR, np.uint8)
    for first, end in ((0, 0xD800), (0xE000, 0x110000)):  # between them the surrogates, which belong to no word
        characters = np.arange(first, end, dtype="<u4").tobytes().decode("utf-32-le")
        for match in RAW_TOKEN.finditer(characters):
            classes[first + match.start() : first + match.end()] = _WORD
    for joiner in JOINERS:
        if not RAW_TOKEN.fullmatch(joiner):
            classes[ord(joiner)] = _JOINER
    return classes


@cache
def _byte_classes() -> bytes:
    """Return the class of each byte; `_WIDE` for the first of several, `_WORD` for the others."""
    ascii_ = _character_classes()[:0x80].tobytes()
    return ascii_ + bytes([_WORD]) * 0x40 + bytes([_WIDE]) * 0x40
