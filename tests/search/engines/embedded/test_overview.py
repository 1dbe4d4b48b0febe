"""What an archive holds, and articles found by month: against a count of the articles themselves."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index import Article, build_index, delete_articles, update_index
from trouvere.index.errors import UsageError
from trouvere.index.settings import Settings
from trouvere.search import Filters, Searcher, open_searcher
from trouvere.search.query.filters import NO_FILTERS

SOURCES = ("AP", "AFP", "CNN", "")
CATEGORIES = ("Monde", "Sport", "")
WORDS = ("grève", "train", "visite", "pêche")


def article(dice: random.Random, number: int) -> Article:
    day = dt.date(2022, 11, 1) + dt.timedelta(dice.randint(0, 200))
    return Article(
        id=str(number),
        text=" ".join(dice.choices(WORDS, k=3)),
        source=dice.choice(SOURCES),
        category=dice.choice(CATEGORIES),
        date=day if number % 4 else None,
    )


DICE = random.Random(5)
ARTICLES = {number: article(DICE, number) for number in range(120)}
LATER = [article(DICE, number) for number in range(100, 160)]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Two segments, with deletions."""
    path = tmp_path_factory.mktemp("overview") / "index"
    build_index(path, ARTICLES.values())
    update_index(path, LATER)
    ARTICLES.update({int(each.id): each for each in LATER})
    with open_searcher(path, settings=Settings()) as searcher:
        yield searcher


DAYS = st.none() | st.dates(dt.date(2022, 10, 1), dt.date(2023, 6, 30))
FILTERS = st.builds(
    Filters,
    source=st.lists(st.sampled_from((*SOURCES[:3], "Personne")), max_size=2).map(tuple),
    category=st.lists(st.sampled_from(CATEGORIES[:2]), max_size=1).map(tuple),
    date_from=DAYS,
    date_to=DAYS,
)


def passing(filters: Filters) -> list[Article]:
    dated = filters.date_from or filters.date_to
    low, high = filters.date_from or dt.date.min, filters.date_to or dt.date.max
    return [
        each
        for each in ARTICLES.values()
        if (not filters.source or each.source in filters.source)
        and (not filters.category or each.category in filters.category)
        and (not dated or (each.date is not None and low <= each.date <= high))
    ]


@settings(deadline=None)
@given(FILTERS, st.integers(0, 8))
def test_an_overview_counts_the_articles(searcher: Searcher, filters: Filters, recent: int) -> None:
    found = searcher.overview(filters=filters, recent=recent)
    articles = passing(filters)
    days = [each.date for each in articles if each.date]
    assert (found.articles, found.undated) == (len(articles), len(articles) - len(days))
    assert (found.first, found.last) == (min(days, default=None), max(days, default=None))
    assert found.facets.keys() == {"source", "category", "tags", "authors"}
    for field, counts in found.facets.items():
        values = [getattr(each, field) for each in articles]
        every = [one for value in values for one in ((value,) if isinstance(value, str) else value)]
        expected = Counter(filter(None, every))
        assert {one.value: one.count for one in counts} == expected
    newest = sorted((each.date or dt.date.min for each in articles), reverse=True)[:recent]
    assert [each.date or dt.date.min for each in found.recent] == newest
    assert found.generation == searcher.generation


@settings(deadline=None)
@given(FILTERS, st.sampled_from((*WORDS, "grève -train", "source:AP", "grève depuis:2023-02 visite", "rien")))
def test_months_count_what_is_found_without_the_filter_on_dates(
    searcher: Searcher, filters: Filters, query: str
) -> None:
    found = searcher.search(query, filters=filters, within=NO_FILTERS, histogram=True, limit=200)
    months = found.facets["month"]
    undated = Filters(source=filters.source, category=filters.category)
    plain = query.replace("depuis:2023-02 ", "")
    hits = searcher.search(plain, filters=undated, within=NO_FILTERS, limit=200).hits
    if not {hit.article.id for hit in found.hits} <= {hit.article.id for hit in hits}:
        # Nothing within the dates has enough of the words.
        hits = searcher.search(plain, match="any", filters=undated, within=NO_FILTERS, limit=200).hits
    expected = Counter(hit.article.date.isoformat()[:7] for hit in hits if hit.article.date)
    assert [(one.value, one.count) for one in months] == sorted(expected.items())


def test_months_are_counted_where_asked_for(searcher: Searcher) -> None:
    assert "month" not in searcher.search("grève").facets
    assert searcher.search("rien", histogram=True).facets["month"] == ()
    asked = searcher.search("grève", histogram=True)
    assert {name: counts for name, counts in asked.facets.items() if name != "month"} == searcher.search("grève").facets


def test_an_archive_whose_last_article_was_deleted_goes_on_answering(tmp_path: Path) -> None:
    build_index(tmp_path / "index", [Article(id="1", text="un")])
    delete_articles(tmp_path / "index", ["1"])
    with open_searcher(tmp_path / "index", settings=Settings()) as searcher:
        found = searcher.overview()
        assert (found.articles, found.undated, found.first, found.last, found.recent) == (0, 0, None, None, ())
        for query in ("un", "un deux", "« un deux »", "u*", "un -deux", "source:AP", "un depuis:2023"):
            results = searcher.search(query, histogram=True, explain=True)
            assert (results.total, results.facets["month"]) == (0, ())
            assert not any(word.count for word in searcher.advise(query, match="all").words)
            assert searcher.suggest(query) == ()


def test_how_many_recent_articles(searcher: Searcher) -> None:
    with pytest.raises(UsageError):
        searcher.overview(recent=-1)


def test_a_new_generation_has_a_new_overview(tmp_path: Path) -> None:
    path = tmp_path / "index"
    build_index(path, [Article(id="1", text="un")])
    with open_searcher(path, settings=Settings()) as searcher:
        before = searcher.overview()
        assert searcher.overview() is before  # once for each generation
        update_index(path, [Article(id="2", text="deux", date=dt.date(2023, 1, 2))])
        after = searcher.overview()
    assert (before.articles, after.articles, after.last) == (1, 2, dt.date(2023, 1, 2))
