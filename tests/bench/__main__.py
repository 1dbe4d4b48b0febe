"""The command: reads what is asked, runs the parts, prints the table."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console

from bench import plot, report
from bench.context import FULL, SAMPLE, Bench, Raw
from bench.corpus import lines, write
from bench.machine import machine
from bench.marks import rows
from bench.parts import PARTS, measure
from bench.peers import Peers
from bench.processes import Failed

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SMALL = 10_000
"""A corpus cut below this shows that the benchmark works; its figures mean nothing."""
QUIET = 0.5
"""Load from which on the machine is said not to be quiet."""


def options() -> argparse.ArgumentParser:
    """Return what the command understands."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Times Trouvère and its peers in one run and holds it against the marks.",
        epilog="example: scripts/bench gov/corpus.jsonl.gz queries.jsonl --peers peers.py --only build,size",
    )
    parser.add_argument("corpus", type=Path, metavar="CORPUS.jsonl.gz")
    parser.add_argument("queries", type=Path, metavar="QUERIES.jsonl")
    parser.add_argument("--peers", type=Path, metavar="PEERS.py", help="the peers' script; without it, ours alone")
    parser.add_argument("--limit", type=int, metavar="N", help=f"the first N articles; below {SMALL} a quick look")
    parser.add_argument("--growth", type=Path, nargs="+", default=[], metavar="CORPUS", help="more corpora to grow by")
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,…", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, metavar="N", help="times that ours and the peer take turns (3)")
    parser.add_argument("--index", type=Path, help="ask this index of CORPUS, do not build one")
    parser.add_argument("--json", type=Path, metavar="OUT", help="every figure measured")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="where to build (default: the temporary folder)")
    parser.add_argument("--write", action="store_true", help="fill tests/bench/README.md and docs/images/growth.svg")
    return parser


def main() -> int:
    """Run the benchmark."""
    parser = options()
    asked = parser.parse_args()
    only = asked.only.split(",")
    if unknown := set(only) - set(PARTS):
        parser.error(f"--only: {', '.join(sorted(unknown))}? There are {', '.join(PARTS)}")
    for path in filter(None, (asked.corpus, asked.queries, asked.peers, asked.index, *asked.growth)):
        if not path.exists():
            parser.error(f"{path}: not found")
    if asked.write and asked.limit:
        parser.error("--write: the figures of a sample (--limit) are not published")
    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    started = time.monotonic()

    def say(text: str) -> None:
        console.print(f"{time.monotonic() - started:6.0f} s  {text}", markup=False, highlight=False, soft_wrap=True)

    known = machine()
    for name, value in known.items():
        say(f"{name}: {value}")
    if float(known["load before"]) > QUIET:
        say("the machine is not quiet: only ratios mean anything, and those little")
    with tempfile.TemporaryDirectory(prefix="trouvere-bench-", dir=asked.work) as folder:
        bench = prepared(asked, Path(folder), say)
        for peer in ("tantivy", "whoosh"):
            if reason := bench.peers.why_not(peer):
                say(reason)
        failures: list[Failed] = []
        try:
            failures = measure(bench, only)
        finally:
            say(f"{time.monotonic() - started:.0f} s in all")
            if asked.json:
                save(asked.json, known, bench.raw)
    found = rows(bench.raw)
    report.show(found, console)
    if asked.limit:
        console.print(f"A sample of {asked.limit} articles: the marks are for all of gov.", style="dim")
    if asked.write and not failures:
        plot.draw(bench.raw, ROOT / "docs" / "images" / "growth.svg")
        heading = {"date": f"{dt.date.today()}", **known, "rounds": f"{bench.scale.rounds}"}
        report.fill(
            HERE / "README.md", heading, [f"scripts/bench {shlex.join(portable(sys.argv[1:]))}"], found, bench.raw
        )
    return 1 if failures else 0


def prepared(asked: argparse.Namespace, work: Path, say: Callable[[str], None]) -> Bench:
    """Return the benchmark of the corpus and the queries asked for, cut where that is asked for."""
    scale = SAMPLE if asked.limit and asked.limit < SMALL else FULL
    if asked.rounds:
        scale = replace(scale, rounds=asked.rounds)
    corpus: Path = asked.corpus.resolve()
    queries: Path = asked.queries.resolve()
    if asked.limit:
        corpus = write(work / "corpus.jsonl.gz", lines(corpus, asked.limit))
    if scale.queries:
        few = work / "queries.jsonl"
        few.write_bytes(b"".join(lines(queries, scale.queries)))
        queries = few
    peers = Peers(asked.peers and asked.peers.resolve(), corpus, queries, work)
    growth = [path.resolve() for path in asked.growth]
    bench = Bench(corpus, queries, peers, work, scale, say, asked.limit, growth)
    if asked.index:
        bench.use(asked.index.resolve())
    return bench


def save(path: Path, known: dict[str, str], raw: Raw) -> None:
    """Write every figure, and the marks with what they come to."""
    found = [{**asdict(row), "verdict": row.verdict} for row in rows(raw)]
    content = {**known, "arguments": sys.argv[1:], "marks": found, "raw": raw}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def portable(arguments: Sequence[str]) -> list[str]:
    """Return arguments as anyone may read them: paths as seen from the checkout, without where the raw figures went."""
    shown: list[str] = []
    for before, argument in zip(["", *arguments], arguments, strict=False):
        if "--json" in (before, argument):
            continue
        shown.append(os.path.relpath(argument, HERE.parent.parent) if Path(argument).is_absolute() else argument)
    return shown


if __name__ == "__main__":
    sys.exit(main())
