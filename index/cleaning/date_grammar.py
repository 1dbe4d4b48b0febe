"""Grammar of dates that are not ISO 8601: French and English words, figures day first, RFC 822, epochs.

A whole text is read or none of it: « du 4 au 6 mai 2021 », « vers mai 2021 » and « il y a 2 jours » name no day. What
may stand around a date is in lists: « Publié le », a weekday, a time with its zone, « mis à jour le … », « par … ».

- Figures are day first. The month comes first only where nothing else can be: 05/26/2021, 05-26-2021.
- A year of two figures is one of 1940 to 2039: 06/06/44 is the landing, and no article is of 2044.
- Years of four figures are those of 1000 to 2199; others are numbers of something else.
- Where the time is 25:00 the day is clear all the same. A weekday is not compared with its day.
- The zone of a time is an offset, or a name that has one always (`ZONES`): « heure de Paris » is summer time or not.
- An epoch is one of 1995 to 2033, so that it is neither a telephone number nor an ISBN; its day is that of UTC.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from trouvere.index.cleaning.date_words import LEADING_WORDS, MONTHS, NO_DATE, WEEKDAYS, ZONES
from trouvere.index.validation import date_written

FIRST_YEAR, LAST_YEAR = 1000, 2199
FIRST_SHORT_YEAR = 40
"""Years of two figures from this one on are of the last century."""
FIRST_EPOCH, LAST_EPOCH = 800_000_000, 2_000_000_000
"""Seconds since 1970: May 1995, before which there was hardly a site, and May 2033."""
EPOCH_UNITS = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 15: 10**6, 16: 10**6, 18: 10**9, 19: 10**9}
"""By the number of figures: seconds, milliseconds, microseconds, nanoseconds."""


class Reading(NamedTuple):
    """The day or time that a text names, and whether the text says something besides, or says it with a doubt."""

    date: dt.date | dt.datetime | None
    says_more: bool


NOT_UNDERSTOOD = Reading(None, True)
NOTHING = Reading(None, False)

_CHARACTERS = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ′`´"), "'"),
    # Soft hyphen, zero widths, and the marks of direction that Windows puts between the parts of a date.
    **dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]),
}

_NUMBER = re.compile(r"([0-9]{1,19})(?:\.([0-9]{1,9}))?").fullmatch
_COMPACT = re.compile(r"(?:d:)?([0-9]{8}|[0-9]{12}|[0-9]{14})(?P<zone> ?(?:z|utc|gmt|[+-])[0-9':]*+)?").fullmatch
"""As MediaWiki and WARC write a time, or PDF: D:20210504150000+02'00'."""
_FIGURE = re.compile("[0-9]").search
_OPENING = re.compile(r"[\s<(\[\"'«*_:-]*+").match
_CLOSING = " \t.,;>)]\"'»*_"
_LEADING_WORD = re.compile(r"([a-z]++)[\s:.,'(-]*+").match
_PLACE = re.compile(r"[a-z][a-z' -]{1,40}, ?(?=le (?:[a-z]{5,8} )?[0-9])").match
_BEFORE_PUBLICATION = re.compile(
    r"(?:mise? a jour|maj|modifi|actualis|updated|last |par |by ).{0,80}?(?=\bpubli)"
).match
# 17:30 - 4 mai 2021; 3:00 PM · May 4, 2021
_TIME_BEFORE = re.compile(
    r"(?P<clock>[0-2]?[0-9](?::[0-9]{2}(?::[0-9]{2})?| ?h ?(?:[0-5][0-9])?))(?P<half>(?: ?[ap]\.?m\b\.?)?)[ ,|·•-]++"
    r"(?:le )?(?=(?:[a-z]{3,9}[., ]++){0,2}[0-9]{1,4}[^0-9])"
).match
_AFTERWARDS = re.compile(
    r"(?<![\s,;.(|/·•-])[\s,;.(|/·•-]++(?:et )?(?:derniere )?"
    r"(?:mise? a jour|maj|modifiee?|modification|actualisee?|updated?|last|edited|corrigee?"
    r"|(?:temps de |[0-9]{1,3} min(?:utes?)? de )?lecture)\b"
).search
_BY = re.compile(r"[ ,|·•-](?:par|by) [^0-9]+$").search

# « 4 mai », « 1er mai », "May 4th"
_NAMED_DAY = r"(?P<day>\d{1,2})(?: ?(?:er|st|nd|rd|th)\b)?"
_MONTH = r"(?P<month>[a-z]{3,9})"
_GAP = r"[\s.,/-]*+"
# 17:30, 17:30:00.000, 17.30, 17h, 17 h 30, 17 h 00 min 00 s, 5 PM
_CLOCK = (
    r"(?:[0-2]?\d(?::\d\d){1,2}(?:[.,:]\d{1,9})?|[0-2]?\d\.\d\d(?:\.\d\d)?(?!\d)"
    r"|[0-2]?\d ?(?:h|hrs?|heures?)(?![a-z])(?: ?[0-5]?\d(?: ?(?:min|mn|m|')(?![a-z]))?(?: ?[0-5]?\d ?s\b)?)?"
    r"|[0-2]?\d(?= ?[ap]\.?m\b)|midi|minuit|noon|midnight)"
)
_HALF_DAY = r"(?: ?[ap]\. ?m\b\.?| ?[ap]m\b)?"
# Z, +0200, CEST, UTC+2, Europe/Paris, GMT+0200 (heure d'été d'Europe centrale), [Europe/Paris]
_OFFSET = r"[+-]\d{1,2}(?::?\d\d|'\d\d'?)?"
_ZONE = (
    rf"(?: ?\(?(?:{_OFFSET}|(?:est5edt|[a-z]{{1,5}}|[a-z_]+/[a-z_/]+)(?: ?{_OFFSET})?)\)?)?(?: [+-]\d{{4}})?"
    r"(?: ?\[[a-z_/]+\]?)?(?: ?[,(]? ?heures? [a-z' -]{1,40}\)?| ?\([a-z0-9 ':+-]{1,50}\)?)?"
)
_WEEKDAY = "|".join(sorted(day for day in WEEKDAYS if len(day) == 3))
_JOINT = rf"(?:[\s,|·•@(_-]*+(?:(?:a|at|vers|t|(?:{_WEEKDAY})\.?) ?(?=\d|mi|no))?|:(?=\d\d:\d\d:))"
_HALF_AND_ZONE = rf"(?P<half>{_HALF_DAY})(?P<zone>{_ZONE})"
_TIME = re.compile(rf"{_JOINT}(?P<clock>{_CLOCK}){_HALF_AND_ZONE}", re.ASCII).fullmatch
_PLAIN_TIME = re.compile(
    rf"[ ,]++(?P<clock>\d\d?:\d\d(?::\d\d(?:[.,]\d{{1,9}})?)?){_HALF_AND_ZONE}", re.ASCII
).fullmatch
_ZONE_ALONE = re.compile(r" ?(?:z|utc|gmt|[+-]\d\d:\d\d)", re.ASCII).fullmatch
_WEEKDAY_AFTER = re.compile(r"[ ,(]+([a-z]{3,9})").fullmatch
_TIME_BEFORE_YEAR = (
    rf"[ ,]+(?P<clock>{_CLOCK})(?P<half>{_HALF_DAY})(?P<zone>(?: (?:[a-z]{{1,5}}|(?:utc|gmt)?{_OFFSET}))?)"
    r"[ ,]+(?P<year>\d{4})(?!\d)"
)
_NUMBERS = re.compile("[0-9]+").findall
_OFFSET_PARTS = re.compile(
    r"(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d)|'(?P<rest>\d\d)'?)?(?!\d)", re.ASCII
).search


def _matches(*forms: str) -> tuple[Callable[[str], re.Match[str] | None], ...]:
    return tuple(re.compile(form, re.ASCII).match for form in forms)


_DAYS = _matches(
    # 4 mai 2021, 1er mai 2021, 4-May-21, 4th of May, 2021
    rf"{_NAMED_DAY}{_GAP}(?:of )?{_MONTH}{_GAP}'?(?P<year>\d{{4}}|\d\d)(?!\d)",
    # 04/05/2021, 4.5.21, 04 05 2021
    r"(?P<first>\d{1,2}) ?(?P<gap>[/.-]) ?(?P<second>\d{1,2}) ?(?P=gap) ?(?P<year>\d{4}|\d\d)(?!\d)",
    r"(?P<first>\d\d)(?P<gap>[ _])(?P<second>\d\d)(?P=gap)(?P<year>\d{4})(?!\d)",
    # 2021/05/04, 2021-5-4, 2021:05:04
    r"(?P<year>\d{4}) ?(?P<between>[/.:_-]) ?(?P<number>\d{1,2}) ?(?P=between) ?(?P<day>\d{1,2})(?!\d)",
    r"(?P<year>\d{4}) (?P<number>\d\d) (?P<day>\d\d)(?!\d)",
    # May 4, 2021; 2021 May 4
    rf"{_MONTH}[\s.,/-]++{_NAMED_DAY}[\s.,/-]++(?P<year>\d{{4}})(?!\d)",
    rf"(?P<year>\d{{4}}){_GAP}{_MONTH}{_GAP}{_NAMED_DAY}(?!\d)",
)
_DAYS_AROUND_TIME = _matches(
    # Tue May 04 15:00:00 +0000 2021; mar. 4 mai 15:00:00 CEST 2021
    rf"{_MONTH}\.? {_NAMED_DAY}{_TIME_BEFORE_YEAR}$",
    rf"{_NAMED_DAY} {_MONTH}\.?{_TIME_BEFORE_YEAR}$",
)
_PERIODS = _matches(
    rf"{_MONTH}{_GAP}(?:de )?(?P<year>\d{{4}})$",
    rf"(?P<year>\d{{4}}){_GAP}{_MONTH}$",
    r"(?P<number>\d{1,2}) ?[/-] ?(?P<year>\d{4})$",
    r"(?P<year>\d{4}) ?[/-] ?(?P<number>\d{1,2})$",
    r"(?P<year>\d{4})$",
)

# What has neither letter nor figure; 0000-00-00 00:00:00, 00/00/0000; 0001-01-01T00:00:00, -0001-11-30…;
# Mon, 30 Nov -0001 00:00:00 +0000; the day before the first one of Excel.
_NEVER = re.compile(
    r"[\W_]*+|0[0\W_]++(?:t[0\W_]++)?(?:z|utc|gmt)?"
    r"|-?000[01][/.-][0-9]{2}[/.-][0-9]{2}(?![0-9]).*"
    r"|(?:[a-z]{2,9}[., ]++)?[0-9]{1,2}[ /.-]+(?:[a-z]{3,9}|[0-9]{2})\.?[ /.-]+?-?000[01](?![0-9]).*"
    r"|1900-01-00.*|00/01/1900.*"
).fullmatch


def read(written: str) -> Reading:
    """Return what a text says of a day; it is on one line and of a bounded length."""
    plain = _plain(written)
    if number := _NUMBER(plain):
        return _of_number(number[1], number[2] or "")
    reading = _of_words(plain)
    if reading.date is None and (plain.strip(_CLOSING) in NO_DATE or _NEVER(plain)):
        return NOTHING
    return reading


def _plain(written: str) -> str:
    """Return a text in lower case without accents, its blanks and dashes those of ASCII."""
    if not written.isascii():
        apart = unicodedata.normalize("NFKD", written.translate(_CHARACTERS))
        written = "".join(" " if char.isspace() else char for char in apart if not unicodedata.combining(char))
        written = " ".join(written.translate(_CHARACTERS).split())
    return written.lower()


def _of_number(figures: str, fraction: str) -> Reading:
    """Return what a number says; JSON and pandas write whole ones with « .0 »."""
    if figures == "0":
        return NOTHING
    if not fraction.strip("0"):
        if len(figures) == 4 and (day := _day(figures, "1", "1")):
            return Reading(day, True)
        if compact := _of_compact(figures):
            return compact
    if unit := EPOCH_UNITS.get(len(figures)):
        seconds = int(figures) // unit
        if FIRST_EPOCH <= seconds < LAST_EPOCH:
            return Reading(dt.datetime.fromtimestamp(seconds, dt.UTC), False)
    return NOT_UNDERSTOOD


def _of_compact(figures: str, zone: str = "") -> Reading | None:
    """Return what 20210504, 202105041500 or 20210504150000 says."""
    if len(figures) not in (8, 12, 14) or not (day := _day(figures[:4], figures[4:6], figures[6:8])):
        return None
    if len(figures) == 8:
        return Reading(day, bool(zone))
    parts = [int(figures[at : at + 2] or "0") for at in (8, 10, 12)]
    if parts[0] > 24 or parts[1] > 59 or parts[2] > 60:
        return None
    return _timed(day, ":".join(map(str, parts)), "", zone)


def _of_words(plain: str) -> Reading:
    if not (figure := _FIGURE(plain)):
        return NOT_UNDERSTOOD
    # 20210504T150000Z and other forms of ISO 8601.
    if (date := date_written(plain.upper())) and date.year >= FIRST_YEAR:
        return Reading(date, not isinstance(date, dt.datetime) and len(plain) != len("2021-05-04"))
    if (written := _COMPACT(plain)) and (compact := _of_compact(written[1], written["zone"] or "")):
        return compact
    after = _AFTERWARDS(plain, figure.start())
    body = plain[: after.start()] if after else plain
    if by := _BY(body, figure.start()):
        body = body[: by.start()]
    start = before.end() if (before := _BEFORE_PUBLICATION(body)) else 0
    if time := _TIME_BEFORE(body, start):
        start = time.end()
    for beginning in _beginnings(body, start):
        found, says_more = _of_date(body[beginning:].rstrip(_CLOSING))
        if not found:
            continue
        if time:
            whole = NOT_UNDERSTOOD if isinstance(found, dt.datetime) else _timed(found, time["clock"], time["half"])
            found, says_more = whole.date or found, says_more or whole.says_more
        return Reading(found, says_more or after is not None)
    return NOT_UNDERSTOOD


def _beginnings(body: str, at: int) -> Iterator[int]:
    """Yield where a date may begin: after the words that lead to one, and before « mar. », which may be March."""
    opening = _OPENING(body, at)
    at = opening.end() if opening else at
    if place := _PLACE(body, at):
        at = place.end()
    while (word := _LEADING_WORD(body, at)) and word[1] in LEADING_WORDS:
        if word[1] == "mar":
            yield at
        at = word.end()
    yield at


def _of_date(body: str) -> Reading:
    """Return what a text says that begins with a date and may go on with a time."""
    for form in _DAYS:
        if (found := form(body)) and (day := _day_of(found)) and (whole := _followed(day, found, body[found.end() :])):
            return Reading(whole.date, whole.says_more or len(found["year"]) == 2)
    for form in _DAYS_AROUND_TIME:
        if (found := form(body)) and (day := _day_of(found)):
            return _timed(day, found["clock"], found["half"], found["zone"])
    for form in _PERIODS:
        if (found := form(body)) and (day := _day_of(found)):
            return Reading(day, True)
    return NOT_UNDERSTOOD


def _followed(day: dt.date, found: re.Match[str], rest: str) -> Reading | None:
    """Return a day with the time in the `rest` of its text; None where that is something else than a date has."""
    if not rest:
        return Reading(day, False)
    if len(found["year"]) == 2 and "month" in found.re.groupindex:
        # « 4 mai 21:30 » and « 4 mai 10 à 12 h » have no year.
        time = _PLAIN_TIME(rest)
        return _timed(day, time["clock"], time["half"], time["zone"]) if time else None
    if _ZONE_ALONE(rest):
        return Reading(day, True)
    if time := _TIME(rest):
        return _timed(day, time["clock"], time["half"], time["zone"])
    weekday = _WEEKDAY_AFTER(rest)
    return Reading(day, False) if weekday and weekday[1] in WEEKDAYS else None


def _timed(day: dt.date, clock: str, half: str, zone: str = "") -> Reading:
    """Return a day with its time; without where the clock shows none, as 25:00 and midnight, which is of two days."""
    try:
        time = _time(clock, half)
    except ValueError:
        return Reading(day, True)
    offset, is_known = _offset(zone)
    return Reading(dt.datetime.combine(day, time, offset), not is_known)


def _time(clock: str, half: str) -> dt.time:
    """Return the time that a clock shows, « 17 h 30 » or "5:30" of the afternoon; raises `ValueError`."""
    if clock in ("midi", "noon"):
        return dt.time(12)
    numbers = _NUMBERS(clock)[:3]
    if not numbers:
        raise ValueError(clock)
    hour, minute, second = map(int, numbers + ["0"] * (3 - len(numbers)))
    if "a" in half or "p" in half:
        hour = hour % 12 + 12 * ("p" in half) if hour <= 12 else hour
    # What goes on in a fraction of the minute has no seconds.
    return dt.time(hour, minute, second if len(numbers) == 3 and len(numbers[2]) < 3 else 0)


def _offset(zone: str) -> tuple[dt.timezone | None, bool]:
    """Return the zone of a time, None where none is told, or none that is known; and whether it is all understood."""
    if not (written := zone.strip(" ,()[]")):
        return None, True
    if found := _OFFSET_PARTS(written):
        minutes = 60 * int(found["hours"]) + int(found["minutes"] or found["rest"] or 0)
        # The signs of Etc/GMT+2 are the other way round.
        if minutes < 1440 and not written.startswith("etc/"):
            return dt.timezone(dt.timedelta(minutes=-minutes if found["sign"] == "-" else minutes)), True
        return None, False
    hours = ZONES.get(written)
    return (None, False) if hours is None else (dt.timezone(dt.timedelta(hours=hours)), True)


def _day_of(found: re.Match[str]) -> dt.date | None:
    parts = found.groupdict()
    year = parts["year"]
    if name := parts.get("month"):
        return _day(year, MONTHS.get(name, 0), parts.get("day") or "1")
    if not (first := parts.get("first")):
        return _day(year, parts.get("number") or "1", parts.get("day") or "1")
    second, gap = parts["second"], parts["gap"]
    # The month is first only with these, and 12-30-45 is anything.
    if int(second) > 12 and (gap == "/" or (gap == "-" and len(year) == 4)):
        return _day(year, first, second)
    return _day(year, second, first)


def _day(year: str, month: str | int, day: str) -> dt.date | None:
    """Return the day of three numbers; None where there is no such day, or no year that we take for one."""
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= FIRST_SHORT_YEAR else 2000
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    try:
        return dt.date(number, int(month), int(day))
    except ValueError:
        return None
