"""One searcher, and generation after generation for it to open: descriptors and memory stay what they were."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.memory import pss_mib

from torture.load import QUIET, articles, held_by
from torture.outcome import Both, Outcome, Plan
from trouvere.index import build_index
from trouvere.index.engines.embedded.read.layout import CURRENT, GENERATIONS
from trouvere.index.storage import DISK, write_whole
from trouvere.search import open_searcher

GROWTH = 24.0
"""MiB that a process may grow by: a thousand generations of a hundred articles held would be several hundreds."""
PUBLISHED = 10
"""Of so many reopenings one is after a real publication; the others go to and fro between the two newest."""


def reopenings(plan: Plan) -> Outcome:
    """Reopen `plan.rounds` times, in a fresh process."""
    command = [sys.executable, "-P", "-m", "torture.reopening", str(plan.rounds), str(plan.work / "i")]
    paths = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    ended = subprocess.run(command, env=paths, capture_output=True, text=True, check=False)
    if ended.returncode:
        return Outcome(plan.rounds, [f"reopening: ended with {ended.returncode}: {ended.stderr[-2_000:]}"])
    told: dict[str, Any] = json.loads(ended.stdout)
    outcome = Outcome(plan.rounds)
    outcome.hold(not told["wrong"], f"reopening: answers of another generation: {told['wrong'][:5]}")
    outcome.hold(len(told["descriptors"]) == 1, f"reopening: open descriptors {told['descriptors']}")
    outcome.hold(not told["held"], f"reopening: files that are gone are held: {told['held'][:5]}")
    growth = told["after"] - told["before"]
    outcome.hold(growth <= GROWTH, f"reopening: {growth:.1f} MiB more after {plan.rounds} reopenings")
    memory = f"{told['before']:.1f} → {told['after']:.1f}"
    outcome.note = Both(
        f"descripteurs {told['descriptors']}, PSS {memory} Mio", f"descriptors {told['descriptors']}, PSS {memory} MiB"
    )
    return outcome


def reopened(rounds: int, index: Path) -> dict[str, Any]:
    """Reopen so often; returns what was seen. Memory is looked at from a tenth on: caches fill until then."""
    build_index(index, articles(1), settings=QUIET)
    build_index(index, articles(2), settings=QUIET)
    newest, before = 2, 0.0
    wrong: list[str] = []
    held: set[str] = set()
    descriptors: set[int] = set()
    with open_searcher(index, settings=QUIET) as searcher:
        for number in range(1, rounds + 1):
            # A build takes the newest number for published: what is above it is cleared away as left over.
            wanted = newest - number % 2 if number % PUBLISHED else newest
            point_to(index, wanted)
            if not number % PUBLISHED:
                newest = wanted = newest + 1
                build_index(index, articles(newest), settings=QUIET)
            mark = f"marque{wanted:06d}"
            found = searcher.search("grève", limit=3)
            seen = {fragment.text for hit in found.hits for fragment in hit.title if "marque" in fragment.text}
            searcher.suggest("gr")
            searcher.similar("a1")
            searcher.overview()
            if not seen or any(mark not in text for text in seen):
                wrong.append(f"{number}: {sorted(seen)}, not {mark}")
            descriptors.add(len(os.listdir("/proc/self/fd")))  # noqa: PTH208  as few objects as can be
            held |= held_by(os.getpid(), index)
            if number == max(1, rounds // 10):
                before = pss_mib()
    return {
        "wrong": wrong,
        "held": sorted(held),
        "descriptors": sorted(descriptors),
        "before": before,
        "after": pss_mib(),
    }


def point_to(index: Path, number: int) -> None:
    """Let a generation that is there be the published one."""
    name = next(name for name in DISK.names(index / GENERATIONS) if name.startswith(f"{number:06d}-"))
    write_whole(DISK, index / CURRENT, f"{name}\n".encode())


if __name__ == "__main__":
    print(json.dumps(reopened(int(sys.argv[1]), Path(sys.argv[2]))))
