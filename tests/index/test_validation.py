"""Values from Python: what each field of an article makes of what it is given, and which values are refused, by name."""

import datetime as dt
import uuid
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from trouvere.index import Article, RawArticle, build_index, delete_articles, update_index, validation
from trouvere.index.engines.whoosh import open_index
from trouvere.index.errors import ArticleError, ArticleNotFound, BuildError, SettingsError, SourceError, UsageError
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.workers import batches
from trouvere.search import open_searcher

ALONE = Settings(processes=1)
REFUSED = object()
PARIS = dt.timezone(dt.timedelta(hours=1))


class Midnight(dt.datetime):
    """A time as pandas has them, which has no dates: a day is its midnight."""


class Astray(dt.tzinfo):
    def utcoffset(self, _: dt.datetime | None) -> dt.timedelta:
        raise RuntimeError("où sommes-nous ?")

    dst = tzname = utcoffset  # type: ignore[assignment]


class Kind(Enum):
    RAIL = "rail"


class Level(IntEnum):
    HIGH = 2


class Label(str):
    __slots__ = ()


def raising() -> Iterable[str]:
    yield "un"
    raise RuntimeError("le reste")


def itself() -> list[object]:
    inside: list[object] = []
    inside.append(inside)
    return inside


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


TEXT = ("title", "text", "place", "source", "category", "language")
NO_TEXT: tuple[Any, ...] = (
    3,
    1.5,
    float("nan"),
    True,
    b"rail",
    ["rail"],
    {},
    object(),
    np.int64(3),
    Path("rail"),
    Kind.RAIL,
)
NOTHING: tuple[Any, ...] = (None, {}, MappingProxyType({}))
NO_TEXTS: tuple[Any, ...] = (
    3,
    1.5,
    True,
    b"rail",
    {"rail": 1},
    object(),
    ["a", 3],
    ["a", None],
    [b"a"],
    [["a"]],
    np.array(3),
)
OUTCOMES: list[tuple[str, Any, Any]] = [
    *((name, value, "rail") for name in TEXT for value in ("rail", Label("rail"), np.str_("rail"))),
    *((name, value, REFUSED) for name in TEXT for value in NO_TEXT),
    *((name, None, "") for name in ("place", "source", "category", "language")),
    ("url", "https://exemple.fr/1", "https://exemple.fr/1"),
    *(("url", value, REFUSED) for value in NO_TEXT),
    *(("id", value, REFUSED) for value in NO_TEXT if type(value) not in (int, np.int64)),
    *(
        ("id", value, REFUSED)
        for value in (np.bool_(True), np.float64(3), Decimal(3), uuid.UUID(int=1), 10**5_000, "a\x00b")
    ),
    *(
        ("id", value, kept)
        for value, kept in ((42, "42"), (np.int64(43), "43"), (np.uint8(44), "44"), (0, "0"), (-1, "-1"))
    ),
    *(
        ("id", value, kept)
        for value, kept in ((2**70, str(2**70)), (Level.HIGH, "2"), (np.str_("45"), "45"), (" 46 ", "46"))
    ),
    *(
        (name, value, ("rail",))
        for name in ("tags", "authors")
        for value in ("rail", np.str_("rail"), ["rail"], ("rail",), {"rail"}, deque(["rail"]), {"rail": 1}.keys())
    ),
    *(
        (name, value, ("a", "b"))
        for name in ("tags", "authors")
        for value in (["a", "b"], {"b", "a"}, np.array(["a", "b"]))
    ),
    *((name, value, ()) for name in ("tags", "authors") for value in (None, [], "", [""])),
    *((name, value, REFUSED) for name in ("tags", "authors") for value in NO_TEXTS),
    *(
        ("date", value, dt.date(2023, 3, 1))
        for value in (
            dt.date(2023, 3, 1),
            Midnight(2023, 3, 1),
            "2023-03-01",
            " 2023-03-01 ",
            "20230301",
            "2023-03",
            "2023-03-01+02:00",
            np.str_("2023-03-01"),
        )
    ),
    *(
        ("date", value, dt.datetime(2023, 3, 1, 23, 59))
        for value in (
            dt.datetime(2023, 3, 1, 23, 59),
            dt.datetime(2023, 3, 1, 23, 59, 0, 999_999),
            dt.datetime(2023, 3, 1, 23, 59, fold=1),
            Midnight(2023, 3, 1, 23, 59),
            "2023-03-01T23:59",
            " 2023-03-01 23:59:00.25 ",
            "20230301T2359",
        )
    ),
    *(
        ("date", value, dt.datetime(2023, 3, 1, 23, 59, tzinfo=PARIS))
        for value in (
            dt.datetime(2023, 3, 1, 23, 59, tzinfo=PARIS),
            dt.datetime(2023, 3, 1, 23, 59, tzinfo=ZoneInfo("Europe/Paris")),
            dt.datetime(2023, 3, 1, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=1, seconds=21))),
            Midnight(2023, 3, 1, 23, 59, tzinfo=PARIS),
            "2023-03-01T23:59:00+01:00",
        )
    ),
    ("date", "2023-03-01T23:59:00Z", dt.datetime(2023, 3, 1, 23, 59, tzinfo=dt.UTC)),
    ("date", dt.datetime(2023, 3, 1), dt.datetime(2023, 3, 1)),
    ("date", Midnight(2023, 3, 1, tzinfo=dt.UTC), dt.datetime(2023, 3, 1, tzinfo=dt.UTC)),
    ("date", dt.datetime(2023, 3, 1, tzinfo=Astray()), REFUSED),
    *(("date", value, None) for value in (None, "")),
    *(
        ("date", value, REFUSED)
        for value in ("hier", "2023-02-30", "01/03/2023", 2023, 1.5, float("nan"), True, b"2023-03-01", dt.time(1))
    ),
    *(("date", value, REFUSED) for value in (np.datetime64("2023-03-01"), ["2023-03-01"], object())),
    *(("extra", value, {}) for value in NOTHING),
    *(
        ("extra", value, {"a": 1})
        for value in ({"a": 1}, OrderedDict(a=1), MappingProxyType({"a": 1}), {"a": np.int8(1)})
    ),
    *(("extra", value, REFUSED) for value in ("rail", 3, ["rail"], [("a", 1)], object(), True)),
    *(
        ("extra", {"a": value}, {"a": kept})
        for value, kept in (
            (float("nan"), None),
            (float("inf"), None),
            (np.float32(1.5), 1.5),
            (np.float64("nan"), None),
            (np.bool_(True), True),
            (np.str_("b"), "b"),
            (Label("b"), "b"),
            (Level.HIGH, 2),
            (Kind.RAIL, "rail"),
            (Decimal("1.20"), "1.20"),
            (dt.date(2023, 3, 1), "2023-03-01"),
            (dt.datetime(2023, 3, 1, 10), "2023-03-01 10:00:00"),
            (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
            (Path("b/c"), "b/c"),
            ({"c", "b"}, ["b", "c"]),
            (("b", ("c",)), ["b", ["c"]]),
            (2**64, 2**64),
            (2**200, 2**200),
            ("b\ud800\x00", "b"),
            (deep(45), deep(45)),
        )
    ),
    ("extra", {1: "a", None: "b", 1.5: "c"}, {"1": "a", "None": "b", "1.5": "c"}),
    ("extra", {"b\ud800": 1}, {"b": 1}),
    *(
        ("extra", {"a": value}, REFUSED)
        for value in (
            object(),
            b"b",
            1j,
            print,
            deep(60),
            deep(5_000),
            itself(),
            {("b",): 1},
            {1: 1, "1": 2},
            10**5_000,
        )
    ),
    *(
        ("extra", value, REFUSED)
        for value in ({b"a": 1}, {1: 1, "1": 2}, {("a",): 1}, {"a": np.zeros(2)}, {10**5_000: 1})
    ),
    *(("title_derived", value, REFUSED) for value in (1, "oui", object(), np.bool_(True))),
]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "articles.idx"


def known(number: int, **values: Any) -> Article:
    return Article(**({"id": f"n{number}", "title": f"Titre {number}", "text": f"Le texte {number}."} | values))


def test_every_field_has_its_outcomes() -> None:
    assert {field.name for field in fields(Article)} == {name for name, _, _ in OUTCOMES}


def test_what_each_field_makes_of_a_value(index: Path) -> None:
    """One build of all of them: none takes another with it, in this process or in a worker."""
    articles = [known(number, **{name: value}) for number, (name, value, _) in enumerate(OUTCOMES)]
    report = build_index(index, articles, settings=ALONE)
    refused = {skip.where: skip.reason for skip in report.skipped}
    with open_searcher(index) as searcher:
        for number, (name, value, outcome) in enumerate(OUTCOMES):
            case = f"{name} = {validation.told(value)}"
            if outcome is not REFUSED:
                article = searcher.article(outcome if name == "id" else f"n{number}")
                assert getattr(article, name) == outcome, case
                continue
            where = next((where for where in refused if name == "id" or where == f"article n{number}"), None)
            assert where, case
            if name != "id":
                assert f"« {name}" in refused[where], case
                with pytest.raises(ArticleNotFound):
                    searcher.article(f"n{number}")
    assert report.skipped_total == sum(outcome is REFUSED for _, _, outcome in OUTCOMES)
    assert refused["article 1.5"] == "« id » : il faut un texte ou un nombre entier, pas float"
    assert refused["article True"] == "« id » : il faut un texte ou un nombre entier, pas bool"


def test_an_article_says_at_once_what_it_was_given_for() -> None:
    one = Article(id=42, tags="rail", authors=["Zola"], date="2023-03-01", source=None, extra=None)
    assert one == Article(id="42", tags=("rail",), authors=("Zola",), date=dt.date(2023, 3, 1))
    assert hash(one) == hash(Article(id="42", tags=("rail",), authors=("Zola",), date=dt.date(2023, 3, 1)))


@pytest.mark.parametrize("value", [value for name, value, kept in OUTCOMES if name == "date" and kept is not REFUSED])
def test_an_article_has_its_time_at_once(value: Any) -> None:
    one = Article(date=value)
    assert one.date is None or type(one.date) in (dt.date, dt.datetime)
    assert Article.from_dict(one.as_dict()).as_dict() == one.as_dict()
    assert one.day is None or (type(one.day) is dt.date and str(one.day) == str(one.as_dict()["date"])[:10])
    if isinstance(one.date, dt.datetime):
        assert (one.date.microsecond, one.date.fold) == (0, 0)
        assert type(one.date.tzinfo) in (type(None), dt.timezone)


@pytest.mark.parametrize("tags", [raising(), iter(["a", 3]), (one for one in [None])])
def test_what_is_gone_through_once_is_refused_all_the_same(tags: Any, index: Path) -> None:
    report = build_index(index, [known(1), known(2, tags=tags)], settings=ALONE)
    assert [skip.where for skip in report.skipped] == ["article n2"]


def test_in_worker_processes_too(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "RUN_CHARS", 2_000)
    bad: list[Any] = [
        known(1_000, extra={"a": object()}),
        known(1_001, tags=[3]),
        Article(id="1002"),
        None,
        {"id": "1003"},
    ]
    articles = [known(number, extra={"le": dt.date(2023, 3, 1), "vu": {np.int64(3)}}) for number in range(100)]
    report = build_index(index, [*articles[:50], *bad, *articles[50:]], settings=Settings(processes=2))
    assert report.indexed == 100
    # This process refuses what it can before a worker is asked.
    assert [str(skip) for skip in report.skipped] == [
        "article n1000: « extra.a » : object ne peut être gardé en JSON",
        "article n1001: « tags » : il faut des textes seulement, pas int",
        "article n° 54: il faut un Article, pas NoneType",
        "article 1003: il faut un Article, pas dict",
        "article 1002: ni titre ni texte",
    ]
    assert dict(report.reasons)["ni titre ni texte"] == 1


def test_an_update_refuses_as_a_build_does(index: Path) -> None:
    build_index(index, [known(1), known(2)], settings=ALONE)
    report = update_index(index, [known(1, title="Nouveau"), known(2, title=3), known(3)], settings=ALONE)
    assert (report.updated, report.indexed, report.skipped) == (
        1,
        1,
        (Skipped("article n2", "« title » : il faut un texte, pas int"),),
    )
    with open_searcher(index) as searcher:
        assert searcher.article("n2").title == "Titre 2"


def test_strict_raises_the_sentence(index: Path) -> None:
    with pytest.raises(
        ArticleError, match=r"article n2: « date » : il faut une date \(AAAA-MM-JJ, AAAA-MM ou AAAA\), pas « hier »"
    ):
        build_index(index, [known(1), known(2, date="hier")], settings=ALONE, strict=True)
    assert not index.exists() or not (index / "CURRENT").exists()


def test_nothing_but_refused_ones_says_why(index: Path) -> None:
    with pytest.raises(BuildError, match="article n1: « text » : il faut un texte, pas bytes"):
        build_index(index, [known(1, text=b"octets")], settings=ALONE)


def test_raw_articles_come_through_the_same_door(index: Path) -> None:
    articles: list[Any] = [
        RawArticle(id=7, text="Un texte.", tags="rail", date=dt.date(2023, 3, 1)),  # type: ignore[arg-type]
        RawArticle(id="8", text="Un texte.", date="hier", source=3, origin="ici"),  # type: ignore[arg-type]
        RawArticle(id="9", text="Un texte.", date="hier"),
        RawArticle(text="", origin="base:3"),
        RawArticle(id="10", text="", origin="base:4"),
    ]
    report = build_index(index, articles, settings=ALONE)
    assert report.skipped == (
        Skipped("article 8", "« source » : il faut un texte, pas int"),
        Skipped("base:3", "ni titre ni texte"),
        Skipped("article 10", "ni titre ni texte"),
    )
    with open_searcher(index) as searcher:
        assert (searcher.article("7").tags, searcher.article("7").date) == (("rail",), dt.date(2023, 3, 1))
        assert searcher.article("9").extra == {"date": "hier"}, "as in a file"


def test_sources_of_every_shape(tmp_path: Path, index: Path) -> None:
    (tmp_path / "a.txt").write_text("Un texte.", encoding="utf-8")
    shapes: list[Any] = [
        str(tmp_path / "a.txt"),
        tmp_path / "a.txt",
        known(1),
        (known(number) for number in range(3)),
        {tmp_path / "a.txt"},
        (path for path in [tmp_path / "a.txt", str(tmp_path / "a.txt"), tmp_path / "nulle-part"]),
        ([known(number)] for number in range(3)),
        [tmp_path / "a.txt", known(1), [known(2)], iter([known(3), tmp_path / "a.txt"])],
    ]
    counts = [build_index(index, shape, settings=ALONE) for shape in shapes]
    assert [(one.articles, one.skipped_total) for one in counts] == [
        (1, 0), (1, 0), (1, 0), (3, 0), (1, 0), (1, 1), (3, 0), (4, 0)
    ]  # fmt: skip


@pytest.mark.parametrize("sources", [None, 3, {"id": "1"}, b"articles/", object()])
def test_what_is_no_source_is_said_at_once(sources: Any, index: Path) -> None:
    with pytest.raises(SourceError, match="ni un chemin ni des articles") as caught:
        build_index(index, sources)
    assert caught.value.hint


@pytest.mark.parametrize("path", ["nulle/part", "a\x00b", "\ud800", "x" * 10_000])
def test_what_is_no_path_is_said_at_once(path: str, index: Path) -> None:
    with pytest.raises(SourceError, match="introuvable") as caught:
        build_index(index, [known(1), path])
    str(caught.value).encode()


@pytest.mark.parametrize(
    "ids", ["12", 12, np.int64(12), ["12"], (12,), {12}, iter([12]), np.array([12]), np.array(["12"])]
)
def test_one_id_is_one_id(ids: Any, index: Path) -> None:
    build_index(index, [known(0, id=id) for id in ("1", "2", "12")], settings=ALONE)  # noqa: A001
    assert delete_articles(index, ids).deleted == 1
    with open_searcher(index) as searcher:
        assert [searcher.article(id).id for id in ("1", "2")] == ["1", "2"]  # noqa: A001


@pytest.mark.parametrize(
    "ids", [None, True, 1.5, b"12", {"12": 1}, object(), [None], [""], [True], [1.5], ["1", b"2"], [["1"]]]
)
def test_what_is_no_id_deletes_nothing(ids: Any, index: Path) -> None:
    build_index(index, [known(0, id=id) for id in ("1", "2")], settings=ALONE)  # noqa: A001
    with pytest.raises(UsageError, match="n'est pas un identifiant") as caught:
        delete_articles(index, ids)
    assert caught.value.hint
    with open_searcher(index) as searcher:
        assert searcher.count() == 2


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"per_page": "vingt"}, "per_page = 'vingt' ; il faut un nombre entier"),
        ({"per_page": -3}, "per_page = -3 ; il faut au moins 1"),
        ({"per_page": 1.5}, "un nombre entier"),
        ({"per_page": None}, "un nombre entier"),
        ({"per_page": True}, "un nombre entier"),
        ({"max_file_bytes": float("inf")}, "un nombre entier"),
        ({"search_deadline": float("nan")}, "un nombre"),
        ({"search_deadline": b"3"}, "un nombre"),
        ({"site_name": None}, "un texte"),
        ({"metrics": "peut-être"}, "oui ou non"),
    ],
)
def test_settings_are_checked_as_those_of_a_file(values: Any, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        Settings(**values)


def test_settings_take_what_has_one_meaning() -> None:
    one = Settings(per_page=np.int64(20), max_file_bytes=1e9, search_deadline=3, synonyms=Path("a.txt"), threads="2")  # type: ignore[arg-type]
    assert one == Settings(per_page=20, max_file_bytes=10**9, search_deadline=3.0, synonyms="a.txt", threads=2)
    assert type(one.per_page) is int


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"article": known(2, date="hier")}, "article n2: « date »"),
        ({"article": known(2, extra={"a": object()})}, "article n2: « extra.a »"),
        ({"article": {"id": "n2", "text": "x", "b": object()}}, "article n2: « extra.b »"),
        ({"id": "n2", "title": [3]}, "article n2: « title »"),
        ({"article": "un texte"}, "« article » : il faut un dictionnaire"),
    ],
)
def test_a_writer_of_whoosh_says_the_same(fields: dict[str, Any], says: str, index: Path) -> None:
    build_index(index, [known(1)], settings=ALONE)
    writer = open_index(index).writer()
    try:
        with pytest.raises(ArticleError, match=says):
            writer.add_document(**fields)
        writer.add_document(article=known(3, tags="rail"))
    finally:
        writer.commit()
    with open_searcher(index) as searcher:
        assert searcher.article("n3").tags == ("rail",)
