"""From a path to bounded blocks of bytes: regular files only, decompressed, never more than the limit."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip, igzip_lib

BLOCK = 1 << 18
GZIP = b"\x1f\x8b"
# Typing: isal says that the class is an instance.
DAMAGED = (EOFError, igzip.BadGzipFile, cast("type[Exception]", igzip_lib.IsalError))
"""What is raised where a compressed file is cut short or damaged."""
SPECIAL = "ni fichier ni dossier (tube, prise ou périphérique)"


class FileFault(Exception):
    """Why the rest of a file is skipped: a short French sentence, without the path."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading.

    The check is made on what was opened, not on the name: between the two, a file may have become a pipe, and opening
    a pipe must not block either.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise FileFault(SPECIAL)
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb", buffering=BLOCK)


def blocks(stream: BinaryIO, *, most: int) -> Iterator[bytes]:
    """Yield the bytes of `stream`, decompressed if they are gzip; `FileFault` once there are more than `most`.

    The limit is on what comes out: a few kilobytes of gzip can hold gigabytes.
    """
    if starts_as_gzip(stream):
        # Typing: such a file is a BinaryIO in all but name.
        stream = cast(BinaryIO, igzip.IGzipFile(fileobj=stream))  # type: ignore[no-untyped-call]
    total = 0
    while block := stream.read(BLOCK):
        total += len(block)
        if total > most:
            raise FileFault("fichier plus gros que la limite (max_file_bytes)")
        yield block


def starts_as_gzip(stream: BinaryIO) -> bool:
    """Return whether the next bytes are those of a gzip file; none is consumed."""
    return beginning(stream)[:2] == GZIP


def beginning(stream: BinaryIO) -> bytes:
    """Return some of the next bytes without consuming them."""
    peek = getattr(stream, "peek", None)
    return peek(BLOCK) if peek else b""


def joined(parts: Iterable[bytes], *, most: int) -> bytes:
    """Return all of `parts` as one value; `FileFault` once there are more than `most` bytes."""
    held: list[bytes] = []
    total = 0
    for part in parts:
        total += len(part)
        if total > most:
            raise FileFault("article plus long que la limite (max_line_bytes)")
        held.append(part)
    return b"".join(held)
