"""Whoosh field types for the fields that a site declares, over the terms that our columns have of them.

Each is a subclass of the Whoosh type that a program expects (BOOLEAN, NUMERIC, DATETIME), so Whoosh's own queries of
numbers and dates run on it. Whoosh writes a number as several terms, from coarse to exact; ours is one term, whose
order is that of the values: with a step of 0 (`shift_step`) Whoosh asks for one range of exact terms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whoosh import analysis, fields, formats
from whoosh.qparser.common import QueryParserError
from whoosh.util.times import datetime_to_long, long_to_datetime

from trouvere.index.field_terms import number_of, number_of_term
from trouvere.index.fields import Field
from trouvere.index.validation import Unfit

Posting = tuple[bytes, int, float, bytes]
_ZERO = 1 << 63
"""What Whoosh adds to a signed whole number, for its bits to be in order."""
_LETTERS = {"t": "true", "f": "false"}
_LAST = "\U0010ffff".encode()
"""After every term."""


class DeclaredField(fields.FieldType):
    """What the types of all kinds share: values become terms as in an article's `extra`, and hits hold them."""

    declared: Field

    def index(self, value: Any, **kwargs: Any) -> Iterable[Posting]:
        """Return a posting for each value; a value that does not fit has none, as in an article."""
        terms = self.declared.fitting({self.declared.name: value})
        return [(text, 1, 1.0, b"") for text in sorted(term.encode() for term in terms)]

    def to_bytes(self, value: Any) -> bytes:
        """Return the term of a value; raises `Unfit`, for which Whoosh finds nothing."""
        if isinstance(value, list | tuple):
            value = value[0]
        return value if isinstance(value, bytes) else self.declared.term(value).encode()

    def process_text(self, text: Any, **kwargs: Any) -> tuple[bytes]:
        """Return the one term that a text of a query stands for."""
        return (self.to_bytes(text),)

    def sortable_terms(self, ixreader: Any, fieldname: str) -> Iterator[bytes]:
        """Return all terms: each says where its documents stand."""
        terms: Iterator[bytes] = ixreader.lexicon(fieldname)
        return terms

    def shown(self, term: str) -> Any:
        """Return the value that a term stands for."""
        return self.declared.value(term)

    def from_bytes(self, bs: Any) -> Any:
        """Return the value that a term stands for."""
        return self.shown(bytes(bs).decode())

    def held(self, extra: Mapping[str, object]) -> Any:
        """Return what a hit has of the field, given an article's `extra`: a value, a list of several, None for none."""
        values = [self.shown(term) for term in self.declared.fitting(extra)]
        return values if len(values) > 1 else next(iter(values), None)


class KeywordField(DeclaredField):
    """A keyword: a term is the value as it is."""

    def __init__(self, declared: Field) -> None:
        super().__init__(formats.Existence(), analysis.IDAnalyzer(), stored=True)
        self.declared = declared

    def process_text(self, text: Any, mode: str = "", **kwargs: Any) -> Any:
        """Return the value itself: a program may look for one that no article could have."""
        return fields.FieldType.process_text(self, text, mode, **kwargs)


class BooleanField(DeclaredField, fields.BOOLEAN):
    """Yes or no, which a query may write as an article may: `true`, `oui`."""

    def __init__(self, declared: Field) -> None:
        fields.BOOLEAN.__init__(self, stored=True)
        self.declared = declared

    def to_bytes(self, value: Any) -> bytes:
        """Return the term of a value; the letters that Whoosh has for yes and no are values too."""
        return DeclaredField.to_bytes(self, _LETTERS.get(value, value) if isinstance(value, str) else value)

    def _obj_to_bool(self, x: Any) -> bool:
        return self.to_bytes(x) == b"true"


class NumberField(DeclaredField, fields.NUMERIC):
    """A number: `prix:[10 TO 20]`, `NumericRange("prix", 10, 20)`."""

    def __init__(self, declared: Field) -> None:
        fields.NUMERIC.__init__(self, float, stored=True, shift_step=0)
        self.declared = declared

    def prepare_number(self, x: Any) -> Any:
        """Return the number that a value is; raises `Unfit`."""
        return x if x is None or x == b"" else number_of(x)

    def sortable_to_bytes(self, x: int, shift: int = 0) -> bytes:
        """Return the term of a number, given its bits in order."""
        return f"{x:016x}".rstrip("0").encode()

    def shown(self, term: str) -> Any:
        """Return the number of a term."""
        return number_of_term(term)


class DateField(DeclaredField, fields.DATETIME):
    """A day or a minute: `paru:2023-03`, `paru:[2023-03-01 TO 2023-03-31]`. A day is its midnight, as for Whoosh."""

    def __init__(self, declared: Field) -> None:
        fields.DATETIME.__init__(self, stored=True)
        self.shift_step = 0
        self.declared = declared

    def prepare_datetime(self, x: Any) -> Any:
        """Return the microseconds of a date, a datetime or a text; raises `Unfit`."""
        if type(x) is dt.date:
            return datetime_to_long(dt.datetime(x.year, x.month, x.day))
        if isinstance(x, str | bytes | dt.datetime):
            return fields.DATETIME.prepare_datetime(self, x)
        raise Unfit("une date", x)

    def to_bytes(self, x: Any, shift: int = 0) -> bytes:
        """Return the term of a date, a datetime or a text; raises `Unfit`."""
        return bytes(fields.DATETIME.to_bytes(self, x[0] if isinstance(x, list | tuple) else x, shift))

    def sortable_to_bytes(self, x: int, shift: int = 0) -> bytes:
        """Return the term of a moment, given its microseconds in order; of none that there is, one before or after."""
        if x < _ZERO:
            return b""
        moment: dt.datetime
        try:
            moment = long_to_datetime(x - _ZERO)
        except OverflowError:
            return _LAST
        if moment.second or moment.microsecond:
            # No term is so exact; as the end of a range it stands where it should, after its minute.
            return moment.isoformat().encode()
        return moment.isoformat(timespec="minutes").removesuffix("T00:00").encode()

    def parse_range(self, fieldname: str, *args: Any, **kwargs: Any) -> Any:
        """Return the query of a range that somebody typed, which Whoosh drops where it is none."""
        try:
            return fields.DATETIME.parse_range(self, fieldname, *args, **kwargs)
        except Unfit as fault:
            raise QueryParserError(fault) from None

    def shown(self, term: str) -> Any:
        """Return the moment of a term."""
        return dt.datetime.fromisoformat(term)

    def _parse_datestring(self, qstring: str) -> Any:
        try:
            return fields.DATETIME._parse_datestring(self, qstring.replace("T", "").replace(":", ""))
        except Exception:
            # Whoosh raises what it comes upon, be it a ValueError or the base of all.
            raise Unfit("une date (2023, 2023-03, 2023-03-15, 2023-03-15T08:30)", qstring) from None


_TYPES = {"keyword": KeywordField, "boolean": BooleanField, "number": NumberField, "date": DateField}


def declared_field(declared: Field) -> DeclaredField:
    """Return the Whoosh type of a declared field."""
    return _TYPES[declared.kind](declared)
