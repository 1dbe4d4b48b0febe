"""Values that a program may put into an article by mistake, or to hurt: what has one meaning, and what has none."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import OrderedDict, UserDict, deque
from collections.abc import Hashable
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import MagicMock

import numpy as np
from hypothesis import strategies as st

from trouvere.index import Article, RawArticle

FIELDS = tuple(Article.__slots__)
RAW_FIELDS = tuple(RawArticle.__slots__)


class Text(str):
    """A text that says something else of itself."""

    __slots__ = ()

    def __str__(self) -> str:
        return "autre chose"

    __repr__ = __str__


class Kind(Enum):
    """A value of each sort."""

    TEXT = "rail"
    NUMBER = 3
    ITSELF = object()


class Level(IntEnum):
    """A number that has a name."""

    HIGH = 2


class Broken:
    """Raises whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __str__(self) -> str:
        raise RuntimeError("str")

    __repr__ = __str__
    __len__ = __iter__ = __bool__ = __hash__ = __index__ = __float__ = __str__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("==")


class BrokenMapping(UserDict[str, object]):
    """Has a length and no items."""

    def __iter__(self) -> Any:
        raise RuntimeError("items")


def raising() -> Any:
    """Yield a text, then raise."""
    yield "un"
    raise RuntimeError("le reste")


def itself() -> list[object]:
    """Return a list that holds itself, twice."""
    inside: list[object] = []
    inside += [inside, inside]
    return inside


def deep(levels: int) -> object:
    """Return a list in a list, so many levels deep."""
    value: object = "fond"
    for _ in range(levels):
        value = [value]
    return value


def wide() -> object:
    """Return forty lists of the one before, twice each: long wherever it is written."""
    value: object = 1
    for _ in range(40):
        value = [value, value]
    return value


# Made anew each time: an iterator can be gone through once.
MADE: tuple[Any, ...] = (
    object, Broken, BrokenMapping, raising, itself, wide, MagicMock, bytes, set, dict, list, uuid.uuid4, Exception,
    lambda: deep(49), lambda: deep(51), lambda: deep(3_000), lambda: (one for one in ("un", "deux")),
    lambda: (one for one in ("un", None)), lambda: iter([1, 2]), lambda: range(3), lambda: print,
    lambda: {"b", "a"}, lambda: frozenset({1, "a"}), lambda: deque(["un"]), lambda: {"un": 1}.keys(),
    lambda: {"un": 1}, lambda: {1: "a", "1": "b"}, lambda: {(1, 2): 3}, lambda: {None: {True: 1.5}},
    lambda: MappingProxyType({"un": {"deux": (3,)}}), lambda: OrderedDict(un=1), lambda: MagicMock(spec=str),
    lambda: MagicMock(spec=dict), lambda: MagicMock(spec=dt.date), lambda: Article(id="7", text="dedans"),
)  # fmt: skip
PLAIN: tuple[Any, ...] = (
    None, True, False, 0, 1, -7, 2**63, 2**64, 2**200, 10**5_000, 1.5, float("nan"), float("inf"), -0.0, 1e300, 2j,
    Decimal("1.20"), Decimal("NaN"), Fraction(1, 3), b"octets", bytearray(b"octets"), memoryview(b"octets"),
    "", " ", "rail", "2023-01-01", " 2023-03-01 ", "2023-13-45", "2023", "2023-03", "2023-03-01T10:00:00+02:00", "hier",
    "\x00", "\ud800", "a\ud800b\x00c", "\u2028", "deux\nlignes", "x" * 5_000, Text("rail"), np.str_("rail"),
    np.int64(7), np.uint8(7), np.float32(1.5), np.float64("nan"), np.longdouble(1.5), np.bool_(True), np.bytes_(b"x"),
    np.datetime64("2023-01-01"), np.datetime64("NaT"), np.array(5), np.array(["un", "deux"]), np.array([1, 2]),
    np.zeros((2, 2)), np.void(b"x"), dt.date(2023, 1, 1), dt.date.min, dt.date.max, dt.datetime(2023, 1, 1, 10),
    dt.datetime(2023, 1, 1, tzinfo=dt.UTC), dt.time(10), dt.timedelta(1), Path("rail"), Kind.TEXT, Kind.NUMBER,
    Kind.ITSELF, Level.HIGH, int, Ellipsis, NotImplemented,
)  # fmt: skip

# By their numbers: Hypothesis would write them out.
single = st.one_of(
    st.integers(0, len(PLAIN) - 1).map(lambda at: PLAIN[at]),
    st.integers(0, len(MADE) - 1).map(lambda at: MADE[at]()),
    st.text(max_size=8),
)
KEYS = tuple(one for one in PLAIN if isinstance(one, Hashable) and not isinstance(one, memoryview | np.void))
keys = st.one_of(st.text(max_size=5), st.integers(0, len(KEYS) - 1).map(lambda at: KEYS[at]))
values = st.recursive(
    single,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.lists(inner, max_size=3).map(tuple), st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=6,
)
"""Junk of every kind, and suites and dictionaries of it."""


def faulty(number: int, fields: dict[str, Any]) -> Article | RawArticle:
    """Return an article that is right but for some fields; `raw` among them asks for a raw one."""
    made = RawArticle if fields.get("origin") is not None else Article
    known = {name: value for name, value in fields.items() if name in made.__slots__}
    return made(**{"id": f"n{number}", "title": f"Titre {number}", "text": f"Le texte {number}."} | known)


def _fields(names: tuple[str, ...], junk: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names), junk, min_size=1, max_size=2)


some_fields = st.one_of(
    _fields((*FIELDS, "origin"), single),
    _fields(("authors", "tags"), st.lists(single, max_size=3)),
    _fields(("extra",), st.dictionaries(keys, values, max_size=3)),
    _fields((*FIELDS, "origin"), values),
)
"""Some fields of an article, and junk for each; what `extra` may hold has a part of its own."""
