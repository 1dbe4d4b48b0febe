"""The fields a person may name (`titre:`, `source:`, `depuis:`…), and the filters that some of them make."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

from trouvere.search.query.nodes import Filters, TextField

TEXT_FIELDS: dict[str, TextField] = {"titre": "title", "title": "title", "texte": "text", "text": "text"}

ValueField = Literal["source", "category", "tags", "authors"]
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
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_FRENCH = re.compile(r"(?:([0-9]{1,2})/)?([0-9]{1,2})/([0-9]{4})")
# The day before the first and the day after the last must exist, and be written with four figures.
_YEARS = range(1000, 9999)
_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class FilterMaker:
    """Gathers the filters of one text: values of one field are alternatives, every date holds."""

    values: dict[ValueField, list[str]] = field(default_factory=dict)
    since: list[dt.date] = field(default_factory=list)
    until: list[dt.date] = field(default_factory=list)

    def add(self, name: str, value: str) -> bool:
        """Take in `name:value`; false where the value is empty or not a date."""
        if name in DATE_FIELDS:
            return self._add_date(DATE_FIELDS[name], value)
        value = " ".join("".join(" " if char in QUOTES else char for char in value).split())
        if value:
            self.values.setdefault(VALUE_FIELDS[name], []).append(value)
        return bool(value)

    def _add_date(self, kind: Literal["since", "before", "on"], value: str) -> bool:
        period = _period(value.strip())
        if period is None:
            return False
        first, last = period
        if kind == "before":
            self.until.append(first - _DAY)
            return True
        self.since.append(first)
        if kind == "on":
            self.until.append(last)
        return True

    def filters(self) -> Filters:
        """Return all that was taken in."""
        return Filters(
            **{name: tuple(dict.fromkeys(values)) or None for name, values in self.values.items()},
            date_from=max(self.since, default=None),
            date_to=min(self.until, default=None),
        )


def _period(text: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of a year, month or day: 2023, 2023-03, 2023-03-15, 03/2023, 15/03/2023."""
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _FRENCH.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    if int(year) not in _YEARS:
        return None
    try:
        first = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first, first
    after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1) if month else dt.date(first.year + 1, 1, 1)
    return first, after - _DAY
