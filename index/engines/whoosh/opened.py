"""A generation opened for Whoosh, which an index over it (`index.py`) and a writer of the next (`writer.py`) share."""

from __future__ import annotations

from whoosh.filedb.filestore import FileStorage

from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.layout import number_of
from trouvere.index.engines.whoosh.codec import ColumnSegment, refuse
from trouvere.index.lazy import cached_property


class OpenedGeneration:
    """A generation with all its files open, as Whoosh wants it: a storage that knows its segments, and a number."""

    def __init__(self, generation: Generation) -> None:
        generation.open()
        self.generation = generation
        self.number = number_of(generation.folder.name)

    @cached_property
    def storage(self) -> FileStorage:
        """The folder, read-only."""
        storage = FileStorage(str(self.generation.folder), readonly=True)
        storage.trouvere_segments = {segment.name: segment for segment in self.generation.segments}
        return storage

    def segments(self) -> list[ColumnSegment]:
        """Return the segments, new ones each time: Whoosh may keep what it is given."""
        return [ColumnSegment(info) for info in self.generation.infos]


def refuse_schema() -> None:
    """Raise what a change of the schema raises."""
    refuse("le schéma de Trouvère ne change pas", "ce qui n'a pas de champ se garde avec l'article, sous « extra »")
