"""The fields a person may name (`titre:`, `source:`, `depuis:`…), and the filters that some of them make."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from trouvere.index.validation import period_of
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import TextField

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
        period = period_of(value.strip())
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
        given: dict[str, Any] = {name: tuple(dict.fromkeys(values)) or None for name, values in self.values.items()}
        return Filters(
            **given,
            date_from=max(self.since, default=None),
            date_to=min(self.until, default=None),
        )
