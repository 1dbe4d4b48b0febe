"""Errors, each of the one tree and with its next step."""

import pytest

from contract.engines import Engine
from trouvere.index import Article
from trouvere.index.errors import (
    ArticleNotFound,
    ClusterUnavailable,
    IncompatibleIndex,
    IndexNotFound,
    SearchTimeout,
    UsageError,
)
from trouvere.index.settings import Settings
from trouvere.search import Searcher, open_searcher


def test_no_index(engine: Engine) -> None:
    with pytest.raises(IndexNotFound) as raised:
        engine.open(engine.place())
    assert raised.value.hint


@pytest.mark.parametrize("wrong", [{"limit": -1}, {"offset": -1}, {"sort": "size"}, {"match": "some"}])
def test_what_makes_no_sense(searcher: Searcher, wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        searcher.search("x", **wrong)  # type: ignore[arg-type]


def test_an_index_of_another_analysis(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    index = engine.build([Article(id="un", text="Un préfet.")])
    for module in (
        "trouvere.index.engines.embedded.read.generation",
        "trouvere.index.engines.opensearch.read.generations",
    ):
        monkeypatch.setattr(f"{module}.analysis_version", lambda: "autre")
    with pytest.raises(IncompatibleIndex) as raised:
        engine.open(index)
    assert "rebuild" in str(raised.value.hint)


def test_no_article(searcher: Searcher) -> None:
    for unknown in ("personne", "", "\ud800"):
        with pytest.raises(ArticleNotFound):
            searcher.article(unknown)


def test_a_deadline(engine: Engine, index: str) -> None:
    with engine.open(index, search_deadline=1e-6) as searcher, pytest.raises(SearchTimeout) as raised:
        searcher.search("préfet visite train", match="any")
    assert raised.value.hint


def test_closed(engine: Engine, index: str) -> None:
    searcher = engine.open(index)
    searcher.close()
    with pytest.raises(UsageError) as raised:
        searcher.search("x")
    assert raised.value.hint


def test_held_and_closed(engine: Engine, index: str) -> None:
    searcher = engine.open(index)
    with searcher.held() as one:
        assert one.search("préfet").total > 50
    other = searcher.held()
    third = other.held()
    assert other.search("préfet").total == third.search("préfet").total > 50
    with pytest.raises(UsageError):
        one.search("préfet")
    searcher.close()
    for each in (other, third):
        with pytest.raises(UsageError):
            each.search("préfet")


def test_bounds_on_what_is_typed(searcher: Searcher) -> None:
    many = searcher.search(" ".join(f"mot{number}" for number in range(100)))
    assert "too_many_terms" in {one.reason for one in many.ignored}
    wrong = searcher.search("pekin depuis:hier")
    assert ("depuis:hier", "bad_date") in {(one.text, one.reason) for one in wrong.ignored}


def test_no_cluster_answers() -> None:
    pytest.importorskip("opensearchpy", reason="opensearch-py is not installed")
    with pytest.raises(ClusterUnavailable) as raised:
        open_searcher("opensearch://127.0.0.1:1/articles", settings=Settings())
    assert raised.value.hint
    assert "127.0.0.1:1" in str(raised.value)
