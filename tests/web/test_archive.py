"""The archive keeps each answer within the base filter, whatever the reader asks for."""

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask

from trouvere.index import Article, update_index
from trouvere.index.errors import ArticleNotFound
from trouvere.index.settings import Settings
from trouvere.search.query.filters import Filters
from trouvere.web.archive import Archive
from trouvere.web.params import SearchParams

CONFINED = Filters(source=("AP",), date_from=dt.date(2022, 1, 1))
OUTSIDERS = ("cnn-1", "ap/2023/2", "greve-2", "greve/sans date")
INSIDE = {f"greve-{number}" for number in range(1, 12, 2)}


@pytest.fixture
def archive(index: Path, settings: Settings) -> Archive:
    return Archive(index, settings, CONFINED)


@pytest.fixture
def everything(index: Path, settings: Settings) -> Archive:
    return Archive(index, settings)


def test_similar_articles_are_some_that_the_reader_may_see(archive: Archive, everything: Archive) -> None:
    assert {hit.article.id for hit in archive.similar("greve-1", 50)} == INSIDE - {"greve-1"}
    assert {hit.article.id for hit in everything.similar("greve-1", 50)} > INSIDE - {"greve-1"}
    assert len(archive.similar("greve-1", 2)) == 2


@pytest.mark.parametrize("outsider", [*OUTSIDERS, "nulle part"])
def test_what_is_like_an_article_kept_back_is_not_told(archive: Archive, outsider: str) -> None:
    with pytest.raises(ArticleNotFound) as told:
        archive.similar(outsider, 5)
    with pytest.raises(ArticleNotFound) as absent:
        archive.article(outsider)
    assert type(told.value) is type(absent.value)


def test_advice_knows_nothing_of_what_is_kept_back(archive: Archive, everything: Archive) -> None:
    params = SearchParams(query="Loukachenko grève", match="all", source=("CNN",))
    advice = archive.advise(params)
    assert [(word.text, word.count) for word in advice.words] == [("Loukachenko", 0), ("grève", 0)]
    assert advice.looser == ()  # CNN and AP have no article in common
    free = everything.advise(params)
    assert [(word.text, word.count) for word in free.words] == [("Loukachenko", 1), ("grève", 0)]
    unfiltered = archive.advise(SearchParams(query="Loukachenko grève", match="all", category=("Économie",)))
    assert unfiltered.emptied_by == "Loukachenko"
    assert [(one.kind, one.query, one.total) for one in unfiltered.looser] == [
        ("without", "grève", 4),
        ("any", "Loukachenko grève", 4),
    ]
    # What a page links to has the reader's filters in it, the base filter never.
    assert {one.filters for one in unfiltered.looser} == {Filters(category=("Économie",))}
    for one in unfiltered.looser:
        again = SearchParams(query=one.query, match=one.match, category=one.filters.category)
        assert archive.search(again).total == one.total


def test_a_filter_let_go_of_is_the_readers_own(archive: Archive) -> None:
    params = SearchParams(query="grève", source=("AFP",), category=("Monde",))
    assert [(one.dropped, one.total) for one in archive.advise(params).looser] == [("", 6)]


def test_an_overview_is_of_what_may_be_seen(archive: Archive, everything: Archive) -> None:
    seen = archive.overview()
    assert (seen.articles, seen.undated) == (6, 0)
    assert (seen.first, seen.last) == (dt.date(2022, 1, 1), dt.date(2022, 11, 1))
    assert [one.value for one in seen.facets["source"]] == ["AP"]
    assert {article.id for article in seen.recent} < INSIDE
    assert seen.recent[0].id == "greve-11"
    assert everything.overview().articles > 20


def test_months_are_told_of_what_may_be_seen(archive: Archive, index: Path, settings: Settings) -> None:
    params = SearchParams(query="grève")
    confined = archive.search(params, histogram=True)
    assert sum(one.count for one in confined.facets["month"]) == confined.total == len(INSIDE)
    by_source = Archive(index, settings, Filters(source=("AP",)))
    months = by_source.search(params, histogram=True).facets["month"]
    assert [(one.value, one.count) for one in months] == [(f"2022-{month:02}", 1) for month in range(1, 12, 2)]
    narrow = SearchParams(query="grève", date_from=dt.date(2022, 3, 1), date_to=dt.date(2022, 3, 31))
    assert by_source.search(narrow, histogram=True).facets["month"] == months
    assert "month" not in by_source.search(params).facets


def test_explanations_come_with_hits_where_asked_for(archive: Archive) -> None:
    params = SearchParams(query="grève")
    assert all(hit.explanation for hit in archive.search(params, explain=True).hits)
    assert not any(hit.explanation for hit in archive.search(params).hits)


def test_a_request_stays_at_one_generation(tmp_path: Path) -> None:
    """All that one page asks is answered by the generation it began with; the next request sees the new one."""
    articles = [Article(id=str(n), title="Grève", text=f"La grève continue {n}.") for n in range(3)]
    update_index(tmp_path / "i", articles)
    archive, app = Archive(tmp_path / "i", Settings()), Flask(__name__)
    with app.test_request_context("/?q=gr%C3%A8ve"):
        before = archive.generation
        update_index(tmp_path / "i", articles[:1], mirror=True, max_delete=1.0)
        assert (archive.generation, archive.search(SearchParams(query="grève")).total, archive.count()) == (
            before,
            3,
            3,
        )
        assert archive.article("2").id == "2"
    with app.test_request_context("/"):
        assert (archive.generation != before, archive.count()) == (True, 1)
