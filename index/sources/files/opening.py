"""Opens files and reads blocks of bytes: regular files only, decompressed, bounded in size (decompression bombs)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from trouvere.index.sources.files.unpacking import BLOCK_BYTES, SIGNATURE, STUMP, Packed, unpacked
from trouvere.index.workers.cpu_limit import went_on

MOST_RATIO = 200
"""Compression ratio of a file at the most: repetitive JSON has 50, a gzip bomb 1,000."""
UNCHECKED_BYTES = 1 << 20
"""Decompressed bytes up to which the ratio is not checked."""
TOO_BIG_REASON = "fichier plus gros que la limite (max_file_bytes)"
BOMB_REASON = "fichier compressé hors de proportion"
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
    """Yield the bytes of `stream`, decompressed if they are compressed; `FileFault` once there are more than `most`.

    The limit is on what comes out: a few kilobytes can stand for gigabytes. A file that becomes much more than one
    that is an archive ever does is given up sooner: below any limit, it takes hours to say no to each of its lines.
    At the end, `FileFault` as well where the file has changed since the beginning: what was read may be half of it.
    """
    file, before = stream, state_of(stream)
    first = beginning(stream)
    if STUMP.match(first):
        raise EOFError
    signature = SIGNATURE.match(first)
    packed = Packed(stream) if signature else None
    if packed and signature:
        stream = unpacked(packed, signature)
    total = 0
    while block := stream.read(BLOCK_BYTES):
        total += len(block)
        if total > most:
            raise FileFault(TOO_BIG_REASON)
        if packed:
            check_ratio(total, packed.taken)
        went_on()
        yield block
    if state_of(file) != before:
        raise FileFault(CHANGED_REASON)


def check_ratio(size: int, packed: int) -> None:
    """Raise `FileFault` where `packed` bytes have become so many that they are no archive."""
    if size > UNCHECKED_BYTES and size > MOST_RATIO * packed:
        raise FileFault(BOMB_REASON)


def state_of(stream: BinaryIO) -> tuple[int, int] | None:
    """Return size and modification time (ns), which change whenever the file is written to; None for no file."""
    try:
        status = os.fstat(stream.fileno())
    except (AttributeError, OSError):
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


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
