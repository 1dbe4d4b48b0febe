"""Line splitting, streaming: from blocks of bytes to numbered, decoded lines of bounded length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trouvere.index.sources.files.decoding import DAMAGED_REASON, LineDecoder, is_filled

Line = tuple[int, str, str]
"""Number (from 1), text without its line feed, and why the line cannot be used ("" if it can)."""

TOO_LONG_REASON = "ligne plus longue que la limite (max_line_bytes)"
BAD_BYTES_REASON = "octets qui ne sont pas de l'UTF-8"


def split(blocks: Iterable[bytes], *, most: int) -> Iterator[bytes | None]:
    """Yield each line without its line feed, None in place of one of more than `most` bytes.

    An over-long line is dropped as it comes, so that a file without line feeds takes no more memory than a block.
    """
    held: list[bytes] = []
    size = 0
    for block in blocks:
        *ended, rest = block.split(b"\n")
        if ended:
            size += len(ended[0])
            if size > most:
                yield None
            else:
                held.append(ended[0])
                yield b"".join(held)
            for line in ended[1:]:
                yield line if len(line) <= most else None
            held, size = [], 0
        size += len(rest)
        if size > most:
            held.clear()
        elif rest:
            held.append(rest)
    if size:
        yield None if size > most else b"".join(held)


def encoded(blocks: Iterable[bytes], *, most: int) -> Iterator[tuple[int, bytes, str]]:
    """Yield what `decoded` yields, encoded in UTF-8, for callers that pass lines on unparsed.

    `FILLER_RUNS` are not looked for: no JSON that holds one is valid.
    """
    decode = LineDecoder()
    for number, line in enumerate(split(blocks, most=most), 1):
        if line is None:
            yield number, b"", TOO_LONG_REASON
        elif line.isascii():
            yield number, line, ""
        elif (text := decode(line)) is None:
            yield number, b"", BAD_BYTES_REASON
        else:
            # Fewer characters than bytes: it was UTF-8 already. Windows-1252 has a character for each byte.
            yield number, line if len(text) < len(line) else text.encode(), ""


def decoded(blocks: Iterable[bytes], *, most: int) -> Iterator[Line]:
    """Yield each line decoded, with its number."""
    decode = LineDecoder()
    for number, line in enumerate(split(blocks, most=most), 1):
        if line is None:
            yield number, "", TOO_LONG_REASON
        elif is_filled(line):
            yield number, "", DAMAGED_REASON
        elif (text := decode(line)) is None:
            yield number, "", BAD_BYTES_REASON
        else:
            yield number, text, ""
