"""Pages, to the very end."""

import datetime as dt
from functools import cache

import pytest

from contract.articles import crowd
from contract.engines import Engine
from trouvere.index import Article
from trouvere.search import Searcher
from trouvere.search.query.nodes import Sort


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("size", [1, 7, 30, 50])
def test_pages_joined_are_the_whole(searcher: Searcher, sort: str, size: int) -> None:
    query = "préfet visite"
    whole = searcher.search(query, limit=1000, sort=sort)
    assert whole.total == len(whole.hits) > 60
    pages = [
        searcher.search(query, limit=size, offset=start, sort=sort)
        for start in range(0, min(whole.total, 12 * size), size)
    ]
    joined = [hit for page in pages for hit in page.hits]
    assert [hit.article.id for hit in joined] == [hit.article.id for hit in whole.hits][: len(joined)]
    assert [hit.rank for hit in joined] == list(range(1, len(joined) + 1))
    assert {page.total for page in pages} == {whole.total}
    assert {page.facets["source"] for page in pages} == {whole.facets["source"]}


def test_past_the_end_there_is_nothing_and_it_is_counted_all_the_same(searcher: Searcher) -> None:
    first = searcher.search("préfet", limit=10)
    past = searcher.search("préfet", limit=10, offset=first.total)
    assert (past.hits, past.total, past.facets) == ((), first.total, first.facets)
    none = searcher.search("préfet", limit=0)
    assert (none.hits, none.total, none.facets) == ((), first.total, first.facets)


@pytest.fixture(scope="module")
def deep(engine: Engine) -> Searcher:
    """More articles than a cluster leads to by itself."""
    return engine.open(engine.build([*communes(), *crowd(20)], shards=2))


@cache
def communes() -> list[Article]:
    return [
        Article(
            id=str(number),
            text=f"Commune {number % 97} du canton.",
            source=f"Source {number % 7}" if number % 11 else "",
            category=f"Rubrique {number % 5}" if number % 3 else "",
            date=dt.date(2000, 1, 1) + dt.timedelta(days=number * 7 % 9_000) if number % 5 else None,
        )
        for number in range(12_345)
    ]


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("offset", [9_985, 9_995, 10_500, 12_330, 12_344, 12_345, 20_000])
def test_deep_pages(deep: Searcher, offset: int, sort: Sort) -> None:
    page = deep.search("commune", limit=10, offset=offset, sort=sort)
    assert page.total == 12_345
    assert len(page.hits) == max(0, min(10, 12_345 - offset))
    assert [hit.rank for hit in page.hits] == list(range(offset + 1, offset + 1 + len(page.hits)))
    before = deep.search("commune", limit=10, offset=max(offset - 5, 0), sort=sort)
    assert [hit.article.id for hit in before.hits][5:] == [hit.article.id for hit in page.hits][:5]
    assert page.facets == before.facets
    for field, values in (("source", 7), ("category", 5)):
        assert len(page.facets[field]) == values
        assert sum(one.count for one in page.facets[field]) == sum(1 for one in communes() if getattr(one, field))


def test_all_of_many(deep: Searcher) -> None:
    """What pages of ten would come to is what one of all gives."""
    ranking = deep.rank("commune", limit=20_000, sort="date")
    assert len(set(ranking.ids)) == len(ranking.ids) == ranking.total == 12_345
    days = [deep.article(id).date for id in ranking.ids[::997]]  # noqa: A001
    assert [day for day in days if day] == sorted((day for day in days if day), reverse=True)
