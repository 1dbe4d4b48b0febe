"""`SearchRequest`, what a search is asked, as one checked value; and the same checks for other questions.

Command line, pages and API make a request; searcher and engines read it. Every value is checked by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar, get_args

from trouvere.index import validation
from trouvere.index.errors import UsageError
from trouvere.search.query.filters import NO_FILTERS, Filters
from trouvere.search.query.nodes import SORTS, Match, Sort

FACET_VALUES, MOST_FACET_VALUES = 20, 1000
"""Values of a facet that an answer has, the most frequent ones: where nobody says, and at the most."""
P = ParamSpec("P")
R = TypeVar("R")
_FIELD = re.compile(r"-?[^\W\d_][\w-]*").fullmatch
MAX_COUNT = (1 << 31) - 1
"""Of articles: an index numbers them by 32 bits, and `offset + limit` is still a number of 64."""


def _checked(name: str, value: object) -> Any:
    check, hint = CHECKS[name]
    try:
        return check(value)
    except validation.Unfit as fault:
        raise UsageError(f"{name} = {validation.told(value)} ; il faut {fault.wanted}", hint=hint) from None


def _text(value: object) -> str:
    if value is None:
        raise validation.Unfit("un texte", value)
    return validation.text(value)


def _id(value: object) -> str:
    if value is None:
        raise validation.Unfit("un texte ou un nombre entier", value)
    return validation.identifier(value)


def _count(value: object) -> int:
    if (count := validation.whole(value)) < 0:
        raise validation.Unfit("zéro ou plus", value)
    return min(count, MAX_COUNT)


def _part(value: object) -> int:
    return max(_count(value), 1)


def _filters(value: object) -> Filters | None:
    if value is None or isinstance(value, Filters):
        return value
    raise validation.Unfit("un Filters", value)


def _one_of(words: tuple[str, ...]) -> Callable[[object], str]:
    def check(value: object) -> str:
        if isinstance(value, str) and value in words:
            return validation.text(value)
        raise validation.Unfit(f"{', '.join(words[:-1])} ou {words[-1]}", value)

    return check


def _sort(value: object) -> str:
    # Whether a field is declared, the index says that is searched.
    words = f"{', '.join(SORTS)}, ou le nom d'un champ déclaré"
    if isinstance(value, str) and (value in SORTS or _FIELD(value)):
        return validation.text(value)
    raise validation.Unfit(words, value)


def _facet_limit(value: object) -> int:
    if (count := _count(value)) > MOST_FACET_VALUES:
        raise validation.Unfit(f"{MOST_FACET_VALUES} au plus", value)
    return count


def _within(value: object) -> Filters | None:
    filters = _filters(value)
    return None if filters is None else filters.confining()


LIMIT = (_count, "limit=10, offset=0 : des nombres entiers")
FILTERS = (_filters, 'filters=Filters(source="AP")')
CHECKS: dict[str, tuple[Callable[[object], Any], str]] = {
    "query": (_text, 'search("visite à Pékin")'),
    "field": (_text, 'facet("source")'),
    "prefix": (_text, 'suggest("pék")'),
    "id": (_id, "l'identifiant d'un article, comme le donne hit.article.id"),
    "limit": LIMIT,
    "offset": LIMIT,
    "recent": LIMIT,
    "part": (_part, "part=1 : la première partie"),
    "sort": (_sort, 'sort="date", ou un champ déclaré : sort="prix", sort="-prix"'),
    "facet_limit": (_facet_limit, "facet_limit=20 : de 0 à 1000"),
    "match": (_one_of(get_args(Match)), 'match="auto"'),
    "filters": FILTERS,
    "within": (_within, 'within=Filters(source="AP")'),
}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search, with all that was asked of it; `Searcher.search` says what each field means.

    Raises `UsageError` where a value means nothing. `facets`: whether the values of what is found are counted too,
    `facet_limit`: how many values of each.
    """

    query: str = ""
    limit: int = 10
    offset: int = 0
    sort: Sort = "relevance"
    match: Match = "auto"
    filters: Filters = NO_FILTERS
    explain: bool = False
    histogram: bool = False
    typing: bool = False
    within: Filters | None = None
    facets: bool = True
    facet_limit: int = FACET_VALUES

    def __post_init__(self) -> None:
        """Take what a program gives for what it means."""
        for name in ("query", "limit", "offset", "sort", "match", "filters", "within", "facet_limit"):
            value = getattr(self, name)
            fitting = _checked(name, value)
            if name == "filters":
                fitting = fitting or NO_FILTERS
            if fitting is not value:
                object.__setattr__(self, name, fitting)

    @property
    def visible(self) -> Filters:
        """What lets through the articles that may be known of."""
        return self.filters if self.within is None else self.within


def checked(method: Callable[P, R]) -> Callable[P, R]:
    """Have a method of a searcher asked with values that mean something; `UsageError` says which one does not.

    Numbers of numpy's are numbers, an id that is a whole number is its text.
    """
    names = tuple(signature(method).parameters)
    checks = {name: CHECKS[name] for name in names if name in CHECKS}

    @wraps(method)
    def answer(*args: P.args, **values: P.kwargs) -> R:
        known: dict[str, Any] = dict(values)
        several: list[Any] = list(args)
        for position, name in enumerate(names[: len(several)]):
            if name in checks:
                several[position] = _checked(name, several[position])
        for name in known:
            if name in checks:
                known[name] = _checked(name, known[name])
        return method(*several, **known)

    return answer
