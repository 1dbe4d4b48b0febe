"""Query tree: `Filters`, and the `Node`s that the parser makes of a person's text.

Node
├── Word      one word as typed              Pékin
├── Prefix    words that begin so            ukrain*
├── Phrase    words in this order            « visite d'État », "Xi Loukachenko"~5
├── Not       articles without               -SNCF, SAUF SNCF
├── AllOf     every one of                   grève ET train
├── AnyOf     at least one of                grève OU train
└── Beside    set side by side: `match` says whether all or any is meant
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from trouvere.index import validation
from trouvere.index.analysis import folded_value
from trouvere.index.article import Article
from trouvere.index.errors import UsageError
from trouvere.index.settings import Settings

Match = Literal["auto", "all", "any"]
Sort = Literal["relevance", "date"]
TextField = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be found at all. Values of one field are alternatives; fields add up.

    An article without a date passes no date filter.
    """

    # None stands for what was not given, which an empty collection is not: see `confining`.
    source: tuple[str, ...] = cast("tuple[str, ...]", None)
    category: tuple[str, ...] = cast("tuple[str, ...]", None)
    tags: tuple[str, ...] = cast("tuple[str, ...]", None)
    authors: tuple[str, ...] = cast("tuple[str, ...]", None)
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    _empty: bool | None = field(default=None, repr=False)

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
        ) -> None: ...

    def __post_init__(self) -> None:
        """Take what a program gives for what it means; raises `UsageError` where that is nothing.

        Nothing refused may become no filter at all: what confines a reader is made here too.
        """
        empty = False
        for name, fit in FIELD_CHECKS.items():
            value = getattr(self, name)
            if value is None:
                object.__setattr__(self, name, None if name in DATES else ())
                continue
            try:
                fitting = fit(value)
                object.__setattr__(self, name, fitting)
                empty |= not fitting
            except validation.Unfit as fault:
                raise UsageError(
                    f"Filters : {name} = {validation.told(value)} ; il faut {fault.wanted}",
                    hint='Filters(source=["AP", "CNN"], date_from=datetime.date(2023, 3, 1))',
                ) from None

        if self._empty is None:
            object.__setattr__(self, "_empty", empty)

    def __bool__(self) -> bool:
        return any((self.source, self.category, self.tags, self.authors, self.date_from, self.date_to))

    def confining(self) -> Filters:
        """Return the same as what confines a reader: a field that was given, and given as none, lets nothing through.

        Of a choice, an empty list is no choice; of what a reader may see, it is nothing: `Filters(source=user.groups)`
        must not open everything to who is in no group.
        """
        return Filters(source=NO_VALUE) if self._empty else self

    def and_also(self, other: Filters) -> Filters:
        """Return filters that let through only what both do; a field both name keeps the values they share.

        Values are compared as a search compares them, by `folded_value`. Where they share none, the field gets a value
        that no article has.
        """
        if not self or not other:
            return self or other
        merged: dict[str, tuple[str, ...]] = {}
        for name in ("source", "category", "tags", "authors"):
            mine, theirs = getattr(self, name), getattr(other, name)
            keys = {folded_value(value) for value in theirs}
            both = tuple(value for value in mine if folded_value(value) in keys)
            merged[name] = (both or (NO_VALUE,)) if mine and theirs else mine or theirs
        since = [day for day in (self.date_from, other.date_from) if day]
        until = [day for day in (self.date_to, other.date_to) if day]
        given_values = {name: values or None for name, values in merged.items()}
        return Filters(**given_values, date_from=max(since, default=None), date_to=min(until, default=None))


def passes(article: Article, filters: Filters) -> bool:
    """Say whether filters let an article through, given its values: the same that an engine says of its documents."""
    if filters.source and not _among((article.source,), filters.source):
        return False
    if filters.category and not _among((article.category,), filters.category):
        return False
    if filters.tags and not _among(article.tags, filters.tags):
        return False
    if filters.authors and not _among(article.authors, filters.authors):
        return False
    if not (filters.date_from or filters.date_to):
        return True
    if (day := article.day) is None:
        return False
    return (filters.date_from or dt.date.min) <= day <= (filters.date_to or dt.date.max)


def _among(values: Iterable[str], wanted: Iterable[str]) -> bool:
    # An empty value is no value: an article without a source is of no source.
    return not {folded_value(value) for value in values if value}.isdisjoint(map(folded_value, wanted))


NO_VALUE = "\x00"
DATES = ("date_from", "date_to")
FIELD_CHECKS: dict[str, Callable[[object], Any]] = {
    **dict.fromkeys(("source", "category", "tags", "authors"), validation.several),
    "date_from": validation.day,
    "date_to": validation.last_day,
}
"""What makes of a value from Python one of a filter's type, or refuses it."""


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed; `exact` asks for this surface form only; `field` limits it to the title or the text."""

    text: str
    field: TextField | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin with `text`, accents folded; `unfinished`: nobody asked for them, the word is being typed."""

    text: str
    field: TextField | None = None
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, as written; `slop` is how many other words may stand before each next one."""

    text: str
    slop: int = 0
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that `node` does not find."""

    node: Node


@dataclass(frozen=True, slots=True)
class AllOf:
    """Articles that every node finds."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Articles that at least one node finds; `unfinished`: they are all one word, which is being typed."""

    nodes: tuple[Node, ...]
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """Nodes set side by side: `match` decides whether they are all wanted or any."""

    nodes: tuple[Node, ...]


Node = Word | Prefix | Phrase | Not | AllOf | AnyOf | Beside
EVERYTHING = AllOf(())


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a person's text may ask for; what goes over them is cut and reported, never an error."""

    characters: int = 512
    terms: int = 32
    depth: int = 8
    expansions: int = 1024

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the bounds that are set."""
        return cls(
            settings.max_query_chars, settings.max_query_terms, settings.max_query_depth, settings.max_expansions
        )
