"""Files made to hurt, among good neighbours: each refused for its reason, the neighbours indexed, nobody called."""

from __future__ import annotations

import random
import re
import socket
from pathlib import Path

from torture.confined import Done, build_confined, watch
from torture.heavy import LARGE, heavy
from torture.outcome import Both, Outcome, Plan
from torture.traps import ANY, SECRET, Trap, neighbours, traps
from trouvere.search import open_searcher

DEPTH = 100_000
ALLOWED = 300 << 20
"""Bytes that a process may take beyond what it takes for the neighbours alone."""
GOOD = 50
PLACES = 3
SMALL = {"max_line_bytes": 1 << 19, "max_field_chars": 150_000}
"""Settings of the short form, in which files are a hundredth as long."""


def articles(plan: Plan) -> Outcome:
    """Build from all traps at once, then from each alone; `plan.rounds` is how many MB the long ones have."""
    return sprung(plan, alone=True)


def sprung(plan: Plan, *, alone: bool, depth: int = DEPTH, **settings: object) -> Outcome:
    """Build from the traps with these settings, and from the neighbours without them to compare."""
    outcome = Outcome()
    secret = plan.work / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        size = plan.rounds * 1_000_000
        every = list(traps(size, depth, address, secret, random.Random(plan.seed)))
        if size >= LARGE:
            every += heavy(size)
        quiet = _built(plan.work / "none", [], settings)
        outcome.hold(quiet.status == 0 and not quiet.skipped, f"the neighbours alone: {quiet}")
        groups = [("all", every), *((trap.name, [trap]) for trap in every if alone)]
        most = 0
        for number, (name, some) in enumerate(groups):
            done = _built(plan.work / f"t{number}", some, settings)
            outcome.tries += len(some)
            _judge(outcome, name, some, done, quiet)
            most = max(most, done.peak - quiet.peak)
        try:
            listener.accept()
        except BlockingIOError:
            pass
        else:
            outcome.failures.append(f"somebody called {address}")
    outcome.hold(not secret.with_name("touche").exists(), "front matter ran a command")
    outcome.note = Both(
        f"{len(every)} pièges, au plus {most >> 20} Mio de plus que les voisins seuls",
        f"{len(every)} traps, at most {most >> 20} MiB more than the neighbours alone",
    )
    if not watch():
        outcome.skipped = "strace does not work here: calls of libraries in C to the network were not counted"
    return outcome


def _built(place: Path, some: list[Trap], settings: dict[str, object]) -> Done:
    folder, index = place / "f", place / "i"
    folder.mkdir(parents=True)
    neighbours(folder, GOOD)
    for trap in some:
        trap.write(folder / trap.name)
    done = build_confined(folder, index, **settings)
    for trap in some:
        path = folder / trap.name
        if not path.is_dir():
            path.unlink()
    return done


def _judge(outcome: Outcome, name: str, some: list[Trap], done: Done, quiet: Done) -> None:
    outcome.hold(done.status == 0, f"{name!r}: the build ended with {done.status}: {done.errors[-500:]}")
    outcome.hold(done.articles >= quiet.articles, f"{name!r}: {done.articles} articles, {quiet.articles} without it")
    outcome.hold(not done.heard, f"{name!r}: called somebody: {done.heard[:200]}")
    more = done.peak - quiet.peak
    outcome.hold(more <= ALLOWED, f"{name!r}: {more >> 20} MiB more than the neighbours alone")
    said = [(where.encode("utf-8", "replace").decode(), reason) for where, reason in done.skipped]
    for trap in some:
        if trap.reason == ANY:
            continue
        mine = [reason for where, reason in said if f"/{trap.name}" in where]
        outcome.hold(any(re.search(trap.reason, one) for one in mine), f"{trap.name!r}: said {mine[:3]}")


def holds_secret(index: Path) -> bool:
    """Return whether what stands outside of the folder can be found in an index."""
    with open_searcher(index) as searcher:
        return bool(searcher.search(SECRET).total)
