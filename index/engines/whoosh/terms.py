"""The term dictionary of a segment as Whoosh reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from trouvere.index.columns.read.field import FieldReader
from trouvere.index.columns.read.segment import Segment
from trouvere.index.engines.whoosh.fields import columns_shown
from trouvere.index.engines.whoosh.lengths import rounded_one
from trouvere.index.engines.whoosh.matcher import ColumnMatcher
from trouvere.index.fields import Field


class ColumnTerms(base.TermsReader):
    """Terms, what is known of each, and matchers over their postings."""

    def __init__(self, segment: Segment, declared: Sequence[Field] = ()) -> None:
        self._segment = segment
        self._columns = columns_shown(declared)

    def _field(self, name: str) -> FieldReader:
        return self._segment.field(self._columns[name])

    def _find(self, name: str, text: bytes) -> tuple[FieldReader, int]:
        if name in self._columns:
            field = self._field(name)
            if (term := field.lexicon.find(text)) >= 0:
                return field, term
        raise TermNotFound(f"No term {name}:{text!r}")

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] in self._columns and self._field(term[0]).lexicon.find(term[1]) >= 0

    def indexed_field_names(self) -> tuple[str, ...]:
        """Return the names of all fields."""
        return tuple(self._columns)

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        """Return a cursor over the terms of a field."""
        return ColumnCursor(self._field(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every term of every field."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms from one on, through all fields after it."""
        for name in self._columns:
            if name >= fieldname:
                lexicon = self._field(name).lexicon
                for number in range(lexicon.ceiling(prefix) if name == fieldname else 0, len(lexicon)):
                    yield name, lexicon[number]

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every term and what is known of it."""
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield the terms from one on and what is known of each."""
        for name, text in self.terms_from(fieldname, prefix):
            yield (name, text), self.term_info(name, text)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return what is known of a term."""
        return info(*self._find(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term occurs in all documents together, 0 where there is no such term."""
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents have a term, 0 where there is no such term."""
        if (fieldname, text) not in self:
            return 0
        field, term = self._find(fieldname, text)
        return field.frequency(term)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ColumnMatcher:
        """Return a matcher over the postings of a term."""
        field, term = self._find(fieldname, text)
        return ColumnMatcher(field, term, format_, (fieldname, text), scorer)

    def close(self) -> None:
        """Nothing to let go of: the files are the segment's."""


def info(field: FieldReader, term: int) -> TermInfo:
    """Return what Whoosh wants to know of a term."""
    docs = field.docs(term)
    if not field.scored:
        return TermInfo(float(len(docs)), len(docs), 1, 1, 1.0, int(docs[0]), int(docs[-1]))
    tf, lengths = field.tf(*field.extent(term)), field.lengths[docs]
    return TermInfo(
        float(tf.sum()),
        len(docs),
        rounded_one(int(lengths.min())),
        rounded_one(int(lengths.max())),
        float(tf.max()),
        int(docs[0]),
        int(docs[-1]),
    )


class ColumnCursor(base.FieldCursor):
    """A place in the sorted terms of a field; fuzzy queries and spelling walk with it."""

    def __init__(self, field: FieldReader, fieldobj: Any) -> None:
        self._field = field
        self._kind = fieldobj
        self._at = 0

    def first(self) -> Any:
        """Go to the first term and return it."""
        self._at = 0
        return self.text()

    def find(self, string: Any) -> Any:
        """Go to the first term that is not below this one and return it."""
        self._at = self._field.lexicon.ceiling(string if isinstance(string, bytes) else self._kind.to_bytes(string))
        return self.text()

    def next(self) -> Any:
        """Go to the next term and return it."""
        self._at += 1
        return self.text()

    def text(self) -> Any:
        """Return the current term, None past the end."""
        return self._kind.from_bytes(self._field.lexicon[self._at]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """Return what is known of the current term."""
        return info(self._field, self._at) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Tell whether there is a current term."""
        return self._at < len(self._field.lexicon)
