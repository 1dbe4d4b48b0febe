"""Parameters of an address: what each asks for, what cannot be used, and that an address says it all again."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from trouvere.index import Field
from trouvere.index.settings import Settings
from trouvere.search import Filters
from trouvere.search.query.filters import FrozenMapping
from trouvere.web.catalogue import load_catalogue
from trouvere.web.params import SearchParams, facet_named, read_params, sorts

FIELDS = (
    Field("region", label="Région"),
    Field("prix", "number"),
    Field("payant", "boolean"),
    Field("ouverture", "date"),
)
Pairs = list[tuple[str, str]]


def read(pairs: Pairs) -> tuple[SearchParams, list[str]]:
    params, faults = read_params(MultiDict(pairs), Settings(), FIELDS)
    return params, [fault.key for fault in faults]


@pytest.mark.parametrize(
    ("pairs", "filters"),
    [
        ([("tag", "Chine"), ("tag", "Russie")], Filters(tags=["Chine", "Russie"])),
        ([("author", "S. Lyon"), ("language", "fr"), ("place", "Paris")],
         Filters(authors="S. Lyon", language="fr", place="Paris")),
        ([("region", "Nièvre"), ("region", "Ain"), ("prix", "10..20")],
         Filters(fields={"region": ["Nièvre", "Ain"], "prix": (10, 20)})),
        ([("prix.min", "10"), ("prix.max", "")], Filters(fields={"prix": (10, None)})),
        ([("prix", "5"), ("prix.max", "3")], Filters(fields={"prix": ["5", "..3"]})),
        ([("payant", "oui"), ("ouverture", "2023-03")], Filters(fields={"payant": "oui", "ouverture": "2023-03"})),
        ([("not.source", "AP"), ("not.tag", "sport"), ("not.region", "Ain"), ("not.prix", "..5")],
         Filters(without={"source": "AP", "tags": "sport", "region": "Ain", "prix": "..5"})),
        ([("region", ""), ("prix", " "), ("not.nope", ""), ("utm_source", "x"), ("Region", "Ain")], Filters()),
        ([("from", "2023"), ("to", "2023"), ("region", "Ain")],
         Filters(date_from=dt.date(2023, 1, 1), date_to=dt.date(2023, 12, 31), fields={"region": "Ain"})),
    ],
)  # fmt: skip
def test_what_is_filtered(pairs: Pairs, filters: Filters) -> None:
    params, faults = read(pairs)
    assert (params.filters, faults) == (filters, [])
    assert params.unfiltered().filters == Filters()
    assert params.unfiltered().filtered(filters).filters == filters


@pytest.mark.parametrize(
    ("pairs", "keys"),
    [
        ([("prix", "abc")], ["fault.number_range"]),
        ([("prix", "1..2..3")], ["fault.number_range"]),
        ([("prix", "..")], ["fault.number_range"]),
        ([("prix.min", "x")], ["fault.number_range"]),
        ([("not.prix", "abc")], ["fault.number_range"]),
        ([("ouverture", "hier")], ["fault.date_range"]),
        ([("payant", "peut-être")], ["fault.yes_or_no"]),
        ([("not.nope", "1")], ["fault.field"]),
        ([("not.from", "2023")], ["fault.field"]),
        ([("region", "x" * 301)], ["fault.long"]),
        ([("not.tag", str(n)) for n in range(51)], ["fault.many"]),
        ([("sort", "nope")], ["fault.choice"]),
        ([("sort", "-date")], ["fault.choice"]),
        ([("facet_limit", "1001")], ["fault.number"]),
    ],
)
def test_what_cannot_be_used(pairs: Pairs, keys: list[str]) -> None:
    """The rest of the address holds, and there is a sentence for each, in both languages."""
    params, faults = read([*pairs, ("region", "Ain"), ("prix", "10..")])
    assert faults == keys
    assert params.fields == {"region": ("Ain",), "prix": ("10..",)}
    for language in ("fr", "en"):
        t = load_catalogue(language)
        for fault in read_params(MultiDict(pairs), Settings(), FIELDS)[1]:
            assert "{" not in t(fault.key, **fault.values)


@pytest.mark.parametrize("sort", ["relevance", "date", "oldest", "title", "prix", "-prix", "region", "-payant"])
def test_orders(sort: str) -> None:
    params, faults = read([("sort", sort)])
    assert (params.sort, faults) == (sort, [])
    assert params.browses == (sort != "relevance")
    assert sort in sorts(FIELDS)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9).filter(str.strip)
TEXTS = st.lists(TEXT, min_size=1, max_size=3, unique=True).map(tuple)
RANGES = st.lists(st.sampled_from(["10..20", "..-3", "1,5..", "7"]), min_size=1, max_size=3, unique=True).map(tuple)
OWN = {"region": TEXTS, "prix": RANGES, "payant": st.just(("true",))}


@settings(max_examples=100, deadline=None)
@given(
    tags=TEXTS,
    place=TEXTS,
    fields=st.fixed_dictionaries({}, optional=OWN).map(FrozenMapping),
    without=st.fixed_dictionaries({}, optional={**OWN, "source": TEXTS, "authors": TEXTS}).map(FrozenMapping),
    sort=st.sampled_from(sorts(FIELDS)),
)
def test_an_address_says_it_all_again(
    tags: tuple[str, ...], place: tuple[str, ...], fields: FrozenMapping, without: FrozenMapping, sort: str
) -> None:
    params = SearchParams(tags=tags, place=place, fields=fields, without=without, sort=sort, facet_limit=5, page=2)
    pairs = params.pairs(Settings())
    again, faults = read(pairs)
    assert (again, faults) == (params, [])
    assert again.pairs(Settings()) == pairs
    # However the address was put together, it is written in one order.
    turned = read(list(reversed(pairs)))[0].pairs(Settings())
    assert [name for name, _ in turned] == [name for name, _ in pairs]


def test_a_value_is_chosen_and_let_go() -> None:
    params = SearchParams(page=3).choosing("region", ["Ain"]).choosing("tags", ["a", "b", "a"])
    params = params.choosing("source", ["AP"], excluded=True)
    assert params == SearchParams(
        tags=("a", "b"), fields=FrozenMapping(region=("Ain",)), without=FrozenMapping(source=("AP",))
    )
    assert (params.values("tags"), params.values("region")) == (("a", "b"), ("Ain",))
    assert params.values("source", excluded=True) == ("AP",)
    assert (params.values("source"), params.values("prix")) == ((), ())
    for name in ("region", "tags"):
        params = params.choosing(name, ())
    assert params.choosing("source", (), excluded=True) == SearchParams()


@pytest.mark.parametrize(
    ("name", "facet"),
    [("tag", "tags"), ("authors", "authors"), ("place", "place"), ("region", "region"), ("payant", "payant"),
     ("prix", None), ("ouverture", None), ("nope", None)],
)  # fmt: skip
def test_which_facets_there_are(name: str, facet: str | None) -> None:
    assert facet_named(name, FIELDS) == facet
