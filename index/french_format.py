"""Numbers, sizes, durations and dates as French writes them, and text made safe for a terminal. Pure functions."""

from __future__ import annotations

import datetime as dt
import re

NARROW_NBSP = "\u202f"
"""Between groups of three digits."""
NBSP = "\u00a0"
"""Between a number and its unit, and before a colon."""
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
HOUR_DAYS = 7
"""Age of an article in days from which its hour tells a reader nothing more."""
_UNITS = ("octets", "ko", "Mo", "Go", "To")
# Everything that moves a cursor, starts an escape sequence or turns the reading direction round.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]+")


def number(value: float, decimals: int = 0) -> str:
    """Return 70 860 for 70860, 1,5 for 1.5 (with `decimals=1`)."""
    return f"{value:,.{decimals}f}".replace(",", NARROW_NBSP).replace(".", ",")


def size(octets: float) -> str:
    """Return 1,2 Mo for 1234567: powers of 1000, as French writes them."""
    unit = 0
    while round(octets, 1 if unit else 0) >= 1000 and unit < len(_UNITS) - 1:
        octets, unit = octets / 1000, unit + 1
    return number(octets, 1 if unit else 0) + NBSP + (_UNITS[unit] if octets >= 2 or unit else "octet")


def duration(seconds: float) -> str:
    """Return 0,4 s, 12 s, 3 min 20 s or 1 h 05 min."""
    if seconds < 10:
        return number(seconds, 1) + NBSP + "s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{NBSP}s"
    if whole < 3600:
        return f"{whole // 60}{NBSP}min{NBSP}{whole % 60:02}{NBSP}s"
    return f"{whole // 3600}{NBSP}h{NBSP}{whole % 3600 // 60:02}{NBSP}min"


def day(date: dt.date) -> str:
    """Return 1er mars 2023."""
    return f"{'1er' if date.day == 1 else date.day} {MONTHS[date.month - 1]} {date.year}"


def hour_shown(date: dt.date | None, today: dt.date) -> dt.time | None:
    """Return the hour that a reader is shown of a date: where it is known, and the article is recent.

    Midnight is none: programs write it that know of no hour.
    """
    if not isinstance(date, dt.datetime) or (today - date.date()).days >= HOUR_DAYS:
        return None
    return date.time() if date.time() != dt.time() else None


def day_and_hour(date: dt.date, today: dt.date) -> str:
    """Return 1er mars 2023, and while the article is recent 1er mars 2023, 14 h 30."""
    hour = hour_shown(date, today)
    return day(date) + (f", {hour.hour}{NBSP}h{NBSP}{hour.minute:02}" if hour else "")


def count(value: int, word: str, plural: str | None = None) -> str:
    """Return "1 article", "2 articles", "70 860 articles"; French says "0 article"."""
    return f"{number(value)} {word if abs(value) < 2 else plural or word + 's'}"


def safe(text: str) -> str:
    """Return `text` on one line, without anything that a terminal would obey."""
    return _UNSAFE.sub(" ", text)
