"""Months and years to click: what they count, where they lead, what they are called."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from trouvere.index.settings import Settings
from trouvere.search.results import FacetCount
from trouvere.web.catalogue import load_catalogue
from trouvere.web.links import Links
from trouvere.web.pages.periods import BAR_HEIGHT, BAR_WIDTH, MOST_BARS, histogram, quick_periods, whole
from trouvere.web.pages.theme import look
from trouvere.web.params import SearchParams

FR = load_catalogue("fr")
NNBSP = "\u202f"
DAY = dt.date


@pytest.fixture
def links(app: Flask) -> Iterator[Links]:
    with app.test_request_context("/search"):
        yield Links("trouvere", Settings(), "v", look())


def counts(**months: int) -> list[FacetCount]:
    return [FacetCount(name.removeprefix("m").replace("_", "-"), count) for name, count in months.items()]


ASKED = SearchParams(query="x", page=3, source=("AP",))


def test_months_are_bars_to_click(links: Links) -> None:
    drawn = histogram(counts(m2022_11=3, m2023_02=12), ASKED, links, FR)
    assert drawn is not None
    assert (drawn.first, drawn.last, drawn.width) == ("novembre 2022", "février 2023", 4 * BAR_WIDTH)
    november, february = drawn.bars
    assert november.label == f"novembre 2022{NNBSP}: 3 articles"
    assert february.url == "/search?q=x&source=AP&from=2023-02-01&to=2023-02-28"
    assert (february.height, february.y, february.x) == (BAR_HEIGHT, 0, 3 * BAR_WIDTH)
    assert november.height == BAR_HEIGHT // 4
    assert not november.active


def test_the_month_that_holds_is_marked_and_leads_away(links: Links) -> None:
    params = SearchParams(query="x", date_from=DAY(2022, 11, 1), date_to=DAY(2022, 11, 30))
    drawn = histogram(counts(m2022_11=3, m2023_02=12), params, links, FR)
    assert drawn is not None
    assert [bar.active for bar in drawn.bars] == [True, False]
    assert drawn.bars[0].url == "/search?q=x"


def test_a_long_time_is_years_and_a_year_is_its_months(links: Links) -> None:
    months = counts(m2018_01=1, m2019_06=2, m2023_03=4, m2023_04=1)
    drawn = histogram(months, ASKED, links, FR)
    assert drawn is not None
    assert [bar.label for bar in drawn.bars] == [
        f"2018{NNBSP}: 1 article",
        f"2019{NNBSP}: 2 articles",
        f"2023{NNBSP}: 5 articles",
    ]
    assert (drawn.first, drawn.last, drawn.wider) == ("2018", "2023", None)
    params = SearchParams(query="x", date_from=DAY(2023, 1, 1), date_to=DAY(2023, 12, 31))
    within = histogram(months, params, links, FR)
    assert within is not None
    assert [bar.label for bar in within.bars] == [f"mars 2023{NNBSP}: 4 articles", f"avril 2023{NNBSP}: 1 article"]
    assert (within.first, within.last, within.wider) == ("janvier 2023", "décembre 2023", "/search?q=x")


def test_ages_are_bars_of_some_years(links: Links) -> None:
    drawn = histogram(counts(m0001_01=1, m1789_07=2, m9999_12=3), ASKED, links, FR)
    assert drawn is not None
    assert drawn.width <= MOST_BARS * BAR_WIDTH
    assert len(drawn.bars) == 3
    assert all("–" in bar.label for bar in drawn.bars)


def test_a_bar_of_some_years_opens_on_its_years(links: Links) -> None:
    months = counts(m1940_01=1, m1961_06=2, m1962_03=4, m2023_04=1)
    drawn = histogram(months, ASKED, links, FR)
    assert drawn is not None
    assert [bar.label.split(NNBSP)[0] for bar in drawn.bars] == ["1940–1943", "1960–1963", "2020–2023"]
    params = SearchParams(query="x", date_from=DAY(1960, 1, 1), date_to=DAY(1963, 12, 31))
    within = histogram(months, params, links, FR)
    assert within is not None
    assert [bar.label.split(NNBSP)[0] for bar in within.bars] == ["1961", "1962"]
    assert (within.first, within.last, within.wider) == ("1960", "1963", "/search?q=x")


def test_one_period_alone_is_no_choice(links: Links) -> None:
    assert histogram(counts(m2023_03=4), ASKED, links, FR) is None
    assert histogram([], ASKED, links, FR) is None
    assert quick_periods([], ASKED, links, FR) == []


def test_years_and_last_days_in_words(links: Links) -> None:
    months = counts(m2022_11=3, m2023_02=12, m2023_03=1)
    old = quick_periods(months, ASKED, links, FR, today=DAY(2026, 11, 24))
    assert [(one.label, one.count) for one in old] == [("2023", 13), ("2022", 3)]
    new = quick_periods(months, ASKED, links, FR, today=DAY(2023, 3, 20))
    assert [one.label for one in new] == ["7 derniers jours", "30 derniers jours", "12 derniers mois", "2023", "2022"]
    assert new[0].url.endswith("from=2023-03-14")
    params = SearchParams(query="x", date_from=DAY(2022, 1, 1), date_to=DAY(2022, 12, 31))
    assert [one.active for one in quick_periods(months, params, links, FR, today=DAY(2026, 1, 1))] == [False, True]


@pytest.mark.parametrize(
    ("since", "until", "named"),
    [
        (DAY(2023, 3, 1), DAY(2023, 3, 31), "mars 2023"),
        (DAY(2024, 2, 1), DAY(2024, 2, 29), "février 2024"),
        (DAY(2023, 1, 1), DAY(2023, 12, 31), "2023"),
        (DAY(2020, 1, 1), DAY(2023, 12, 31), "2020–2023"),
        (DAY(2023, 3, 1), DAY(2023, 5, 31), None),
        (DAY(2023, 3, 2), DAY(2023, 3, 31), None),
        (DAY(2023, 3, 1), None, None),
    ],
)
def test_whole_periods_have_names(since: DAY, until: DAY | None, named: str | None) -> None:
    assert whole(SearchParams(date_from=since, date_to=until), FR) == named


def test_what_is_recent_says_how_long_ago() -> None:
    today = DAY(2023, 3, 10)
    said = [FR.ago(today - dt.timedelta(days=days), today) for days in (0, 1, 3, 30, 31, -1)]
    assert said == ["aujourd’hui", "hier", "il y a 3 jours", "il y a 30 jours", "", ""]
