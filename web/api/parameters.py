"""The parameters of the API as types that msgspec makes schemas of, with the bounds that `params.py` holds them to."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Annotated, Any, Literal

import msgspec

from trouvere.index.fields import Field
from trouvere.index.settings import Settings
from trouvere.search.query.nodes import SORTS
from trouvere.web import params

QUERY_PREFIX = "Query"
"""Prefix of the names of these types."""

YEAR_OR_MONTH = "^(([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])(-(0[1-9]|1[0-2]))?)?$"
"""Pattern of a year or a month, which may stand for a day; empty is no day."""
EMPTY_DEFAULT = msgspec.field(default_factory=str)
"""Default of an optional parameter that has no value of its own for "absent"."""
Parameter = tuple[Any, ...]
"""A parameter for `msgspec.defstruct`: name, type and, where it is optional, its default."""


NUMBER = r"[+-]?([0-9]+([.,][0-9]+)?|[.,][0-9]+)"
DAY = (
    r"[1-8][0-9]{3}(-(0?[1-9]|1[0-2])"
    r"|-(0?[1-9]|1[0-2])-(0?[1-9]|1[0-9]|2[0-8])|-(0?[13-9]|1[0-2])-(29|30)|-(0?[13578]|1[02])-31)?"
)
YES_OR_NO = ("true", "false", *("vrai", "faux", "oui", "non", "yes", "no", "on", "off", "o", "y", "n", "1", "0"))
PATTERNS = {
    "number": rf"^({NUMBER}|{NUMBER}\.\.({NUMBER})?|\.\.{NUMBER})?$",
    "date": rf"^({DAY}|{DAY}\.\.({DAY})?|\.\.{DAY})?$",
    "boolean": rf"^({'|'.join(YES_OR_NO)})?$",
}
"""Patterns of the values of declared fields, by their kind. An empty one is no value."""
ABOUT_KINDS = {
    "keyword": "Only articles with one of these values in the field {label}.",
    "number": "Only articles whose number in the field {label} is this, or within one of these ranges, ends included.",
    "date": "Only articles whose date in the field {label} is of this day, month or year, or within one of these "
    "periods, ends included.",
    "boolean": "Only articles that have yes (true) or no (false) in the field {label}.",
}
EXAMPLES = {"keyword": "Nièvre", "number": "10..20", "date": "2023-03..2023-05", "boolean": "true"}


def values(what: str, example: str, pattern: str | None = None) -> Any:
    """Return the type of a parameter that may be repeated."""
    one = Annotated[str, msgspec.Meta(max_length=params.MAX_VALUE_CHARS, pattern=pattern)]
    about = msgspec.Meta(max_length=params.MAX_VALUES, description=what, examples=[[example]])
    return Annotated[list[one], about]


def filter_parameters(fields: Iterable[Field]) -> list[Parameter]:
    """Return what confines a search: fields of every article, those that the index declares, and all to be excluded."""
    asked = [(params.PARAMETERS[name], values(*of, None)) for name, of in FILTERS.items()]
    asked += [
        (
            field.name,
            values(
                ABOUT_KINDS[field.kind].format(label=f"« {field.labelled()} »"),
                EXAMPLES[field.kind],
                PATTERNS.get(field.kind),
            ),
        )
        for field in fields
    ]
    about = "Only articles that have none of these values of `{}`."
    examples = {name: example for name, (_, example) in FILTERS.items()}
    excluded = [
        (f"{params.EXCLUDED}{params.PARAMETERS[name]}", values(about.format(params.PARAMETERS[name]), example))
        for name, example in examples.items()
    ]
    excluded += [
        (
            f"{params.EXCLUDED}{field.name}",
            values(about.format(field.name), EXAMPLES[field.kind], PATTERNS.get(field.kind)),
        )
        for field in fields
    ]
    return [(name, kind, EMPTY_DEFAULT) for name, kind in (*asked, *excluded)]


FILTERS = {
    "source": ("Only articles of one of these sources.", "AP"),
    "category": ("Only articles of one of these categories.", "Monde"),
    "tags": ("Only articles with one of these tags.", "Chine"),
    "authors": ("Only articles of one of these authors.", "Simone McCarthy"),
    "language": ("Only articles in one of these languages, as the source has them.", "fr"),
    "place": ("Only articles from one of these places.", "Pékin"),
}


def search_parameters(settings: Settings, fields: Iterable[Field] = ()) -> list[Parameter]:
    """Return what a search is made of, but for its pages."""

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
    order = (
        "By relevance, the newest first (date), the oldest first, by title or by a field that the site declares, with "
        "- the greatest first. Articles without a value come last. Without a query, relevance is date."
    )
    return [
        ("q", text(asked, "visite à Pékin"), EMPTY_DEFAULT),
        ("match", choice(match, params.MATCHES), params.MATCHES[0]),
        ("sort", choice(order, params.sorts(fields)), SORTS[0]),
        *filter_parameters(fields),
        ("from", day(since), EMPTY_DEFAULT),
        ("to", day("Only articles until this day, month or year."), EMPTY_DEFAULT),
    ]


def paging(settings: Settings) -> list[Parameter]:
    """Return which page, and how long."""
    default, most = params.default_per_page(settings), settings.max_per_page
    return [
        ("page", *number("Which page; past the last one there are no hits.", 1, params.MAX_PAGE)),
        ("per_page", *number("Hits of a page.", default, most)),
    ]


def id_() -> Parameter:
    """Return the id of an article, which is needed."""
    return ("id", text("The id of an article.", "h-636b7d4dc2acfff5", least=1))


def text(what: str, example: str, least: int | None = None) -> Any:
    """Return the type of a text."""
    return Annotated[str, msgspec.Meta(description=what, examples=[example], min_length=least)]


def number(what: str, default: int, most: int, least: int = 1) -> tuple[Any, int]:
    """Return the type of a number, and its default."""
    return Annotated[int, msgspec.Meta(ge=least, le=most, description=what)], default


def flag(what: str) -> tuple[Any, bool]:
    """Return the type of what is false unless it is said to be true, and false."""
    return Annotated[bool, msgspec.Meta(description=what)], False


def query(*parameters: Parameter) -> type:
    """Return the type of a query string with these parameters."""
    # "from" and "not.source" are no names in Python; spectree knows types by their names.
    names = {f"p{at}": name for at, (name, *_) in enumerate(parameters)}
    digest = blake2b(repr(parameters).encode(), digest_size=8).hexdigest()
    named = [(own, *rest) for own, (_, *rest) in zip(names, parameters, strict=True)]
    return msgspec.defstruct(f"{QUERY_PREFIX}_{digest}", named, kw_only=True, rename=names)
