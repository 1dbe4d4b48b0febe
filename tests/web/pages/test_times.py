"""The time of an article on pages, in exports and in the API: the hour while it is recent, all that is known for programs."""

import csv
import datetime as dt
import io
import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser
import lxml.html
import pytest
from flask.testing import FlaskClient

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.search.terminal import about
from trouvere.web import create_app
from trouvere.web.catalogue import load_catalogue
from trouvere.web.pages.citation import bibtex, reference

FR, EN = load_catalogue("fr"), load_catalogue("en")
NOW = dt.datetime.now().replace(hour=14, minute=5, second=0, microsecond=0)
QUEBEC = dt.timezone(dt.timedelta(hours=-4))
LONG_AGO = dt.datetime(2021, 5, 4, 23, 30, 9, tzinfo=QUEBEC)
DATES: dict[str, dt.date] = {
    "recent": NOW,
    "zoned": NOW.replace(tzinfo=QUEBEC) - dt.timedelta(days=6),
    "week": NOW - dt.timedelta(days=7),
    "midnight": NOW.replace(hour=0, minute=0),
    "day": NOW.date(),
    "old": LONG_AGO,
    "utc": dt.datetime(2021, 5, 4, 12, tzinfo=dt.UTC),
}


@pytest.fixture(scope="module")
def times(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("times") / "articles.idx"
    build_index(path, [Article(id=id, title=f"Pont {id}", text="Le pont rouvre.", date=DATES[id]) for id in DATES])  # noqa: A001
    return path


@pytest.fixture(scope="module")
def asked(times: Path) -> FlaskClient:
    return create_app(times, settings=Settings(per_page=20)).test_client()


def shown(client: FlaskClient, address: str) -> dict[str, str]:
    """What `<time>` says, by what it means."""
    page = lxml.html.fromstring(client.get(address).text)
    return {str(one.get("datetime")): one.text_content() for one in page.iter("time")}


def test_the_hour_is_shown_while_the_article_is_recent(asked: FlaskClient) -> None:
    found = shown(asked, "/search?q=pont")
    assert set(found) == {date.isoformat() for date in DATES.values()}
    for id in ("recent", "zoned"):  # noqa: A001
        assert found[DATES[id].isoformat()] == f"{FR.day(DATES[id])}, 14\u00a0h\u00a005"
    for id in ("week", "midnight", "day", "old", "utc"):  # noqa: A001
        assert found[DATES[id].isoformat()] == FR.day(DATES[id])


def test_the_day_of_the_clock_that_is_written_counts(asked: FlaskClient) -> None:
    """In Greenwich it was the fifth by then."""
    assert shown(asked, "/articles/old")["2021-05-04T23:30:09-04:00"] == "4 mai 2021"
    assert "il y a 6 jours" in asked.get("/articles/zoned").text


def test_the_start_page_has_it_too(asked: FlaskClient) -> None:
    assert NOW.isoformat() in shown(asked, "/")


def test_in_english(times: Path) -> None:
    client = create_app(times, settings=Settings(language="en")).test_client()
    assert shown(client, "/articles/recent")[NOW.isoformat()] == f"{EN.day(NOW)}, 2:05\u00a0pm"


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [
        (0, 1, "0\u00a0h\u00a001", "12:01\u00a0am"),
        (9, 5, "9\u00a0h\u00a005", "9:05\u00a0am"),
        (11, 59, "11\u00a0h\u00a059", "11:59\u00a0am"),
        (12, 0, "12\u00a0h\u00a000", "12:00\u00a0pm"),
        (14, 30, "14\u00a0h\u00a030", "2:30\u00a0pm"),
        (23, 59, "23\u00a0h\u00a059", "11:59\u00a0pm"),
    ],
)
def test_hours_in_words(hour: int, minute: int, french: str, english: str) -> None:
    time, today = dt.datetime(2026, 11, 30, hour, minute), dt.date(2026, 12, 6)
    assert FR.date(time, today) == f"30 novembre 2026, {french}"
    assert EN.date(time, today) == f"30 November 2026, {english}"
    assert FR.date(time, today + dt.timedelta(days=1)) == "30 novembre 2026"
    assert FR.date(time.date(), today) == "30 novembre 2026"


def test_the_terminal_says_it_as_pages_do() -> None:
    assert about(Article(id="1", text="x", source="AP", date=NOW)) == f"AP · {FR.day(NOW)}, 14\u00a0h\u00a005 · 1"
    assert about(Article(id="1", text="x", date=LONG_AGO)) == "4 mai 2021 · 1"


def test_a_citation_is_of_the_day() -> None:
    article = Article(id="1", title="Le pont", text="x", date=LONG_AGO)
    assert reference(article, None, FR).endswith("4 mai 2021.")
    assert "  date = {2021-05-04}," in bibtex(article, None).splitlines()


def test_exports_have_all_that_is_known(asked: FlaskClient) -> None:
    whole = {id: date.isoformat() for id, date in DATES.items()}  # noqa: A001
    rows = csv.DictReader(io.StringIO(asked.get("/search.csv?q=pont").data.decode("utf-8-sig")))
    assert {row["id"]: row["date"] for row in rows} == whole
    lines = map(json.loads, asked.get("/search.jsonl?q=pont").text.splitlines())
    assert {hit["id"]: hit["date"] for hit in lines} == whole
    for address in ("/search.json?q=pont", "/api/v1/search?q=pont"):
        assert {hit["id"]: hit["date"] for hit in json.loads(asked.get(address).data)["hits"]} == whole
    for id, date in whole.items():  # noqa: A001
        assert json.loads(asked.get(f"/api/v1/articles/{id}").data)["date"] == date


def test_a_feed_has_the_instant(asked: FlaskClient) -> None:
    data = asked.get("/search.rss?q=pont").data
    published = {entry.id.rpartition("/")[2]: entry.published for entry in feedparser.parse(data).entries}
    assert published["old"] == "Tue, 04 May 2021 23:30:09 -0400"
    assert published["utc"] == "Tue, 04 May 2021 12:00:00 GMT"
    assert parsedate_to_datetime(published["recent"]) == NOW.replace(tzinfo=dt.UTC)
    assert parsedate_to_datetime(published["day"]).date() == NOW.date()
    assert published["day"].endswith("00:00:00 GMT")


def test_the_description_says_how_dates_are_written(asked: FlaskClient) -> None:
    schemas: dict[str, Any] = json.loads(asked.get("/api/v1/openapi.json").data)["components"]["schemas"]
    article, hit = schemas["Article"]["properties"]["date"], schemas["Hit"]["properties"]["date"]
    assert hit["anyOf"] == [article, {"type": "null"}]
    assert article["type"] == "string"
    forms = article["anyOf"]
    assert [form.get("format") for form in forms] == ["date", "date-time", None]
    for written in [date.isoformat() for date in DATES.values()]:
        fitting = [form for form in forms if re.search(form["pattern"], written)]
        assert len(fitting) == 1, written
    for example in article["examples"]:
        assert any(re.search(form["pattern"], example) for form in forms)
