"""The manifest of a generation: its versions, what it holds, every file with its size and checksum (SHA-256)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from xxhash import xxh3_64_hexdigest

from trouvere.index.columns.read.articles import DIGEST_BYTES
from trouvere.index.columns.read.segment import ARTICLES, SegmentInfo, file_of
from trouvere.index.errors import CorruptIndex, IncompatibleIndex, UsageError
from trouvere.index.fields import Field, declared
from trouvere.index.schema import FORMAT, FORMATS_OF_ARTICLES
from trouvere.index.storage import Storage

NAME = "manifest.json"
TAIL_BYTES = 64
"""Bytes at the end of a file that `FileEntry.tail` is the XXH3 of; the trailer of a container lies within."""

MANIFEST_BYTES = 1 << 24
"""Bytes of a manifest, at most: more is none of ours, and not read to its end."""
FIRST_WITH_FIELDS = 5
"""The first format whose manifests say which fields are declared."""
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_HEX = {"sha256": re.compile("[0-9a-f]{64}"), "tail": re.compile("[0-9a-f]{16}")}


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
    fields: tuple[Field, ...] = ()
    """The fields that the index declares."""
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
        if self.format < FIRST_WITH_FIELDS:
            del values["fields"]
        digest = hashlib.sha256(_encoded(values)).hexdigest()
        return _encoded(values | {"sha256": digest})


def _encoded(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(storage: Storage, folder: Path, formats: Collection[int] = FORMATS_OF_ARTICLES) -> Manifest:
    """Return the manifest of a generation's folder; raises `CorruptIndex`, or `IncompatibleIndex` for other formats.

    Whoever wrote it, it is believed in nothing that leads out of the folder or asks for more than the files hold.
    """
    with storage.open(folder / NAME) as file:
        content = file.read(MANIFEST_BYTES + 1)
    try:
        if len(content) > MANIFEST_BYTES:
            raise ValueError("too long")
        values: dict[str, Any] = json.loads(content)
        if (found := values["format"]) not in formats:
            raise IncompatibleIndex(
                f"{folder} : index au format {found}, cette version lit le format {FORMAT}",
                hint="reconstruisez-le depuis les sources : trouvere index build INDEX SOURCE…",
            )
        values.pop("sha256")
        files = {name: FileEntry(**entry) for name, entry in values.pop("files").items()}
        segments = tuple(SegmentInfo(**segment) for segment in values.pop("segments"))
        fields = tuple(Field(**each) for each in values.pop("fields", ()))
        manifest = Manifest(**values, segments=segments, fields=fields, files=files)
        if manifest.as_json() != content or manifest.generation != folder.name:
            raise ValueError("changed")
        _refuse_what_cannot_be(manifest)
        return manifest
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, UsageError) as error:
        raise CorruptIndex(
            f"{folder / NAME} : manifeste illisible", hint="trouvere index check INDEX dit ce qui est perdu"
        ) from error


def _refuse_what_cannot_be(manifest: Manifest) -> None:
    texts = (manifest.analysis, manifest.generation, manifest.digest, manifest.published)
    if not all(type(text) is str for text in texts):
        raise ValueError("text")
    if declared(manifest.fields) != manifest.fields:
        raise ValueError("fields")
    for name, entry in manifest.files.items():
        if not _NAME.fullmatch(name) or not _count(entry.size):
            raise ValueError("file")
        if not _HEX["sha256"].fullmatch(entry.sha256) or not _HEX["tail"].fullmatch(entry.tail):
            raise ValueError("hash")
    for segment in manifest.segments:
        if not _NAME.fullmatch(segment.name) or not _count(segment.documents) or not _count(segment.deleted):
            raise ValueError("segment")
        # Readers make tables of so many documents: the file that has a digest of each must be long enough for them.
        if segment.documents * DIGEST_BYTES > manifest.files[file_of(segment.name, ARTICLES)].size:
            raise ValueError("documents")
    named = manifest.generation.partition("-")[0]
    if not _count(manifest.number) or not _count(manifest.articles) or named != f"{manifest.number:06d}":
        raise ValueError("number")
    if manifest.articles != sum(segment.documents - segment.deleted for segment in manifest.segments):
        raise ValueError("articles")


def _count(value: object) -> bool:
    return type(value) is int and 0 <= value < 1 << 63


def entry_of(storage: Storage, path: Path) -> FileEntry:
    """Return what a manifest says of a file."""
    return FileEntry(storage.size(path), sha256(storage, path), tail_of(storage, path))


def tail_of(storage: Storage, path: Path) -> str:
    """Return the XXH3 of the end of a file, in hexadecimal."""
    with storage.open(path) as file:
        file.seek(max(0, storage.size(path) - TAIL_BYTES))
        return xxh3_64_hexdigest(file.read())


def sha256(storage: Storage, path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with storage.open(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # typeshed wants more than BinaryIO
