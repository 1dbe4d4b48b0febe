"""Filters, facets and orders in plain Python over articles as they came back: what engines are held to.

Nothing of the search is used here. A case (`Asked`) says which clauses hold; `Filters` are made of it, and so is what
the oracle finds.
"""

import datetime as dt
import random
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from trouvere.index import Article, Field
from trouvere.search import Filters

WORDS = ("pont", "zèbre", "mairie", "kiosque")
SOURCES = ("AP", "ap", "AFP", "Le Courrier", "")
CATEGORIES = ("Monde", "Économie", "economie", "Sport", "")
TAGS = ("eau", "Eau", "air", "feu", "terre")
AUTHORS = ("Anne Petit", "Zoé", "zoe", "Bob Roux")
LANGUAGES = ("fr", "en", "")
PLACES = ("Pays de la Loire", "Lyon", "lyon", "")
REGIONS = ("Nièvre", "nievre", "Ain", "Pays de la Loire", "Île-de-France", "Loire-Atlantique", "75")
RAW: dict[str, tuple[tuple[object, Any], ...]] = {
    "keyword": (*((value, value) for value in REGIONS), (75, "75"), (True, "true"), ("  Ain ", "Ain")),
    "number": (
        *((value, value) for value in (0, 3, 10, 12.5, -3, -0.25, 1e12)),
        *(("10", 10), ("12,5", 12.5), ("1 234,50 €", 1234.5), (10.0, 10)),
    ),
    "boolean": ((True, True), (False, False), ("oui", True), ("non", False), (1, True), ("0", False)),
    "date": (
        *((value, value) for value in ("2024-02-03", "2024-02-03T10:30", "2023-12-31T23:59", "2021-05-04")),
        *(("4 mai 2021", "2021-05-04"), ("2024-02-03T00:00", "2024-02-03")),
    ),
}
"""Values as a site has them, and what they are."""
MISFITS: dict[str, tuple[object, ...]] = {
    "keyword": ({"a": 1},),
    "number": ("rien", True),
    "boolean": ("peut-être", 2),
    "date": ("un jour", 7),
}
ARCHIVES = (
    (Field("region"), Field("prix", "number"), Field("payant", "boolean"), Field("parution", "date"), Field("vide")),
    (
        *(Field("Région d-été".replace(" ", "_")), Field("région2", facet=False), Field("prix-ttc", "number")),
        *(Field("note", "number", facet=True), Field("ouvert", "boolean", facet=False), Field("vide", "number")),
    ),
    (Field("vide", "date"),),
)
"""Fields that archives declare; no article has `vide`, whose order is that of the documents."""
SINGLE = {"source": SOURCES, "category": CATEGORIES, "language": LANGUAGES, "place": PLACES}
MANY = {"tags": TAGS, "authors": AUTHORS}
LIMIT = 5_000


def folded(value: str) -> str:
    letters = unicodedata.normalize("NFKD", value.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def made(chance: random.Random, numbers: Iterable[int], fields: tuple[Field, ...]) -> list[Article]:
    """Return articles with values of every kind, and with some that do not fit."""
    found = []
    for number in numbers:
        day = dt.date(2022, 1, 1) + dt.timedelta(days=chance.randrange(12))
        when = dt.datetime.combine(day, dt.time(chance.randrange(1, 24), chance.choice((0, 7))))
        found.append(
            Article(
                id=f"n{number}",
                title=chance.choice(("", f"« Été » {number % 7}", f"ete {number % 5}", f"Zone {number}", "l’Œil")),
                text=" ".join(chance.choices(WORDS, k=2)),
                date=chance.choice((None, day, day, when, when)),
                tags=tuple(chance.sample(TAGS, chance.randrange(4))),
                authors=tuple(chance.sample(AUTHORS, chance.choice((0, 0, 1, 2)))),
                extra={field.name: raw for field in fields if (raw := _raw(chance, field)) is not None},
                **{name: chance.choice(values) for name, values in SINGLE.items()},  # type: ignore[arg-type]
            )
        )
    return found


def _raw(chance: random.Random, field: Field) -> object:
    if field.name == "vide":
        return None
    kind = chance.randrange(12)
    if kind == 0:
        return chance.choice(MISFITS[field.kind])
    values = [raw for raw, _ in RAW[field.kind]]
    if kind == 1:
        return [chance.choice(values), chance.choice(MISFITS[field.kind])]
    if kind < 5:
        return chance.sample(values, chance.randrange(4))
    return chance.choice((None, "", *values, *values))


def own_values(article: Article, field: Field) -> list[Any]:
    """Return what an article has of a declared field, each value once, without what does not fit."""
    raw = article.extra.get(field.name)
    found: list[Any] = []
    for each in raw if isinstance(raw, list) else [raw]:
        if each is None or each == "":
            continue
        known = [value for one, value in RAW[field.kind] if type(one) is type(each) and one == each]
        if known and known[0] not in found:
            found.append(known[0])
    return found


def values_of(article: Article, name: str, fields: tuple[Field, ...]) -> list[Any]:
    """Return the values of an article in a field, declared or not."""
    for field in fields:
        if field.name == name:
            return own_values(article, field)
    value = getattr(article, name)
    return [value] * bool(value) if isinstance(value, str) else list(dict.fromkeys(value))


@dataclass(frozen=True)
class Asked:
    """One part of filters: an article has one of these values or ranges in a field or, `excluded`, none."""

    field: str
    wanted: tuple[Any, ...]
    kind: str = "keyword"
    excluded: bool = False

    def passes(self, article: Article, fields: tuple[Field, ...]) -> bool:
        values = values_of(article, self.field, fields)
        return any(self._fits(value, each) for value in values for each in self.wanted) is not self.excluded

    def _fits(self, value: Any, wanted: Any) -> bool:
        if self.kind == "keyword":
            return folded(value) == folded(wanted)
        if self.kind == "boolean":
            return bool(value is wanted)
        low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        if low is not None and high is not None:
            # Ends that are turned round are a range all the same; a month is not after a day in it.
            known = min(len(low), len(high)) if self.kind == "date" else None
            low, high = (high, low) if (low > high if known is None else low[:known] > high[:known]) else (low, high)
        if self.kind == "date":
            value = value[:10]
            # A month stands for its days.
            return (low is None or value[: len(low)] >= low) and (high is None or value[: len(high)] <= high)
        return (low is None or value >= low) and (high is None or value <= high)

    def filters(self, fields: tuple[Field, ...]) -> Filters:
        own = any(field.name == self.field for field in fields)
        # A list: a pair may be a range.
        wanted = {self.field: list(self.wanted)}
        if self.excluded:
            return Filters(without=wanted)
        return Filters(fields=wanted) if own else Filters(**wanted)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Days:
    """The part of filters that is about an article's date."""

    low: dt.date | None
    high: dt.date | None
    field = "date"

    def passes(self, article: Article, fields: tuple[Field, ...]) -> bool:
        if article.date is None:
            return False
        day = article.date.date() if isinstance(article.date, dt.datetime) else article.date
        return (self.low or dt.date.min) <= day <= (self.high or dt.date.max)

    def filters(self, fields: tuple[Field, ...]) -> Filters:
        return Filters(date_from=self.low, date_to=self.high)


Clause = Asked | Days


def filters_of(clauses: Iterable[Clause], fields: tuple[Field, ...]) -> Filters:
    """Return filters that want all clauses."""
    found = Filters()
    for clause in clauses:
        found = found.and_also(clause.filters(fields))
    return found


class Oracle:
    """Answers over articles, which stand in the order of their documents."""

    def __init__(self, articles: list[Article], fields: tuple[Field, ...]) -> None:
        self.articles, self.fields = articles, fields

    def found(self, word: str, clauses: Iterable[Clause], *, but: str = "") -> list[Article]:
        wanted = [clause for clause in clauses if clause.field != but]
        return [
            one
            for one in self.articles
            if (not word or word in one.text) and all(clause.passes(one, self.fields) for clause in wanted)
        ]

    def seen(self, within: Iterable[Clause]) -> "Oracle":
        """Return the same of what a reader may see."""
        return Oracle(self.found("", within), self.fields)

    def facet(self, name: str, word: str, clauses: Iterable[Clause]) -> list[tuple[str, int]]:
        counts = Counter(
            str(value).lower() if isinstance(value, bool) else value
            for one in self.found(word, clauses, but=name)
            for value in values_of(one, name, self.fields)
        )
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))

    def stats(self, word: str, clauses: Iterable[Clause]) -> dict[str, tuple[Any, Any]]:
        found = {}
        for field in self.fields:
            if field.kind in ("number", "date"):
                there = self.found(word, clauses, but=field.name)
                if values := [value for one in there for value in own_values(one, field)]:
                    found[field.name] = (min(values), max(values))
        return found

    def keys(self, sort: str, articles: list[Article]) -> list[tuple[Any, ...]]:
        """Return what articles are ordered by; those without a value are last in every order."""
        return [self._key(sort, one) for one in articles]

    def ordered(self, sort: str, articles: list[Article]) -> list[Article]:
        found = sorted(articles, key=lambda one: _Reversed(self._key(sort, one), sort in ("date",) or sort[0] == "-"))
        return [one for one in found if self._key(sort, one)] + [one for one in found if not self._key(sort, one)]

    def _key(self, sort: str, one: Article) -> tuple[Any, ...]:
        if sort in ("date", "oldest"):
            if one.date is None:
                return ()
            minute = one.date.hour * 60 + one.date.minute if isinstance(one.date, dt.datetime) else -1
            return (one.date.isoformat()[:10], minute)
        if sort == "title":
            return (_title(one.title),) if one.title else ()
        field = next(field for field in self.fields if field.name == sort.removeprefix("-"))
        values = own_values(one, field)
        if field.kind == "keyword":
            values = list(map(folded, values))
        return ((max if sort[0] == "-" else min)(values),) if values else ()

    def facet_names(self) -> list[str]:
        own = [field.name for field in self.fields if field.facet and field.kind in ("keyword", "boolean")]
        return ["source", "category", "tags", "authors", *own]


class _Reversed:
    """A key of an order that may be turned round; ties stay as they are."""

    def __init__(self, key: tuple[Any, ...], turned: bool) -> None:
        self.key, self.turned = key, turned

    def __lt__(self, other: "_Reversed") -> bool:
        return other.key < self.key if self.turned else self.key < other.key


def _title(title: str) -> str:
    return " ".join(folded(title).replace("œ", "oe").lstrip("« ").split())


def begins(value: str, prefix: str) -> bool:
    """Say whether a value begins so, or one of its words does."""
    words = folded(value).replace("-", " ").split()
    wanted = folded(prefix)
    return any(" ".join(words[at:]).startswith(wanted) for at in range(len(words)))


def prefixes() -> Iterator[str]:
    yield from ("", "l", "L", "loi", "pays de", "NIÈ", "ile", "e", "zo", "a", "xyz", "true", "7")
