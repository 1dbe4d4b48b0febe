"""Date parsing: the day as written, whatever the time zone. A time, or what is no date, is kept in `extra`.

ISO 8601 is read here; every other writing by `date_grammar`, which is imported where there is one.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from trouvere.index.cleaning.characters import one_line

if TYPE_CHECKING:
    from trouvere.index.cleaning.date_grammar import Reading

CACHED_TEXTS = 4096
"""Distinct texts of dates whose reading is remembered: a year of a daily newspaper has 365."""
MOST_CHARS = 120
"""Characters of a text that may be a date: JavaScript writes 70, « Publié le …, mis à jour le … » has 100."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch


def day_of_text(written: str) -> dt.date | None:
    """Return the day that a text names, as written, whatever the time zone; None where it names none."""
    return parse(written, {})[0]


def day_of_value(value: object) -> dt.date | None:
    """Return the day of a value of metadata: a date, a time, or a text that names one; None for anything else."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return day_of_text(value) if isinstance(value, str) else None


def parse(written: str, extra: dict[str, object]) -> tuple[dt.date | None, dict[str, object]]:
    """Return the day that `written` names (None if none), and `extra` with `written` in it where that says more.

    `2023-03`, « mars 2023 » and `2023` are taken for their first day. A text that is not understood says more than
    None; one that stands for no date, as `0000-00-00` and `null` do, does not.
    """
    if _DAY(written) and (day := _iso(written)):
        return day, extra
    if not (text := one_line(written)):
        return None, extra
    # What is all figures is no ISO 8601 to us: Python takes milliseconds since 1970 for a day of the 17th century.
    if text[4:5] == "-" and (day := _iso(text)):
        return day, extra if _DAY(text) else {**extra, "date": text}
    if len(text) > MOST_CHARS:
        return None, {**extra, "date": text}
    day, says_more = _read(text)
    return day, {**extra, "date": text} if says_more else extra


def _iso(written: str) -> dt.date | None:
    try:
        day = dt.datetime.fromisoformat(written).date()
    except ValueError:
        return None
    # The first day of all is where clocks begin that were never set.
    return day if day > dt.date.min else None


@lru_cache(CACHED_TEXTS)
def _read(written: str) -> Reading:
    from trouvere.index.cleaning.date_grammar import read

    return read(written)
