"""Request parameters (query string) as frozen, validated values.

Pages and API read the same values. What cannot be used becomes a `Fault` beside a default: the API answers it with
400, a page goes on with the default and says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, cast, get_args

from trouvere.index.settings import Settings
from trouvere.index.validation import day_of
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import SORTS, Match, Sort
from trouvere.search.request import SearchRequest

MATCHES: tuple[Match, ...] = get_args(Match)
MAX_PAGE = 9_999_999
MAX_VALUES = 50
MAX_VALUE_CHARS = 300
MAX_SIMILAR = 20
DEFAULT_SIMILAR = 5
"""Similar articles where nobody says how many."""
FLAGS = ("false", "true")
# A query is cut by the engine, which says so; this only keeps a megabyte of it out of every link of the page.
QUERY_SLACK = 4

_NUMBER = re.compile(r"[0-9]{1,7}")


class Arguments(Protocol):
    """Protocol of a request's `args`."""

    def get(self, key: str, default: str, /) -> str:
        """Return the first value of `key`."""
        ...

    def getlist(self, key: str, /) -> list[str]:
        """Return every value of `key`."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """A parameter that cannot be used: `key` names the sentence in the catalogue, `values` what to put in it."""

    key: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchParams:
    """The parameters of one search."""

    query: str = ""
    match: Match = "auto"
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 10
    source: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    typing: bool = False
    """Whether the last word may be unfinished; no address says so."""

    @property
    def filters(self) -> Filters:
        """The filters that the reader chose."""
        return Filters(self.source or None, self.category or None, date_from=self.date_from, date_to=self.date_to)

    @property
    def offset(self) -> int:
        """How many hits come before this page."""
        return (self.page - 1) * self.per_page

    def request(self, within: Filters, *, explain: bool = False, histogram: bool = False) -> SearchRequest:
        """Return what the searcher is asked for this, by a reader who may see what is `within`."""
        return SearchRequest(
            self.query,
            limit=self.per_page,
            offset=self.offset,
            sort=self.sort,
            match=self.match,
            filters=self.filters,
            explain=explain,
            histogram=histogram,
            typing=self.typing,
            within=within,
        )

    def unfiltered(self) -> SearchParams:
        """Return the same search, first page, without filters."""
        return replace(self, page=1, source=(), category=(), date_from=None, date_to=None)

    def pairs(self, settings: Settings) -> list[tuple[str, str]]:
        """Return the names and values of an address that asks for this; defaults are left out."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [("match", self.match)] if self.match != "auto" else []
        pairs += [("sort", self.sort)] if self.sort != "relevance" else []
        pairs += [("source", value) for value in self.source] + [("category", value) for value in self.category]
        pairs += [("from", self.date_from.isoformat())] if self.date_from else []
        pairs += [("to", self.date_to.isoformat())] if self.date_to else []
        pairs += [("per_page", str(self.per_page))] if self.per_page != default_per_page(settings) else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return pairs


def default_per_page(settings: Settings) -> int:
    """Return how many hits a page has where nobody asks."""
    return min(settings.per_page, settings.max_per_page)


def read_params(args: Arguments, settings: Settings, *, typing: bool = False) -> tuple[SearchParams, tuple[Fault, ...]]:
    """Return what `args` ask for, and what in them cannot be used. An empty value is no value.

    `typing`: it is asked while somebody types.
    """
    faults: list[Fault] = []
    date_from, date_to = _day(args, "from", faults), _day(args, "to", faults)
    if date_from and date_to and date_from > date_to:
        faults.append(Fault("fault.period", {"since": date_from.isoformat(), "until": date_to.isoformat()}))
        date_from, date_to = date_to, date_from
    query = args.get("q", "")
    params = SearchParams(
        query=query.strip()[: settings.max_query_chars * QUERY_SLACK],
        match=cast(Match, _choice(args, "match", MATCHES, faults)),
        sort=_choice(args, "sort", SORTS, faults),
        page=_number(args, "page", 1, MAX_PAGE, faults),
        per_page=_number(args, "per_page", default_per_page(settings), settings.max_per_page, faults),
        source=_values(args, "source", faults),
        category=_values(args, "category", faults),
        date_from=date_from,
        date_to=date_to,
        # Behind a space, the word is finished.
        typing=typing and query == query.rstrip(),
    )
    return params, tuple(faults)


def read_flag(args: Arguments, name: str) -> tuple[bool, tuple[Fault, ...]]:
    """Return whether `name` is true, false where it is absent."""
    faults: list[Fault] = []
    return _choice(args, name, FLAGS, faults) == "true", tuple(faults)


def read_id(args: Arguments) -> tuple[str, tuple[Fault, ...]]:
    """Return the id asked for; one is needed."""
    found = args.get("id", "")
    return found, () if found else (Fault("fault.missing", {"name": "id"}),)


def read_part(args: Arguments) -> tuple[int, tuple[Fault, ...]]:
    """Return which part of a long article is asked for."""
    faults: list[Fault] = []
    return _number(args, "part", 1, MAX_PAGE, faults), tuple(faults)


def read_similar(args: Arguments) -> tuple[int, tuple[Fault, ...]]:
    """Return how many similar articles are asked for."""
    faults: list[Fault] = []
    return _number(args, "limit", DEFAULT_SIMILAR, MAX_SIMILAR, faults), tuple(faults)


def _choice(args: Arguments, name: str, choices: tuple[str, ...], faults: list[Fault]) -> str:
    given = args.get(name, "").strip()
    if not given or given in choices:
        return given or choices[0]
    faults.append(Fault("fault.choice", {"name": name, "value": _short(given), "choices": ", ".join(choices)}))
    return choices[0]


def _number(args: Arguments, name: str, default: int, most: int, faults: list[Fault]) -> int:
    given = args.get(name, "").strip()
    if not given:
        return default
    if _NUMBER.fullmatch(given) and 1 <= int(given) <= most:
        return int(given)
    faults.append(Fault("fault.number", {"name": name, "value": _short(given), "most": most}))
    return default


def _day(args: Arguments, name: str, faults: list[Fault]) -> dt.date | None:
    given = args.get(name, "").strip()
    if not given:
        return None
    if found := day_of(given, last=name == "to"):
        return found
    faults.append(Fault("fault.day", {"name": name, "value": _short(given)}))
    return None


def _values(args: Arguments, name: str, faults: list[Fault]) -> tuple[str, ...]:
    given = [value for value in dict.fromkeys(args.getlist(name)) if value.strip()]
    if len(given) > MAX_VALUES:
        faults.append(Fault("fault.many", {"name": name, "most": MAX_VALUES}))
    if any(len(value) > MAX_VALUE_CHARS for value in given):
        faults.append(Fault("fault.long", {"name": name, "most": MAX_VALUE_CHARS}))
    return tuple(value for value in given if len(value) <= MAX_VALUE_CHARS)[:MAX_VALUES]


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"
