"""Whoosh field types for the forms of the French chain, and the schema made of them.

They take `Postings` made beforehand, one analysis for both forms, or plain text, as any Whoosh program would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pickle import dumps
from typing import Any, Literal

from whoosh import analysis, fields, formats
from whoosh.system import pack_uint

from trouvere.index.analysis import french
from trouvere.index.schema import TEXT_FIELDS, VALUE_FIELDS, stem_of

Form = Literal["surface", "stem"]
Postings = list[tuple[bytes, int, float, bytes]]
"""What a Whoosh field gives for a value: term, frequency, weight, encoded positions."""


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
    """A text field that holds one form of its words; the surface form with positions, for phrases."""

    def __init__(self, form: Form) -> None:
        super().__init__(analyzer=FormAnalyzer(form), phrase=form == "surface")
        self.form = form

    def index(self, value: Any, **kwargs: Any) -> Iterable[tuple[bytes, int, float, bytes]]:
        """Return the postings of a text, or those made beforehand."""
        return value if isinstance(value, list) else super().index(value, **kwargs)


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
        """Return a posting for each value."""
        values = (value,) if isinstance(value, str) else value
        return [(text, 1, 1.0, b"") for text in sorted({one.encode() for one in values})]


def make_schema() -> fields.Schema:
    """Return the schema of every Trouvère index."""
    schema = fields.Schema(article=fields.STORED())
    for name in VALUE_FIELDS:
        schema.add(name, ValueField(unique=name == "id"))
    for name in TEXT_FIELDS:
        schema.add(name, FormField("surface"))
        schema.add(stem_of(name), FormField("stem"))
    return schema


def postings_of(text: str) -> tuple[Postings, Postings]:
    """Return the postings of a text in its surface form and in its stem form, from one analysis."""
    surfaces: dict[str, list[int]] = {}
    stems: dict[str, int] = {}
    for token in french().tokens(text):
        surfaces.setdefault(token.text, []).append(token.position)
        if token.stem is not None:
            stems[token.stem] = stems.get(token.stem, 0) + 1
    return (
        [(word.encode(), len(at), float(len(at)), _encoded(at)) for word, at in surfaces.items()],
        [(word.encode(), count, float(count), pack_uint(count)) for word, count in stems.items()],
    )


def _encoded(positions: list[int]) -> bytes:
    # As whoosh.formats.Positions.encode: the frequency first, then the gaps.
    gaps = [position - before for position, before in zip(positions, [0, *positions], strict=False)]
    return bytes(pack_uint(len(gaps)) + dumps(gaps, 2))
