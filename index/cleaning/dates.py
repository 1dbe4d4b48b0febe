"""Date parsing: the day as written, whatever the time zone, and the time where there is one.

What is no date, and what says more than that, is kept in `extra`.

ISO 8601 is read here; every other writing by `date_grammar`, which is imported where there is one.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from trouvere.index.cleaning.characters import one_line
from trouvere.index.validation import calendar_day, date_written

if TYPE_CHECKING:
    from trouvere.index.cleaning.date_grammar import Reading

CACHED_TEXTS = 4096
"""Distinct texts of dates whose reading is remembered: a year of a daily newspaper has 365."""
MOST_CHARS = 120
"""Characters of a text that may be a date: JavaScript writes 70, « Publié le …, mis à jour le … » has 100."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch
_NO_DAY = dt.date.min
"""The first day of all is where clocks begin that were never set."""


def day_of_text(written: str) -> dt.date | None:
    """Return the day that a text names, as written, whatever the time zone; None where it names none."""
    return calendar_day(date_of_text(written))


def date_of_text(written: str) -> dt.date | dt.datetime | None:
    """Return the day that a text names, or the time where it has one; None where it names none."""
    return parse(written, {})[0]


def day_of_value(value: object) -> dt.date | None:
    """Return the day of a value of metadata: a date, a time, or a text that names one; None for anything else."""
    if isinstance(value, dt.date):
        return calendar_day(value)
    return day_of_text(value) if isinstance(value, str) else None


def parse(written: str, extra: dict[str, object]) -> tuple[dt.date | dt.datetime | None, dict[str, object]]:
    """Return the day or time that `written` names (None if none), and `extra` with `written` where that says more.

    The day is the one that is written, in whatever zone; a time that is none, as 25:00, leaves the day. `2023-03`,
    « mars 2023 » and `2023` are taken for their first day. A text that is not understood says more than None; one that
    stands for no date, as `0000-00-00` and `null` do, does not.
    """
    # Most are a day in ISO 8601: they pay for this alone.
    if _DAY(written):
        try:
            if (day := dt.date.fromisoformat(written)) != _NO_DAY:
                return day, extra
        except ValueError:
            pass
    if not (text := one_line(written)):
        return None, extra
    # What is all figures is no ISO 8601 to us: Python takes milliseconds since 1970 for a day of the 17th century.
    if text[4:5] == "-" and (date := _iso(text)):
        if _DAY(text) or isinstance(date, dt.datetime):
            return date, extra
        # After a day, what a program takes for nothing may be a time to a person: 2021-05-04, 15:00.
        read = _read(text) if len(text) <= MOST_CHARS else None
        if read and isinstance(read.date, dt.datetime) and read.date.date() == date:
            return read.date, {**extra, "date": text} if read.says_more else extra
        return date, {**extra, "date": text}
    if len(text) > MOST_CHARS:
        return None, {**extra, "date": text}
    date, says_more = _read(text)
    return date, {**extra, "date": text} if says_more else extra


def _iso(written: str) -> dt.date | dt.datetime | None:
    date = date_written(written)
    return None if calendar_day(date) == _NO_DAY else date


@lru_cache(CACHED_TEXTS)
def _read(written: str) -> Reading:
    from trouvere.index.cleaning.date_grammar import read

    return read(written)
