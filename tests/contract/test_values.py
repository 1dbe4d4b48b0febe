"""What is asked and what comes back are values: questions are checked at the door, answers travel whole."""

import copy
import dataclasses
import datetime as dt
import json
import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

from contract.engines import Engine
from trouvere.index import Article
from trouvere.index.errors import ArticleNotFound, UsageError
from trouvere.search import Filters, Searcher

ARTICLES = (
    Article(
        id="1",
        title="La grève du rail",
        text="La grève a commencé mardi à Lyon. Le préfet attend.",
        source="AP",
        tags=("rail",),
        date=dt.date(2023, 3, 1),
        extra={"geo": {"lat": 47.4}, "liste": [1, None, True], "note": "x"},
    ),
    Article(
        id="2",
        title="La grève finit",
        text="La grève du rail s’achève à Lyon, dit le préfet.",
        date=dt.date(2023, 4, 1),
    ),
    Article(id="3", text="Un marathon à Pékin."),
)


@pytest.fixture(scope="module")
def few(engine: Engine) -> Iterator[Searcher]:
    with engine.open(engine.build(ARTICLES)) as searcher:
        yield searcher


def answers(searcher: Searcher) -> dict[str, Any]:
    found = searcher.search("grève du rail à Lyon kiev", match="any", explain=True, histogram=True)
    return {
        "with extra": found,
        "without": searcher.search("marathon"),
        "nothing": searcher.search("zzzz"),
        "hit": found.hits[0],
        "rank": searcher.rank("grève"),
        "suggest": searcher.suggest("gr"),
        "explain": searcher.explain("grève rail", "1"),
        "similar": searcher.similar("1"),
        "advise": searcher.advise("grève zzzz"),
        "overview": searcher.overview(),
        "article": searcher.article("1"),
        "article without extra": searcher.article("3"),
        "marked": searcher.marked_article("1", "grève"),
    }


def as_dicts(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return [as_dicts(one) for one in value] if isinstance(value, tuple) else value


def test_answers_pickle_copy_and_go_through_json(few: Searcher) -> None:
    for name, answer in answers(few).items():
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(answer, protocol)) == answer, name
        assert copy.deepcopy(answer) == answer, name
        assert copy.copy(answer) == answer, name
        json.dumps(as_dicts(answer), default=dt.date.isoformat)
        json.dumps(as_dicts(answer), default=str)
    json.dumps(as_dicts(few.article("3"))), json.dumps(as_dicts(few.search("marathon")))


def test_answers_are_hashable(few: Searcher) -> None:
    for name, answer in answers(few).items():
        assert hash(pickle.loads(pickle.dumps(answer))) == hash(answer), name


def test_answers_travel_between_processes(few: Searcher) -> None:
    sent = answers(few)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(copy.copy, sent).result() == sent


RIGHT: dict[str, dict[str, Any]] = {
    "search": {"query": "rail"},
    "rank": {"query": "rail"},
    "facet": {"field": "source", "query": "rail", "prefix": "a"},
    "suggest": {"prefix": "ra"},
    "explain": {"query": "rail", "id": "1"},
    "similar": {"id": "1"},
    "advise": {"query": "rail"},
    "overview": {},
    "article": {"id": "1"},
    "marked_article": {"id": "1", "query": "rail"},
}
NO_TEXT = (3, None, b"rail", ["rail"], float("nan"))
NO_ID = (None, True, 1.5, b"1", ["1"])
NO_COUNT = ("3", None, -1, 1.5, True, [3], np.float64(3), np.int64(-1))
NO_FILTERS = ({"source": "AP"}, "AP", 3, ["AP"])
WRONG: list[tuple[str, str, Any]] = [
    *(("search", "sort", value) for value in ("-", "prix ttc", None, 3, ["date"], np.array(["date", "date"]))),
    *(("search", "match", value) for value in ("phrase", None, 3, ["all"])),
    *((method, "query", value) for method, right in RIGHT.items() if "query" in right for value in NO_TEXT),
    *((method, "id", value) for method, right in RIGHT.items() if "id" in right for value in NO_ID),
    *((method, "prefix", value) for method in ("suggest", "facet") for value in NO_TEXT),
    *(("facet", "field", value) for value in NO_TEXT),
    *(("search", "facet_limit", value) for value in (*NO_COUNT, 1001)),
    *((method, "limit", value) for method in ("search", "rank", "facet", "suggest", "similar") for value in NO_COUNT),
    *((method, "offset", value) for method in ("search", "facet") for value in NO_COUNT),
    *(("overview", "recent", value) for value in NO_COUNT),
    *((method, "filters", value) for method in set(RIGHT) - {"article", "marked_article"} for value in NO_FILTERS),
    *((method, "within", value) for method in ("advise", "facet") for value in NO_FILTERS),
]


def test_a_question_that_means_nothing_is_refused_by_name(few: Searcher) -> None:
    for method, name, value in WRONG:
        with pytest.raises(UsageError, match=f"^{name} = .* ; il faut ") as caught:
            getattr(few, method)(**(RIGHT[method] | {name: value}))
        assert caught.value.hint
        assert "\n" not in str(caught.value)
    with pytest.raises(UsageError, match=r"^query = None"):
        few.search(None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"^id = None"):
        few.explain("rail", None)  # type: ignore[arg-type]


def test_numbers_of_numpy_and_ids_of_whole_numbers(few: Searcher) -> None:
    one = few.search(np.str_("grève"), limit=np.int64(1), offset=np.uint8(1))  # type: ignore[arg-type]
    assert (len(one.hits), one.limit, one.offset, one.query) == (1, 1, 1, "grève")
    json.dumps(as_dicts(one), default=str)
    for id in (1, np.int64(1), np.str_("1")):  # noqa: A001
        assert few.article(id).id == "1"  # type: ignore[arg-type]
        assert few.similar(id, limit=1)[0].article.id == "2"  # type: ignore[arg-type]
        assert few.explain("grève", id).id == "1"  # type: ignore[arg-type]
        assert few.marked_article(id, "grève")[0].id == "1"  # type: ignore[arg-type]
    with pytest.raises(ArticleNotFound):
        few.article(7)  # type: ignore[arg-type]


@pytest.mark.parametrize("most", [1_000_000, 2**31, 2**63, 10**30])
def test_as_many_as_there_are(engine: Engine, few: Searcher, most: int) -> None:
    assert len(few.search("grève", limit=most).hits) == 2
    assert few.search("grève", offset=most).hits == ()
    assert len(few.rank("grève", limit=most).ids) == 2
    if engine.name == "embedded":  # a cluster gives ten thousand of these, and says so
        assert len(few.similar("1", limit=most)) == 1
        assert len(few.overview(recent=most).recent) == 3
        assert few.suggest("gr", limit=most)


def test_filters_take_what_has_one_meaning(few: Searcher) -> None:
    since = few.search("grève", filters=Filters(date_from="2023-03-15"))
    assert [hit.article.id for hit in since.hits] == ["2"]
    until = few.search("grève", filters=Filters(date_to=dt.datetime(2023, 3, 15, 12)))
    assert [hit.article.id for hit in until.hits] == ["1"]
    assert [hit.article.id for hit in few.search("grève", filters=Filters(tags="rail")).hits] == ["1"]
