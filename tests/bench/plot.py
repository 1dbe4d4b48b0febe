"""Draws the growth as an SVG by hand: time per article on the left, time per query on the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.context import Raw
from bench.marks import Medians, sizes

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 40, 42
BLUE, ORANGE, GREY = "#1f5fa8", "#c2560c", "#8a8a8a"
STYLE = "text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600}.axis{stroke:#bbb}"

Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of a panel; dashes are a guide for the eye, not a measurement."""

    label: str
    points: Points
    colour: str
    dashed: bool = False


def draw(raw: Raw, path: Path) -> None:
    """Write the plot of the growth, if it was measured."""
    grown = sizes(raw)
    if not grown:
        return
    m = Medians(raw)

    def points(figure: str) -> Points:
        return [(size, value) for size in grown if (value := m(f"growth/{size}", figure)) is not None]

    p50, p99 = points("p50"), points("p99")
    linear = [(0.0, 0.0), (grown[-1], p50[0][1] / p50[0][0] * grown[-1])]
    panels = (
        panel("ms per article, built", [Curve("", points("ms_per_article"), BLUE)], 0),
        panel(
            "ms per query",
            [
                Curve("p50, were it linear", linear, GREY, dashed=True),
                Curve("p99", p99, ORANGE),
                Curve("p50", p50, BLUE),
            ],
            WIDTH,
        ),
    )
    size = f'width="{2 * WIDTH}" height="{HEIGHT}" viewBox="0 0 {2 * WIDTH} {HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="Growth">'
    background = '<rect width="100%" height="100%" fill="#fff"/>'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, f"<style>{STYLE}</style>", background, *panels, "</svg>"]) + "\n", "utf-8")


def panel(title: str, curves: Sequence[Curve], left: int) -> str:
    """Return one diagram; both axes begin at 0."""
    most_x = max(x for curve in curves for x, _ in curve.points)
    step = _step(max(y for curve in curves for _, y in curve.points))
    most_y = step * math.ceil(max(y for curve in curves for _, y in curve.points) / step)

    def x_of(value: float) -> float:
        return round(left + LEFT + value / most_x * (WIDTH - LEFT - RIGHT), 1)

    def y_of(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / most_y * (HEIGHT - TOP - BOTTOM), 1)

    found = [f'<text class="title" x="{left + LEFT}" y="20">{title}</text>']
    for tick in range(round(most_y / step) + 1):
        y = y_of(tick * step)
        found.append(f'<line class="axis" x1="{x_of(0)}" x2="{x_of(most_x)}" y1="{y}" y2="{y}"/>')
        found.append(f'<text x="{left + LEFT - 6}" y="{y + 4}" text-anchor="end">{tick * step:.4g}</text>')
    for x, _ in max((curve.points for curve in curves), key=len):
        label = f"{x / 1000:.0f}k" if x >= 1000 else f"{x:.0f}"
        found.append(f'<text x="{x_of(x)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{label}</text>')
    found.append(f'<text x="{x_of(most_x / 2)}" y="{HEIGHT - 6}" text-anchor="middle">articles</text>')
    for curve in curves:
        line = " ".join(f"{x_of(x)},{y_of(y)}" for x, y in curve.points)
        dashes = ' stroke-dasharray="4 4"' if curve.dashed else ""
        found.append(f'<polyline points="{line}" fill="none" stroke="{curve.colour}" stroke-width="2"{dashes}/>')
        if not curve.dashed:
            found += [f'<circle cx="{x_of(x)}" cy="{y_of(y)}" r="3" fill="{curve.colour}"/>' for x, y in curve.points]
    labelled = [curve for curve in curves if curve.label]
    for place, curve in enumerate(labelled):
        x = left + LEFT + 96 + 56 * (place - 1) if place else left + WIDTH - RIGHT
        anchor = "start" if place else "end"
        found.append(f'<text x="{x}" y="34" style="fill:{curve.colour}" text-anchor="{anchor}">{curve.label}</text>')
    return "\n".join(found)


def _step(most: float) -> float:
    """Return a round number that goes into `most` some four times."""
    rough = most / 4
    power: float = 10 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    return next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough)
