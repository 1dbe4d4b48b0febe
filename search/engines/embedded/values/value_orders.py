"""Orders of documents by a value: by day and minute, by title, by a declared field."""

from __future__ import annotations

import numpy as np

from trouvere.index.analysis import folded_value
from trouvere.index.columns.read.container import Array
from trouvere.index.columns.read.generation import Generation
from trouvere.search.query.named_fields import Order

MINUTES = 3 * 24 * 60 + 2
"""Places within a day: as many as `minute_of` tells apart, and one for articles of which the minute is not known, which
is before all others."""


class ValueOrders:
    """The orders of one generation, each worked out once. Safe to share between threads."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._keys: dict[Order, Array] = {}

    def keys(self, order: Order) -> Array:
        """Return a number for each document: those that come first have the greatest, those without a value -1."""
        found = self._keys.get(order)
        if found is None:
            # Without a lock, as in `Generation.values`.
            found = self._keys[order] = self._made(order)
        return found

    def _made(self, order: Order) -> Array:
        if order.field is None:
            if order.name == "title":
                return _turned(self._generation.values("title_order").codes)
            return _turned(self.keys(Order("date"))) if order.name == "oldest" else self._days()
        values = self._generation.values(order.field.column)
        if order.field.kind != "keyword":
            return values.codes if order.descending else _turned(values.lowest)
        ranks = self._keyword_ranks(order.field.column, greatest=order.descending)
        return ranks if order.descending else _turned(ranks)

    def _days(self) -> Array:
        """Return the place of each document in time, -1 where it has no date."""
        days, minutes = self._generation.values("date"), self._generation.values("minute")
        if not minutes.values:
            return days.codes
        # The code of a document without a minute is -1: the last one.
        within = np.array([*(int(minute) + 1 for minute in minutes.values), 0], np.int64)[minutes.codes]
        return np.where(days.codes >= 0, days.codes.astype(np.int64) * MINUTES + within, -1)

    def _keyword_ranks(self, column: str, *, greatest: bool) -> Array:
        """Return where the least or the greatest value of each document stands among all folded values."""
        values = self._generation.values(column)
        folded = list(map(folded_value, values.values))
        place = {value: at for at, value in enumerate(sorted(set(folded)))}
        # The code of a document without a value is -1: the last one.
        ranks = np.array([*map(place.__getitem__, folded), -1], np.int32)
        if values.single:
            return ranks[values.codes]
        docs, codes = self._generation.postings(column)
        found = np.full(self._generation.documents, -1 if greatest else len(place), np.int32)
        (np.maximum if greatest else np.minimum).at(found, docs, ranks[codes])
        found[values.codes < 0] = -1
        return found


def _turned(places: Array) -> Array:
    """Return places in the opposite order; what has none, -1, has none still."""
    return np.where(places >= 0, places.max(initial=0) - places, -1)
