"""Decompression of gzip, Zstandard, bzip2 and xz, known by their first bytes; several streams are read as one."""

from __future__ import annotations

import bz2
import io
import lzma
import re
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

import zstandard
from isal import igzip, igzip_lib

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
SIGNATURE = re.compile(
    rb"(\x1f\x8b)|(\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)|(BZh[1-9][1\x17][A\x72])|(\xfd7zXZ\x00)"
)
"""Of gzip, Zstandard (a frame that is skipped may be the first), bzip2 and xz, in this order."""
SIGNATURE_BYTES = 6
STUMP = re.compile(rb"(?:\x1f|\x28\xb5\x2f?|BZh[1-9][1\x17]?|\xfd7(?:z(?:XZ?)?)?)\Z")
"""What is left of a compressed file of which these few bytes have come."""
DAMAGE_ERRORS: tuple[type[Exception], ...] = (
    EOFError,
    igzip.BadGzipFile,
    # Typing: isal says that the class is an instance.
    cast("type[Exception]", igzip_lib.IsalError),
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
)
"""Errors raised where a compressed file is truncated or damaged."""
READ_STEP_BYTES = 1 << 14
"""Compressed bytes read at once, so that the ratio is known while it grows."""
ZSTD_STEP_BYTES = 1 << 10
"""The same of Zstandard, which gives all that comes of them at once: 128 KiB of four bytes, at the most."""
BLOCK_BYTES = 1 << 18
MOST_WINDOW_BYTES = 128 << 20
"""Memory that a stream of xz or Zstandard may ask for: what `xz -9` takes, and `zstd --ultra -22`."""


class _Machine(Protocol):
    """Decompresses one stream, as the classes of `bz2` and `lzma` do."""

    @property
    def eof(self) -> bool:
        """Whether its end has been reached."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes of what it was given."""

    @property
    def unused_data(self) -> bytes:
        """What came after its end."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return some of what `data` stands for."""


class _Zstd:
    """A stream of Zstandard, as `_Machine`."""

    needs_input = True

    def __init__(self) -> None:
        self._stream = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW_BYTES).decompressobj()

    @property
    def eof(self) -> bool:
        """Whether its end has been reached."""
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        """What came after its end."""
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return all of what `data` stands for."""
        return self._stream.decompress(data)


def _xz() -> _Machine:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, MOST_WINDOW_BYTES)


class Packed:
    """A compressed file read in small pieces, so that `taken` bytes are nearly those that were decompressed so far."""

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


class _Unpacked(io.RawIOBase):
    """What streams of one kind stand for. `EOFError` where the last one has no end, or what follows it is none."""

    def __init__(self, packed: Packed, start: Callable[[], _Machine], step: int) -> None:
        self._packed, self._start, self._step = packed, start, step
        self._machine = start()
        self._held = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, however many; none at the end."""
        while True:
            if self._machine.eof:
                held = self._machine.unused_data + self._held
                while len(held := held.lstrip(b"\0")) < SIGNATURE_BYTES and (more := self._packed.read(self._step)):
                    held += more
                if not held:
                    return b""
                if not SIGNATURE.match(held):
                    raise EOFError
                self._machine, self._held = self._start(), held
            data = b""
            if self._machine.needs_input:
                some, self._held = self._held[: self._step], self._held[self._step :]
                if not (data := some or self._packed.read(self._step)):
                    raise EOFError
            try:
                block = self._machine.decompress(data, BLOCK_BYTES)
            except OSError as error:  # of bz2: what a disk says is raised by the reading above
                raise EOFError from error
            if block:
                return block


def unpacked(packed: Packed, signature: re.Match[bytes]) -> BinaryIO:
    """Return what a compressed file stands for."""
    if signature[1]:
        # Typing: such a file is a BinaryIO in all but name.
        return cast(BinaryIO, igzip.IGzipFile(fileobj=packed))  # type: ignore[no-untyped-call]
    start: Callable[[], _Machine] = _Zstd if signature[2] else bz2.BZ2Decompressor if signature[3] else _xz
    return cast(BinaryIO, _Unpacked(packed, start, ZSTD_STEP_BYTES if signature[2] else READ_STEP_BYTES))


def start_of(data: bytes, size: int = 4_096) -> bytes:
    """Return the first bytes of what a compressed file stands for that begins with `data`; of any other `data`."""
    if not (signature := SIGNATURE.match(data)):
        return data
    stream, some = unpacked(Packed(io.BytesIO(data)), signature), b""
    try:
        while len(some) < size and (block := stream.read(size)):
            some += block
    except DAMAGE_ERRORS:
        # It goes on behind `data`, or is damaged: who reads all of it will tell.
        pass
    return some[:size]
