"""The schema: which fields an index has, and which forms of a word go into which."""

from __future__ import annotations

from typing import Literal

FORMAT = 4
"""Changes whenever files written before can no longer be read."""

TextField = Literal["title", "text"]
TEXT_FIELDS: tuple[TextField, ...] = ("title", "text")
"""Fields that are analysed; each is indexed in its surface form and, under `stem_of(field)`, in its stem form."""

VALUE_FIELDS = ("id", "source", "category", "tags", "authors", "date")
"""Fields whose whole values are terms, for filters and facets. Dates are in ISO 8601."""


def stem_of(field: str) -> str:
    """Return the name of the field that holds the stems of a text field."""
    return f"{field}_stem"
