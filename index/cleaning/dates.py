"""Date parsing: the day as written, whatever the time zone. A time, or what is no date, is kept in `extra`."""

from __future__ import annotations

import datetime as dt
import re

from trouvere.index.cleaning.characters import one_line
from trouvere.index.validation import day_written

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch


def day_of_text(written: str) -> dt.date | None:
    """Return the day that a text names, as written, whatever the time zone; None where it names none."""
    return day_written(one_line(written))


def parse(written: str, extra: dict[str, object]) -> tuple[dt.date | None, dict[str, object]]:
    """Return the day that `written` names (None if none), and `extra` with `written` in it where that says more.

    `2023-03` and `2023` are taken for their first day.
    """
    if not written:
        return None, extra
    if not _DAY(written) and not (written := one_line(written)):
        return None, extra
    day = day_written(written)
    return day, extra if day and _DAY(written) else {**extra, "date": written}
