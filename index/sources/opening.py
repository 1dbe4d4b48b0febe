"""Opens files and reads blocks of bytes: regular files only, gzip decompressed, bounded in size (gzip bombs)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip, igzip_lib

from trouvere.index.workers.cpu_limit import went_on

BLOCK_BYTES = 1 << 18
GZIP = b"\x1f\x8b"
# Typing: isal says that the class is an instance.
DAMAGE_ERRORS = (EOFError, igzip.BadGzipFile, cast("type[Exception]", igzip_lib.IsalError))
"""Errors raised where a compressed file is truncated or damaged."""
MOST_RATIO = 200
"""Compression ratio of a gzip file at the most: repetitive JSON has 50, a gzip bomb 1,000."""
UNCHECKED_BYTES = 1 << 20
"""Decompressed bytes up to which the ratio is not checked."""
READ_STEP_BYTES = 1 << 14
"""Compressed bytes read at once, so that the ratio is known while it grows."""
CHANGED_REASON = "fichier modifié pendant sa lecture ; relancez quand plus rien n'y écrit"
OUTSIDE_REASON = "lien qui sort du dossier"
SPECIAL_REASON = "ni fichier ni dossier (tube, prise ou périphérique)"


class FileFault(Exception):
    """Why the rest of a file is skipped: a short French sentence, without the path.

    `unread` is false where the file was read to its end and is no article: see `Skipped`.
    """

    def __init__(self, reason: str, *, unread: bool = True) -> None:
        super().__init__(reason)
        self.unread = unread


def open_regular(path: Path, top: Path | None = None) -> BinaryIO:
    """Open a regular file for reading, one that is within the folder `top` if there is one.

    The checks are made on what was opened, not on the name: between the two, a file may have become a pipe, and opening
    a pipe must not block either; or it, or a folder above it, a link to somewhere else.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise FileFault(SPECIAL_REASON)
        if top and not _place(handle, path).is_relative_to(top):
            raise FileFault(OUTSIDE_REASON)
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb", buffering=BLOCK_BYTES)


def _place(handle: int, path: Path) -> Path:
    try:
        return Path(f"/proc/self/fd/{handle}").readlink()
    except OSError:
        # Not on Linux: where the name leads now, which is right unless somebody is very quick.
        return Path(os.path.realpath(path))


def blocks(stream: BinaryIO, *, most: int) -> Iterator[bytes]:
    """Yield the bytes of `stream`, decompressed if they are gzip; `FileFault` once there are more than `most`.

    The limit is on what comes out: a few kilobytes of gzip can hold gigabytes. A file that becomes much more than one
    that is an archive ever does is given up sooner: below any limit, it takes hours to say no to each of its lines.
    At the end, `FileFault` as well where the file has changed since the beginning: what was read may be half of it.
    """
    file, before = stream, _state(stream)
    packed = Packed(stream) if starts_as_gzip(stream) else None
    if packed:
        # Typing: such a file is a BinaryIO in all but name.
        stream = cast(BinaryIO, igzip.IGzipFile(fileobj=packed))  # type: ignore[no-untyped-call]
    total = 0
    while block := stream.read(BLOCK_BYTES):
        total += len(block)
        if total > most:
            raise FileFault("fichier plus gros que la limite (max_file_bytes)")
        if packed and total > UNCHECKED_BYTES and total > MOST_RATIO * packed.taken:
            raise FileFault("fichier compressé hors de proportion")
        went_on()
        yield block
    if _state(file) != before:
        raise FileFault(CHANGED_REASON)


def _state(stream: BinaryIO) -> tuple[int, int] | None:
    """Return size and modification time (ns), which change whenever the file is written to; None for no file."""
    try:
        status = os.fstat(stream.fileno())
    except (AttributeError, OSError):
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


class Packed:
    """A gzip file read in small pieces, so that `taken` bytes are nearly those that were decompressed so far."""

    def __init__(self, stream: BinaryIO) -> None:
        self.taken = 0
        self._stream = stream

    def readinto(self, buffer: memoryview) -> int:
        """Read into the beginning of `buffer`."""
        some = self._stream.read(min(len(buffer), READ_STEP_BYTES))
        buffer[: len(some)] = some
        self.taken += len(some)
        return len(some)

    def read(self, size: int = -1) -> bytes:
        """Read `READ_STEP_BYTES` at most."""
        some = self._stream.read(min(size, READ_STEP_BYTES) if size >= 0 else READ_STEP_BYTES)
        self.taken += len(some)
        return some


def starts_as_gzip(stream: BinaryIO) -> bool:
    """Return whether the next bytes are those of a gzip file; none is consumed."""
    return beginning(stream)[:2] == GZIP


def beginning(stream: BinaryIO) -> bytes:
    """Return some of the next bytes without consuming them."""
    peek = getattr(stream, "peek", None)
    return peek(BLOCK_BYTES) if peek else b""


def joined(parts: Iterable[bytes], *, most: int, what: str = "article") -> bytes:
    """Return all of `parts` as one value; `FileFault` once there are more than `most` bytes, which names `what`."""
    held: list[bytes] = []
    total = 0
    for part in parts:
        total += len(part)
        if total > most:
            raise FileFault(f"{what} plus long que la limite (max_line_bytes)")
        held.append(part)
    return b"".join(held)
