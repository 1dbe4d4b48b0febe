"""`Filters`: which articles may be found at all; `passes` says it of one article, an engine of all of them.

Filters name fields and texts as a person writes them. `conditions` reads them for an index, which declares fields:
what is asked of which column, folded values or ranges of terms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import TYPE_CHECKING, Any, NoReturn, cast

from trouvere.index import validation
from trouvere.index.analysis import folded_value
from trouvere.index.article import Article
from trouvere.index.errors import UsageError
from trouvere.index.fields import KEYWORD_FIELDS, Field, field_named, unknown_field
from trouvere.index.validation import Unfit

Value = str | bool | float | dt.date
"""A value of a filter: a text, yes or no, a number, a date."""
Wanted = Value | tuple[float | dt.date | str | None, float | dt.date | str | None]
"""A value, or a range of numbers or dates: both ends belong to it, None leaves one open."""

NO_VALUE = "\x00"
"""A value that no article has."""
DATE = "date"
"""What the filters on an article's date are called, where fields are named."""
SEVERAL = ("tags", "authors")
"""Fields of which an article has several values."""
ALIASES = {"tag": "tags", "author": "authors"}
_RANGE_WANTED = "un intervalle : (10, None)"
_EXAMPLE = 'Filters(source=["AP", "CNN"], date_from=datetime.date(2023, 3, 1), fields={"prix": (10, None)})'


class FrozenMapping(dict[str, tuple[str, ...]]):
    """A dictionary that nothing changes, so that it has a hash."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenMapping], tuple[dict[str, tuple[str, ...]]]]:
        return FrozenMapping, (dict(self),)

    def _refuse(self, *args: object, **values: object) -> NoReturn:
        raise TypeError("frozen")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of filters: an article has one of these values in a field or, `excluded`, none of them."""

    field: str
    wanted: tuple[str, ...]
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be found at all. Values of one field are alternatives; fields add up.

        Filters(source=["AP"], fields={"region": ["Nièvre", "Ain"], "prix": (10, None)}, without={"tags": "sport"})

    `fields` are those that the index declares: values, or for numbers and dates a range as a pair, or as a text
    (`"10..20"`, `"..2023-03"`), several of which are alternatives as well. `without` excludes articles that have one of
    the values in a field, declared or not. An article without a date passes no date filter, one without a value no
    filter on that field, and no exclusion keeps it back. Dates are days, both ends belong to a period.

    Raises `UsageError` for what means nothing; a field that the index does not declare is refused by who searches it.
    """

    # None stands for what was not given, which an empty collection is not: see `confining`.
    source: tuple[str, ...] = cast("tuple[str, ...]", None)
    category: tuple[str, ...] = cast("tuple[str, ...]", None)
    tags: tuple[str, ...] = cast("tuple[str, ...]", None)
    authors: tuple[str, ...] = cast("tuple[str, ...]", None)
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    language: tuple[str, ...] = cast("tuple[str, ...]", None)
    place: tuple[str, ...] = cast("tuple[str, ...]", None)
    fields: Mapping[str, tuple[str, ...]] = cast("Mapping[str, tuple[str, ...]]", None)
    without: Mapping[str, tuple[str, ...]] = cast("Mapping[str, tuple[str, ...]]", None)
    _empty: bool | None = field(default=None, repr=False)
    _also: tuple[Clause, ...] = field(default=(), repr=False)
    """What stands beside a filter on the same field, and is wanted too."""

    if TYPE_CHECKING:
        # What a program may give, which is more than what it gets.
        def __init__(
            self,
            source: str | Iterable[str] | None = None,
            category: str | Iterable[str] | None = None,
            tags: str | Iterable[str] | None = None,
            authors: str | Iterable[str] | None = None,
            date_from: dt.date | str | None = None,
            date_to: dt.date | str | None = None,
            language: str | Iterable[str] | None = None,
            place: str | Iterable[str] | None = None,
            fields: Mapping[str, Wanted | Iterable[Wanted]] | None = None,
            without: Mapping[str, Wanted | Iterable[Wanted]] | None = None,
            _empty: bool | None = None,
            _also: tuple[Clause, ...] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        """Take what a program gives for what it means; raises `UsageError` where that is nothing.

        Nothing refused may become no filter at all: what confines a reader is made here too.
        """
        empty = False
        for name, fit in FIELD_CHECKS.items():
            value = getattr(self, name)
            if value is None:
                object.__setattr__(self, name, None if name in DATES else fit(None))
                continue
            try:
                fitting = fit(value)
            except Unfit as fault:
                raise UsageError(
                    f"Filters : {name} = {validation.told(value)} ; il faut {fault.wanted}", hint=_EXAMPLE
                ) from None
            object.__setattr__(self, name, fitting)
            if name != "without":
                # Of a field that is none of these, an empty list lets nothing through either.
                empty |= not all(fitting.values()) if name == "fields" else not fitting
        if self._empty is None:
            object.__setattr__(self, "_empty", empty)

    def __bool__(self) -> bool:
        return bool(self.clauses or self.date_from or self.date_to)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """What is asked of fields, one field after another; dates stand beside it."""
        found = [Clause(name, values) for name in KEYWORD_FIELDS if (values := getattr(self, name))]
        found += [Clause(name, values) for name, values in self.fields.items() if values]
        found += [Clause(name, values, excluded=True) for name, values in self.without.items() if values]
        return (*found, *self._also)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are filtered, each once, `DATE` among them."""
        dated = (DATE,) if self.date_from or self.date_to else ()
        return (*dict.fromkeys(clause.field for clause in self.clauses), *dated)

    def confining(self) -> Filters:
        """Return the same as what confines a reader: a field that was given, and given as none, lets nothing through.

        Of a choice, an empty list is no choice; of what a reader may see, it is nothing: `Filters(source=user.groups)`
        must not open everything to who is in no group.
        """
        return Filters(source=NO_VALUE) if self._empty else self

    def let_go(self, name: str = "") -> Filters:
        """Return filters without those on a field, or on dates (`DATE`); without any where none is named."""
        if not name:
            return NO_FILTERS
        if name == DATE:
            return replace(self, date_from=None, date_to=None)
        kept: dict[str, Any] = {one: getattr(self, one) or None for one in KEYWORD_FIELDS if one != name}
        return Filters(
            **kept,
            date_from=self.date_from,
            date_to=self.date_to,
            fields={one: values for one, values in self.fields.items() if one != name and values},
            without={one: values for one, values in self.without.items() if one != name},
            _also=tuple(clause for clause in self._also if clause.field != name),
        )

    def and_also(self, other: Filters) -> Filters:
        """Return filters that let through only what both do.

        A field of which an article has one value, and that both name, keeps the values they share; they are compared as
        a search compares them, by `folded_value`. Where they share none, it gets a value that no article has.
        """
        if not self or not other:
            return self or other
        also = (*self._also, *other._also)
        merged: dict[str, tuple[str, ...]] = {}
        for name in KEYWORD_FIELDS:
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine and theirs and name in SEVERAL:
                also += (Clause(name, theirs),)
                theirs = ()
            keys = {folded_value(value) for value in theirs}
            both = tuple(value for value in mine if folded_value(value) in keys)
            merged[name] = (both or (NO_VALUE,)) if mine and theirs else mine or theirs
        for excluded, mine, theirs in ((False, self.fields, other.fields), (True, self.without, other.without)):
            also += tuple(Clause(name, values, excluded) for name, values in theirs.items() if values and name in mine)
        since = [day for day in (self.date_from, other.date_from) if day]
        until = [day for day in (self.date_to, other.date_to) if day]
        given: dict[str, Any] = {name: values or None for name, values in merged.items()}
        return Filters(
            **given,
            date_from=max(since, default=None),
            date_to=min(until, default=None),
            fields={name: values for name, values in {**other.fields, **self.fields}.items() if values},
            without={**other.without, **self.without},
            _also=tuple(dict.fromkeys(also)),
        )


def _mapping(value: object) -> FrozenMapping:
    """Return which values are wanted of which field, as texts: ranges as `low..high`."""
    found: dict[str, tuple[str, ...]] = {}
    for name, wanted in validation.mapping(value).items():
        if not isinstance(name, str):
            raise Unfit("des noms de champs", name)
        known = ALIASES.get(name, name)
        if wanted is not None:
            found[known] = (*found.get(known, ()), *_texts(wanted))
    return FrozenMapping(found)


def _texts(value: object) -> tuple[str, ...]:
    if _is_range(value):
        return (_range(cast("tuple[object, object]", value)),)
    if isinstance(value, str | Real | dt.date):
        return (_text(value),)
    if not validation.is_suite(value):
        raise Unfit("des valeurs", value)
    many = sorted(value, key=str) if isinstance(value, set | frozenset) else value
    return tuple(dict.fromkeys(_range(each) if _is_range(each) else _text(each) for each in many))


def _is_range(value: object) -> bool:
    # Two texts, or yes and no, are two values; a number, a date or nothing at one end makes a range of the pair.
    return isinstance(value, tuple) and len(value) == 2 and not all(isinstance(end, str | bool) for end in value)


def _range(pair: Any) -> str:
    low, high = ("" if end is None else _text(end) for end in pair)
    if not low and not high:
        raise Unfit(_RANGE_WANTED, pair)
    return f"{low}..{high}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return validation.text(value)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, Real):
        number = float(value)
        return str(int(number)) if number.is_integer() else repr(number)
    raise Unfit("un texte, un nombre ou une date", value)


DATES = ("date_from", "date_to")
FIELD_CHECKS: dict[str, Callable[[object], Any]] = {
    **dict.fromkeys(KEYWORD_FIELDS, validation.several),
    "date_from": validation.day,
    "date_to": validation.last_day,
    "fields": _mapping,
    "without": _mapping,
}
"""What makes of a value from Python one of a filter's type, or refuses it."""

NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Condition:
    """A clause as it is looked up: in which column, for which folded values or spans of terms (both ends included).

    `name` is the field, as facets have it.
    """

    name: str
    column: str
    keys: frozenset[str] = frozenset()
    spans: tuple[tuple[str, str], ...] = ()
    excluded: bool = False
    field: Field | None = None
    """The declared field; None for those of every article."""

    def passed_by(self, article: Article) -> bool:
        """Say whether an article is let through."""
        if self.field:
            terms = self.field.fitting(article.extra)
        else:
            value = getattr(article, self.name)
            # An empty value is no value: an article without a source is of no source.
            terms = tuple(each for each in ((value,) if isinstance(value, str) else value) if each)
        if self.spans:
            found = any(low <= term <= high for term in terms for low, high in self.spans)
        else:
            found = not self.keys.isdisjoint(map(folded_value, terms))
        return found is not self.excluded


def conditions(filters: Filters, fields: Iterable[Field] = ()) -> tuple[Condition, ...]:
    """Return what filters ask of an index that declares these fields, dates aside.

    Raises `UsageError` for a field that it does not declare, and for a text that is no value of its kind.
    """
    return tuple(condition(clause, fields) for clause in filters.clauses)


def condition(clause: Clause, fields: Iterable[Field] = ()) -> Condition:
    """Return one clause as it is looked up; raises as `conditions` does."""
    if clause.field in KEYWORD_FIELDS:
        keys = frozenset(map(folded_value, clause.wanted))
        return Condition(clause.field, clause.field, keys, excluded=clause.excluded)
    known = field_named(fields, clause.field)
    if known is None:
        raise unknown_field(clause.field, fields)
    try:
        spans = tuple(map(known.span, clause.wanted)) if known.ranged else ()
        terms = () if known.ranged else map(known.term, clause.wanted) if known.kind == "boolean" else clause.wanted
        keys = frozenset(map(folded_value, terms))
    except Unfit as fault:
        raise UsageError(f"{known.name} : {fault}", hint=_EXAMPLES[known.kind].format(known.name)) from None
    return Condition(known.name, known.column, keys, spans, clause.excluded, known)


_EXAMPLES = {
    "number": "{0}=10 ou {0}=10..20",
    "date": "{0}=2023-03 ou {0}=2023-03-01..2023-04-15",
    "boolean": "{0}=oui ou {0}=non",
    "keyword": "{0}=VALEUR",
}


def passes(article: Article, filters: Filters, fields: Iterable[Field] = ()) -> bool:
    """Say whether filters let an article through, given its values: the same that an engine says of its documents.

    Raises as `conditions` does.
    """
    if not all(one.passed_by(article) for one in conditions(filters, fields)):
        return False
    if not (filters.date_from or filters.date_to):
        return True
    if article.day is None:
        return False
    return (filters.date_from or dt.date.min) <= article.day <= (filters.date_to or dt.date.max)
