"""Whoosh field types for the forms of the French chain, and the schema made of them.

A generation's columns are read under this schema; a Whoosh program may also index plain text with it, with Whoosh's own
codec, and gets the same terms: that is what the differential tests do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from whoosh import analysis, fields, formats

from trouvere.index.analysis import french
from trouvere.index.engines.whoosh.declared import declared_field
from trouvere.index.fields import Field
from trouvere.index.schema import TEXT_FIELDS, VALUE_FIELDS, stem_of

Form = Literal["surface", "stem"]
ORDER_FIELDS = ("minute", "title_order")
"""Value fields that are no values of an article but the order of those: Whoosh programs do not see them."""
SHOWN_VALUES = tuple(name for name in VALUE_FIELDS if name not in ORDER_FIELDS)
SHOWN = ("article", *SHOWN_VALUES, *TEXT_FIELDS, *map(stem_of, TEXT_FIELDS))
"""The fields that every index has."""


class FormAnalyzer(analysis.Analyzer):
    """The French chain as Whoosh sees it: one form of each token. Pickles to nothing but the form's name."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[Any]:
        """Yield one Whoosh token again and again, as Whoosh's analyzers do."""
        shown = analysis.Token(positions, chars, removestops=removestops, mode=mode, **kwargs)
        for token in french().tokens(value):
            text = token.text if self.form == "surface" else token.stem
            if text is None:
                continue
            shown.text = shown.original = text
            shown.boost, shown.stopped = 1.0, False
            if positions:
                shown.pos = start_pos + token.position
            if chars:
                shown.startchar, shown.endchar = start_char + token.start, start_char + token.end
            yield shown


class FormField(fields.TEXT):
    """A text field that holds one form of its words, with positions."""

    def __init__(self, form: Form) -> None:
        super().__init__(analyzer=FormAnalyzer(form), phrase=True)
        self.form = form


class ValueField(fields.FieldType):
    """A field whose values are terms as they are, one or several."""

    def __init__(self, *, unique: bool = False) -> None:
        self.format = formats.Existence()
        self.analyzer = analysis.IDAnalyzer()
        self.unique = unique
        self.indexed = True
        self.scorable = self.stored = self.spelling = False
        self.vector = self.column_type = None

    def index(self, value: Any, **kwargs: Any) -> Iterable[tuple[bytes, int, float, bytes]]:
        """Return a posting for each value; of a date or a time, for its day."""
        if isinstance(value, dt.date):
            value = value.isoformat()[: len("2023-03-01")]
        values = (value,) if isinstance(value, str) else value
        return [(text, 1, 1.0, b"") for text in sorted({one.encode() for one in values})]


def shown_of(declared: Iterable[Field]) -> tuple[Field, ...]:
    """Return those of the declared fields that Whoosh programs see: a name that means something to them is taken."""
    return tuple(field for field in declared if field.name not in SHOWN)


def make_schema(declared: Sequence[Field] = ()) -> fields.Schema:
    """Return the schema of an index that declares these fields."""
    schema = fields.Schema(article=fields.STORED())
    for name in SHOWN_VALUES:
        schema.add(name, ValueField(unique=name == "id"))
    for name in TEXT_FIELDS:
        schema.add(name, FormField("surface"))
        schema.add(stem_of(name), FormField("stem"))
    for field in shown_of(declared):
        schema.add(field.name, declared_field(field))
    return schema


def columns_shown(declared: Iterable[Field]) -> dict[str, str]:
    """Return the column of each field that has terms, by the name of the field, in the order of the names."""
    own = {field.name: field.column for field in shown_of(declared)}
    return dict(sorted(({name: name for name in SHOWN if name != "article"} | own).items()))
