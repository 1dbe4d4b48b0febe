"""Writes a container: named columns, a checksum for each block; the layout is in `read/container.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
from xxhash import xxh3_64_digest

from trouvere.index.columns.read.container import ALIGNMENT, BLOCK_BYTES, HEADER_BYTES, MAGIC, TRAILER, VERSION, Array
from trouvere.index.storage import Storage


class ContainerWriter:
    """Writes columns one after another; those that grow side by side are kept in files of their own until the end."""

    def __init__(self, storage: Storage, path: Path) -> None:
        self._storage = storage
        self._path = path
        self._file = storage.create(path)
        self._hashes: list[bytes] = []
        self._pending = bytearray()
        self._columns: dict[str, list[Any]] = {}
        self._streams: dict[str, Stream] = {}
        self._at = 0
        self._write(MAGIC + VERSION.to_bytes(4, "little") + bytes(HEADER_BYTES - 12))

    def add(self, name: str, array: Array) -> None:
        """Write a column."""
        array = np.ascontiguousarray(array)
        self._begin(name, array.dtype, len(array))
        self._write(array.data.cast("B") if len(array) else b"")

    def stream(self, name: str, dtype: str) -> Stream:
        """Return a column that grows by pieces."""
        stream = self._streams[name] = Stream(self._storage, self._path, name, np.dtype(dtype))
        return stream

    def close(self, meta: Mapping[str, Any]) -> None:
        """Write the streams, the hashes and the directory."""
        for name, stream in self._streams.items():
            self._begin(name, stream.dtype, stream.count)
            for piece in stream.pieces():
                self._write(piece)
        if self._pending:
            self._hashes.append(xxh3_64_digest(self._pending)[::-1])
        self._file.write(self._pending)
        directory = json.dumps({"columns": self._columns, "meta": meta}, sort_keys=True).encode()
        hashed = b"".join(self._hashes) + directory
        hashes = self._at
        start = hashes + 8 * len(self._hashes)
        digest = int.from_bytes(xxh3_64_digest(hashed), "big")
        self._file.write(hashed + TRAILER.pack(hashes, start, len(directory), digest, MAGIC))
        self._file.close()

    def _begin(self, name: str, dtype: np.dtype[Any], count: int) -> None:
        self._write(bytes(-self._at % ALIGNMENT))
        self._columns[name] = [dtype.newbyteorder("<").str, count, self._at]

    def _write(self, content: bytes | memoryview) -> None:
        self._at += len(content)
        self._pending += content
        if len(self._pending) >= BLOCK_BYTES:
            full = len(self._pending) // BLOCK_BYTES * BLOCK_BYTES
            with memoryview(self._pending) as view:
                starts = range(0, full, BLOCK_BYTES)
                self._hashes += [xxh3_64_digest(view[start : start + BLOCK_BYTES])[::-1] for start in starts]
                self._file.write(view[:full])
            del self._pending[:full]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        finally:
            for stream in self._streams.values():
                # After an error the disk may refuse this too; the folder is cleared away with all that is in it.
                with suppress(OSError):
                    stream.drop()


class Stream:
    """A column that grows by pieces, in memory while it is small, else in a file beside the container."""

    MEMORY_BYTES = 4 << 20
    """Bytes held in memory before they are written to the file beside the container."""

    def __init__(self, storage: Storage, path: Path, name: str, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self.count = 0
        self._storage = storage
        self._path = path.with_name(f"{path.name}.{name}.part")
        self._kept: list[bytes] = []
        self._size = 0
        self._file: BinaryIO | None = None

    def write(self, array: Array) -> None:
        """Add a piece."""
        if len(array):
            self.count += len(array)
            self._kept.append(np.ascontiguousarray(array, self.dtype).tobytes())
            self._size += len(self._kept[-1])
            if self._size > self.MEMORY_BYTES:
                self._file = self._file or self._storage.create(self._path)
                self._file.writelines(self._kept)
                self._kept, self._size = [], 0

    def pieces(self) -> list[bytes] | Any:
        """Yield what was written, and let go of it."""
        if self._file:
            self._file.seek(0)
            while piece := self._file.read(1 << 20):
                yield piece
        yield from self._kept
        self.drop()

    def drop(self) -> None:
        """Remove the file beside the container, if there is one."""
        if self._file:
            self._file.close()
            self._storage.remove(self._path)
            self._file = None
