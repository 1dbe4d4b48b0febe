"""A Whoosh index over a generation: opened from its manifest without a pickle, or by any Whoosh through the table of
contents that is written for that."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from trouvere.index.columns.generation import Generation
from trouvere.index.columns.segment import SegmentInfo
from trouvere.index.engines.whoosh.codec import ColumnSegment
from trouvere.index.engines.whoosh.fields import make_schema
from trouvere.index.storage import Storage

GENERATION = 1


class ColumnIndex(index.FileIndex):
    """A Whoosh index whose schema is our own and whose segments are a generation's: nothing is unpickled."""

    def __init__(self, generation: Generation) -> None:
        self.storage = FileStorage(str(generation.folder), readonly=True)
        self.storage.trouvere_segments = {segment.name: segment for segment in generation.segments}
        self.indexname = "MAIN"
        self._infos = generation.infos

    def _read_toc(self) -> index.TOC:
        return index.TOC(make_schema(), [ColumnSegment(info) for info in self._infos], GENERATION)

    def latest_generation(self) -> int:
        """Return the number of the one table of contents there is."""
        return GENERATION

    def writer(self, **kwargs: Any) -> Any:
        """Refuse: a published generation is never changed."""
        raise NotImplementedError("a published generation is never changed: use trouvere.index.update_index")


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


def write_toc(folder: Path, storage: Storage, segments: Sequence[SegmentInfo]) -> None:
    """Write the table of contents that other programs read with `whoosh.index.open_dir`. Trouvère never reads it."""
    toc = index.TOC(make_schema(), [ColumnSegment(info) for info in segments], GENERATION)
    target = _TocStorage(folder, storage)
    with target.created:
        toc.write(target, "MAIN")
