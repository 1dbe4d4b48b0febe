"""The fields a person may name (`titre:`, `source:`, `depuis:`…), and the filters that some of them make.

A declared field goes by the name that was declared, however it is typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from trouvere.index.fields import Field, field_named, letters_of
from trouvere.index.validation import Unfit, period_of
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import TextField

TEXT_FIELDS: dict[str, TextField] = {"titre": "title", "title": "title", "texte": "text", "text": "text"}

ValueField = Literal["source", "category", "tags", "authors", "language", "place"]
VALUE_FIELDS: dict[str, ValueField] = {
    "source": "source",
    "rubrique": "category",
    "category": "category",
    "tag": "tags",
    "tags": "tags",
    "étiquette": "tags",
    "etiquette": "tags",
    "auteur": "authors",
    "author": "authors",
    "authors": "authors",
    "langue": "language",
    "language": "language",
    "lieu": "place",
    "place": "place",
}

DATE_FIELDS: dict[str, Literal["since", "before", "on"]] = {
    "depuis": "since",
    "since": "since",
    "avant": "before",
    "before": "before",
    "le": "on",
    "on": "on",
}

QUOTES = '"«»“”'
_DAY = dt.timedelta(days=1)
SHORTEST_SLIP, LONGEST_SLIP, MOST_SLIPS = 4, 40, 8
"""Characters of a name that may be a slip for another, and how many of them one text is asked for."""
SLIP_LIKENESS = 0.8
"""`regoin` for `region` is 0.83, `prise` for `prix` 0.67."""

Refusal = Literal["empty", "bad_date", "bad_value", "excluded_date"]
"""Why `name:value` is no filter."""


class DeclaredFields:
    """The declared fields that one text may name; each name is looked up once."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = {field.name: field for field in fields}
        self._named: dict[str, str] = {}
        self._looked = 0

    def __bool__(self) -> bool:
        return bool(self._fields)

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def name_of(self, typed: str) -> str:
        """Return the declared name that is meant, whatever case and accents; an empty one where none is."""
        if typed not in self._named:
            found = field_named(self._fields.values(), typed)
            self._named[typed] = found.name if found else ""
        return self._named[typed]

    def is_near(self, typed: str) -> bool:
        """Say whether a name that nobody declared is a declared one but for a slip: `regoin`."""
        if not self._fields or not SHORTEST_SLIP <= len(typed) <= LONGEST_SLIP or self._looked >= MOST_SLIPS:
            return False
        self._looked += 1
        return bool(get_close_matches(letters_of(typed), map(letters_of, self._fields), n=1, cutoff=SLIP_LIKENESS))


@dataclass(slots=True)
class FilterMaker:
    """Gathers the filters of one text: values of one field are alternatives, every date and every exclusion holds."""

    declared: DeclaredFields
    wanted: dict[str, list[str]] = field(default_factory=dict)
    without: dict[str, list[str]] = field(default_factory=dict)
    since: list[dt.date] = field(default_factory=list)
    until: list[dt.date] = field(default_factory=list)

    def knows(self, name: str) -> bool:
        """Say whether a field filters."""
        return name in VALUE_FIELDS or name in DATE_FIELDS or name in self.declared

    def add(self, name: str, value: str, *, excluded: bool) -> Refusal | None:
        """Take in `name:value`, or what it excludes; return why it is no filter, None where it is one."""
        if name in DATE_FIELDS:
            return self._add_date(DATE_FIELDS[name], value, excluded=excluded)
        value = " ".join("".join(" " if char in QUOTES else char for char in value).split())
        if not value:
            return "empty"
        if name in self.declared and not _fits(self.declared[name], value):
            return "bad_value"
        values = self.without if excluded else self.wanted
        values.setdefault(VALUE_FIELDS.get(name, name), []).append(value)
        return None

    def _add_date(
        self, kind: Literal["since", "before", "on"], value: str, *, excluded: bool
    ) -> Literal["bad_date", "excluded_date"] | None:
        period = period_of(value.strip())
        if period is None:
            return "bad_date"
        if excluded:
            # All but a period is no period.
            return "excluded_date"
        first, last = period
        if kind == "before":
            self.until.append(first - _DAY)
            return None
        self.since.append(first)
        if kind == "on":
            self.until.append(last)
        return None

    def filters(self) -> Filters:
        """Return all that was taken in."""
        wanted = {name: tuple(dict.fromkeys(values)) for name, values in self.wanted.items()}
        given: dict[str, Any] = {name: values for name, values in wanted.items() if name not in self.declared}
        return Filters(
            **given,
            date_from=max(self.since, default=None),
            date_to=min(self.until, default=None),
            fields={name: values for name, values in wanted.items() if name in self.declared},
            without={name: tuple(dict.fromkeys(values)) for name, values in self.without.items()},
        )


def _fits(declared: Field, value: str) -> bool:
    try:
        if declared.ranged:
            declared.span(value)
        else:
            declared.term(value)
    except Unfit:
        return False
    return True
