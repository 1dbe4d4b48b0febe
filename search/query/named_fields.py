"""What a name of a field means to the index that is asked: an order of articles (`Order`), a facet (`Facet`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from trouvere.index.analysis import folded_value
from trouvere.index.errors import UsageError
from trouvere.index.fields import KEYWORD_FIELDS, Field, field_named, unknown_field
from trouvere.search.query.filters import ALIASES
from trouvere.search.query.nodes import SORTS, Sort
from trouvere.search.results import FACETS

_WORD = re.compile(r"[^\W_]+").finditer


@dataclass(frozen=True, slots=True)
class Order:
    """How what is found is ordered: by one of `SORTS` (`name`), or by a declared field.

    Articles without a value come last in both directions. Of several values of an article the least one counts, of a
    `descending` order the greatest; keywords are compared by `folded_value`, and `false` is less than `true`.
    """

    name: str
    field: Field | None = None
    descending: bool = False


def order_of(sort: Sort, fields: Iterable[Field]) -> Order:
    """Return the order that a sort means; raises `UsageError` where no field of the index is called so."""
    if sort in SORTS:
        return Order(sort)
    name = sort.removeprefix("-")
    if (field := field_named(fields, name)) is None:
        raise unknown_field(name, fields)
    return Order(field.name, field, sort.startswith("-"))


@dataclass(frozen=True, slots=True)
class Facet:
    """A field whose values can be counted: its name, and the column that has them in a folder."""

    name: str
    column: str
    field: Field | None = None
    """The declared field; None for those of every article."""


def counted_facets(fields: Iterable[Field]) -> tuple[Facet, ...]:
    """Return the facets that are counted with each search: those of every index, and declared fields that say so."""
    own = (Facet(field.name, field.column, field) for field in fields if field.facet and not field.ranged)
    return (*(Facet(name, name) for name in FACETS), *own)


def facet_named(name: str, fields: Iterable[Field]) -> Facet:
    """Return the facet that a name means; raises `UsageError`, which names those that there are."""
    known = ALIASES.get(name, name)
    if known in KEYWORD_FIELDS:
        return Facet(known, known)
    field = field_named(fields, name)
    if field and not field.ranged:
        return Facet(field.name, field.column, field)
    names = (*KEYWORD_FIELDS, *(field.name for field in fields if not field.ranged))
    raise UsageError(
        f"facette « {name} » : {'un nombre ou une date n’a pas de facette' if field else 'cet index ne l’a pas'}",
        hint=f"l'une de {', '.join(names)}",
    )


def _key(text: str) -> str:
    # What is being typed may end in the middle of a word, or before a blank.
    return "".join(folded_value(text).split())


_key_of_word = lru_cache(1 << 14)(_key)  # values have their words in common
WORD_CHARS = 30
"""Characters of a word that is remembered folded."""


def word_beginnings(value: str) -> str:
    """Return a value, folded, each of its words on a line: what `ValuePrefix` looks through.

    As long as the value: what stands from each word on would fill the memory where texts were declared as keywords.
    """
    places = (*dict.fromkeys((0, *(word.start() for word in _WORD(value)))), len(value))
    pieces = (value[start:end] for start, end in pairwise(places))
    return "".join("\n" + (_key_of_word(one) if len(one) <= WORD_CHARS else _key(one)) for one in pieces)


class ValuePrefix:
    """Says which values begin so, or have a word from which on they do; case and accents do not count, nor blanks.

    An empty one fits all.
    """

    def __init__(self, prefix: str) -> None:
        self._wanted = _key(prefix)
        # A prefix may go on into the next words.
        self._found = re.compile("\n" + "\n?".join(map(re.escape, self._wanted))).search

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def begins(self, beginnings: str) -> bool:
        """Say it of a value as `word_beginnings` has it."""
        return self._found(beginnings) is not None

    def fits(self, value: str) -> bool:
        """Say it of a value."""
        return not self._wanted or self.begins(word_beginnings(value))
