"""Declared fields: filters, facets, orders and browsing, held to plain Python over random articles."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.engines import Engine
from contract.field_oracle import (
    ARCHIVES,
    LIMIT,
    MANY,
    RAW,
    SINGLE,
    WORDS,
    Asked,
    Clause,
    Days,
    Oracle,
    begins,
    filters_of,
    made,
    own_values,
    prefixes,
)
from trouvere.index import Field
from trouvere.search import Filters, Searcher, UsageError

SEVERAL_SEGMENTS = ((0, 220), (200, 230), (90, 96), (400, 420))
"""Numbers of articles: what is built, and updates of which some replace articles that are there."""


@pytest.fixture(scope="module", params=range(len(ARCHIVES)), ids=["all", "odd names", "none"])
def archive(request: pytest.FixtureRequest, engine: Engine) -> Iterator[tuple[Searcher, Oracle]]:
    """An index that was updated and from which was deleted, and the same articles in order."""
    fields, chance = ARCHIVES[request.param], random.Random(request.param)
    (first, last), *updates = SEVERAL_SEGMENTS
    index = engine.build(made(chance, range(first, last), fields), shards=3, fields=fields)
    for low, high in updates:
        engine.update(index, made(chance, range(low, high), fields))
    engine.delete(index, *(f"n{number}" for number in range(0, 240, 11)))
    with engine.open(index) as searcher:
        # Nobody has a value of this field: what is left is the order of ties.
        order = searcher.rank("", sort="vide", limit=LIMIT).ids
        yield searcher, Oracle([searcher.article(each) for each in order], fields)


def test_the_archive_has_what_is_to_be_told_apart(archive: tuple[Searcher, Oracle]) -> None:
    searcher, oracle = archive
    assert searcher.fields == oracle.fields
    assert len(oracle.articles) == searcher.count() == len({one.id for one in oracle.articles}) > 200
    assert any(one.date is None for one in oracle.articles)
    for field in oracle.fields:
        numbers = {len(own_values(one, field)) for one in oracle.articles}
        assert numbers == {0} if field.name == "vide" else numbers >= {0, 1, 2}


def clauses_of(fields: tuple[Field, ...]) -> st.SearchStrategy[list[Clause]]:
    """Return conditions on any field, of any form."""
    days = st.none() | st.dates(dt.date(2021, 12, 30), dt.date(2022, 1, 14))
    one_of: list[st.SearchStrategy[Clause]] = [st.builds(Days, days, days).filter(lambda one: one.low or one.high)]
    for name, values in {**SINGLE, **MANY}.items():
        one_of.append(_asked(name, "keyword", st.sampled_from([*(value for value in values if value), "absent"])))
    for field in fields:
        wanted: st.SearchStrategy[Any] = st.sampled_from([value for _, value in RAW[field.kind]])
        if field.kind == "number":
            wanted |= _ranges(st.sampled_from([-3, 0, 5, 10, 12.5, 2000]))
        elif field.kind == "date":
            some = ["2021", "2021-05", "2024-02", "2024-02-03", "2023-12-31"]
            wanted = st.sampled_from(some) | _ranges(st.sampled_from(some).map(str))
        one_of.append(_asked(field.name, field.kind, wanted))
    return st.lists(st.one_of(one_of), max_size=4)


def _asked(name: str, kind: str, wanted: st.SearchStrategy[Any]) -> st.SearchStrategy[Clause]:
    many = st.lists(wanted, min_size=1, max_size=3, unique_by=repr).map(tuple)
    return st.builds(Asked, st.just(name), many, st.just(kind), st.booleans())


def _ranges(ends: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(st.none() | ends, st.none() | ends).filter(lambda pair: pair != (None, None))


def given_filters(clauses: list[Clause], fields: tuple[Field, ...]) -> Filters:
    """Return filters as a program gives them: pairs of texts are two values to it, so ranges of dates are texts."""
    told: list[Clause] = []
    for clause in clauses:
        if isinstance(clause, Asked) and clause.kind == "date":
            texts = tuple(f"{low or ''}..{high or ''}" for low, high in _pairs(clause.wanted))
            clause = Asked(clause.field, texts, clause.kind, clause.excluded)
        told.append(clause)
    return filters_of(told, fields)


def questions_of(fields: tuple[Field, ...]) -> st.SearchStrategy[tuple[str, list[Clause], list[Clause] | None]]:
    """Return a word, often none, conditions that are chosen, and those that confine the reader, if any does."""
    within = st.none() | clauses_of(fields).map(lambda some: some[:2])
    return st.tuples(st.sampled_from(("", "", *WORDS)), clauses_of(fields), within)


def _pairs(wanted: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    return (each if isinstance(each, tuple) else (each, each) for each in wanted)


@given(data=st.data())
@settings(max_examples=30)
def test_an_engine_answers_as_plain_python_does(archive: tuple[Searcher, Oracle], data: st.DataObject) -> None:
    searcher, every = archive
    fields = every.fields
    word, clauses, base = data.draw(questions_of(fields), "question")
    own = [f"{sign}{field.name}" for field in fields for sign in ("", "-")]
    sort = data.draw(st.sampled_from(["date", "oldest", "title", *own]), "sort")
    facet_limit = data.draw(st.sampled_from((0, 2, 20)), "facet_limit")
    within = None if base is None else given_filters(base, fields)
    asked: dict[str, Any] = {"filters": given_filters(clauses, fields), "within": within}
    oracle = every.seen(base or ())
    found = oracle.found(word, clauses)

    ids = list(searcher.rank(word, sort=sort, limit=LIMIT, **asked).ids)
    expected = oracle.ordered(sort, found)
    if word and sort == "date":
        # Of those of a minute the best come first.
        stored = {one.id: one for one in found}
        assert sorted(ids) == sorted(stored)
        assert oracle.keys(sort, [stored[each] for each in ids]) == oracle.keys(sort, expected)
    else:
        assert ids == [one.id for one in expected]

    offset = data.draw(st.integers(0, len(ids) + 2), "offset")
    results = searcher.search(word, sort=sort, limit=7, offset=offset, facet_limit=facet_limit, **asked)
    assert results.total == len(found)
    assert [hit.article.id for hit in results.hits] == ids[offset : offset + 7]
    assert [hit.rank for hit in results.hits] == list(range(offset + 1, offset + 1 + len(results.hits)))
    for hit in results.hits:
        values = {field.name: own_values(hit.article, field) for field in fields}
        told = {name: many[0] if len(many) == 1 else tuple(many) for name, many in values.items() if many}
        assert hit.fields == told
    for name in oracle.facet_names():
        counted = [(one.value, one.count) for one in results.facets[name]]
        assert counted == oracle.facet(name, word, clauses)[:facet_limit], name
    undated = sum(one.date is None for one in oracle.found(word, clauses, but="date"))
    assert [one.count for one in results.facets.get("undated", ())] == [undated] * bool(undated)
    assert {name: (one.least, one.greatest) for name, one in results.facet_stats.items()} == oracle.stats(word, clauses)
    assert set(searcher.rank(word, limit=LIMIT, **asked).ids) == set(ids)


@given(data=st.data())
@settings(max_examples=20)
def test_every_value_of_a_facet_is_reached(archive: tuple[Searcher, Oracle], data: st.DataObject) -> None:
    searcher, every = archive
    fields = every.fields
    word, clauses, base = data.draw(questions_of(fields), "question")
    names = [*SINGLE, *MANY, *(field.name for field in fields if not field.ranged)]
    name, prefix = data.draw(st.sampled_from(names), "facet"), data.draw(st.sampled_from([*prefixes()]), "prefix")
    limit, offset = data.draw(st.integers(0, 5), "limit"), data.draw(st.integers(0, 5), "offset")
    counted = every.seen(base or ()).facet(name, word, clauses)
    expected = [each for each in counted if not prefix or begins(each[0], prefix)]
    values = searcher.facet(
        name,
        word,
        prefix=prefix,
        limit=limit,
        offset=offset,
        filters=given_filters(clauses, fields),
        within=None if base is None else given_filters(base, fields),
    )
    assert (values.field, values.total) == (name, len(expected))
    assert [(one.value, one.count) for one in values.values] == expected[offset : offset + limit]


def test_browsing_gives_everything_the_newest_first(archive: tuple[Searcher, Oracle]) -> None:
    searcher, oracle = archive
    expected = [one.id for one in oracle.ordered("date", oracle.articles)]
    for text in ("", "   ", "\n\u00a0"):
        results = searcher.search(text, limit=LIMIT, histogram=True, match="any")
        assert [hit.article.id for hit in results.hits] == expected
        assert (results.total, results.total_all) == (len(expected), len(expected))
        assert (results.interpreted, results.corrected, results.suggestion, results.ignored) == ("", None, None, ())
        assert sum(one.count for one in results.facets["month"]) == sum(bool(one.date) for one in oracle.articles)
    assert list(searcher.rank("", limit=LIMIT).ids) == expected
    assert searcher.search("", offset=len(expected)).hits == ()
    assert searcher.advise("").looser == ()
    assert searcher.suggest("") == ()
    assert searcher.explain("", expected[0]).words == ()


@pytest.mark.parametrize("text", ["!!!", "«»", "source:", "-"])
def test_a_text_of_which_nothing_is_left_finds_nothing(archive: tuple[Searcher, Oracle], text: str) -> None:
    assert archive[0].search(text).total == 0


def test_within_a_day_oldest_is_date_turned_round(archive: tuple[Searcher, Oracle]) -> None:
    searcher, oracle = archive
    stored = {one.id: one for one in oracle.articles}
    keys = [
        oracle.keys("date", [stored[each] for each in searcher.rank("", sort=sort, limit=LIMIT).ids])
        for sort in ("date", "oldest")
    ]
    assert [key for key in keys[0] if key] == [key for key in keys[1] if key][::-1]
    assert not any(keys[0][-1] + keys[1][-1])


@pytest.mark.parametrize("sort", ["inconnu", "-inconnu", "source", "-date"])
def test_an_order_by_a_field_that_there_is_not_is_refused(archive: tuple[Searcher, Oracle], sort: str) -> None:
    for ask in (archive[0].search, archive[0].rank):
        with pytest.raises(UsageError, match=sort.removeprefix("-")) as refused:
            ask("", sort=sort)
        assert refused.value.hint


@pytest.mark.parametrize("name", ["inconnu", "date", "title", ""])
def test_a_facet_that_there_is_not_is_refused_and_those_that_there_are_named(
    archive: tuple[Searcher, Oracle], name: str
) -> None:
    with pytest.raises(UsageError) as refused:
        archive[0].facet(name)
    assert "source" in (refused.value.hint or "")


def test_names_are_compared_as_a_person_writes_them(archive: tuple[Searcher, Oracle]) -> None:
    searcher, oracle = archive
    assert searcher.facet("tag") == searcher.facet("tags")
    assert searcher.facet("author") == searcher.facet("authors")
    for field in oracle.fields:
        name = field.name.upper().replace("É", "E")
        assert searcher.rank("", sort=name).ids == searcher.rank("", sort=field.name).ids
        if not field.ranged:
            assert searcher.facet(name) == searcher.facet(field.name)
