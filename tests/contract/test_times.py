"""Articles with a time: given back as they came, filtered and counted by their day, on both engines."""

import datetime as dt
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.engines import Engine
from trouvere.index import Article, RawArticle, update_index
from trouvere.search import Filters, Searcher

PARIS, QUEBEC, TOKYO = (dt.timezone(dt.timedelta(hours=hours)) for hours in (2, -4, 9))
TIMES = {
    # All of the same day, as each of them writes it.
    "day": dt.date(2021, 5, 4),
    "naive": dt.datetime(2021, 5, 4, 17, 30),
    "midnight": dt.datetime(2021, 5, 4),
    "early": dt.datetime(2021, 5, 4, 0, 10, tzinfo=PARIS),
    "late": dt.datetime(2021, 5, 4, 23, 50, 59, tzinfo=QUEBEC),
    "utc": dt.datetime(2021, 5, 4, 12, tzinfo=dt.UTC),
    # Of the day after, though it is an instant of that day.
    "next": dt.datetime(2021, 5, 5, 1, tzinfo=TOKYO),
    "none": None,
}
SAME_DAY = {"day", "naive", "midnight", "early", "late", "utc"}


def article(id: str, date: dt.date | str | None) -> Article:  # noqa: A002
    return Article(id=id, title=f"Le pont {id}", text="Le pont rouvre.", date=date)


@pytest.fixture(scope="module")
def built(engine: Engine) -> str:
    return engine.build([article(id, date) for id, date in TIMES.items()])  # noqa: A001


@pytest.fixture(scope="module")
def timed(engine: Engine, built: str) -> Iterator[Searcher]:
    with engine.open(built) as searcher:
        yield searcher


def written(date: dt.date | None) -> str | None:
    """Compared as text: two times of one instant are equal to Python, a time and a day never."""
    return date.isoformat() if date else None


def test_a_time_comes_back_as_it_came(timed: Searcher) -> None:
    for id, date in TIMES.items():  # noqa: A001
        assert written(timed.article(id).date) == written(date)
    found = {hit.article.id: written(hit.article.date) for hit in timed.search("pont", limit=20).hits}
    assert found == {id: written(date) for id, date in TIMES.items()}  # noqa: A001


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(date_from="2021-05-04", date_to="2021-05-04"), SAME_DAY),
        (Filters(date_to=dt.datetime(2021, 5, 4, 1, tzinfo=PARIS)), SAME_DAY),
        (Filters(date_from="2021-05-05"), {"next"}),
        (Filters(date_to="2021-05-03"), set()),
        (Filters(date_from="2021", date_to="2021"), {*SAME_DAY, "next"}),
    ],
)
def test_filters_are_by_the_written_day(timed: Searcher, filters: Filters, passing: set[str]) -> None:
    assert set(timed.rank("pont", filters=filters, limit=20).ids) == passing


def test_counts_and_the_overview_are_of_days(timed: Searcher) -> None:
    facets = timed.search("pont", histogram=True).facets
    assert [(one.value, one.count) for one in facets["month"]] == [("2021-05", 7)]
    assert [one.count for one in facets["undated"]] == [1]
    overview = timed.overview()
    assert (type(overview.first), type(overview.last)) == (dt.date, dt.date)
    assert (overview.first, overview.last) == (dt.date(2021, 5, 4), dt.date(2021, 5, 5))


def test_the_newest_day_comes_first_and_what_has_none_last(timed: Searcher) -> None:
    ids: Sequence[str] = timed.rank("pont", sort="date", limit=20).ids
    assert (ids[0], ids[-1]) == ("next", "none")


def test_within_a_day_the_last_minute_comes_first(timed: Searcher) -> None:
    newest = ("next", "late", "naive", "utc", "midnight", "early", "day", "none")
    assert timed.rank("", limit=20).ids == newest
    assert timed.rank("pont", sort="date", limit=20).ids == newest
    assert timed.rank("pont", sort="oldest", limit=20).ids == (*newest[-2::-1], "none")


def test_recency_counts_days(engine: Engine, built: str) -> None:
    """An article is no newer for being of the evening."""
    with engine.open(built, recency_half_life=10) as searcher:
        scores = {hit.article.id: hit.score for hit in searcher.search("pont", limit=20).hits}
    assert len({round(scores[id], 6) for id in SAME_DAY}) == 1  # noqa: A001
    assert scores["next"] > scores["utc"]


def test_an_article_of_the_same_time_is_unchanged(engine: Engine, built: str) -> None:
    same = [article(id, date) for id, date in TIMES.items()]  # noqa: A001
    in_words = RawArticle(id="naive", title="Le pont naive", text="Le pont rouvre.", date="mardi 4 mai 2021 à 17h30")
    report = update_index(built, [*same, in_words], settings=engine.settings)
    assert (report.indexed, report.updated, report.published) == (0, 0, False)
    dry = update_index(built, [article("utc", "2021-05-04T12:00:00.5Z")], settings=engine.settings, dry_run=True)
    assert dry.updated == 0
    # Another minute is another article, and so is the same instant as another clock shows it.
    for date in ("2021-05-04T12:01:00Z", "2021-05-04T14:00:00+02:00", "2021-05-04T12:00:00", "2021-05-04"):
        assert update_index(built, [article("utc", date)], settings=engine.settings, dry_run=True).updated == 1


ZONES = st.integers(-1439, 1439).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
FIRST = dt.datetime(1, 1, 2)
MOMENTS = st.datetimes(FIRST) | st.datetimes(FIRST, timezones=ZONES) | st.dates(FIRST.date())


@given(st.lists(MOMENTS, min_size=1, max_size=30))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_time_comes_back(engine: Engine, moments: list[dt.date]) -> None:
    ids = [str(number) for number in range(len(moments))]
    with engine.open(engine.build(map(article, ids, moments))) as searcher:
        for id, moment in zip(ids, moments, strict=True):  # noqa: A001
            whole = moment.replace(microsecond=0) if isinstance(moment, dt.datetime) else moment
            found = searcher.article(id)
            assert written(found.date) == written(whole)
            day = found.day
            assert day == dt.date(moment.year, moment.month, moment.day)
            assert id in searcher.rank("pont", filters=Filters(date_from=day, date_to=day), limit=100).ids
