"""The table: on a terminal, and between two markers of docs/fr/promises.md."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from torture.outcome import Outcome, Part

BEGIN = "<!-- scripts/torture --write: begin -->"
END = "<!-- scripts/torture --write: end -->"
HEADING = (
    "| promesse | partie | ce qui est tenté | fois | échecs | secondes | le, graine | |",
    "| --- | --- | --- | ---: | ---: | ---: | --- | --- |",
)


@dataclass(frozen=True)
class Row:
    """A part that ran."""

    name: str
    part: Part
    outcome: Outcome
    seconds: float

    @property
    def failed(self) -> str:
        """What the column of failures says."""
        return "passé" if self.outcome.skipped else str(len(self.outcome.failures))

    @property
    def remark(self) -> str:
        """What there is to say besides."""
        return self.outcome.skipped or self.outcome.note


def as_table(rows: Sequence[Row]) -> Table:
    """Return the table for a terminal."""
    table = Table("promise", "part", "tried", "how often", "failed", "seconds", "")
    for row in rows:
        style = "red" if row.outcome.failures else "yellow" if row.outcome.skipped else ""
        cells = (str(row.part.promise), row.name, row.part.tried, f"{row.outcome.tries:,}", row.failed)
        table.add_row(*cells, f"{row.seconds:.0f}", row.remark, style=style)
    return table


def lines_of(rows: Sequence[Row], seed: int) -> dict[str, str]:
    """Return a line of the table in docs/fr/promises.md for each part."""
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    lines = {}
    for row in rows:
        times = f"{row.outcome.tries:,}".replace(",", "\u202f")
        remark = " ".join(row.remark.split()).replace("|", "\\|")
        lines[row.name] = (
            f"| {row.part.promise or ''} | `{row.name}` | {row.part.tried} | {times} | {row.failed} "
            f"| {row.seconds:.0f} | {today}, {seed} | {remark} |"
        )
    return lines


def written_into(page: str, lines: dict[str, str], order: Sequence[str]) -> str:
    """Return the page with these lines in its table; parts that did not run this time keep theirs."""
    found = re.search(f"{BEGIN}\n(.*?){END}", page, re.DOTALL)
    if not found:
        raise ValueError("docs/fr/promises.md has lost its markers")
    kept = {match[1]: match[0] for match in re.finditer(r"^\|[^|]*\| `([a-z_-]+)` \|.*$", found[1], re.MULTILINE)}
    every = kept | lines
    table = "\n".join([*HEADING, *(every[name] for name in order if name in every)])
    return page.replace(found[0], f"{BEGIN}\n{table}\n{END}")
