"""The report in a terminal, as tables and sparklines, and as JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from trouvere.index.french_format import NBSP, count, day, number, safe
from trouvere.web.report.asked_again import RetriedQuery
from trouvere.web.report.figures import EDGES_MS, Figures, Query, Times

if TYPE_CHECKING:
    from rich.console import Console

BARS = " ▁▂▃▄▅▆▇█"


def as_dict(figures: Figures, now: Mapping[str, RetriedQuery]) -> dict[str, object]:
    """Return the figures as JSON-ready values; `now` is null for a query that was not asked again."""
    values = {
        name: value for name, value in dataclasses.asdict(figures).items() if name not in ("days", "spread", "without")
    }
    without = [
        dataclasses.asdict(one) | {"now": dataclasses.asdict(now[one.text]) if one.text in now else None}
        for one in figures.without
    ]
    return {
        **values,
        "without": without,
        "days": [{"day": one.day.isoformat(), "searches": one.searches, "empty": one.empty} for one in figures.days],
        "spread": [
            {"below_ms": edge, "searches": found} for edge, found in zip((*EDGES_MS, None), figures.spread, strict=True)
        ],
    }


def show(figures: Figures, now: Mapping[str, RetriedQuery], console: Console) -> None:
    """Print a summary, then the three lists."""
    from rich.table import Table

    first, last = figures.days[0].day, figures.days[-1].day
    for line in _summary(figures, first, last):
        console.print(line)
    for title, queries in (("Fréquentes", figures.frequent), ("Lentes", figures.slow)):
        table = Table(title, "Recherches", "Sans résultat", "Durée", box=None, pad_edge=False)
        for one in queries:
            table.add_row(safe(one.text), number(one.searches), number(one.empty), times(one.times))
        console.print()
        console.print(table)
        if title == "Fréquentes":
            console.print()
            console.print(_without(figures.without, now) if figures.without else "Aucune n'est restée sans résultat.")


def _summary(figures: Figures, first: dt.date, last: dt.date) -> Iterator[str]:
    yield f"Du {day(first)} au {day(last)}" if first != last else f"Le {day(first)}"
    different = count(figures.distinct, "requête différente", "requêtes différentes")
    yield f"{count(figures.searches, 'recherche')} · {different}"
    without, corrected = (share(part, figures.searches) for part in (figures.empty, figures.corrected))
    yield f"Sans résultat{NBSP}: {without} · corrigées{NBSP}: {corrected}"
    yield f"Durée{NBSP}: {times(figures.times)}"
    yield f"Par jour{NBSP}: {bars([one.searches for one in figures.days][-60:])}"
    yield f"Par heure{NBSP}: {bars(figures.hours)} (de 0 à 23{NBSP}h)"
    following, exports = count(figures.following, "page suivante", "pages suivantes"), count(figures.exports, "export")
    yield f"À part{NBSP}: {following} · {exports}"


def _without(queries: Sequence[Query], now: Mapping[str, RetriedQuery]) -> object:
    from rich.table import Table

    table = Table("Sans résultat", "Fois", "Aujourd'hui", "À la place", box=None, pad_edge=False)
    for one in queries:
        found = now.get(one.text)
        instead = f"{safe(found.instead)} ({number(found.instead_total)})" if found and found.instead else ""
        table.add_row(safe(one.text), number(one.empty), "" if found is None else number(found.total), instead)
    return table


def share(part: int, whole: int) -> str:
    """Return "12 (3,4 %)"."""
    return f"{number(part)} ({number(100 * part / whole if whole else 0, 1)}{NBSP}%)"


def times(found: Times) -> str:
    """Return the median, the 95th percentile and the longest time."""
    median, p95, longest = (f"{number(ms, 1 if ms < 10 else 0)}" for ms in (found.median, found.p95, found.longest))
    return f"médiane {median} · 95{NBSP}% {p95} · au plus {longest}{NBSP}ms"


def bars(values: Sequence[int]) -> str:
    """Return a bar of one character a value; nought is blank, what is more never is."""
    most = max(values, default=0) or 1
    return "".join(BARS[-(-value * (len(BARS) - 1) // most)] for value in values)
