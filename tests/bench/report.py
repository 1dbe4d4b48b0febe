"""The closing table in the terminal, and the same in `README.md` between its markers."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.context import Raw
from bench.marks import Medians, Row, sizes

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
COLUMNS = ("", "ours", "peer", "ratio", "mark (stretch)", "")
STYLES = {"met": "green", "missed": "red"}


def show(rows: list[Row], console: Console) -> None:
    """Print the table of marks."""
    table = Table(*COLUMNS, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        if row.value is not None:
            style = STYLES.get(row.verdict.replace(",", " ").split()[0], "")
            table.add_row(*_cells(row), style=style)
    console.print(table)
    if left := sum(row.value is None for row in rows):
        console.print(f"{left} rows are not shown: their parts were not run, or a peer is missing.", style="dim")


def fill(readme: Path, heading: dict[str, str], commands: list[str], rows: list[Row], raw: Raw) -> None:
    """Write what was measured between the markers of a README; raises `ValueError` where it has none."""
    text = readme.read_text("utf-8")
    if BEGIN not in text or END not in text:
        raise ValueError(f"{readme} has no {BEGIN} … {END}")
    parts = [
        "\n".join(f"- {name}: {value}" for name, value in heading.items()),
        "```sh\n" + "\n".join(commands) + "\n```",
        _markdown(COLUMNS, [_cells(row) for row in rows]),
        _growth(raw),
    ]
    filled = BEGIN + "\n" + "\n\n".join(filter(None, parts)) + "\n" + END
    readme.write_text(re.sub(f"{BEGIN}.*?{END}", lambda _: filled, text, flags=re.DOTALL), "utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    return row.what, row.ours, row.peer, row.ratio, row.bounds, row.verdict


def _growth(raw: Raw) -> str:
    m = Medians(raw)
    measured = [
        (f"{size:,}", *(m.text(f"growth/{size}", figure, "ms") for figure in ("ms_per_article", "p50", "p95", "p99")))
        for size in sizes(raw)
    ]
    if not measured:
        return ""
    table = _markdown(("articles", "build, per article", "query p50", "p95", "p99"), measured)
    return f"{table}\n\n![Growth: time per article and per query](../../docs/images/growth.svg)"


def _markdown(columns: tuple[str, ...], cells: list[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
