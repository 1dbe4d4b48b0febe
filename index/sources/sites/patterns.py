"""Permalink patterns (`/:year/:month/:title/`), and values of metadata as they fill them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r":([a-zA-Z_]{1,40})(?:\[(\w{0,6})(:?)(\d{0,3})\])?")
DATED_NAME = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})(?:[T_-][\d-]{5,8}(?=[_-]))?[_-](.+)")
"""A file's name that begins with a date."""
_MONTH_NAMES = "January February March April May June July August September October November December"
_MONTHS = tuple(_MONTH_NAMES.split())
_DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_DAYS = tuple(_DAY_NAMES.split())
MAX_TEXT = 1_000
"""Characters of a value of metadata that an address is made of."""


def expanded(pattern: str, values: Mapping[str, Any]) -> str | None:
    """Return a pattern with its tokens filled in; None where one is not known: there is no address then."""
    missing = False

    def filled(found: re.Match[str]) -> str:
        nonlocal missing
        value = values.get(found[1])
        if isinstance(value, list | tuple):
            value = "/".join(_some(list(value), found[2] or "", found[3] or "", found[4] or ""))
        if value is None:
            missing = True
        return str(value)

    written = _TOKEN.sub(filled, pattern)
    return None if missing else written


def _some(values: list[str], first: str, colon: str, last: str) -> list[str]:
    """Return the part of a list that Hugo's `[1:]`, `[:2]`, `[0]` and `[last]` ask for."""
    if first == "last":
        return values[-1:]
    if not first and not colon:
        return values
    start = int(first) if first.isdigit() else 0
    return values[start : int(last) if last else None] if colon else values[start : start + 1]


def date_values(day: dt.date | None) -> dict[str, str | None]:
    """Return the tokens that a date fills, of Jekyll, Hugo and Hexo together; None for each without a date."""
    if day is None:
        return dict.fromkeys(_DATE_TOKENS)
    year, week, weekday = day.isocalendar()
    month_name, day_name = _MONTHS[day.month - 1], _DAYS[day.weekday()]
    day_of_year = day.timetuple().tm_yday
    written = (
        f"{day.year:04}", f"{day.month:02}", f"{day.day:02}", f"{day.month}", f"{day.day}", f"{day.year % 100:02}",
        f"{day_of_year:03}", month_name[:3], month_name, f"{week:02}", f"{year:04}", f"{weekday}", day_name[:3],
        day_name, month_name.lower(), f"{day.isoweekday() % 7}", day_name.lower(), f"{day_of_year}",
    )  # fmt: skip
    return dict(zip(_DATE_TOKENS, written, strict=True))


_DATE_TOKENS = (
    "year", "month", "day", "i_month", "i_day", "short_year", "y_day", "short_month", "long_month", "week", "w_year",
    "w_day", "short_day", "long_day", "monthname", "weekday", "weekdayname", "yearday",
)  # fmt: skip


def word(value: object) -> str:
    """Return a text or a number of metadata as text; "" for whatever else it is."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()[:MAX_TEXT]


def words(value: object, separators: str = "") -> list[str]:
    """Return the texts of a list, or of one text, which is parted at any of the separators."""
    if isinstance(value, str) and separators:
        value = re.split(f"[{re.escape(separators)}]", value[:MAX_TEXT])
    several = value if isinstance(value, list | tuple) else [value]
    return [text for one in several[:50] if (text := word(one))]


def mapping(value: object) -> dict[str, Any]:
    """Return a mapping of a configuration; an empty one for whatever else it is."""
    return value if isinstance(value, dict) else {}


def folder_of(value: object, default: str) -> str:
    """Return the path of a folder in a configuration, without slashes around it; "" for the site's own folder."""
    path = word(value) or default
    return "/".join(part for part in path.replace("\\", "/").split("/") if part not in {"", "."})
