"""The schema: which fields an index has, and which forms of a word go into which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from trouvere.index.analysis import folded_value
from trouvere.index.fields import Field

FORMAT = 5
"""Changes whenever files written before can no longer be searched."""
FORMATS_OF_ARTICLES = (4, 5)
"""Formats whose stored articles are read: an index of these is made anew without its sources (`rebuild`)."""

TextField = Literal["title", "text"]
TEXT_FIELDS: tuple[TextField, ...] = ("title", "text")
"""Fields that are analysed; each is indexed in its surface form and, under `stem_of(field)`, in its stem form."""

VALUE_FIELDS = (
    *("id", "source", "category", "tags", "authors", "language", "place"),
    *("date", "minute", "title_order"),
)
"""Fields whose whole values are terms, for filters, facets and orders. Dates are in ISO 8601: days; `minute` says when
within the day; `title_order` is the title as titles are ordered (`order_of_title`). A site's own fields stand beside
them, each in the column that `Field.column` names."""

ORDERED_TITLE_CHARS = 200
"""Characters of a title that say where it stands among others."""
_TO_FIRST_LETTER = re.compile(r"[\W_]+")


def order_of_title(title: str) -> str:
    """Return what titles are compared by: case, accents and signs before the first word do not count."""
    written = folded_value(title[:ORDERED_TITLE_CHARS])
    begin = _TO_FIRST_LETTER.match(written)
    return " ".join(written[begin.end() if begin else 0 :].split()) or written.strip()


def columns_of(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return the columns of values in a segment of an index that declares these fields."""
    return (*VALUE_FIELDS, *(field.column for field in fields))


def stem_of(field: str) -> str:
    """Return the name of the field that holds the stems of a text field."""
    return f"{field}_stem"
