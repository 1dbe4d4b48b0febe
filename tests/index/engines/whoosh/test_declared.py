"""Declared fields, on ours and on the same values in an index that has Whoosh's own types of numbers, dates and so on."""

import datetime as dt
import pickle
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from whoosh import fields, qparser, query, sorting, writing
from whoosh.qparser.dateparse import DateParserPlugin, English

from trouvere.index import Article, Field, build_index, check_index, describe_index, rebuild_index
from trouvere.index.engines.whoosh import open_index
from trouvere.index.engines.whoosh.fields import SHOWN, make_schema
from trouvere.index.errors import UsageError

Index = Any  # whoosh has no types: its own index, or ours
FIELDS = (Field("région"), Field("prix", "number"), Field("payant", "boolean"), Field("paru", "date"))
REGIONS = ("Nièvre", "Pays de la Loire", "Île-de-France", "Bretagne")
NUMBERS = (*(-1e300, -4500.5, -3, -0.125, 0, 5e-324, 0.1, 9.5, 10, 11, 12.25, 20, 2**53, 1e300), None)
DAY = dt.timedelta(days=1)


def values(seed: int, count: int) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    found = []
    for number in range(count):
        moment = dt.datetime(2023, 1, 1) + dt.timedelta(days=dice.randrange(-400, 400))
        given = {
            "id": f"a{number:03}",
            "région": dice.choice((*REGIONS, None)),
            "prix": dice.choice(NUMBERS),
            "payant": dice.choice((True, False, None)),
            "paru": dice.choice((moment, moment + dt.timedelta(minutes=dice.randrange(1440)), None)),
        }
        found.append({name: value for name, value in given.items() if value is not None})
    return found


def written(given: dict[str, Any]) -> Article:
    extra = {name: str(value) if name == "paru" else value for name, value in given.items() if name != "id"}
    if moment := given.get("paru"):
        extra["paru"] = moment.isoformat()
    return Article(id=given["id"], text="Le train.", extra=extra)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Index]]:
    folder = tmp_path_factory.mktemp("types")
    (folder / "theirs").mkdir()
    schema = fields.Schema(
        id=fields.ID(stored=True, unique=True),
        région=fields.ID(stored=True),
        prix=fields.NUMERIC(float, stored=True),
        payant=fields.BOOLEAN(stored=True),
        paru=fields.DATETIME(stored=True),
    )
    theirs = whoosh.index.create_in(str(folder / "theirs"), schema)
    given = values(5, 400)
    with theirs.writer() as writer:
        for one in given:
            writer.add_document(**one)
    build_index(folder / "ours", [written(one) for one in given], fields=FIELDS)
    yield whoosh.index.open_dir(describe_index(folder / "ours").path), theirs


def ids(searcher: Any, results: Any) -> list[str]:
    return [searcher.reader().stored_fields(hit.docnum).get("id") or hit["article"]["id"] for hit in results]


TYPED = """
    région:Nièvre
    région:'Pays de la Loire'
    région:"Pays de la Loire"
    région:Île*
    prix:10
    prix:-3
    prix:0
    prix:12.25
    prix:[10 TO 20]
    prix:{10 TO 20}
    prix:[10 TO 20}
    prix:[10 TO]
    prix:[TO 10]
    prix:{TO -3}
    prix:[-0.2 TO 0]
    prix:*
    prix:>10
    prix:<=9.5
    payant:true
    payant:no
    payant:*
    NOT payant:true
    payant:yes prix:[5 TO]
    paru:2023
    paru:2022-11
    paru:[2023-02 TO 2023-06]
    paru:[20230306 TO 202306280830]
    paru:[2023-02 TO]
    paru:[TO 2022]
    région:Bretagne OR (payant:f paru:[2023 TO])
""".strip().splitlines()
MEANINGLESS = ("prix:cher", "paru:demain", "paru:2023-02-30", "prix:[10 TO beaucoup]")


@pytest.mark.parametrize("typed", [line.strip() for line in TYPED])
def test_what_people_type_finds_the_same(agreed: Callable[..., Any], typed: str) -> None:
    def asked(searcher: Any) -> list[str]:
        parser = qparser.QueryParser("région", searcher.schema)
        parser.add_plugin(qparser.GtLtPlugin())
        return ids(searcher, searcher.search(parser.parse(typed), limit=None))

    found = agreed(asked)
    assert 0 < len(found) < 400


@pytest.mark.parametrize("typed", MEANINGLESS)
def test_what_means_nothing_finds_nothing_on_both(agreed: Callable[..., Any], typed: str) -> None:
    def asked(searcher: Any) -> tuple[list[str], bool]:
        parsed = qparser.QueryParser("région", searcher.schema).parse(typed)
        return ids(searcher, searcher.search(parsed, limit=None)), parsed.error is not None

    assert agreed(asked) == ([], True)


def test_an_impossible_end_of_a_range_of_dates_is_said(both: tuple[Index, Index]) -> None:
    # Whoosh's own type lets what it comes upon go through the parser, to whoever typed it.
    ours, theirs = (qparser.QueryParser("id", index.schema) for index in both)
    for typed in ("paru:[demain TO 2023]", "paru:[2023 TO 2023-02-30]"):
        assert "il faut une date" in str(ours.parse(typed).error)
        with pytest.raises(Exception, match=r"parseable|invalid|day"):
            theirs.parse(typed)


def test_a_plugin_for_dates_in_words(agreed: Callable[..., Any]) -> None:
    def asked(searcher: Any) -> list[str]:
        parser = qparser.QueryParser("région", searcher.schema)
        parser.add_plugin(DateParserPlugin(dt.datetime(2023, 6, 1), English()))
        return ids(searcher, searcher.search(parser.parse("paru:['jan 2023' TO 'mar 2023']"), limit=None))

    assert agreed(asked)


@pytest.mark.parametrize("seed", range(8))
def test_any_range_finds_the_same(agreed: Callable[..., Any], seed: int) -> None:
    dice = random.Random(seed)
    moments = [one["paru"] for one in values(5, 400) if "paru" in one]
    for _ in range(25):
        ends: list[Any] = [dice.choice(NUMBERS), dice.choice(NUMBERS)]
        excluded = dice.random() < 0.5, dice.random() < 0.5
        wanted: query.Query = query.NumericRange("prix", *ends, *excluded)
        if dice.random() < 0.5:
            ends = [dice.choice(moments) + dice.choice((0, 1, -1)) * dt.timedelta(microseconds=1) for _ in range(2)]
            wanted = query.DateRange("paru", *ends, *excluded)
        answer = agreed(lambda searcher: ids(searcher, searcher.search(wanted, limit=None)))  # noqa: B023
        if isinstance(wanted, query.NumericRange) and not isinstance(wanted, query.DateRange):
            low = -float("inf") if ends[0] is None else ends[0]
            high = float("inf") if ends[1] is None else ends[1]
            assert answer == [
                one["id"]
                for one in values(5, 400)
                if (number := one.get("prix")) is not None
                and (low < number or (low == number and not excluded[0]))
                and (number < high or (number == high and not excluded[1]))
            ]


@pytest.mark.parametrize(
    "facet",
    [
        *("prix", "paru", "payant", "région"),
        *(sorting.FieldFacet(name, reverse=True) for name in ("prix", "paru")),
        sorting.MultiFacet([sorting.FieldFacet("payant"), sorting.FieldFacet("prix", reverse=True), "id"]),
    ],
    ids=["prix", "paru", "payant", "région", "-prix", "-paru", "payant, -prix, id"],
)
def test_results_are_sorted_alike(agreed: Callable[..., Any], facet: Any) -> None:
    for limit in (None, 20):
        found = agreed(lambda s: ids(s, s.search(query.Every(), sortedby=facet, limit=limit)))  # noqa: B023
        assert len(found) == (limit or 400)


def test_results_are_grouped_alike(agreed: Callable[..., Any]) -> None:
    def asked(searcher: Any) -> Any:
        results = searcher.search(query.Every(), groupedby=["prix", "paru", "région", "payant"], limit=None)
        groups = {name: results.groups(name) for name in results.facet_names()}
        # Whoosh's own name of yes is « t ».
        yes = {"t": True, "f": False}
        groups["payant"] = {yes.get(name, name): numbers for name, numbers in groups["payant"].items()}
        return groups

    groups = agreed(asked)
    assert set(groups["payant"]) == {True, False, None}
    assert set(groups["région"]) == {*REGIONS, None}
    assert set(groups["prix"]) == set(NUMBERS)


def test_hits_have_the_values(agreed: Callable[..., Any]) -> None:
    names = [field.name for field in FIELDS]

    def asked(searcher: Any) -> Any:
        results = searcher.search(query.Every(), limit=None)
        return [{name: hit[name] for name in names if name in hit} for hit in results]

    expected = [{name: one[name] for name in names if name in one} for one in values(5, 400)]
    assert agreed(asked) == expected


def test_each_kind_is_the_type_that_a_program_looks_for() -> None:
    schema = pickle.loads(pickle.dumps(make_schema(FIELDS)))
    for name, kind in (("prix", fields.NUMERIC), ("paru", fields.DATETIME), ("payant", fields.BOOLEAN)):
        assert isinstance(schema[name], kind)
    assert schema == make_schema(FIELDS) and schema["prix"].numtype is float
    assert set(schema.stored_names()) == {"article", *(field.name for field in FIELDS)}
    assert set(schema.names()) == {*SHOWN, *(field.name for field in FIELDS)}
    assert not {"minute", "title_order"} & set(schema.names())


# Writing


@pytest.fixture
def ix(tmp_path: Path) -> Index:
    extra = {"région": ["Nièvre", "Bretagne"], "prix": "12,50 €", "payant": "oui", "paru": "15/03/2023", "note": "x"}
    build_index(tmp_path / "index", [Article(id="a1", text="Le train.", extra=extra)], fields=FIELDS)
    return open_index(tmp_path / "index")


def found(ix: Index, wanted: query.Query) -> list[str]:
    with ix.searcher() as searcher:
        return sorted(hit["article"]["id"] for hit in searcher.search(wanted, limit=None))


def test_values_are_written_and_found(ix: Index, tmp_path: Path) -> None:
    moment = dt.datetime(2023, 3, 1, 8, 30)
    with ix.writer() as writer:
        writer.add_document(id="n1", text="Neuf.", région="Corse", prix=3, payant=False, paru=moment)
        writer.add_document(id="n2", text="Neuf.", région=["Corse", "Nièvre"], prix="4,5", payant="non", paru=[moment])
        writer.add_document(id="n3", text="Neuf.", prix=None, article={"extra": {"prix": 7, "note": "y"}}, payant=True)
        writer.add_document(id="n4", text="Neuf.", prix=2, article=Article(text="x", extra={"prix": 7, "note": "y"}))
    assert found(ix, query.Term("région", "Nièvre")) == ["a1", "n2"]
    assert found(ix, query.NumericRange("prix", 3, 7)) == ["n1", "n2", "n3"]
    assert found(ix, query.Term("payant", False)) == ["n1", "n2"]
    assert found(ix, query.Term("paru", moment)) == ["n1", "n2"]
    with ix.searcher() as searcher:
        assert searcher.document(id="n1")["article"]["extra"] == {
            "région": "Corse",
            "prix": 3,
            "payant": False,
            "paru": "2023-03-01T08:30:00",
        }
        assert searcher.document(id="n4")["article"]["extra"] == {"prix": 2, "note": "y"}
        assert searcher.document(id="n2")["région"] == ["Corse", "Nièvre"]
        assert "région" not in searcher.document(id="n3")
    assert check_index(tmp_path / "index").ok


def test_a_hit_that_is_given_back_changes_nothing(ix: Index, tmp_path: Path) -> None:
    before = describe_index(tmp_path / "index")
    with ix.searcher() as searcher, ix.writer() as writer:
        hit = searcher.document(id="a1")
        assert (hit["prix"], hit["paru"]) == (12.5, dt.datetime(2023, 3, 15))
        writer.update_document(**hit)
    assert describe_index(tmp_path / "index") == before
    with ix.writer() as writer:
        writer.update_document(**(hit | {"prix": 13}))
    with ix.searcher() as searcher:
        extra = searcher.document(id="a1")["article"]["extra"]
    assert extra == hit["article"]["extra"] | {"prix": 13}


def test_a_value_that_does_not_fit_stays_with_its_article(ix: Index) -> None:
    with ix.writer() as writer:
        writer.add_document(id="n1", text="Neuf.", prix="cher", payant="peut-être", paru="un jour")
    with ix.searcher() as searcher:
        document = searcher.document(id="n1")
    assert document["article"]["extra"] == {"prix": "cher", "payant": "peut-être", "paru": "un jour"}
    assert set(document) == {"article"}
    assert found(ix, query.Or([query.Every(name) for name in ("prix", "payant", "paru")])) == ["a1"]


def test_deletions_by_value(ix: Index) -> None:
    with ix.writer() as writer:
        for number in range(5):
            writer.add_document(id=f"n{number}", text="Neuf.", prix=number, payant=number > 2)
    with ix.writer() as writer:
        assert writer.delete_by_term("prix", 1) == 1
        assert writer.delete_by_query(query.NumericRange("prix", 4, None)) == 2
        assert writer.delete_by_term("payant", False) == 2
        with writer.searcher() as searcher:
            assert [hit["prix"] for hit in searcher.search(query.Every())] == [3]
    assert found(ix, query.Every()) == ["n3"]


def test_wrappers_of_whoosh_know_them(ix: Index) -> None:
    buffered = writing.BufferedWriter(ix, period=None, limit=10)
    try:
        buffered.add_document(id="n1", text="Une grève.", prix=3, payant=True, région="Corse", paru=dt.date(2023, 3, 1))
        with buffered.searcher() as searcher:
            assert len(searcher.search(query.NumericRange("prix", 2, 13))) == 2
            assert len(searcher.search(query.Term("région", "Corse"))) == 1
            assert len(searcher.search(query.Term("paru", dt.date(2023, 3, 1)))) == 1
    finally:
        buffered.close()
    waiting = writing.AsyncWriter(ix)
    waiting.add_document(id="n2", text="Deux.", prix=5)
    waiting.commit()
    assert found(ix, query.NumericRange("prix", 2, 13)) == ["a1", "n1", "n2"]


def test_an_open_index_sees_what_a_rebuild_declares(ix: Index, tmp_path: Path) -> None:
    assert "note" not in ix.schema
    rebuild_index(tmp_path / "index", fields=[Field("note"), Field("prix")])
    assert "payant" not in ix.schema and isinstance(ix.schema["note"], fields.FieldType)
    assert found(ix, query.Term("note", "x")) == found(ix, query.Term("prix", "12,50 €")) == ["a1"]
    assert found(ix, query.Term("payant", True)) == []
    with ix.writer() as writer:
        with pytest.raises(fields.UnknownFieldError):
            writer.add_document(id="n1", text="Neuf.", payant=True)
        writer.add_document(id="n1", text="Neuf.", note="y")
    assert found(ix, query.Every("note")) == ["a1", "n1"]
    with pytest.raises(UsageError, match="schéma") as raised:
        ix.add_field("payant", fields.BOOLEAN())
    assert "--field" in str(raised.value.hint)


def test_a_name_that_the_view_has_already_keeps_its_meaning(tmp_path: Path) -> None:
    taken = [Field("article"), Field("text_stem"), Field("prix-ttc", "number")]
    extra = {"article": "L. 121-1", "text_stem": "x", "prix-ttc": 3}
    build_index(tmp_path / "index", [Article(id="a1", text="Les trains.", extra=extra)], fields=taken)
    for ix in (open_index(tmp_path / "index"), whoosh.index.open_dir(describe_index(tmp_path / "index").path)):
        assert set(ix.schema.names()) == {*SHOWN, "prix-ttc"}
        assert found(ix, query.Term("text_stem", "train")) == found(ix, query.Term("prix-ttc", 3)) == ["a1"]
        with ix.searcher() as searcher:
            assert searcher.document(id="a1")["article"]["extra"] == extra
