"""Request parameters (query string) as frozen, validated values.

Pages and API read the same values. What cannot be used becomes a `Fault` beside a default: the API answers it with
400, a page goes on with the default and says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast, get_args

from trouvere.index.errors import UsageError
from trouvere.index.fields import KEYWORD_FIELDS, Field
from trouvere.index.settings import Settings
from trouvere.index.validation import Unfit, day_of
from trouvere.search.query import named_fields
from trouvere.search.query.filters import ALIASES, NO_FILTERS, Filters, FrozenMapping
from trouvere.search.query.nodes import SORTS, Match, Sort
from trouvere.search.request import FACET_VALUES, MOST_FACET_VALUES, SearchRequest

MATCHES: tuple[Match, ...] = get_args(Match)
MAX_PAGE = 9_999_999
MAX_VALUES = 50
MAX_VALUE_CHARS = 300
MAX_SIMILAR = 20
DEFAULT_SIMILAR = 5
"""Similar articles where nobody says how many."""
_SINGULAR = {name: alias for alias, name in ALIASES.items()}
PARAMETERS = {name: _SINGULAR.get(name, name) for name in KEYWORD_FIELDS}
"""What the parameter of a field is called, for those of every article: one value each time that it is given."""
EXCLUDED = "not."
"""Before the name of a parameter: articles that have none of these values."""
LEAST, GREATEST = ".min", ".max"
"""Behind the name of a number or a date: the two ends of a range, as a form sends them."""
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

    def __iter__(self) -> Iterator[str]:
        """Go through the names, each once."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """A parameter that cannot be used: `key` names the sentence in the catalogue, `values` what to put in it."""

    key: str
    values: Mapping[str, str | int]


NO_VALUES = FrozenMapping()


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
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    fields: FrozenMapping = NO_VALUES
    """Values of declared fields, of numbers and dates also ranges (`10..20`), by the field's name."""
    without: FrozenMapping = NO_VALUES
    """Values that articles must not have, by the field's name, declared or not."""
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    facet_limit: int = FACET_VALUES
    typing: bool = False
    """Whether the last word may be unfinished; no address says so."""

    @property
    def filters(self) -> Filters:
        """The filters that the reader chose."""
        given: dict[str, Any] = {name: getattr(self, name) or None for name in KEYWORD_FIELDS}
        return Filters(
            **given, date_from=self.date_from, date_to=self.date_to, fields=self.fields, without=self.without
        )

    @property
    def browses(self) -> bool:
        """Whether no words are given, but something that says which articles, or in which order."""
        return not self.query and bool(self.filters or self.sort != "relevance")

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
            facet_limit=self.facet_limit,
        )

    def unfiltered(self) -> SearchParams:
        """Return the same search, first page, without filters."""
        return self.filtered(NO_FILTERS)

    def filtered(self, filters: Filters) -> SearchParams:
        """Return the same search, first page, with these filters in place of its own."""
        given: dict[str, Any] = {name: getattr(filters, name) for name in KEYWORD_FIELDS}
        given |= {"date_from": filters.date_from, "date_to": filters.date_to}
        given |= {"fields": FrozenMapping(filters.fields), "without": FrozenMapping(filters.without)}
        return replace(self, page=1, **given)

    def values(self, name: str, *, excluded: bool = False) -> tuple[str, ...]:
        """Return the values that are asked for of a field, as facets name it, or those that are excluded."""
        if excluded:
            return self.without.get(name, ())
        found: tuple[str, ...] = getattr(self, name) if name in KEYWORD_FIELDS else self.fields.get(name, ())
        return found

    def choosing(self, name: str, values: Iterable[str], *, excluded: bool = False) -> SearchParams:
        """Return the same search, first page, with these values of a field in place of those that were asked for."""
        chosen = tuple(dict.fromkeys(values))
        if name in KEYWORD_FIELDS and not excluded:
            return replace(self, page=1, **cast("Any", {name: chosen}))
        place = "without" if excluded else "fields"
        others: dict[str, tuple[str, ...]] = {**getattr(self, place), name: chosen}
        kept = FrozenMapping({one: some for one, some in others.items() if some})
        return replace(self, page=1, **cast("Any", {place: kept}))

    def pairs(self, settings: Settings) -> list[tuple[str, str]]:
        """Return the names and values of an address that asks for this; defaults are left out."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [("match", self.match)] if self.match != "auto" else []
        pairs += [("sort", self.sort)] if self.sort != "relevance" else []
        pairs += [(PARAMETERS[name], value) for name in KEYWORD_FIELDS for value in getattr(self, name)]
        pairs += [(name, value) for name, values in sorted(self.fields.items()) for value in values]
        for name, values in sorted(self.without.items()):
            pairs += [(f"{EXCLUDED}{PARAMETERS.get(name, name)}", value) for value in values]
        pairs += [("from", self.date_from.isoformat())] if self.date_from else []
        pairs += [("to", self.date_to.isoformat())] if self.date_to else []
        pairs += [("facet_limit", str(self.facet_limit))] if self.facet_limit != FACET_VALUES else []
        pairs += [("per_page", str(self.per_page))] if self.per_page != default_per_page(settings) else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return pairs


def default_per_page(settings: Settings) -> int:
    """Return how many hits a page has where nobody asks."""
    return min(settings.per_page, settings.max_per_page)


def sorts(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return every order of an index that declares these fields."""
    return (*SORTS, *(order for field in fields for order in (field.name, f"-{field.name}")))


def facet_named(name: str, fields: Iterable[Field]) -> str | None:
    """Return the facet, as an answer has it, of a parameter's or a facet's name; None where no values are counted."""
    try:
        return named_fields.facet_named(name, fields).name
    except UsageError:
        return None


def facet_choices(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return every name of which values are counted, in an index that declares these fields."""
    return (*PARAMETERS.values(), *(field.name for field in fields if not field.ranged))


def read_params(
    args: Arguments, settings: Settings, fields: Sequence[Field] = (), *, typing: bool = False
) -> tuple[SearchParams, tuple[Fault, ...]]:
    """Return what `args` ask for, and what in them cannot be used. An empty value is no value.

    `fields` are those that the index declares: each is a parameter. `typing`: it is asked while somebody types.
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
        sort=_choice(args, "sort", sorts(fields), faults),
        page=_number(args, "page", 1, MAX_PAGE, faults),
        per_page=_number(args, "per_page", default_per_page(settings), settings.max_per_page, faults),
        date_from=date_from,
        date_to=date_to,
        facet_limit=_number(args, "facet_limit", FACET_VALUES, MOST_FACET_VALUES, faults, least=0),
        # Behind a space, the word is finished.
        typing=typing and query == query.rstrip(),
        fields=_chosen((field.name, _own(args, field, "", faults)) for field in fields),
        without=_without(args, fields, faults),
        **{name: _values(args, parameter, faults) for name, parameter in PARAMETERS.items()},
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


def read_facet(args: Arguments, settings: Settings) -> tuple[str, int, int, tuple[Fault, ...]]:
    """Return what the values of a facet begin with, how many are asked for, and how many stand before them."""
    faults: list[Fault] = []
    limit = _number(args, "limit", FACET_VALUES, MOST_FACET_VALUES, faults)
    page = _number(args, "page", 1, MAX_PAGE, faults)
    prefix = args.get("prefix", "").strip()[: settings.max_query_chars]
    return prefix, limit, (page - 1) * limit, tuple(faults)


def _choice(args: Arguments, name: str, choices: tuple[str, ...], faults: list[Fault]) -> str:
    given = args.get(name, "").strip()
    if not given or given in choices:
        return given or choices[0]
    faults.append(Fault("fault.choice", {"name": name, "value": _short(given), "choices": ", ".join(choices)}))
    return choices[0]


def _number(args: Arguments, name: str, default: int, most: int, faults: list[Fault], *, least: int = 1) -> int:
    given = args.get(name, "").strip()
    if not given:
        return default
    if _NUMBER.fullmatch(given) and least <= int(given) <= most:
        return int(given)
    faults.append(Fault("fault.number", {"name": name, "value": _short(given), "least": least, "most": most}))
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


def _chosen(given: Iterable[tuple[str, tuple[str, ...]]]) -> FrozenMapping:
    return FrozenMapping({name: values for name, values in given if values})


def _own(args: Arguments, field: Field, before: str, faults: list[Fault]) -> tuple[str, ...]:
    """Return the values of a declared field that are values of its kind."""
    name = f"{before}{field.name}"
    values = _values(args, name, faults)
    if field.ranged:
        ends = [args.get(f"{name}{end}", "").strip()[:MAX_VALUE_CHARS] for end in (LEAST, GREATEST)]
        values += ("..".join(ends),) if any(ends) else ()
    found = []
    for value in values:
        try:
            # Read and let go of: filters read it again, for the index that answers.
            _ = field.span(value) if field.ranged else field.term(value)
            found.append(value)
        except Unfit:
            faults.append(Fault(_UNFIT[field.kind], {"name": name, "value": _short(value)}))
    return tuple(dict.fromkeys(found))


_UNFIT = {
    "number": "fault.number_range",
    "date": "fault.date_range",
    "boolean": "fault.yes_or_no",
    "keyword": "fault.keyword",
}


def _without(args: Arguments, fields: Sequence[Field], faults: list[Fault]) -> FrozenMapping:
    """Return what is excluded; a field that there is not is a fault: let go of, it would show what nobody wanted."""
    own = {f"{EXCLUDED}{field.name}": field for field in fields}
    known = {f"{EXCLUDED}{parameter}" for parameter in PARAMETERS.values()} | set(own)
    known |= {f"{name}{end}" for name, field in own.items() if field.ranged for end in (LEAST, GREATEST)}
    for name in args:
        if name.startswith(EXCLUDED) and name not in known and any(value.strip() for value in args.getlist(name)):
            choices = ", ".join((*(f"{EXCLUDED}{parameter}" for parameter in PARAMETERS.values()), *own))
            faults.append(Fault("fault.field", {"name": _short(name), "choices": choices}))
            break  # One tells what there is; of thousands the answer would be a thousand times the question.
    return _chosen(
        [(name, _values(args, f"{EXCLUDED}{parameter}", faults)) for name, parameter in PARAMETERS.items()]
        + [(field.name, _own(args, field, EXCLUDED, faults)) for field in fields]
    )


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"
