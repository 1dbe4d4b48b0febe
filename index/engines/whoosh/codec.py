"""A Whoosh codec on columns: what Whoosh needs to see a Trouvère segment as one of its own. It only reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec import base

from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.read.segment import Segment, SegmentInfo
from trouvere.index.engines.whoosh.declared import declared_field
from trouvere.index.engines.whoosh.fields import shown_of
from trouvere.index.engines.whoosh.lengths import rounded_one
from trouvere.index.engines.whoosh.terms import ColumnTerms
from trouvere.index.errors import UsageError
from trouvere.index.fields import Field
from trouvere.index.schema import TEXT_FIELDS, stem_of

SCORED = (*TEXT_FIELDS, *map(stem_of, TEXT_FIELDS))


def refuse(what: str, hint: str) -> NoReturn:
    """Raise `UsageError` with the next step."""
    raise UsageError(what, hint=hint)


def refuse_writing(*_: Any, **__: Any) -> NoReturn:
    """Raise what an attempt to write into a published generation raises."""
    refuse(
        "une génération publiée n'est jamais modifiée",
        "écrivez par trouvere.index.engines.whoosh.open_index(INDEX).writer(), ou trouvere.index.update_index",
    )


class ColumnSegment(base.Segment):
    """What Whoosh's table of contents keeps of a segment. Pickles to its name, two numbers and what is declared.

    `pending` are documents that a writer is about to delete: readers it gives do not show them.
    """

    pending: frozenset[int] = frozenset()

    def __init__(
        self,
        info: SegmentInfo,
        declared: Sequence[Field],
        indexname: str = "MAIN",
        pending: frozenset[int] = frozenset(),
    ) -> None:
        if pending:
            self.pending = pending
        self.indexname = indexname
        self.segid = info.name
        self.compound = False
        self.declared = tuple(declared)
        """The fields that the index declares."""
        self._documents = info.documents
        self._deleted = info.deleted

    def info(self) -> SegmentInfo:
        """Return what a manifest says of the segment."""
        return SegmentInfo(self.segid, self._documents, self._deleted)

    def codec(self, **kwargs: Any) -> ColumnCodec:
        """Return the codec that reads it."""
        return ColumnCodec()

    def doc_count_all(self) -> int:
        """Refuse: Whoosh's own writer asks for this first, before it has written anything; readers ask the codec.

        An index of `whoosh.index.open_dir` has that writer, which would replace the table of contents in the folder of
        a published generation.
        """
        refuse_writing()

    delete_document = refuse_writing

    def doc_count(self) -> int:
        """Return how many documents there are, deleted ones left out."""
        return self._documents - self._deleted

    def has_deletions(self) -> bool:
        """Tell whether documents are deleted."""
        return self._deleted > 0

    def deleted_count(self) -> int:
        """Return how many documents are deleted."""
        return self._deleted


class NoSegments(list[ColumnSegment]):
    """What the table of contents of an index without articles holds: Whoosh's own writer alone goes through it."""

    __iter__ = refuse_writing

    def __reduce__(self) -> tuple[type[NoSegments], tuple[()]]:
        return NoSegments, ()


class ColumnCodec(base.Codec):
    """Opens the columns of a segment for Whoosh."""

    length_stats = False

    def terms_reader(self, storage: Any, segment: ColumnSegment) -> ColumnTerms:
        """Return the terms of a segment."""
        return ColumnTerms(_opened(storage, segment), segment.declared)

    def per_document_reader(self, storage: Any, segment: ColumnSegment) -> ColumnDocuments:
        """Return the documents of a segment."""
        return ColumnDocuments(_opened(storage, segment), segment.declared, segment.pending)

    per_document_writer = field_writer = postings_writer = postings_reader = new_segment = refuse_writing


def _opened(storage: Any, segment: ColumnSegment) -> Segment:
    """Return the columns of a segment, all of its files open: a generation that is pruned goes on answering."""
    opened: dict[str, Segment] = vars(storage).setdefault("trouvere_segments", {})
    if segment.segid not in opened:
        generation = Generation(Path(storage.folder), [segment.info()], fields=segment.declared)
        generation.open()
        opened[segment.segid] = generation.segments[0]
    return opened[segment.segid]


class ColumnDocuments(base.PerDocumentReader):
    """Documents: their stored articles, their lengths, which are deleted."""

    def __init__(self, segment: Segment, declared: Sequence[Field] = (), pending: frozenset[int] = frozenset()) -> None:
        self._segment = segment
        self._own = [(field.name, declared_field(field)) for field in shown_of(declared)]
        self._deleted = pending.union(segment.deleted.tolist())

    def close(self) -> None:
        """Nothing to let go of: the files are the segment's."""

    def doc_count(self) -> int:
        """Return how many documents are not deleted."""
        return self._segment.documents - len(self._deleted)

    def doc_count_all(self) -> int:
        """Return how many documents there are."""
        return self._segment.documents

    def has_deletions(self) -> bool:
        """Tell whether documents are deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document is deleted."""
        return docnum in self._deleted

    def deleted_docs(self) -> Iterator[int]:
        """Yield the deleted documents."""
        return iter(self._deleted)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the length of a field as Whoosh's own codec does, rounded to what a byte can hold."""
        if fieldname not in SCORED:
            return default
        return rounded_one(self.exact_length(docnum, fieldname))

    def exact_length(self, docnum: int, fieldname: str) -> int:
        """Return how many tokens a field has in a document."""
        return int(self._segment.field(fieldname).lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """Return how many tokens a field has in all documents together."""
        return self._segment.field(fieldname).total if fieldname in SCORED else 0

    def min_field_length(self, fieldname: str) -> int:
        """Return the length of the shortest field."""
        return rounded_one(int(self._segment.field(fieldname).lengths.min()))

    def max_field_length(self, fieldname: str) -> int:
        """Return the length of the longest field."""
        return rounded_one(int(self._segment.field(fieldname).lengths.max()))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return the article, and beside it what it has of each declared field."""
        article = self._segment.articles.read(docnum)
        own = {name: value for name, field in self._own if (value := field.held(article.extra)) is not None}
        return {"article": article.as_dict(), **own}
