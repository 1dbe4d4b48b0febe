"""Reads a container: a file of named columns, memory-mapped, whose blocks are verified by checksum on first touch.

header     8 bytes magic, u32 version, zeros up to 64 bytes
columns    little-endian arrays, each beginning at a multiple of 64
hashes     u64 a block: XXH3 of each 64 KiB of what stands before
directory  JSON: {"columns": {name: [dtype, count, offset]}, "meta": {…}}
trailer    u64 where the hashes begin, u64 where the directory begins, u64 its length,
           u64 XXH3 of hashes and directory, 8 bytes magic
"""

from __future__ import annotations

import json
import mmap
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
from xxhash import xxh3_64_intdigest

from trouvere.index.errors import CorruptIndex, IncompatibleIndex
from trouvere.index.storage import Storage

MAGIC = b"TROUVCOL"
VERSION = 1
HEADER_BYTES = 64
ALIGNMENT = 64
BLOCK_BITS = 16
BLOCK_BYTES = 1 << BLOCK_BITS
TRAILER = struct.Struct("<QQQQ8s")

COLUMN_TYPE = re.compile(r"\|[ui]1|<[uif][248]")
"""numpy types that a column may have, integers and floats: any other name in a file is refused, never interpreted."""

Array = np.ndarray[Any, Any]


class Container:
    """A container opened for reading. Safe to share between threads."""

    def __init__(self, storage: Storage, path: Path) -> None:
        self.path = path
        try:
            # Modification time and inode before it is mapped: a write from here on is seen.
            self.mark = storage.mark(path)
            self._bytes = storage.map(path)
        except FileNotFoundError as error:
            raise CorruptIndex(f"{path} : absent", hint=HINT) from error
        directory = self._directory()
        self.meta: dict[str, Any] = directory["meta"]
        self._columns: dict[str, list[Any]] = directory["columns"]
        self._unseen = bytearray(b"\x01") * len(self._hashes)
        self.sound = not self._unseen
        """True once every block was verified: nothing is left to check on a touch."""

    def _directory(self) -> dict[str, Any]:
        view = self._bytes
        try:
            hashes, start, length, digest, magic = TRAILER.unpack(view[len(view) - TRAILER.size :])
            if magic != MAGIC or bytes(view[:8]) != MAGIC:
                raise ValueError("magic")
            if start + length + TRAILER.size != len(view) or not HEADER_BYTES <= hashes <= start:
                raise ValueError("trailer")
            if xxh3_64_intdigest(view[hashes : start + length]) != digest:
                raise ValueError("directory")
            if (version := int.from_bytes(view[8:12], "little")) != VERSION:
                # Every version has the XXH3 of its first block here: where it does not hold, the number is damage.
                first_hash = int.from_bytes(view[hashes : hashes + 8], "little")
                if xxh3_64_intdigest(view[: min(BLOCK_BYTES, hashes)]) != first_hash:
                    raise ValueError("version")
                raise IncompatibleIndex(
                    f"{self.path} : format {version}, cette version lit {VERSION}", hint=REBUILD_HINT
                )
            self._hashes = memoryview(view[hashes:start]).cast("Q")
            self._end = hashes
            if len(self._hashes) != -(-hashes // BLOCK_BYTES):
                raise ValueError("hashes")
            found: dict[str, Any] = json.loads(bytes(view[start : start + length]))
            if not isinstance(found["meta"], dict):
                raise ValueError("meta")
            for dtype, count, offset in found["columns"].values():
                if not COLUMN_TYPE.fullmatch(dtype) or not 0 <= count <= hashes or not 0 <= offset <= hashes:
                    raise ValueError("columns")
            return found
        except (struct.error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise CorruptIndex(f"{self.path} : ce n'est pas ce qui a été écrit ({error})", hint=HINT) from error

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        try:
            dtype, count, offset = self._columns[name]
            return Column(self, np.frombuffer(self._bytes, np.dtype(dtype), count, offset), offset)
        except (KeyError, ValueError, TypeError) as error:
            raise CorruptIndex(
                f"{self.path} : la colonne {name} manque ou ne peut être ({error})", hint=HINT
            ) from error

    def table(self, name: str) -> memoryview:
        """Return all of a column, verified, for reading single numbers: numpy takes several times as long for one."""
        return self.whole(name).data

    def whole(self, name: str) -> Array:
        """Return all of a column, verified."""
        column = self.column(name)
        return column.part(0, len(column.array))

    def check(self, start: int, end: int) -> None:
        """Verify the checksums of the blocks of bytes `start` to `end` not verified yet; raises `CorruptIndex`."""
        first, last = start >> BLOCK_BITS, (max(end, start + 1) - 1 >> BLOCK_BITS) + 1
        block = self._unseen.find(1, first, last)
        while block >= 0:
            offset = block << BLOCK_BITS
            content = self._bytes[offset : min(offset + BLOCK_BYTES, self._end)]
            if xxh3_64_intdigest(content) != self._hashes[block]:
                raise CorruptIndex(
                    f"{self.path} : abîmé entre les octets {offset} et {offset + len(content)}", hint=HINT
                )
            self._unseen[block] = 0
            block = self._unseen.find(1, block, last)
            if block < 0:
                self.sound = 1 not in self._unseen

    def check_all(self) -> None:
        """Verify every block."""
        self.check(0, self._end)

    def check_anew(self) -> None:
        """Verify every block, whatever was verified before: what is mapped is what the file holds now."""
        if isinstance(mapped := self._bytes.obj, mmap.mmap) and mapped.size() < len(self._bytes):
            # To touch what is no longer there would end the process.
            raise CorruptIndex(f"{self.path} : raccourci depuis qu'il est ouvert", hint=HINT)
        self._directory()
        self.sound = False
        self._unseen = bytearray(b"\x01") * len(self._hashes)
        self.check_all()

    def let_go(self) -> None:
        """Release the mapped pages that were read (madvise); whatever is touched again is read again."""
        if isinstance(mapped := self._bytes.obj, mmap.mmap) and hasattr(mapped, "madvise"):
            mapped.madvise(mmap.MADV_DONTNEED)


class Column:
    """One column of a container. `array` is all of it, unverified: read it through `part`."""

    __slots__ = ("_container", "_item", "_offset", "array")

    def __init__(self, container: Container, array: Array, offset: int) -> None:
        self._container = container
        self._offset = offset
        self._item = array.itemsize
        self.array = array

    def part(self, start: int, end: int) -> Array:
        """Return the elements `start` to `end`, verified; no copy."""
        if not self._container.sound:
            self._container.check(self._offset + start * self._item, self._offset + end * self._item)
        return self.array[start:end]

    def some(self, indices: Array) -> Array:
        """Return the elements at some indices (ascending), verified."""
        if len(indices):
            self.part(int(indices[0]), int(indices[-1]) + 1)
        return self.array[indices]

    def __len__(self) -> int:
        return len(self.array)


HINT = "trouvere index check INDEX dit ce qui est abîmé ; reconstruisez l'index, ou restaurez une sauvegarde"
REBUILD_HINT = "reconstruisez-le depuis les sources : trouvere index build INDEX SOURCE…"
