"""Finds where raw tokens begin and end in a run of UTF-8, by the class of each byte: what `RAW_TOKEN` finds in text."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trouvere.index.analysis.tokenizer import FEMININE, JOINERS, LETTER, THOUSANDS

_SEPARATOR, _WORD, _JOINER, _WIDE = range(4)
_FEMININE = re.compile(FEMININE.encode())
_SPACES = tuple(np.frombuffer(space.encode(), np.uint8) for space in THOUSANDS)
_ZERO, _NINE = b"09"


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
    _join_feminines(data, inside)
    joiners = np.flatnonzero(classes == _JOINER)
    at, widths = at[joiners], widths[joiners]
    # All joiners at once: one beside another must not find it already joined.
    joining = np.flatnonzero(inside[at - 1] & inside[at + widths])
    at, widths = at[joining], widths[joining]
    for byte in range(4):
        inside[at[widths > byte] + byte] = _WORD
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return _numbers_joined(np.frombuffer(data, np.uint8), edges[::2], edges[1::2])


def _join_feminines(data: bytes, inside: NDArray[np.uint8]) -> None:
    """Make « (ne) » part of the word that it stands behind."""
    found: list[tuple[int, int]] = []
    at = data.find(b"(")
    while at >= 0:
        # Nearly all parentheses stand behind a space.
        if inside[at - 1] and (match := _FEMININE.match(data, at)):
            found.append(match.span())
        at = data.find(b"(", at + 1)
    for start, end in found:
        inside[start:end] = _WORD


def _numbers_joined(
    data: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the bounds with « 1 000 000 » as one token: one to three digits, not 0, then threes of digits."""
    sizes = ends - starts
    threes = np.flatnonzero(sizes[1:] == 3) + 1
    threes = threes[_digits(data, starts.take(threes), 3)]
    # The token before each, and what is between.
    before = threes - 1
    gaps = ends.take(before)
    spaced = np.zeros(len(threes), bool)
    width = starts.take(threes) - gaps
    for space in _SPACES:
        same = width == len(space)
        for nth, byte in enumerate(space):
            same &= data.take(gaps + nth, mode="clip") == byte
        spaced |= same
    threes, before = threes[spaced], before[spaced]
    short = sizes.take(before)
    numeric = np.zeros(len(threes), bool)
    for size in (1, 2, 3):
        these = np.flatnonzero(short == size)
        numeric[these] = _digits(data, starts.take(before[these]), size)
    threes, before = threes[numeric], before[numeric]
    if not threes.size:
        return starts, ends
    joined = np.zeros(len(starts), bool)
    for this, previous in zip(threes.tolist(), before.tolist(), strict=True):
        joined[this] = joined[previous] or data[starts[previous]] != _ZERO
    last = np.append(~joined[1:], True)
    return starts[~joined], ends[last]


def _digits(data: NDArray[np.uint8], starts: NDArray[np.intp], size: int) -> NDArray[np.bool_]:
    """Return whether the `size` bytes from each start on are digits."""
    found = np.ones(len(starts), bool)
    for nth in range(size):
        byte = data.take(starts + nth)
        found &= (byte >= _ZERO) & (byte <= _NINE)
    return found


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
    """Return the class of each code point, by what `RAW_TOKEN` is made of."""
    classes = np.full(0x110000, _SEPARATOR, np.uint8)
    for first, end in ((0, 0xD800), (0xE000, 0x110000)):  # between them the surrogates, which belong to no word
        characters = np.arange(first, end, dtype="<u4").tobytes().decode("utf-32-le")
        for match in re.finditer(f"{LETTER}+", characters):
            classes[first + match.start() : first + match.end()] = _WORD
    for joiner in JOINERS:
        if not re.fullmatch(LETTER, joiner):
            classes[ord(joiner)] = _JOINER
    return classes


@cache
def _byte_classes() -> bytes:
    """Return the class of each byte; `_WIDE` for the first of several, `_WORD` for the others."""
    ascii_ = _character_classes()[:0x80].tobytes()
    return ascii_ + bytes([_WORD]) * 0x40 + bytes([_WIDE]) * 0x40
