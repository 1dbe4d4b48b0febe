"""Character encoding detection: UTF-8, UTF-16 where a byte order mark (BOM) says so, else Windows-1252.

French text in Windows-1252 is almost never valid UTF-8, so validity decides and nothing is guessed from statistics.
Bytes that Windows-1252 leaves undefined become U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.files.unpacking import GZIP, ZSTD

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

BINARY_SIGNATURES = (GZIP, ZSTD, b"PK\x03\x04", b"%PDF-")
CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\f\r\x1b"))
"""Control characters that show a binary file. NUL is not among them: many a text has a stray one, which cleaning
removes; runs of it are `FILLER_RUNS`."""
FILLER_RUNS = (bytes(16), b"\xff" * 16)
"""Bytes that a disk or a file system leaves where a crash kept it from writing a text."""
DAMAGED_REASON = "contenu effacé par une panne (octets nuls)"
ILLEGIBLE_REASON = "contenu illisible : ce ne sont pas des caractères"
STRANGE_RATIO = 10
"""Characters of a text for each U+FFFD, at the least: there are texts of which a few bytes are wrong."""


def as_utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the blocks without a byte order mark, put into UTF-8 where the mark was one of UTF-16.

    `FileFault` where they look like UTF-16 that lacks its mark: which of two it is would be a guess.
    """
    source = iter(blocks)
    first = next(source, b"")
    if first.startswith(UTF16):
        decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
        for block in chain((first,), source):
            yield decoder.decode(block).encode()
        yield decoder.decode(b"", final=True).encode()
        return
    if _is_unmarked_utf16(first):
        raise FileFault("UTF-16 sans marque d'ordre : convertissez ce fichier en UTF-8")
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from source


def _is_unmarked_utf16(data: bytes) -> bool:
    """Return whether every other byte is NUL, nearly: as UTF-8 or Windows-1252 it would be letters apart."""
    some = data[: 4_096 // 2 * 2]
    shares = sorted(2 * half.count(0) / max(len(some), 1) for half in (some[::2], some[1::2]))
    return shares[0] < 0.1 and shares[1] > 0.6


def is_binary(data: bytes) -> bool:
    """Return whether `data` is no text: an archive, a PDF, or with one control character in fifty."""
    some = data[:4_096]
    controls = len(some) - len(some.translate(None, CONTROLS))
    return data.startswith(BINARY_SIGNATURES) or controls > max(16, len(some) // 50)


def is_filled(data: bytes) -> bool:
    """Return whether there is a run of filling in `data`, or nothing else: a crash has left no text there."""
    return any(run in data for run in FILLER_RUNS) or (b"\0" in data and not data.strip(b"\0 \t\r\n"))


def readable(data: bytes, declared: re.Pattern[bytes] | None = None) -> str:
    """Return the text of a file that is one, decoded by `decode_declared` where encodings are declared in it.

    `FileFault` where a crash has left no text, or much of it is no text in any encoding.
    """
    if is_filled(data):
        raise FileFault(DAMAGED_REASON)
    text = decode_declared(data, declared) if declared else decode(data)
    if text.count("\ufffd") * STRANGE_RATIO > len(text):
        raise FileFault(ILLEGIBLE_REASON)
    return text


def decode(data: bytes) -> str:
    """Return the text of a whole file; bytes that fit no encoding become U+FFFD, the rest is kept."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8" if _is_damaged_utf8(data) else "cp1252", "replace")


def decode_declared(data: bytes, declared: re.Pattern[bytes]) -> str:
    """Decode as any file, except that one which is not UTF-8 may name its encoding where `declared` finds it."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        found = declared.search(data, 0, 4_096)
    name = found[1].decode().lower() if found else ""
    # What the web calls Latin-1 has always been Windows-1252.
    if name in {"", "utf-8", "utf8", "iso-8859-1", "latin1", "windows-1252"}:
        return decode(data)
    try:
        codecs.lookup(name)
        return data.decode(name, "replace")
    except LookupError:
        return decode(data)


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
