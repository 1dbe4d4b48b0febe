"""Reads inside archives, .zip and .tar: their files one after another, bounded; nothing is ever extracted to disk."""

from __future__ import annotations

import io
import stat
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from trouvere.index.engines.embedded.read.layout import is_of_the_system
from trouvere.index.sources.files.opening import (
    CHANGED_REASON,
    TOO_BIG_REASON,
    FileFault,
    beginning,
    blocks,
    check_ratio,
    state_of,
)
from trouvere.index.sources.files.unpacking import SIGNATURE
from trouvere.index.validation import short

ZIP, TAR = ".zip", ".tar"
SUFFIXES = (ZIP, TAR)
MOST_MEMBERS = 1_000_000
"""Files and folders in an archive."""
MOST_READ_BYTES = 64 << 20
"""Bytes that a library may ask for at once: the list of files in a .zip, which takes ten times as much in memory."""
MOST_HEADER_BYTES = 1 << 20
"""The same in a .tar: names and properties of one file."""
MOST_NAME_CHARS = 500
SPOOLED_BYTES = 16 << 20
"""Bytes of a .zip from a pipe that are held in memory; more go to a temporary file."""
DAMAGE_ERRORS = (zipfile.BadZipFile, tarfile.TarError)
"""Errors raised where an archive, or a file in it, is truncated or damaged."""
_ODD_ERRORS = (NotImplementedError, RuntimeError, ValueError, OverflowError, IndexError, struct.error)
"""What the library raises of a .zip in which some bytes are others."""
DAMAGED_REASON = "archive abîmée ou tronquée"
NESTED_REASON = "archive dans une archive : extrayez-la d'abord"
CIPHERED_REASON = "chiffré par un mot de passe : extrayez-le d'abord"
METHOD_REASON = "compression inconnue de ce .zip : extrayez ce fichier d'abord"
LINK_REASON = "lien ou périphérique dans une archive"
MEMBERS_REASON = f"archive de plus de {MOST_MEMBERS:_} fichiers".replace("_", "\N{NO-BREAK SPACE}")
UTF8_FLAG, CIPHERED_FLAG = 0x800, 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its path there, and what it holds, or the reason why that is not read."""

    path: PurePosixPath
    stream: BinaryIO | None = None
    reason: str = ""
    unread: bool = True


class Archive:
    """The files of one archive, which is told by `suffix`; `most` bytes at most in all, and in each."""

    def __init__(self, stream: BinaryIO, suffix: str, *, most: int) -> None:
        self._stream, self._suffix, self._most = stream, suffix, most
        self._passed = 0

    def tell(self) -> int:
        """Return how many bytes of the archive have been read, as it is on disk."""
        return self._stream.tell() if self._suffix == TAR else self._passed

    def members(self) -> Iterator[Member]:
        """Yield the files, those of a .zip sorted by name, those of a .tar as they come, without what is hidden.

        A stream is to be read before the next file is asked for. What is raised here ends the archive.
        """
        found = self._tar() if self._suffix == TAR else self._zip()
        return (member for member in found if not is_hidden(member.path))

    def _tar(self) -> Iterator[Member]:
        forward = _Forward(blocks(self._stream, most=self._most))
        # Typing: it has of a file what is used.
        with tarfile.open(fileobj=cast(BinaryIO, forward), mode="r:") as tar:
            count = 0
            while info := tar.next():
                tar.members.clear()  # type: ignore[attr-defined]  # all of them, which would be a kilobyte each
                count = _counted(count)
                path = _path(info.name)
                if info.isdir():
                    continue
                if not info.isreg() or info.issparse():
                    yield Member(path, reason=LINK_REASON, unread=False)
                elif stream := tar.extractfile(info):
                    yield Member(path, cast(BinaryIO, stream))
        # It ends with zeros. At a header that is none, the library stops without a word.
        if not forward.last or any(forward.last):
            raise FileFault(DAMAGED_REASON)
        forward.drain()

    def _zip(self) -> Iterator[Member]:
        before = state_of(self._stream)
        with _seekable(self._stream, self._most) as stream:
            size = stream.seek(0, io.SEEK_END)
            with open_zip(stream) as archive:
                infos = sorted(archive.infolist(), key=_zip_name)
                if len(infos) > MOST_MEMBERS:
                    raise FileFault(MEMBERS_REASON)
                total = TotalBytes(size, self._most)
                for info in infos:
                    if not info.is_dir():
                        yield zip_member(archive, info, total)
                    self._passed = min(self._passed + info.compress_size, size)
        if state_of(self._stream) != before:
            raise FileFault(CHANGED_REASON)


def is_hidden(path: PurePosixPath) -> bool:
    """Return whether a file in an archive is passed over in silence, as the walk of a folder passes over it."""
    return any(part.startswith(".") or part == "__MACOSX" or is_of_the_system(part) for part in path.parts)


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open a .zip; `BadZipFile` whatever is wrong with it."""
    try:
        return zipfile.ZipFile(cast(BinaryIO, BoundedFile(stream)))
    except _ODD_ERRORS as error:
        raise zipfile.BadZipFile(DAMAGED_REASON) from error


def zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, total: TotalBytes) -> Member:
    """Return a file of a .zip, which counts into `total`, or why it cannot be read."""
    path = _path(_zip_name(info))
    if info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16):
        return Member(path, reason=LINK_REASON, unread=False)
    if info.flag_bits & CIPHERED_FLAG:
        return Member(path, reason=CIPHERED_REASON)
    # The library gives what comes of a block of bzip2 or LZMA at once, which may be gigabytes.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Member(path, reason=METHOD_REASON)
    return Member(path, cast(BinaryIO, io.BufferedReader(_Zipped(archive, info, total))))


class TotalBytes:
    """Bytes that have come of a .zip so far, bounded: the same bytes may stand for many of its files."""

    def __init__(self, packed: int, most: int) -> None:
        self._packed, self._most, self._bytes = packed, most, 0

    def add(self, size: int) -> None:
        """Count `size` bytes more."""
        self._bytes += size
        if self._bytes > self._most:
            raise FileFault(TOO_BIG_REASON)
        check_ratio(self._bytes, self._packed)


class _Zipped(io.RawIOBase):
    """A file of a .zip, opened when it is read."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, total: TotalBytes) -> None:
        self._archive, self._info, self._total = archive, info, total
        self._opened: zipfile.ZipExtFile | None = None
        self._bytes = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into the beginning of `buffer`."""
        if self._opened is None:
            try:
                self._opened = cast(zipfile.ZipExtFile, self._archive.open(self._info))
            except _ODD_ERRORS as error:
                raise zipfile.BadZipFile(DAMAGED_REASON) from error
        some = self._opened.read(len(buffer))
        buffer[: len(some)] = some
        self._bytes += len(some)
        self._total.add(len(some))
        check_ratio(self._bytes, self._info.compress_size)
        return len(some)


class BoundedFile:
    """A file of which never much is read at once, as `zipfile` does of a list of files that is said to be long."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes, or what there is."""
        if size > MOST_READ_BYTES:
            raise FileFault(MEMBERS_REASON)
        return self._stream.read(MOST_READ_BYTES if size < 0 else size)


class _Forward:
    """Blocks of bytes as a file that can be read from its beginning to its end, and not turned back."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._held, self._at, self._place = parts, b"", 0, 0
        self.last = b""
        """What was read last."""
        self._fault: Exception | None = None

    def tell(self) -> int:
        """Return the place in the file."""
        return self._place

    def seek(self, place: int, whence: int = 0) -> int:
        """Go forward to a place."""
        if whence or place < self._place:
            raise tarfile.ReadError("back")
        while self._place < place:
            if not self._some(place - self._place):
                raise tarfile.ReadError("end")
        return place

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes, fewer at the end alone."""
        if not 0 <= size <= MOST_HEADER_BYTES:
            raise FileFault(DAMAGED_REASON)
        found = []
        while size and (some := self._some(size)):
            found.append(some)
            size -= len(some)
        self.last = b"".join(found)
        return self.last

    def drain(self) -> None:
        """Read to the end: it is there that a compressed file tells whether it is whole."""
        for _ in self._parts:
            pass

    def _some(self, size: int) -> bytes:
        if self._at == len(self._held):
            if self._fault:
                raise self._fault
            try:
                self._held, self._at = next(self._parts, b""), 0
            except Exception as fault:
                # It was told of the file that was being read; what comes after it is not to be had either.
                self._fault = fault
                raise
        some = self._held[self._at : self._at + size]
        self._at += len(some)
        self._place += len(some)
        return some


@contextmanager
def _seekable(stream: BinaryIO, most: int) -> Iterator[BinaryIO]:
    """Give a file in which one can turn back, as the list of a .zip is at its end: a copy of `stream` if need be."""
    if stream.seekable() and not SIGNATURE.match(beginning(stream)):
        yield stream
        return
    with tempfile.SpooledTemporaryFile(SPOOLED_BYTES) as copy:
        for block in blocks(stream, most=most):
            copy.write(block)
        yield cast(BinaryIO, copy)


def _counted(count: int) -> int:
    if count >= MOST_MEMBERS:
        raise FileFault(MEMBERS_REASON)
    return count + 1


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: macOS writes UTF-8 and does not say so."""
    if info.flag_bits & UTF8_FLAG or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _path(name: str) -> PurePosixPath:
    """Return a name as a path to show and to take the suffix of: it is never opened."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    told = "/".join(parts)
    told = told if len(told) <= MOST_NAME_CHARS else told[-MOST_NAME_CHARS:]
    return PurePosixPath(short(told, MOST_NAME_CHARS) or "?")
