"""The parameters of the API as types that msgspec makes schemas of, with the bounds that `params.py` holds them to."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from trouvere.index.settings import Settings
from trouvere.search.query.nodes import SORTS
from trouvere.web import params

QUERY_PREFIX = "Query"
"""Prefix of the names of these types."""

YEAR_OR_MONTH = "^(([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])(-(0[1-9]|1[0-2]))?)?$"
"""Pattern of a year or a month, which may stand for a day; empty is no day."""
EMPTY_DEFAULT = msgspec.field(default_factory=str)
"""Default of an optional parameter that has no value of its own for "absent"."""
Field = tuple[Any, ...]
"""A parameter for `msgspec.defstruct`: name, type and, where it is optional, its default."""


def search_parameters(settings: Settings) -> list[Field]:
    """Return what a search is made of, but for its pages."""
    several = Annotated[str, msgspec.Meta(max_length=params.MAX_VALUE_CHARS)]

    def values(what: str, example: str) -> Any:
        about = msgspec.Meta(max_length=params.MAX_VALUES, description=what, examples=[[example]])
        return Annotated[list[several], about]

    def day(what: str) -> Any:
        period = {"anyOf": [{"format": "date"}, {"pattern": YEAR_OR_MONTH}]}
        about = msgspec.Meta(description=what, examples=["2023-03-01", "2023-03"], extra_json_schema=period)
        return Annotated[str, about]

    def choice(what: str, choices: tuple[str, ...]) -> Any:
        return Annotated[Literal[choices], msgspec.Meta(description=what)]

    asked = f"What is searched, in the query language; after {settings.max_query_chars} characters it is cut."
    since = "Only articles of this day, month or year and after. A period that ends before it begins is 400."
    match = (
        "Of words side by side: all of them, any, or (auto) enough of them; by date, all of them wherever an article "
        "has all of them, else enough of them."
    )
    return [
        ("q", text(asked, "visite à Pékin"), EMPTY_DEFAULT),
        ("match", choice(match, params.MATCHES), params.MATCHES[0]),
        ("sort", choice("By relevance, or the newest first.", SORTS), SORTS[0]),
        ("source", values("Only articles of one of these sources.", "AP"), EMPTY_DEFAULT),
        ("category", values("Only articles of one of these categories.", "Monde"), EMPTY_DEFAULT),
        ("from", day(since), EMPTY_DEFAULT),
        ("to", day("Only articles until this day, month or year."), EMPTY_DEFAULT),
    ]


def paging(settings: Settings) -> list[Field]:
    """Return which page, and how long."""
    default, most = params.default_per_page(settings), settings.max_per_page
    return [
        ("page", *number("Which page; past the last one there are no hits.", 1, params.MAX_PAGE)),
        ("per_page", *number("Hits of a page.", default, most)),
    ]


def id_() -> Field:
    """Return the id of an article, which is needed."""
    return ("id", text("The id of an article.", "h-636b7d4dc2acfff5", least=1))


def text(what: str, example: str, least: int | None = None) -> Any:
    """Return the type of a text."""
    return Annotated[str, msgspec.Meta(description=what, examples=[example], min_length=least)]


def number(what: str, default: int, most: int) -> tuple[Any, int]:
    """Return the type of a number from 1 on, and its default."""
    return Annotated[int, msgspec.Meta(ge=1, le=most, description=what)], default


def flag(what: str) -> tuple[Any, bool]:
    """Return the type of what is false unless it is said to be true, and false."""
    return Annotated[bool, msgspec.Meta(description=what)], False


def query(*fields: Field) -> type:
    """Return the type of a query string with these parameters."""
    # "from" is no name in Python; spectree knows types by their names.
    named = [(f"{name}_" if name == "from" else name, *rest) for name, *rest in fields]
    return msgspec.defstruct(
        "_".join((QUERY_PREFIX, *(field[0] for field in named))), named, kw_only=True, rename={"from_": "from"}
    )
