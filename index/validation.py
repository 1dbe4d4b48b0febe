"""Validation of what a program gives from Python: made a value of ours, or refused with a reason.

Articles, ids, filters and questions all come through here. What has one meaning is taken: a single text where several
may stand is one value, an id that is a whole number is its text, an ISO date is a date, numpy's texts and numbers are
texts and numbers, None is nothing. All else is refused (`Unfit`), by the type it is judged as: what looks like a text
is none.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import reprlib
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from numbers import Integral
from typing import Any, TypeGuard

from trouvere.index.errors import UsageError

SHOWN_CHARS = 60
"""Characters of a refused value that are shown."""
_written = reprlib.Repr()
_written.maxstring = _written.maxother = SHOWN_CHARS
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_FRENCH = re.compile(r"(?:([0-9]{1,2})/)?([0-9]{1,2})/([0-9]{4})")
# The day before the first and the day after the last must exist, and be written with four figures.
_YEARS = range(1000, 9999)
_DAY = dt.timedelta(days=1)
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?").fullmatch
_TIMED = re.compile(r"[0-9W-]{7,10}[Tt ][0-9]").match
_A_MINUTE = dt.timedelta(minutes=1)


class Unfit(ValueError):
    """Why a value is refused: what is `wanted` in its place, and what it is.

    `value` is something that is refused for the same reason each time: an iterator can be gone through once.
    """

    def __init__(self, wanted: str, given: object, value: object = None) -> None:
        super().__init__(f"il faut {wanted}, pas {shown(given)}")
        self.wanted = wanted
        self.value = given if value is None else value


def text(value: object) -> str:
    """Return a text; None is an empty one."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if issubclass(type(value), str):
        # Of a subclass (numpy.str_, an Enum, Markup) the characters, whatever it says of itself.
        return str.__str__(value)
    raise Unfit("un texte", value)


def identifier(value: object) -> str:
    """Return an id; a whole number is its text, None an empty one."""
    if issubclass(type(value), Integral) and type(value) is not bool:
        try:
            return str(int(value))  # type: ignore[call-overload]
        except Exception:  # more digits than Python writes, or a number of its own kind
            raise Unfit("un texte ou un nombre entier", value) from None
    try:
        return text(value)
    except Unfit:
        raise Unfit("un texte ou un nombre entier", value) from None


def several(value: object) -> tuple[str, ...]:
    """Return texts; a single one is one of them, None is none of them. A set is sorted, so that it is one order."""
    wanted = "un texte ou une suite de textes"
    if value is None:
        return ()
    if issubclass(type(value), str):
        return (text(value),)
    if not is_suite(value):
        raise Unfit(wanted, value)
    once = issubclass(type(value), Iterator)
    texts: list[str] = []
    try:
        # One by one: what is not of texts may be of a billion numbers.
        for item in value:
            if not issubclass(type(item), str):
                raise Unfit("des textes seulement", item, (item,) if once else value)
            texts.append(text(item))
    except Unfit:
        raise
    except Exception as error:
        # What a generator raises stands for it: it would have no more to give when it is asked again.
        raise Unfit(wanted, error if once else value) from error
    return tuple(sorted(texts) if issubclass(type(value), set | frozenset) else texts)


def is_suite(value: object) -> TypeGuard[Iterable[object]]:
    """Return whether a value is several ones by its type: neither a text, nor bytes, nor a dictionary."""
    kind = type(value)
    return issubclass(kind, Iterable) and not issubclass(kind, str | Mapping | bytes | bytearray | memoryview)


def day(value: object, *, last: bool = False) -> dt.date | None:
    """Return a date; of a time its date, of an ISO text the day that is written there, of None or "" none.

    Of a month or year it is the first day, or the `last` one.
    """
    return calendar_day(_date(value, last=last))


def last_day(value: object) -> dt.date | None:
    """Return the same as `day`, and the last day of a month or year."""
    return day(value, last=True)


def moment(value: object) -> dt.date | dt.datetime | None:
    """Return a date, or a datetime of what has a time: one of Python, an ISO text; of None or "" None.

    Its microseconds go, and its zone becomes the offset that it has there (`settled`).
    """
    return _date(value)


def _date(value: object, *, last: bool = False) -> dt.date | dt.datetime | None:
    if value is None or type(value) is dt.date:
        return value
    kind = type(value)
    if issubclass(kind, dt.date):
        try:
            return _date_of_python(value)
        except Exception:  # pandas' NaT is a date of no year, and a zone is a program's own
            pass
    elif issubclass(kind, str):
        written = text(value).strip()
        if not written:
            return None
        if found := date_written(written, last=last):
            return found
    raise Unfit("une date (AAAA-MM-JJ, AAAA-MM ou AAAA)", value)


def _date_of_python(value: Any) -> dt.date | dt.datetime:
    kind = type(value)
    if not issubclass(kind, dt.datetime):
        return dt.date(value.year, value.month, value.day)
    day, offset = dt.date(value.year, value.month, value.day), value.utcoffset()
    time = dt.time(value.hour, value.minute, value.second)
    if kind is not dt.datetime and offset is None and time == dt.time():
        # pandas has no dates: a column of days is one of midnights.
        return day
    return settled(dt.datetime.combine(day, time, None if offset is None else dt.timezone(offset)))


def calendar_day(date: dt.date | dt.datetime | None) -> dt.date | None:
    """Return the day of a date, or of a time as it is written in its own zone; Python compares no day with a time."""
    return date.date() if isinstance(date, dt.datetime) else date


def settled(time: dt.datetime) -> dt.datetime:
    """Return a time as articles have it: to the second, its zone an offset in minutes, the only one that ISO 8601 has.

    The clock stays as it is written.
    """
    if is_settled(time):
        return time
    offset = time.utcoffset()
    zone = None if offset is None else dt.timezone(_A_MINUTE * int(offset / _A_MINUTE))
    return dt.datetime(time.year, time.month, time.day, time.hour, time.minute, time.second, tzinfo=zone)


def is_settled(time: dt.datetime) -> bool:
    """Return whether a time is as `settled` makes it."""
    zone = time.tzinfo
    if time.microsecond or time.fold:
        return False
    return zone is None or zone is dt.UTC or (type(zone) is dt.timezone and not zone.utcoffset(None) % _A_MINUTE)


def date_written(written: str, *, last: bool = False) -> dt.date | dt.datetime | None:
    """Return what an ISO text names: a time where it has one, else a day; None where it names neither.

    For `2023-03` and `2023` see `day_of`.
    """
    try:
        if len(written) == 10:
            return dt.date.fromisoformat(written)
        if _PERIOD(written):
            return day_of(written, last=last)
        time = dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    # Python takes any sign for the one before a time: 2021-05-04+02:00 is a day, with its zone.
    return settled(time) if _TIMED(written) else time.date()


def day_of(written: str, *, last: bool = False) -> dt.date | None:
    """Return the day that a person writes: 2023-03-15, or of 2023-03 and 2023 the first day, or the `last` one.

    Command line, page, API and Python all read it here. None for whatever else it says.
    """
    if not (found := _PERIOD(written)):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        assert year is not None
        month = month or (12 if last else 1)
        return dt.date(year, month, day or (monthrange(year, month)[1] if last else 1))
    except ValueError:
        return None


def period_of(text: str) -> tuple[dt.date, dt.date] | None:
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


def mapping(value: object) -> dict[str, object]:
    """Return a dictionary; None is an empty one."""
    if type(value) is dict:
        return value
    if value is None:
        return {}
    if issubclass(type(value), Mapping):
        try:
            return dict(value)  # type: ignore[call-overload, no-any-return]
        except Exception as error:
            raise Unfit("un dictionnaire", value) from error
    raise Unfit("un dictionnaire", value)


def flag(value: object) -> bool:
    """Return whether; None is no."""
    if value is None:
        return False
    if type(value) is bool:
        return value
    raise Unfit("vrai ou faux", value)


def whole(value: object) -> int:
    """Return a whole number, numpy's included; a bool is none."""
    if type(value) is int:
        return value
    if issubclass(type(value), Integral) and type(value) is not bool:
        return int(value)  # type: ignore[call-overload, no-any-return]
    raise Unfit("un nombre entier", value)


def ids(given: object) -> set[str]:
    """Return the ids that a program names: one, or several. Raises `UsageError`, before anything is done."""
    named: Iterable[Any]
    if issubclass(type(given), str | Integral):
        named = (given,)
    elif is_suite(given):
        named = given
    else:
        raise _no_ids(given)
    found = set()
    for one in named:
        try:
            found.add(identifier(one))
        except Unfit:
            raise _no_ids(one) from None
        if one is None or one == "":
            raise _no_ids(one)
    return found


def _no_ids(value: object) -> UsageError:
    return UsageError(
        f"ids : {told(value)} n'est pas un identifiant ; il faut un texte ou un nombre entier",
        hint='donnez un identifiant ou plusieurs : ["42", 43]',
    )


def told(value: object) -> str:
    """Return a value as Python writes it, shortly and whatever it is."""
    try:
        return short(_written.repr(value))
    except Exception:  # objects say of themselves what they like, and a number may have too many digits
        return type(value).__name__


def shown(value: object) -> str:
    """Return a refused value such that few differ: a short text as it is, of anything else its type.

    Reasons are counted by what they say: ten thousand articles with a number for a title have one.
    """
    kind = type(value)
    if issubclass(kind, str):
        return f"« {short(text(value))} »"
    if issubclass(kind, float) and math.isnan(value):  # type: ignore[arg-type]
        return "NaN"
    return kind.__name__


def short(written: str, most: int = SHOWN_CHARS) -> str:
    """Return the beginning of a text, on one line and such that it can be printed anywhere."""
    beginning = written[: most + 1]
    plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in beginning)
    return plain if len(beginning) <= most else f"{plain[:most]}…"
