"""Files overwritten in place while they are open and verified: the right answers or `CorruptIndex` with the file's name.

Nobody is to do that to an index, and `cp` over one does it. In every second round the file is given its old date back,
as after a failing disk: what is read of it may then be anything, and may not end in anything but an answer or
`CorruptIndex`.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from examples import SETTINGS

from torture.corruption import many_segments, one_segment
from torture.outcome import Both, Outcome, Plan
from trouvere.index.columns.read.generation import LOOKED
from trouvere.index.engines.embedded.read.manifest import NAME
from trouvere.index.errors import CorruptIndex, TrouvereError
from trouvere.search import Filters, Searcher, open_searcher

AP = Filters(source=("AP",))
ROOM = 3 << 30
"""Bytes of memory beyond what the process has: garbage may ask for any amount."""

QUESTIONS: dict[str, Callable[[Searcher, int], object]] = {
    "search": lambda s, n: replace(s.search(("maire", "visite", "évêque", "port")[n % 4], explain=True), took_ms=0),
    "phrase": lambda s, n: replace(s.search(('"visite le port"', '"le maire"', "(port visite)~3")[n % 3]), took_ms=0),
    "prefix": lambda s, n: replace(s.search(("vi*", "pré*", "-port maire OU visite")[n % 3]), took_ms=0),
    "filter": lambda s, n: replace(
        s.search("visite", filters=AP, sort="date", histogram=True, limit=50, offset=n % 3), took_ms=0
    ),
    "nothing": lambda s, n: replace(s.search(("visiite", "zanzibar", "saint-prefet")[n % 3]), took_ms=0),
    "rank": lambda s, n: (time.sleep(2 * LOOKED), s.rank("port visite", limit=20))[1],
    "suggest": lambda s, n: (s.suggest("vi"), s.suggest("le p"), s.suggest("pr", filters=AP)),
    "similar": lambda s, n: s.similar(f"a/{3 + n % 9}"),
    "explain": lambda s, n: s.explain("visite", f"a/{3 + n % 9}"),
    "advise": lambda s, n: s.advise("visite zanzibar", match="all"),
    "overview": lambda s, n: s.overview(),
    "article": lambda s, n: s.article(f"a/{3 + n % 9}"),
    "marked": lambda s, n: s.marked_article(f"a/{3 + n % 9}", "visite port"),
}


def overwriting(plan: Plan) -> Outcome:
    """Overwrite a stretch of a file under an open searcher, `plan.rounds` times, and ask everything."""
    outcome, dice = Outcome(), random.Random(plan.seed)
    models = []
    for name, prepare in (("one segment", one_segment), ("many segments", many_segments)):
        prepare(plan.work / name)
        models.append(plan.work / name)
    refused = dict.fromkeys(("seen", "unseen"), 0)
    with little_memory():
        for turn in range(plan.rounds):
            index = plan.work / "index"
            shutil.copytree(dice.choice(models), index)
            dated = turn % 2 == 0
            what = f"overwriting, seed {plan.seed}, round {turn}"
            outcome.tries += 1
            try:
                refused["seen" if dated else "unseen"] += overwritten(index, dated, dice, outcome, what)
            finally:
                shutil.rmtree(index)
    few = refused["seen"] < plan.rounds // 4
    outcome.hold(not few, f"only {refused['seen']} of {plan.rounds // 2} files were noticed")
    outcome.note = Both(
        f"refusées : {refused['seen']} ; sous une date d'avant : {refused['unseen']}",
        f"refused: {refused['seen']}; under an earlier date: {refused['unseen']}",
    )
    return outcome


def overwritten(index: Path, dated: bool, dice: random.Random, outcome: Outcome, what: str) -> bool:
    """Overwrite one file and ask; returns whether anything was refused. `dated`: when it was written to shows."""
    folder = index / "generations" / (index / "CURRENT").read_text().strip()
    files = [path for path in sorted(folder.iterdir()) if path.name != NAME and not path.name.endswith(".toc")]
    asked = [(name, dice.randrange(12)) for name in QUESTIONS]
    refused = False
    with open_searcher(index, settings=SETTINGS) as searcher:
        right = {one: QUESTIONS[one[0]](searcher, one[1]) for one in asked}
        path = dice.choice(files)
        written = path.stat()
        how = overwrite(path, dice)
        if not dated:
            os.utime(path, ns=(written.st_atime_ns, written.st_mtime_ns))
        what = f"{what}, {how} in {path.name}{'' if dated else ' unseen'}"
        for name, number in dice.sample(asked, len(asked)) * 2:
            try:
                answer = QUESTIONS[name](searcher, number)
                outcome.hold(not dated or answer == right[name, number], f"{what}: {name} {number}: WRONG ANSWER")
            except CorruptIndex as error:
                refused = True
                outcome.hold(path.name in str(error) and bool(error.hint), f"{what}: {name} {number}: {error}")
            except TrouvereError as error:
                # Of bytes that only look like the right ones, an id is not found, say.
                outcome.hold(not dated, f"{what}: {name} {number}: {type(error).__name__}: {error}")
            except Exception as error:
                outcome.failures.append(f"{what}: {name} {number}: raw {type(error).__name__}: {error}")
    return refused


def overwrite(path: Path, dice: random.Random) -> str:
    """Write over a stretch of a file, which stays as long as it was; says how."""
    content = path.read_bytes()
    start = dice.choice((0, 64, dice.randrange(len(content)), dice.randrange(len(content))))
    end = dice.choice((len(content), start + 1, start + 8, min(start + dice.randrange(1, 4_096), len(content))))
    stretch = content[start:end]
    ways: dict[str, Callable[[], bytes]] = {
        "zeros": lambda: bytes(len(stretch)),
        "ones": lambda: b"\xff" * len(stretch),
        "noise": lambda: dice.randbytes(len(stretch)),
        "ascending": lambda: bytes(n & 0xFF for n in range(len(stretch))),
        "reversed": lambda: stretch[::-1],
        "shifted": lambda: stretch[1:] + stretch[:1],
        "one bit": lambda: bytes([stretch[0] ^ 1 << dice.randrange(8)]) + stretch[1:],
    }
    way = dice.choice(sorted(ways))
    with path.open("r+b") as file:
        file.seek(start)
        file.write(ways[way]())
    return f"{way} at {start} to {end}"


@contextmanager
def little_memory() -> Iterator[None]:
    """Have what asks for far too much memory fail, here and not on the whole machine."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
