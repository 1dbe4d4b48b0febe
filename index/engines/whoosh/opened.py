"""A generation opened for Whoosh, which an index over it (`index.py`) and a writer of the next (`writer.py`) share."""

from __future__ import annotations

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.layout import number_of
from trouvere.index.engines.whoosh.codec import ColumnSegment, refuse
from trouvere.index.engines.whoosh.fields import make_schema
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

    def schema(self) -> Schema:
        """Return the schema, a new one each time."""
        return make_schema(self.generation.fields)

    def segments(self) -> list[ColumnSegment]:
        """Return the segments, new ones each time: Whoosh may keep what it is given."""
        return [ColumnSegment(info, self.generation.fields) for info in self.generation.infos]


def refuse_schema() -> None:
    """Raise what a change of the schema raises."""
    refuse(
        "le schéma d'un index publié ne change pas",
        "trouvere index rebuild INDEX --field NOM déclare un champ ; ce qui n'en a pas se garde sous « extra »",
    )
