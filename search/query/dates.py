"""Date and hour variants (days, months, hours as articles write them): 12/03/2023, 12 mars 2023, 20 heures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

Surfaces = tuple[str, ...]

MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_DAY = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])|1er")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_YEAR = re.compile(r"1[5-9][0-9]{2}|20[0-9]{2}")
_SHORT_YEAR = re.compile(r"[0-9]{2}")
_CENTURY_PIVOT_YEAR = 50
"""Years of two figures from which on they are of the last century: 49 is 2049, 50 is 1950."""
_HOURS = ("h", "heures", "heure")
_HOUR = re.compile(r"[01]?[0-9]|2[0-4]")
_MINUTES = re.compile(r"[0-5][0-9]")
_SEASON = re.compile(r"[0-9]{2}(?:[0-9]{2})?")


def other_dates(surfaces: Surfaces) -> list[Surfaces]:
    """Return the other ways to write a day, a month or a season, given its words; none where they are none of these."""
    match surfaces:
        case day, month, year if (full := _year(year)) and _DAY.fullmatch(day) and (number := _month(month)):
            found = _days(1 if day == "1er" else int(day), number, full)
        case year, month, day if _YEAR.fullmatch(year) and _DAY.fullmatch(day) and _MONTH.fullmatch(month):
            found = _days(int(day), int(month), year)
        case month, year if _YEAR.fullmatch(year) and (number := _month(month)):
            found = iter(((MONTHS[number - 1], year), (f"{number:02}", year), (f"{number}", year)))
        case year, end if _YEAR.fullmatch(year) and _SEASON.fullmatch(end) and (int(year) + 1 - int(end)) % 100 == 0:
            found = iter(((year, f"{int(year) + 1}"), (year, f"{int(end) % 100:02}")))
        case _:
            return []
    return [each for each in dict.fromkeys(found) if each != surfaces]


def other_hours(surfaces: Surfaces) -> list[Surfaces]:
    """Return the other ways to write an hour: 14h30 is 14:30, 20 heures 20 h 00; two numbers may be one."""
    match surfaces:
        case hour, minutes if _MINUTES.fullmatch(minutes):
            word = "h"
        case hour, word:
            minutes = ""
        case hour, word, minutes if _MINUTES.fullmatch(minutes):
            pass
        case _:
            return []
    if word not in _HOURS or not _HOUR.fullmatch(hour):
        return []
    hours, full = (f"{int(hour)}", f"{int(hour):02}"), minutes in ("", "00")
    found: list[Surfaces] = []
    if full:
        found += product(hours, _HOURS)
        found += product(hours, ("h",), ("00",))
        found += product(hours, ("00",))
    else:
        found += product(hours, _HOURS, (minutes,))
        found += product(hours, (minutes,))
    return [each for each in dict.fromkeys(found) if each != surfaces]


def _month(text: str) -> int | None:
    """Return the number of a month, written as one or by its name."""
    if text in MONTHS:
        return MONTHS.index(text) + 1
    return int(text) if _MONTH.fullmatch(text) else None


def _days(day: int, month: int, year: str) -> Iterator[Surfaces]:
    days, months = dict.fromkeys((f"{day}", f"{day:02}")), dict.fromkeys((f"{month}", f"{month:02}"))
    yield from ((each, MONTHS[month - 1], year) for each in (*days, *(("1er",) if day == 1 else ())))
    yield from product(days, months, (year,))
    yield year, f"{month:02}", f"{day:02}"
    if _year(short := year[2:]) == year:
        yield from product(days, months, (short,))


def _year(text: str) -> str | None:
    """Return a year of four figures, of two the one that they stand for."""
    if _SHORT_YEAR.fullmatch(text):
        return f"{19 if int(text) >= _CENTURY_PIVOT_YEAR else 20}{text}"
    return text if _YEAR.fullmatch(text) else None
