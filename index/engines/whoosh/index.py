"""A Whoosh index over a generation: opened from its manifest without a pickle, or by any Whoosh through the table of
contents that is written for that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.filedb.filestore import FileStorage

from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.generation import current, published
from trouvere.index.engines.embedded.read.layout import GENERATIONS
from trouvere.index.engines.embedded.read.manifest import NAME
from trouvere.index.engines.whoosh.opened import OpenedGeneration, refuse_schema
from trouvere.index.errors import CorruptIndex, IncompatibleIndex, IndexNotFound, UnreadableIndex
from trouvere.index.events import Readability


class ColumnIndex(index.FileIndex):
    """A Whoosh index whose schema is made of a manifest and whose segments are a generation's: nothing is unpickled.

    Like any Whoosh index it follows what is published: each reader and searcher is on the newest generation of the
    index that the given one belongs to, and stays on it. A generation outside an index folder stays what it is.
    """

    def __init__(self, generation: Generation) -> None:
        self.indexname = "MAIN"
        self.home = _home_of(generation.folder)
        """The folder of the Trouvère index, None where the generation is in none."""
        self._opened = OpenedGeneration(generation)
        self._readability = Readability(self.home)

    def opened(self) -> OpenedGeneration:
        """Return the published generation, opened; raises `CorruptIndex`, `IncompatibleIndex`, `IndexNotFound`."""
        home = self.home
        while home is not None and (name := current(home)) != self._opened.generation.folder.name:
            folder, manifest = published(home)
            try:
                self._opened = OpenedGeneration(Generation(folder, manifest.segments, fields=manifest.fields))
            except CorruptIndex:
                # Pruned while it was being opened, or really damaged: only a new one is worth another try.
                if current(home) == name:
                    raise
        return self._opened

    def answering(self) -> OpenedGeneration:
        """Return the published generation, opened; where it cannot be, the one open before, and the log is told why."""
        try:
            opened = self.opened()
        except (IndexNotFound, CorruptIndex, IncompatibleIndex, UnreadableIndex) as error:
            self._readability.lost(error, self._opened.generation.folder.name)
            return self._opened
        self._readability.found(opened.generation.folder.name)
        return opened

    @property
    def storage(self) -> FileStorage:
        """The folder of the generation that answers, read-only."""
        return self.answering().storage

    def reader(self, reuse: Any = None) -> Any:
        """Return a reader of the published generation. Nothing of `reuse` is closed: mapped files are shared anyway."""
        opened = self.answering()
        return self._reader(opened.storage, opened.schema(), opened.segments(), opened.number)

    def writer(self, procs: int = 1, **kwargs: Any) -> Any:
        """Return a `ColumnWriter`, whose commit publishes a new generation; see there for what it takes and raises."""
        from trouvere.index.engines.whoosh.writer import ColumnWriter

        return ColumnWriter(self, **kwargs)

    def latest_generation(self) -> int:
        """Return the number of the generation that answers."""
        return self.answering().number

    def last_modified(self) -> float:
        """Return when the published generation was made, in seconds since 1970."""
        return (self.opened().generation.folder / NAME).stat().st_mtime

    def add_field(self, fieldname: str, fieldspec: Any) -> None:
        """Refuse: what an index declares, a rebuild changes."""
        refuse_schema()

    def remove_field(self, fieldname: str) -> None:
        """Refuse: what an index declares, a rebuild changes."""
        refuse_schema()

    def _read_toc(self) -> index.TOC:
        opened = self.answering()
        return index.TOC(opened.schema(), opened.segments(), opened.number)


def _home_of(folder: Path) -> Path | None:
    """Return the index that a generation's folder belongs to."""
    home = folder.parent.parent
    try:
        current(home)
    except (IndexNotFound, CorruptIndex, UnreadableIndex):
        return None
    return home if folder.parent.name == GENERATIONS else None
