"""Date facet: the histogram of the hits by month or year, each bar a link to its period; recent days, whole years."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from trouvere.search.results import FacetCount
from trouvere.web.catalogue import Catalogue
from trouvere.web.links import Links
from trouvere.web.params import SearchParams

MOST_BARS = 24
"""Bars of a histogram at the most, of months, of years or of several years: more are too narrow to click."""
BAR_WIDTH, BAR_HEIGHT = 10, 48
SHOWN_YEARS = 5
"""Years offered as links, the newest ones."""
RECENT_DAYS = (7, 30, 365)

Month = int
"""Months since the year 0."""


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """One bar of a histogram: its geometry in pixels, and the link to its period."""

    label: str
    url: str
    active: bool
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of articles by period. `wider` is the link to all years, where only some are shown."""

    bars: tuple[HistogramBar, ...]
    width: int
    first: str
    last: str
    wider: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """A period as a link: its label, whether it is the current filter, and its count of articles where known."""

    label: str
    url: str
    active: bool
    count: int | None = None


def histogram(counts: Iterable[FacetCount], params: SearchParams, links: Links, t: Catalogue) -> Histogram | None:
    """Return bars for the months found, or for years where they are many; None where there is nothing to choose from.

    Within a long time, a chosen period, as long as one bar or two years, shows what it is made of.
    """
    by_month = _by_month(counts)
    if not by_month:
        return None
    first, last = min(by_month), max(by_month)
    wider = None
    years = -(-(last // 12 - first // 12 + 1) // MOST_BARS)
    since, until = _chosen(params, first, last)
    chosen = range(since // 12 * 12, until // 12 * 12 + 12)
    if last - first < MOST_BARS:
        step = 1
    elif (params.date_from or params.date_to) and len(chosen) <= max(MOST_BARS, 12 * years):
        first, last, step = chosen[0], chosen[-1], 1 if len(chosen) <= MOST_BARS else 12
        wider = links.search(replace(params, page=1, date_from=None, date_to=None))
    else:
        # The newest bar ends with the newest year, not in the future.
        end, step = last // 12 * 12 + 12, 12 * years
        first = end - step * -(-(end - first) // step)
    bars = list(_bars(by_month, range(first, last + 1, step), step, params, links, t))
    if len(bars) < 2 and not wider:
        return None
    end = range(first, last + 1, step)[-1] + step - 1
    return Histogram(
        tuple(bars),
        BAR_WIDTH * len(range(first, last + 1, step)),
        _named(first, first, t) if step == 1 else str(_first_day(first).year),
        _named(end, end, t) if step == 1 else str(end // 12),
        wider,
    )


def quick_periods(
    counts: Iterable[FacetCount], params: SearchParams, links: Links, t: Catalogue, *, today: dt.date | None = None
) -> list[Period]:
    """Return the last days, where anything found is so recent, and the newest years with their counts."""
    by_month = _by_month(counts)
    if not by_month:
        return []
    today = today or dt.date.today()
    periods = []
    for days in RECENT_DAYS:
        since = today - dt.timedelta(days=days - 1)
        if max(by_month) >= _month(since):
            periods.append(_period(t(f"period.recent_{days}"), since, None, params, links))
    years: dict[int, int] = {}
    for month, count in by_month.items():
        years[month // 12] = years.get(month // 12, 0) + count
    for year in sorted(years, reverse=True)[:SHOWN_YEARS]:
        since, until = dt.date(year, 1, 1), dt.date(year, 12, 31)
        periods.append(_period(str(year), since, until, params, links, count=years[year]))
    return periods


def whole(params: SearchParams, t: Catalogue) -> str | None:
    """Return the name of the period asked for where it is a month or whole years: "mars 2023", "2023", "2020–2023"."""
    since, until = params.date_from, params.date_to
    if not since or not until or since.day != 1 or until != _last_day(_month(until)):
        return None
    if (since.month, until.month) == (1, 12) or _month(since) == _month(until):
        return _named(_month(since), _month(until), t)
    return None


def _bars(
    by_month: Mapping[Month, int], starts: range, step: int, params: SearchParams, links: Links, t: Catalogue
) -> Iterator[HistogramBar]:
    sums = [sum(by_month.get(month, 0) for month in range(start, start + step)) for start in starts]
    most = max(sums)
    for index, (start, count) in enumerate(zip(starts, sums, strict=True)):
        if not count:
            continue
        since, until = _first_day(start), _last_day(start + step - 1)
        period = _period(
            t.plural("period.bar", count, when=_named(start, start + step - 1, t)), since, until, params, links
        )
        height = max(2, round(count * BAR_HEIGHT / most))
        within = bool(params.date_from or params.date_to) and (
            (params.date_from or dt.date.min) <= since and until <= (params.date_to or dt.date.max)
        )
        yield HistogramBar(period.label, period.url, within, index * BAR_WIDTH, BAR_HEIGHT - height, height)


def _period(
    label: str,
    since: dt.date,
    until: dt.date | None,
    params: SearchParams,
    links: Links,
    *,
    count: int | None = None,
) -> Period:
    """Return a period as a link that sets the filter, or removes it where it is the current one."""
    active = (params.date_from, params.date_to) == (since, until)
    wanted = (None, None) if active else (since, until)
    return Period(label, links.search(replace(params, page=1, date_from=wanted[0], date_to=wanted[1])), active, count)


def _by_month(counts: Iterable[FacetCount]) -> dict[Month, int]:
    return {int(one.value[:-3]) * 12 + int(one.value[-2:]) - 1: one.count for one in counts}


def _chosen(params: SearchParams, first: Month, last: Month) -> tuple[Month, Month]:
    since = max(first, _month(params.date_from)) if params.date_from else first
    until = min(last, _month(params.date_to)) if params.date_to else last
    return since, max(since, until)


def _month(day: dt.date) -> Month:
    return day.year * 12 + day.month - 1


def _first_day(month: Month) -> dt.date:
    return dt.date(max(month // 12, dt.MINYEAR), month % 12 + 1, 1)


def _last_day(month: Month) -> dt.date:
    year, index = month // 12, month % 12 + 1
    return dt.date(year, index, monthrange(year, index)[1])


def _named(first: Month, last: Month, t: Catalogue) -> str:
    """Return what a period is called: "mars 2023", "2023", "1990–1994"."""
    if first == last:
        return t("period.month", month=t(f"month.{first % 12 + 1}"), year=first // 12)
    years = _first_day(first).year, _last_day(last).year
    return str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}"
