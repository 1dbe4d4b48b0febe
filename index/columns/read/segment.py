"""Reads a segment: the fields and the stored articles of one set of documents, and which of them are deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trouvere.index.columns.read.articles import Articles
from trouvere.index.columns.read.completion import Completion
from trouvere.index.columns.read.container import Array, Container
from trouvere.index.columns.read.field import FieldReader
from trouvere.index.fields import Field
from trouvere.index.lazy import cached_property
from trouvere.index.schema import TEXT_FIELDS, columns_of, stem_of
from trouvere.index.storage import Storage

ARTICLES = "articles"
COMPLETION = "completion"
DELETED = "deleted"


def parts_of(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return the parts of a segment that are inverted: text fields, their stems, values, the fields declared."""
    return (*TEXT_FIELDS, *map(stem_of, TEXT_FIELDS), *columns_of(fields))


def file_of(segment: str, part: str) -> str:
    """Return the name of the file that holds a field of a segment, its articles, or its deletions."""
    return f"{segment}.{part}"


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """What a manifest says of a segment: its name, its documents, and how many of those are deleted."""

    name: str
    documents: int
    deleted: int


class Segment:
    """A segment opened for reading; its files are opened on first use. Safe to share between threads."""

    def __init__(self, storage: Storage, folder: Path, name: str, documents: int) -> None:
        self.name = name
        self.documents = documents
        self._storage = storage
        self._folder = folder
        self._fields: dict[str, FieldReader] = {}

    def field(self, name: str) -> FieldReader:
        """Return a field."""
        # Two threads may open it both; one of the two is kept, and both are good.
        found = self._fields.get(name)
        if found is None:
            found = self._fields[name] = FieldReader(self._storage, self._folder / file_of(self.name, name))
        return found

    @cached_property
    def articles(self) -> Articles:
        """The stored articles."""
        return Articles(self._storage, self._folder / file_of(self.name, ARTICLES))

    @cached_property
    def completion(self) -> Completion:
        """Display forms and word pairs."""
        return Completion(self._storage, self._folder / file_of(self.name, COMPLETION))

    @cached_property
    def deleted(self) -> Array:
        """The numbers of the deleted documents: int64, ascending."""
        path = self._folder / file_of(self.name, DELETED)
        if file_of(self.name, DELETED) not in self._storage.names(self._folder):
            return np.zeros(0, np.int64)
        return Container(self._storage, path).whole("documents").astype(np.int64)

    @cached_property
    def live(self) -> Array:
        """Bitmap of the documents that are not deleted: a boolean each."""
        mask = np.ones(self.documents, bool)
        mask[self.deleted] = False
        return mask

    def holds(self, id: bytes) -> bool:  # noqa: A002
        """Return whether a document has an id, or had it before it was deleted: its text is still there."""
        return self.field("id").lexicon.find(id) >= 0

    def find(self, id: bytes) -> int:  # noqa: A002
        """Return the number of the document that has an id and is not deleted, -1 where there is none."""
        field = self.field("id")
        term = field.lexicon.find(id)
        if term < 0:
            return -1
        return next((doc for doc in field.docs(term).tolist() if self.live[doc]), -1)
