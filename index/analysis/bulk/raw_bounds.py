"""Vectorized tokenizer: bounds of the raw tokens in UTF-8 by byte classes, the same as the regular expression
`RAW_TOKEN` finds in text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trouvere.index.analysis.characters import BLANKS, FEMININE, JOINERS, LETTER
from trouvere.index.analysis.grouped import OVER_BLANKS
from trouvere.index.analysis.signs import SIGN, SIGNED_WORD

_SEPARATOR, _WORD, _JOINER, _WIDE, _SIGN, _SHARP = range(6)
_FEMININE = re.compile(FEMININE.encode())
_OVER_BLANKS, _SIGNED_WORD = re.compile(OVER_BLANKS), re.compile(SIGNED_WORD)
_LOOKBEHIND_BYTES, _LOOKAHEAD_BYTES = 16, 96
"""Bytes before a raw token, and from its beginning on, that these patterns look at: more than the longest match has."""
_MAX_GAP_BYTES, _LAW_BYTES, _NET_BYTES = 5, 3, 3
"""Bytes between the first two parts of what reaches over a blank: « R.* 1 »; letters of the law, and of « NET »."""


def _octets(*which: bytes) -> NDArray[np.bool_]:
    """Return a table of 256 booleans, true for the bytes in `which`."""
    table = np.zeros(256, bool)
    table[np.frombuffer(b"".join(which), np.uint8)] = True
    return table


_ZERO, _TEN = np.uint8(ord("0")), np.uint8(10)
_DIGIT, _LAW_LETTER = _octets(b"0123456789"), _octets(b"LRDAOPlrd")
_NUMBER_GAP = _octets(*(blank.encode()[:1] for blank in BLANKS))
_LAW_GAP = _NUMBER_GAP | _octets(b".*")


def raw_bounds(data: bytes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the byte offsets at which the raw tokens of `data`, UTF-8 between two line feeds, begin and end."""
    # Every byte of a wide character counts as one of a word until the character is looked up.
    inside = np.frombuffer(bytearray(data.translate(_byte_classes())), np.uint8)
    offsets = np.flatnonzero(inside > _WORD)
    classes, widths = _classes(np.frombuffer(data, np.uint8), offsets)
    inside[offsets] = _WORD
    outside = np.flatnonzero(classes != _WORD)
    classes, widths, offsets = classes[outside], widths[outside], offsets[outside]
    for byte in range(4):
        inside[offsets[widths > byte] + byte] = _SEPARATOR
    signs, sign_widths, sharps = offsets[classes == _SIGN], widths[classes == _SIGN], offsets[classes == _SHARP]
    _join_feminines(data, inside)
    joiners = np.flatnonzero(classes == _JOINER)
    offsets, widths = offsets[joiners], widths[joiners]
    # All joiners at once: one beside another must not find it already joined.
    joining = np.flatnonzero(inside[offsets - 1] & inside[offsets + widths])
    offsets, widths = offsets[joining], widths[joining]
    for byte in range(4):
        inside[offsets[widths > byte] + byte] = _WORD
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = _signed(data, edges[::2], edges[1::2], sharps)
    starts, ends = _joined_over_blanks(data, starts, ends)
    if not signs.size:
        return starts, ends
    places = starts.searchsorted(signs)
    return np.insert(starts, places, signs), np.insert(ends, places, signs + sign_widths)


def _join_feminines(data: bytes, inside: NDArray[np.uint8]) -> None:
    """Make « (ne) » part of the word that it stands behind."""
    # Nearly all parentheses stand behind a space.
    behind = [at for at in _found(data, b"(") if inside[at - 1]]
    # All at once: one beside another must not find it already joined.
    for start, end in [match.span() for at in behind if (match := _FEMININE.match(data, at))]:
        inside[start:end] = _WORD


def _joined_over_blanks(
    data: bytes, starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the bounds with what `OVER_BLANKS` finds as one token: « 1 000 000 », « L. 1234-5 »."""
    octets = np.frombuffer(data, np.uint8)
    # Behind digits, or a letter of the law, and a short gap, digits: all that reach over a blank begin so.
    second = np.flatnonzero(octets.take(starts) - _ZERO < _TEN)
    second = second[second > 0]
    before, begins = ends.take(second - 1), starts.take(second - 1)
    gap, last = octets.take(before), octets.take(before - 1)
    likely = (_NUMBER_GAP[gap] & _DIGIT[last]) | (_LAW_GAP[gap] & _LAW_LETTER[last] & (before - begins <= _LAW_BYTES))
    likely &= starts.take(second) - before <= _MAX_GAP_BYTES
    found: list[tuple[int, int]] = []
    end = 0
    for start in begins[likely].tolist():
        if start >= end and (size := _size_over_blanks(data, start)):
            end = start + size
            found.append((start, end))
    if not found:
        return starts, ends
    first, past = starts.searchsorted(found).T
    joined = np.zeros(len(starts) + 1, np.int8)
    joined[first + 1] += 1
    joined[past] -= 1
    kept = joined[:-1].cumsum(dtype=np.int8) == 0
    return starts[kept], ends[np.append(kept[1:], True)]


def _size_over_blanks(data: bytes, start: int) -> int:
    """Return the length in bytes of the match of `OVER_BLANKS` at `start`, 0 where there is none."""
    # Bytes that are no UTF-8, at the edges of a piece too, are as little part of a word as what stands for them.
    piece = data[start : start + _LOOKAHEAD_BYTES].decode("utf-8", "replace")
    match = _OVER_BLANKS.match(piece)
    if match is None and piece[0].isalpha():
        ahead = data[max(start - _LOOKBEHIND_BYTES, 0) : start].decode("utf-8", "replace")
        match = _OVER_BLANKS.match(ahead + piece, len(ahead))
    return len(match[0].encode()) if match else 0


def _signed(
    data: bytes, starts: NDArray[np.intp], ends: NDArray[np.intp], sharps: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the bounds with the signs of « C++ », « C# », « .NET » as part of the name."""
    octets = np.frombuffer(data, np.uint8)
    dotted = np.flatnonzero(octets.take(starts - 1) == ord("."))
    dotted = starts[dotted[ends.take(dotted) - starts.take(dotted) == _NET_BYTES]] - 1
    signs = (*_found(data, b"+"), *_found(data, b"#"), *sharps.tolist())
    for offset in (*(sign - 1 for sign in signs), *dotted.tolist()):
        match = _SIGNED_WORD.match(data[offset : offset + _LOOKAHEAD_BYTES].decode("utf-8", "replace"))
        if match:
            end = offset + len(match[0].encode())
            token = int(ends.searchsorted(offset, "right"))
            # Letters before it make another word of it: « abc++ ».
            if starts[token] >= offset:
                starts[token], ends[token] = offset, end
    return starts, ends


def _found(data: bytes, sign: bytes) -> Iterator[int]:
    """Yield the offset of each `sign`."""
    offset = data.find(sign)
    while offset >= 0:
        yield offset
        offset = data.find(sign, offset + 1)


def _classes(data: NDArray[np.uint8], offsets: NDArray[np.intp]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Return the class of the characters that begin at these bytes, and their widths in bytes."""
    lead = data.take(offsets)
    code = lead.astype(np.intp)
    widths = np.ones(len(offsets), np.intp)
    for width, least, bits in ((2, 0xC0, 0x1F), (3, 0xE0, 0x0F), (4, 0xF0, 0x07)):
        wide = np.flatnonzero(lead >= least)
        first = offsets.take(wide)
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
        for match in re.finditer(SIGN, characters):
            classes[first + match.start()] = _SIGN
    for joiner in JOINERS:
        if not re.fullmatch(LETTER, joiner):
            classes[ord(joiner)] = _JOINER
    classes[ord("♯")] = _SHARP
    return classes


@cache
def _byte_classes() -> bytes:
    """Return the class of each byte; `_WIDE` for the first of several, `_WORD` for the others."""
    ascii_ = _character_classes()[:0x80].tobytes()
    return ascii_ + bytes([_WORD]) * 0x40 + bytes([_WIDE]) * 0x40
