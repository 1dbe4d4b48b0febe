"""Plots of the report, as geometry in pixels of bars, lines, axes, drawn by `templates/trouvere/report/plot.html`."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from trouvere.web.catalogue import Catalogue
from trouvere.web.report.figures import EDGES_MS, DayFigures, Figures

LEFT_MARGIN, RIGHT_MARGIN, TOP_MARGIN, BOTTOM_MARGIN = 52, 8, 10, 26
"""Margins around a plot in pixels, for the labels of its axes."""
LARGE_SIZE, SMALL_SIZE = (820, 220), (300, 190)
MAX_BAR_WIDTH = 64
MIN_BARS = 6
"""Bars of the latency histogram at the least, even where no search is so slow."""
DAILY_DAYS, WEEKLY_DAYS = 62, 400
"""Days of a report up to which a bar is a day, and up to which it is a week; beyond, it is a month."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick label of an axis, and its coordinate in pixels."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class PlotBar:
    """A bar; `lower` is how much of it, from below, is drawn in the colour of what found nothing."""

    x: float
    y: float
    width: float
    height: float
    lower: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot with its axes, and its numbers as the rows of a table for who does not see it."""

    key: str
    width: int
    height: int
    bars: tuple[PlotBar, ...] = ()
    line: str = ""
    area: str = ""
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def floor(self) -> int:
        """Y coordinate of zero, in pixels."""
        return self.height - BOTTOM_MARGIN

    @property
    def end(self) -> int:
        """X coordinate of the end of the horizontal axis, in pixels."""
        return self.width - RIGHT_MARGIN


def plots_of(figures: Figures, t: Catalogue) -> tuple[Plot, ...]:
    """Return the plots of a report: searches by day, share of empty ones, times, hours."""
    periods = _periods(figures.days)
    labels = [_label(period, t) for period in periods]
    shares = [100 * one.empty / one.searches if one.searches else 0.0 for one in periods]
    hours = [t("report.hour", n=hour) for hour in range(24)]
    last = max((at for at, found in enumerate(figures.spread) if found), default=0)
    spread = [_between(at, t) for at in range(max(last + 1, MIN_BARS))]
    return (
        _bars(
            "searches", *LARGE_SIZE, labels, [one.searches for one in periods], t,
            lower=[one.empty for one in periods], across=_sparse(labels, LARGE_SIZE[0], 150),
        ),
        _line("empty", labels, shares, t),
        _bars(
            "times", *SMALL_SIZE, spread, figures.spread[: len(spread)], t, across=_sparse(spread, SMALL_SIZE[0], 95),
        ),
        _bars("hours", *SMALL_SIZE, hours, figures.hours, t, across={at: hours[at] for at in range(0, 24, 6)}),
    )  # fmt: skip


def _bars(
    key: str,
    width: int,
    height: int,
    labels: Sequence[str],
    values: Sequence[int],
    t: Catalogue,
    *,
    across: dict[int, str],
    lower: Sequence[int] = (),
) -> Plot:
    step, most = _scale(max(values, default=0))
    wide = (width - LEFT_MARGIN - RIGHT_MARGIN) / max(len(values), 1)
    tall = (height - TOP_MARGIN - BOTTOM_MARGIN) / most
    bar = min(wide - min(2.0, wide / 4), MAX_BAR_WIDTH)
    floor = height - BOTTOM_MARGIN
    bars = tuple(
        PlotBar(
            round(LEFT_MARGIN + (index + 0.5) * wide - bar / 2, 1),
            round(floor - value * tall, 1),
            round(bar, 1),
            round(value * tall, 1),
            round((lower[index] if lower else 0) * tall, 1),
            _said(label, value, lower[index] if lower else None, t),
        )
        for index, (label, value) in enumerate(zip(labels, values, strict=True))
        if value
    )
    return Plot(
        key=key,
        width=width,
        height=height,
        bars=bars,
        across=tuple(_tick(LEFT_MARGIN + (index + 0.5) * wide, label, width) for index, label in across.items()),
        up=tuple(Tick(round(floor - n * step * tall, 1), t.number(n * step)) for n in range(most // step + 1)),
        rows=tuple(
            (label, t.number(value), *((t.number(lower[index]),) if lower else ()))
            for index, (label, value) in enumerate(zip(labels, values, strict=True))
        ),
    )


def _line(key: str, labels: Sequence[str], shares: Sequence[float], t: Catalogue) -> Plot:
    width, height = SMALL_SIZE
    step, most = _scale(math.ceil(max(shares, default=0)))
    wide = (width - LEFT_MARGIN - RIGHT_MARGIN) / max(len(shares) - 1, 1)
    floor = height - BOTTOM_MARGIN
    tall = (floor - TOP_MARGIN) / most
    points = [f"{LEFT_MARGIN + index * wide:.1f},{floor - share * tall:.1f}" for index, share in enumerate(shares)]
    if len(points) == 1:
        points.append(f"{width - RIGHT_MARGIN},{points[0].partition(',')[2]}")
    ends = {len(labels) - 1: "end", 0: "start"}
    return Plot(
        key=key,
        width=width,
        height=height,
        line=" ".join(points),
        area=" ".join([f"{LEFT_MARGIN},{floor}", *points, f"{width - RIGHT_MARGIN},{floor}"]),
        across=tuple(
            Tick(round(LEFT_MARGIN + index * wide, 1), labels[index], anchor) for index, anchor in ends.items()
        ),
        up=tuple(
            Tick(round(floor - n * step * tall, 1), t("report.percent", n=n * step)) for n in range(most // step + 1)
        ),
        rows=tuple((label, percent(share, t)) for label, share in zip(labels, shares, strict=True)),
    )


def _tick(at: float, label: str, width: int) -> Tick:
    """Return a tick label below x = `at`, kept within the plot."""
    if at + 4 * len(label) > width:
        return Tick(width - 1, label, "end")
    return Tick(round(at, 1), label)


def percent(share: float, t: Catalogue) -> str:
    """Return a share of a hundred with one decimal, as the language writes it."""
    return t("report.percent", n=f"{share:.1f}".replace(".", t("number.decimal")))


def _said(label: str, value: int, lower: int | None, t: Catalogue) -> str:
    said = f"{label}{t('report.colon')}{t.plural('report.searches', value)}"
    return said if lower is None else f"{said}, {t.plural('report.of_them_empty', lower)}"


def _scale(most: int) -> tuple[int, int]:
    """Return a round step between the lines of a plot, and the top: the first such line that reaches `most`."""
    step = next(
        unit * 10**power for power in range(12) for unit in (1, 2, 5) if unit * 10**power * 4 >= most or power == 11
    )
    return step, max(step, -(-most // step) * step)


def _periods(days: Sequence[DayFigures]) -> list[DayFigures]:
    """Return days, weeks or months, by how many days there are; each is named by its first day."""
    if len(days) <= DAILY_DAYS:
        return list(days)
    weeks = len(days) <= WEEKLY_DAYS
    periods: dict[dt.date, DayFigures] = {}
    for day in days:
        first = day.day - dt.timedelta(day.day.weekday()) if weeks else day.day.replace(day=1)
        known = periods.get(first, DayFigures(first, 0, 0))
        periods[first] = DayFigures(first, known.searches + day.searches, known.empty + day.empty)
    return list(periods.values())


def _label(period: DayFigures, t: Catalogue) -> str:
    form = "report.day_first" if period.day.day == 1 else "report.day_other"
    return t(form, day=period.day.day, month=t(f"month.{period.day.month}"))


def _sparse(labels: Sequence[str], width: int, room: int) -> dict[int, str]:
    """Return the labels that have room, from the first on."""
    every = max(1, math.ceil(len(labels) * room / width))
    return {at: labels[at] for at in range(0, len(labels), every)}


def _between(index: int, t: Catalogue) -> str:
    low, high = (f"{edge:g}".replace(".", t("number.decimal")) for edge in (*(0.0, *EDGES_MS)[index:], 0.0)[:2])
    if index == len(EDGES_MS):
        return t("report.from_ms", n=low)
    return t("report.between_ms", low=low, high=high)
