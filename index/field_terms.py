"""Terms of the values of declared fields: what a value becomes in a column, and what a filter asks for there.

The order of terms by code point is the order of the values. A number is sixteen hexadecimal digits of its IEEE 754
bits, with the sign turned so that they ascend, zeros at the end left out; a date is in ISO 8601, with its minute where
it has one; a boolean is `true` or `false`; a keyword is itself.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import struct
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from numbers import Real
from typing import Literal, cast, get_args

from trouvere.index import validation
from trouvere.index.validation import Unfit, period_of

Kind = Literal["keyword", "number", "date", "boolean"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)?(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_UNITS = re.compile(r"^(?:€|EUR|\$|£)|(?:€|EUR|euros?|%|\$|£)(?:\s{0,3}(?:TTC|HT))?$", re.IGNORECASE)
_GROUPED = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)|([+-]?[0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]+)").fullmatch
"""1.234,50 and 1,234.50: with both signs there is no doubt which is which."""
_BOOLEANS = {
    **dict.fromkeys(("true", "vrai", "oui", "yes", "on", "1", "o", "y"), True),
    **dict.fromkeys(("false", "faux", "non", "no", "off", "0", "n"), False),
}
ISO_DAY_CHARS = len("2023-03-01")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
MOST_WRITTEN_CHARS = 500
"""Characters of a text that may still be a number or a date: of longer ones nobody looks for the end."""
_DOTS = re.compile(r"\.{2,}|…")
"""Between the ends of a range; a telephone makes « … » of three."""
_SIGN = 1 << 63
_LAST = "\U0010ffff"
"""After every term that begins as what stands before it does."""
MOST_KNOWN_CHARS = 100
"""Characters of a text whose term is remembered."""
PLAIN_TYPES = frozenset((str, int, float, bool))
"""Types of one value: the usual ones, which need not be looked at for several."""
_RANGES: dict[str, str] = {
    "number": "un nombre ou un intervalle (10, 10..20, 10.., ..20)",
    "date": "une date ou une période (2023-03, 2023-03-01..2023-04-15, 2023..)",
}
_NOTHING = frozenset(
    ("", "-", "–", "—", "?", "n/a", "na", "n.a.", "nc", "n.c.", "nd", "n/d", "null", "none", "nan", "aucun")
)
"""What stands in a table, or in the answers of an API, where there is no value: no fault of the article."""


def term_of(kind: Kind, value: object) -> str:
    """Return the term of a value; raises `ValueError` where it is none of its kind."""
    # Values come again, and a build asks twice: once for the index, once for what is to be told of the articles.
    if type(value) in PLAIN_TYPES and (type(value) is not str or len(value) <= MOST_KNOWN_CHARS):
        return _known_term(kind, value)
    return _made(kind, value)


def _made(kind: Kind, value: object) -> str:
    match kind:
        case "keyword":
            return _keyword(value)
        case "number":
            return term_of_number(number_of(value))
        case "boolean":
            return "true" if _boolean(value) else "false"
    return _date(value)


_known_term = lru_cache(1 << 14, typed=True)(_made)


def span_of(kind: Kind, wanted: str) -> tuple[str, str]:
    """Return the first and the last term, both included, that a text of a filter asks for: `10..20`, `10..`, `10`.

    Of a date it may be a month or a year. For numbers and dates; raises `ValueError` where the text means nothing.
    """
    low, dots, high = range_parts(wanted)
    if not dots:
        high = low
    if not low and not high:
        raise Unfit(_RANGES[kind], wanted)
    ends = _ends(kind, low, high)
    # 20..10 is what somebody means who writes the greater end first.
    return ends if ends[0] <= ends[1] else _ends(kind, high, low)


def says_nothing(value: object) -> bool:
    """Return whether a value stands where there is none."""
    return value.strip().lower() in _NOTHING if isinstance(value, str) else isinstance(value, float) and value != value


def number_of(value: object) -> float:
    """Return the number that a value is: 12, 12.5, « 1 234,50 € »; raises `Unfit`."""
    if type(value) is float and math.isfinite(value):
        return value + 0.0
    given = value
    if isinstance(value, str) and len(value) <= MOST_WRITTEN_CHARS:
        text = _UNITS.sub("", value.strip()).strip().replace("−", "-")
        if grouped := _GROUPED(text):
            text = re.sub("[.,]", "", grouped[1] or grouped[3]) + "." + (grouped[2] or grouped[4])
        if text.strip("+-.,") and _NUMBER.fullmatch(text):
            value = float(re.sub(r"\s", "", text).replace(",", "."))
    # A yes or no is a whole number to Python, and none to anybody else.
    if isinstance(value, bool):
        raise Unfit("un nombre", given)
    if isinstance(value, Real | Decimal):
        try:
            number = float(value)
        except (OverflowError, ValueError):
            raise Unfit("un nombre", given) from None
        if math.isfinite(number):
            return number + 0.0
    raise Unfit("un nombre", given)


def term_of_number(number: float) -> str:
    """Return the term of a number: terms compare as their numbers do."""
    bits: int = struct.unpack(">Q", struct.pack(">d", number + 0.0))[0]
    return f"{bits ^ (_SIGN if bits < _SIGN else 2 * _SIGN - 1):016x}".rstrip("0")


def number_of_term(term: str) -> float:
    """Return the number of a term, an `int` where it is whole; raises `ValueError` or `struct.error` for no term."""
    bits = int(term.ljust(16, "0"), 16)
    number: float = struct.unpack(">d", struct.pack(">Q", bits ^ (_SIGN if bits >= _SIGN else 2 * _SIGN - 1)))[0]
    if not math.isfinite(number):
        raise ValueError(term)
    return int(number) if number.is_integer() and abs(number) < 1 << 53 else number


def _keyword(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = " ".join(validation.text(value).split())
        if text:
            return text
    if isinstance(value, Real):
        try:
            whole = int(cast(float, value))
            return str(whole) if value == whole else str(value)
        except (OverflowError, ValueError):  # infinite, none, or more digits than Python writes
            raise Unfit("un texte", value) from None
    if isinstance(value, dt.date):
        return value.isoformat()
    raise Unfit("un texte", value)


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, Real) and value in (0, 1):
        return bool(value)
    if isinstance(value, str) and (found := _BOOLEANS.get(value.strip().lower())) is not None:
        return found
    raise Unfit("oui ou non", value)


def _date(value: object) -> str:
    if isinstance(value, str) and len(value) <= MOST_WRITTEN_CHARS:
        value = _date_of_text(value.strip()) or value
    elif type(value) in (int, float):
        # Seconds or milliseconds since 1970, as an API has them; 20210504.
        value = _date_of_text(f"{value:.0f}") or value
    if isinstance(value, dt.datetime):
        return value.isoformat()[:16] if value.hour or value.minute else value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    raise Unfit("une date", value)


def _date_of_text(text: str) -> dt.date | dt.datetime | None:
    if _ISO_DAY(text[:10]):
        try:
            return dt.datetime.fromisoformat(text) if len(text) > ISO_DAY_CHARS else dt.date.fromisoformat(text)
        except ValueError:
            pass
    # « 4 mai 2021 » and the like, which searches hardly ever meet.
    from trouvere.index.cleaning.dates import date_of_text

    return date_of_text(text)


def range_parts(wanted: str) -> tuple[str, str, str]:
    """Return the ends of a range as a text of a filter has it, and what stands between: "" where it is no range."""
    low, dots, high = _DOTS.sub("..", wanted, count=1).partition("..")
    return low.strip(), dots, high.strip()


def _ends(kind: Kind, low: str, high: str) -> tuple[str, str]:
    if kind == "number":
        return (
            term_of_number(number_of(low)) if low else "",
            term_of_number(number_of(high)) if high else _LAST,
        )
    return (_days(low)[0] if low else "", _days(high)[1] if high else _LAST)


def _days(written: str) -> tuple[str, str]:
    """Return the first and the last term of a period, of a day in any writing, or of a minute."""
    if _ISO_DAY(written):
        # Also a day of a year that nobody means by its figures: programs write the first and the last there is.
        with suppress(ValueError):
            day = dt.date.fromisoformat(written).isoformat()
            return day, day + _LAST
    if period := period_of(written):
        return period[0].isoformat(), period[1].isoformat() + _LAST
    try:
        term = _date(written)
    except Unfit:
        raise Unfit(_RANGES["date"], written) from None
    # Midnight has the term of its day: as an end of a range it is the minute all the same.
    is_day = len(term) == ISO_DAY_CHARS and not isinstance(_date_of_text(written), dt.datetime)
    return term, term + _LAST * is_day
