"""What a generation says of itself: its versions, what it holds, and every file with its size and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from xxhash import xxh3_64_hexdigest

from trouvere.index.columns.segment import SegmentInfo
from trouvere.index.errors import CorruptIndex, IncompatibleIndex
from trouvere.index.schema import FORMAT
from trouvere.index.storage import Storage

NAME = "manifest.json"
TAIL = 64
"""Bytes at the end of a file that `FileEntry.tail` is the XXH3 of; the trailer of a container lies within."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the generation as it was when it was published."""

    size: int
    sha256: str
    tail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`digest` is the same for the same articles, whatever their order and however they came in."""

    format: int
    analysis: str
    generation: str
    number: int
    articles: int
    segments: tuple[SegmentInfo, ...]
    digest: str
    published: str
    files: dict[str, FileEntry] = field(default_factory=dict)

    @property
    def deleted(self) -> int:
        """Articles deleted or replaced that still take room."""
        return sum(segment.deleted for segment in self.segments)

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.files.values())

    def as_json(self) -> bytes:
        """Return the manifest as it is written: with the SHA-256 of all the rest."""
        values = asdict(self)
        digest = hashlib.sha256(_encoded(values)).hexdigest()
        return _encoded(values | {"sha256": digest})


def _encoded(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(storage: Storage, folder: Path) -> Manifest:
    """Return the manifest of a generation's folder; raises `CorruptIndex`, `IncompatibleIndex`."""
    with storage.open(folder / NAME) as file:
        content = file.read()
    try:
        values: dict[str, Any] = json.loads(content)
        if (found := values["format"]) != FORMAT:
            raise IncompatibleIndex(
                f"{folder} : index au format {found}, cette version lit le format {FORMAT}",
                hint="reconstruisez-le depuis les sources : trouvere index build INDEX SOURCE…",
            )
        values.pop("sha256")
        files = {name: FileEntry(**entry) for name, entry in values.pop("files").items()}
        segments = tuple(SegmentInfo(**segment) for segment in values.pop("segments"))
        manifest = Manifest(**values, segments=segments, files=files)
        if manifest.as_json() != content or manifest.generation != folder.name:
            raise ValueError("changed")
        return manifest
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CorruptIndex(
            f"{folder / NAME} : manifeste illisible", hint="trouvere index check INDEX dit ce qui est perdu"
        ) from error


def entry_of(storage: Storage, path: Path) -> FileEntry:
    """Return what a manifest says of a file."""
    return FileEntry(storage.size(path), sha256(storage, path), tail_of(storage, path))


def tail_of(storage: Storage, path: Path) -> str:
    """Return the XXH3 of the end of a file, in hexadecimal."""
    with storage.open(path) as file:
        file.seek(max(0, storage.size(path) - TAIL))
        return xxh3_64_hexdigest(file.read())


def sha256(storage: Storage, path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with storage.open(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # typeshed wants more than BinaryIO
