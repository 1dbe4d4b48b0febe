"""Filters, facets, months, order."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.articles import ARTICLES
from contract.engines import Engine
from trouvere.index import Article
from trouvere.search import Filters, Searcher
from trouvere.search.query.filters import NO_VALUE, passes


def ids(searcher: Searcher, query: str, **asked: object) -> set[str]:
    return set(searcher.rank(query, limit=1000, **asked).ids)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        (Filters(source=("afp",)), lambda one: one.source == "AFP"),
        (Filters(source=("AFP", "le COURRIER")), lambda one: one.source in ("AFP", "Le Courrier")),
        (Filters(category=("economie",)), lambda one: one.category == "Économie"),
        (Filters(tags=("eau",)), lambda one: "eau" in one.tags),
        (Filters(source=("AP",), category=("Sport",)), lambda one: (one.source, one.category) == ("AP", "Sport")),
        (Filters(date_from=dt.date(2022, 1, 1)), lambda one: one.date and one.date >= dt.date(2022, 1, 1)),
        (Filters(date_to=dt.date(2021, 6, 30)), lambda one: one.date and one.date <= dt.date(2021, 6, 30)),
        (Filters(source=("nulle part",)), lambda one: False),
        (Filters(source=("\ud800",)), lambda one: False),
        (
            Filters(source=("\ud800", "AP"), tags=("eau", "\udc00")),
            lambda one: one.source == "AP" and "eau" in one.tags,
        ),
    ],
)
def test_what_passes(searcher: Searcher, filters: Filters, passes: object) -> None:
    found = ids(searcher, "préfet")
    assert len(found) > 50
    expected = {one.id for one in ARTICLES if one.id in found and passes(one)}  # type: ignore[operator]
    assert ids(searcher, "préfet", filters=filters) == expected


def test_facets_are_counts_of_what_is_found(searcher: Searcher) -> None:
    results = searcher.search("préfet", histogram=True)
    found = [one for one in ARTICLES if one.id in ids(searcher, "préfet")]
    for field in ("source", "category"):
        counted = Counter(getattr(one, field) for one in found if getattr(one, field))
        expected = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
        assert [(one.value, one.count) for one in results.facets[field]] == expected
    assert [(one.value, one.count) for one in results.facets["undated"]] == [("", sum(not one.date for one in found))]
    months = Counter(one.date.isoformat()[:7] for one in found if one.date)
    assert [(one.value, one.count) for one in results.facets["month"]] == sorted(months.items())


def test_a_facet_lets_go_of_its_own_filter(searcher: Searcher) -> None:
    free = searcher.search("préfet", histogram=True)
    chosen = searcher.search("préfet", histogram=True, filters=Filters(source=("AP",)))
    assert chosen.facets["source"] == free.facets["source"]
    assert sum(one.count for one in chosen.facets["category"]) < sum(one.count for one in free.facets["category"])
    dated = searcher.search("préfet", histogram=True, filters=Filters(date_from=dt.date(2022, 6, 1)))
    assert dated.facets["undated"] == free.facets["undated"]
    assert dated.facets["month"] == free.facets["month"]
    assert dated.total < free.total
    tagged = searcher.search("préfet", filters=Filters(tags=("eau",)))
    assert sum(one.count for one in tagged.facets["source"]) < sum(one.count for one in free.facets["source"])


def test_by_date_the_newest_come_first_and_undated_last(searcher: Searcher) -> None:
    results = searcher.search("préfet", sort="date", limit=1000)
    days = [hit.article.date for hit in results.hits]
    dated = [day for day in days if day]
    assert days == [*dated, *[None] * (len(days) - len(dated))]
    assert dated == sorted(dated, reverse=True)


def test_filters_typed_alone_find_what_passes_the_newest_first(searcher: Searcher) -> None:
    results = searcher.search("source:AP", limit=1000)
    assert {hit.article.id for hit in results.hits} == {one.id for one in ARTICLES if one.source == "AP"}
    dated = [hit.article.date for hit in results.hits if hit.article.date]
    assert dated == sorted(dated, reverse=True)
    assert {hit.score for hit in results.hits} == {0.0}


def test_of_the_archive(searcher: Searcher) -> None:
    view = searcher.overview()
    days = sorted(one.date for one in ARTICLES if one.date)
    assert (view.articles, view.undated) == (len(ARTICLES), sum(not one.date for one in ARTICLES))
    assert (view.first, view.last) == (days[0], days[-1])
    assert [one.date for one in view.recent] == days[:-6:-1]
    counted = Counter(one.source for one in ARTICLES if one.source)
    assert {one.value: one.count for one in view.facets["source"]} == counted
    everything = searcher.search("").facets
    assert view.facets == {name: counts for name, counts in everything.items() if name != "undated"}
    assert view.facets["tags"]
    confined = searcher.overview(filters=Filters(source=("AP",)))
    assert confined.articles == counted["AP"]


VALUES = (
    *(
        "",
        "AP",
        "ap",
        "Ａp",
        "Économie",
        "e\u0301conomie",
        "ECONOMIE",
        "Œuvre",
        "oeuvre",
        "straße",
        "STRASSE",
        "İ",
        "i",
    ),
    *("ﬁn", "fin", "l'eau", "L’eau", "l eau", "a-b", "a b", "\u0301", "´", "…", "?", "日本", NO_VALUE, "x" * 300),
)
DAYS = [None, *(dt.date(year, month, 28) for year in (1, 1970, 2022, 9999) for month in (1, 2, 12))]
several = st.lists(st.sampled_from(VALUES), max_size=3)
days = st.sampled_from(DAYS)


@pytest.fixture(scope="module")
def motley(engine: Engine) -> Iterator[tuple[Searcher, list[Article]]]:
    """An index of articles with odd values, and what is kept of them."""
    chance = random.Random(17)

    def some() -> list[str]:
        return chance.sample(VALUES, chance.randrange(4))

    def one() -> str:
        return chance.choice(VALUES)

    made = [
        Article(id=str(number), text="Un mot.", source=one(), category=one(), tags=some(), authors=some(), date=day)
        for number, day in enumerate(chance.choices(DAYS, k=300))
    ]
    with engine.open(engine.build(made, shards=3)) as searcher:
        yield searcher, [searcher.article(article.id) for article in made]


@given(source=several, category=several, tags=several, authors=several, date_from=days, date_to=days)
@settings(max_examples=150)
def test_an_engine_and_the_values_agree_on_what_passes(motley: tuple[Searcher, list[Article]], **given: object) -> None:
    searcher, articles = motley
    # Most filters of all fields at once let nothing through: each for itself, then all.
    for chosen in (*({name: value} for name, value in given.items()), given):
        filters = Filters(**{name: value or None for name, value in chosen.items()})  # type: ignore[arg-type]
        assert ids(searcher, "mot", filters=filters) == {one.id for one in articles if passes(one, filters)}
