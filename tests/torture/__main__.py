"""Try every promise of docs/en/promises.md very often: one table at the end, and 1 where anything failed."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import get_args

from rich.console import Console

from torture.outcome import Outcome, Part, Plan
from torture.parts import PARTS
from torture.silence import unlogged
from torture.table import Language, Row, as_table, lines_of, written_into

ROOT = Path(__file__).parents[2]
SHOWN = 20
"""Failures of a part that are printed."""


def options() -> argparse.ArgumentParser:
    """Return what the command understands."""
    parser = argparse.ArgumentParser(prog="scripts/torture", description=__doc__)
    parser.add_argument("--only", default="", metavar="PART,…", help=f"parts, by commas: {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, help="how often each part tries; by default what promises.md says")
    parser.add_argument("--scale", type=float, default=1, help="multiplies how often each part tries by default")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tries the same")
    parser.add_argument("--work", type=Path, help="where indexes are made, outside the checkout")
    parser.add_argument("--write", action="store_true", help="put the table into promises.md, in both languages")
    return parser


def main() -> int:
    """Do what is asked."""
    asked = options().parse_args()
    only = list(filter(None, asked.only.split(","))) or list(PARTS)
    if unknown := sorted(set(only) - set(PARTS)):
        sys.exit(f"scripts/torture: no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    console = Console(stderr=True)
    rows = []
    for name in only:
        part = PARTS[name]
        rounds = asked.rounds or max(1, round(part.rounds * asked.scale))
        console.print(f"— {name} × {rounds}, seed {asked.seed}", highlight=False)
        started = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix=f"torture-{name}-", dir=asked.work) as work:
            outcome = attempted(part, Plan(rounds, asked.seed, Path(work), console.print))
        rows.append(Row(name, part, outcome, time.perf_counter() - started))
        for failure in outcome.failures[:SHOWN]:
            console.print(f"  FAILED {failure}", highlight=False, markup=False)
        if outcome.skipped:
            console.print(f"  !!!! SKIPPED: {outcome.skipped}", highlight=False, markup=False)
    Console(width=None if sys.stdout.isatty() else 160).print(as_table(rows))
    if asked.write:
        for language in get_args(Language):
            page = ROOT / "docs" / language / "promises.md"
            lines = lines_of(rows, asked.seed, language)
            text = written_into(page.read_text(encoding="utf-8"), lines, list(PARTS), language)
            page.write_text(text, encoding="utf-8")
    return int(any(row.outcome.failures for row in rows))


def attempted(part: Part, plan: Plan) -> Outcome:
    """Run a part; one that ends with an exception has failed, and the others go on."""
    try:
        with unlogged():
            return part.run(plan)
    except Exception as error:
        traceback.print_exc()
        return Outcome(1, [f"{type(error).__name__}: {error}"])


if __name__ == "__main__":
    sys.exit(main())
