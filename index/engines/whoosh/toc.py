"""Writes the table of contents that makes a generation's folder an ordinary Whoosh index for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from trouvere.index.columns.read.segment import SegmentInfo
from trouvere.index.engines.whoosh.codec import ColumnSegment, NoSegments
from trouvere.index.engines.whoosh.fields import make_schema
from trouvere.index.fields import Field
from trouvere.index.storage import Storage

TOC_NUMBER = 1
"""The number of the one table of contents in a generation's folder."""


class _TocStorage(FileStorage):
    """A Whoosh storage that writes through ours."""

    def __init__(self, folder: Path, storage: Storage) -> None:
        super().__init__(str(folder))
        self._storage = storage
        self.created = ExitStack()

    def create_file(self, name: str, **kwargs: Any) -> StructFile:
        file = self.created.enter_context(self._storage.create(Path(self.folder, name)))
        return StructFile(file, name=name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        self._storage.rename(Path(self.folder, oldname), Path(self.folder, newname))


def write_toc(folder: Path, storage: Storage, segments: Sequence[SegmentInfo], declared: Sequence[Field]) -> None:
    """Write the table of contents that other programs read with `whoosh.index.open_dir`. Trouvère never reads it."""
    known = [ColumnSegment(info, declared) for info in segments] or NoSegments()
    toc = index.TOC(make_schema(declared), known, TOC_NUMBER)
    target = _TocStorage(folder, storage)
    with target.created:
        toc.write(target, "MAIN")
