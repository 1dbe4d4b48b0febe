"""Article: its date is a day or a time, which are stored and given back alike, and ordered within a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index import Article
from trouvere.index.article import minute_of
from trouvere.index.sources.publication import AHEAD_REASON, EXPIRED_REASON, hidden, is_ahead

WHOLE_ZONES = st.integers(-1439, 1439).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
TIMES = st.datetimes() | st.datetimes(timezones=WHOLE_ZONES) | st.datetimes(timezones=st.timezones())
EAST, WEST = (dt.timezone(dt.timedelta(hours=hours)) for hours in (14, -12))


@given(TIMES | st.dates())
def test_a_date_is_packed_and_unpacked(date: dt.date) -> None:
    article = Article(id="1", text="Un pont.", date=date)
    again = Article.unpacked(article.packed())
    assert again == article
    assert again.digest() == article.digest()
    assert type(again.date) is type(date)
    assert again.as_dict()["date"] == article.as_dict()["date"]
    assert again.day == dt.date(date.year, date.month, date.day)
    if isinstance(date, dt.datetime) and isinstance(article.date, dt.datetime):
        # The clock stays, the zone is an offset in minutes.
        assert article.date.replace(tzinfo=None) == date.replace(microsecond=0, tzinfo=None, fold=0)
        mine, given_one = article.date.utcoffset(), date.utcoffset()
        assert (mine is None) == (given_one is None)
        assert mine is None or given_one is None or abs(mine - given_one) < dt.timedelta(minutes=1)


def test_how_a_time_is_written() -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    assert Article(date=dt.datetime(2023, 3, 1, 14, 30, tzinfo=zone)).as_dict() == {"date": "2023-03-01T14:30:00+02:00"}
    assert Article(date=dt.datetime(2023, 3, 1, 14, 30)).as_dict() == {"date": "2023-03-01T14:30:00"}
    assert Article.from_dict({"date": "2023-03-01T00:00:00"}).date == dt.datetime(2023, 3, 1)
    with pytest.raises(ValueError, match="Invalid isoformat"):
        Article.from_dict({"date": "hier, 17 h"})


def test_a_day_and_its_midnight_are_two_articles() -> None:
    day, midnight = Article(date=dt.date(2023, 3, 1)), Article(date=dt.datetime(2023, 3, 1))
    assert day != midnight
    assert day.digest() != midnight.digest()
    assert day.day == midnight.day


@pytest.mark.parametrize(
    ("time", "minute"),
    [
        (dt.datetime(2023, 3, 1), 1440),
        (dt.datetime(2023, 3, 1, 14, 30, 59), 1440 + 870),
        (dt.datetime(2023, 3, 1, 14, 30, tzinfo=dt.UTC), 1440 + 870),
        (dt.datetime(2023, 3, 1, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))), 1440 + 750),
        (dt.datetime(2023, 3, 1, 1, tzinfo=EAST), 1440 - 13 * 60),
        (dt.datetime(2023, 3, 1, 23, tzinfo=WEST), 1440 + 35 * 60),
    ],
)
def test_the_minute_within_a_day(time: dt.datetime, minute: int) -> None:
    assert minute_of(time) == minute


@given(st.dates(), st.lists(st.tuples(st.times(), WHOLE_ZONES), min_size=2, max_size=10))
def test_minutes_are_in_the_order_of_the_instants(day: dt.date, clocks: list[tuple[dt.time, dt.timezone]]) -> None:
    times = [dt.datetime.combine(day, clock.replace(second=0, microsecond=0), zone) for clock, zone in clocks]
    assert all(0 <= minute_of(time) <= 4320 for time in times)
    assert sorted(times, key=minute_of) == sorted(times)


TODAY = dt.date(2023, 3, 1)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"date": dt.datetime(2023, 3, 2, 23, 59)}, ""),
        ({"date": dt.datetime(2023, 3, 3, 0, 0, tzinfo=dt.UTC)}, AHEAD_REASON),
        ({"date": "2023-03-02T23:59:00-04:00"}, ""),
        ({"date": "2023-03-03T00:00:00+14:00"}, AHEAD_REASON),
        ({"date": "vendredi 3 mars 2023 à 17h30"}, AHEAD_REASON),
        ({"expiryDate": "2023-02-28T23:59:00Z"}, EXPIRED_REASON),
        ({"expiryDate": dt.datetime(2023, 2, 28, 23, 59)}, EXPIRED_REASON),
        ({"expiryDate": "2023-03-01T00:00:00Z"}, ""),
    ],
)
def test_what_is_ahead_or_over_by_its_time(values: dict[str, object], reason: str) -> None:
    assert hidden(values, TODAY) == reason
    assert is_ahead(values.get("date"), TODAY) == (reason == AHEAD_REASON)
