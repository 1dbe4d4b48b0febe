"""The table: on a terminal, and between two markers of docs/en/promises.md and docs/en/promises.md."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.table import Table

from torture.outcome import Both, Outcome, Part

Language = Literal["fr", "en"]
BEGIN = "<!-- scripts/torture --write: begin -->"
END = "<!-- scripts/torture --write: end -->"
COLUMNS = {
    "fr": "| promesse | partie | ce qui est tenté | fois | échecs | secondes | le, graine | |",
    "en": "| promise | part | what is tried | times | failures | seconds | on, seed | |",
}
ALIGNED = "| --- | --- | --- | ---: | ---: | ---: | --- | --- |"
SKIPPED = Both("passé", "skipped")
THOUSANDS = {"fr": "\u202f", "en": ","}


@dataclass(frozen=True)
class Row:
    """A part that ran."""

    name: str
    part: Part
    outcome: Outcome
    seconds: float

    def failed(self, language: Language) -> str:
        """Return what the column of failures says."""
        return getattr(SKIPPED, language) if self.outcome.skipped else str(len(self.outcome.failures))

    def remark(self, language: Language) -> str:
        """Return what there is to say besides."""
        return self.outcome.skipped or getattr(self.outcome.note, language)


def as_table(rows: Sequence[Row]) -> Table:
    """Return the table for a terminal."""
    table = Table("promise", "part", "tried", "how often", "failed", "seconds", "")
    for row in rows:
        style = "red" if row.outcome.failures else "yellow" if row.outcome.skipped else ""
        cells = (str(row.part.promise), row.name, row.part.tried.en, f"{row.outcome.tries:,}", row.failed("en"))
        table.add_row(*cells, f"{row.seconds:.0f}", row.remark("en"), style=style)
    return table


def lines_of(rows: Sequence[Row], seed: int, language: Language) -> dict[str, str]:
    """Return a line of the table in promises.md, of this language, for each part."""
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    lines = {}
    for row in rows:
        times = f"{row.outcome.tries:,}".replace(",", THOUSANDS[language])
        tried = getattr(row.part.tried, language)
        remark = " ".join(row.remark(language).split()).replace("|", "\\|")
        lines[row.name] = (
            f"| {row.part.promise or ''} | `{row.name}` | {tried} | {times} | {row.failed(language)} "
            f"| {row.seconds:.0f} | {today}, {seed} | {remark} |"
        )
    return lines


def written_into(page: str, lines: dict[str, str], order: Sequence[str], language: Language) -> str:
    """Return the page with these lines in its table; parts that did not run this time keep theirs."""
    found = re.search(f"{BEGIN}\n(.*?){END}", page, re.DOTALL)
    if not found:
        raise ValueError("promises.md has lost its markers")
    kept = {match[1]: match[0] for match in re.finditer(r"^\|[^|]*\| `([a-z_-]+)` \|.*$", found[1], re.MULTILINE)}
    every = kept | lines
    table = "\n".join([COLUMNS[language], ALIGNED, *(every[name] for name in order if name in every)])
    return page.replace(found[0], f"{BEGIN}\n{table}\n{END}")
