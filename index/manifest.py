"""What a generation says of itself: its versions, what it holds, and every file with its size and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from trouvere.index.columns.segment import SegmentInfo
from trouvere.index.errors import CorruptIndex, IncompatibleIndex
from trouvere.index.schema import FORMAT
from trouvere.index.storage import Storage

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the generation as it was when it was published."""

    size: int
    sha256: str


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
        """Return the manifest as it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(storage: Storage, folder: Path) -> Manifest:
    """Return the manifest of a generation's folder; raises `CorruptIndex`, `IncompatibleIndex`."""
    with storage.open(folder / NAME) as file:
        content = file.read()
    try:
        values: dict[str, Any] = json.loads(content)
        if (found := values["format"]) != FORMAT:
            raise IncompatibleIndex(
                f"{folder} : index au format {found}, cette version lit le format {FORMAT}",
                hint="trouvere index rebuild INDEX, ou reconstruisez-le depuis les sources",
            )
        files = {name: FileEntry(**entry) for name, entry in values.pop("files").items()}
        segments = tuple(SegmentInfo(**segment) for segment in values.pop("segments"))
        return Manifest(**values, segments=segments, files=files)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptIndex(
            f"{folder / NAME} : manifeste illisible", hint="trouvere index check INDEX dit ce qui est perdu"
        ) from error


def sha256(storage: Storage, path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with storage.open(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # typeshed wants more than BinaryIO
