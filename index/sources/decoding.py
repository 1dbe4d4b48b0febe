"""Which encoding: UTF-8, UTF-16 where a mark says so, else Windows-1252.

French text in Windows-1252 is almost never valid UTF-8, so validity decides and nothing is guessed from statistics.
Bytes that Windows-1252 leaves undefined become U+FFFD.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def as_utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the blocks without a byte order mark, put into UTF-8 where the mark was one of UTF-16."""
    source = iter(blocks)
    first = next(source, b"")
    if first.startswith(UTF16):
        decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
        for block in chain((first,), source):
            yield decoder.decode(block).encode()
        yield decoder.decode(b"", final=True).encode()
        return
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from source


def decode(data: bytes) -> str:
    """Return the text of a whole file; bytes that fit no encoding become U+FFFD, the rest is kept."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8" if _is_damaged_utf8(data) else "cp1252", "replace")


def codec_of(sample: bytes) -> str:
    """Return the codec for a file that begins with `sample`, which may stop in the middle of a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "utf-8" if _is_damaged_utf8(sample) else "cp1252"
    return "utf-8"


class LineDecoder:
    """Decodes the lines of one file, and learns from them which encoding the file is in."""

    def __init__(self) -> None:
        self._balance = 0  # lines with accents that are valid UTF-8, less those that are not

    def __call__(self, line: bytes) -> str | None:
        """Return the line's text, or None where it is a damaged line of a UTF-8 file.

        Reading such a line as Windows-1252 would put "Ã©" into an article without a word said.
        """
        try:
            text = line.decode()
        except UnicodeDecodeError:
            self._balance -= 1
            return None if self._balance >= 0 or _is_damaged_utf8(line) else line.decode("cp1252", "replace")
        if not line.isascii():
            self._balance += 1
        return text


def _is_damaged_utf8(data: bytes) -> bool:
    """Return whether more of the non-ASCII characters are valid UTF-8 than not.

    Some valid ones prove nothing: "CITÉ»" in Windows-1252 ends with a valid pair.
    """
    read = data.decode("utf-8", "replace")
    strays = read.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    good = sum(not char.isascii() for char in read) - strays
    return good > strays
