"""Line ends and encoding of tables from old programs of the Macintosh: carriage returns alone, Mac Roman."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

_ACCENTS = "éèêëàâçùûîïôœÉÈÀ’«»"


def with_line_feeds(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the blocks, with line feeds in place of carriage returns where the file has no others, in UTF-8 then."""
    source = iter(blocks)
    first = next(source, b"")
    if b"\r" not in first or b"\n" in first:
        yield first
        yield from source
        return
    is_mac = _is_mac_roman(first)
    for block in chain((first,), source):
        block = block.replace(b"\r", b"\n")
        yield block.decode("mac_roman").encode() if is_mac else block


def _is_mac_roman(data: bytes) -> bool:
    """Return whether bytes that are no UTF-8 have more of the characters of French in Mac Roman than elsewhere."""
    try:
        # It may stop in the middle of a character.
        data[:-3].decode()
        return False
    except UnicodeDecodeError:
        mac, windows = (data.decode(codec, "replace") for codec in ("mac_roman", "cp1252"))
    return sum(map(mac.count, _ACCENTS)) > sum(map(windows.count, _ACCENTS))
