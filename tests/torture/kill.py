"""`kill -9` of a process that writes, at random moments: readers see old or new, nothing that was said to be published
is lost, and the next writing clears up."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from examples import OPERATIONS, assert_tidy, assert_whole, state
from faulty_storage import copy_index

from torture.outcome import Both, Outcome, Plan
from trouvere.index.errors import ArticleNotFound, TrouvereError
from trouvere.index.storage import DISK

LATER = 1.15
"""A kill comes up to so many times what the operation takes: some come after it has said that it is done."""
SERVER = """
import json, os, sys, time
from pathlib import Path
sys.path.append(sys.argv[1])
from examples import OPERATIONS, state
from trouvere.index.events import log
from trouvere.index.storage import DISK
log.disabled = True
for line in sys.stdin:
    number, index = json.loads(line)
    if (child := os.fork()) == 0:
        OPERATIONS[number].run(Path(index), DISK)
        Path(index + ".done").touch()
        time.sleep(float(sys.argv[2]))
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@dataclass(frozen=True)
class Model:
    """An operation's index before it, what a reader sees before and after, and how long it takes."""

    index: Path
    old: tuple[object, ...]
    wanted: tuple[object, ...]
    seconds: float


class Builders:
    """Processes that are fresh and have everything imported: forks of one that does nothing else."""

    def __init__(self, linger: float = 0.02) -> None:
        reliability = str(Path(__file__).parents[1] / "reliability")
        command = [sys.executable, "-c", SERVER, reliability, str(linger)]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, number: int, index: Path, kill_after: float | None = None) -> tuple[int, bool, float]:
        """Do an operation in a process of its own; returns its status, whether it said it was done, and what it took."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps([number, str(index)]) + "\n")
        self._server.stdin.flush()
        child = int(self._server.stdout.readline())
        started = time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = int(self._server.stdout.readline())
        return status, Path(f"{index}.done").exists(), time.perf_counter() - started

    def close(self) -> None:
        self._server.communicate()


def kills(plan: Plan) -> Outcome:
    """Kill `plan.rounds` processes, each in another copy of an index; one that was done before the kill is not counted."""
    builders = Builders()
    try:
        models = {number: prepared(builders, number, plan.work) for number in range(1, len(OPERATIONS))}
        outcome = Outcome()
        turn = done = after = 0
        while outcome.tries < plan.rounds and (turn := turn + 1) <= 4 * plan.rounds:
            dice = random.Random(f"{plan.seed} {turn}")
            number = dice.choice(sorted(models))
            model, index = models[number], plan.work / f"i{turn}"
            copy_index(model.index, index)
            status, said, _ = builders.run(number, index, kill_after=dice.uniform(0, LATER * model.seconds))
            outcome.tries += status == signal.SIGKILL
            done += said
            what = f"kill, seed {plan.seed}, round {turn}, {OPERATIONS[number].name}"
            outcome.hold(status in (0, signal.SIGKILL), f"{what}: ended by itself with {status}")
            try:
                after += judged(outcome, what, number, model, index, said)
            except (AssertionError, TrouvereError, OSError) as error:
                outcome.failures.append(f"{what}: {type(error).__name__}: {error}")
            DISK.remove(index)
    finally:
        builders.close()
    outcome.hold(outcome.tries == plan.rounds, f"only {outcome.tries} processes were alive when they were killed")
    late = turn - outcome.tries
    outcome.note = Both(
        f"et {late} tués trop tard ; nouvelle génération vue {after} fois, {done} annoncées",
        f"and {late} killed too late; the new generation seen {after} times, {done} announced",
    )
    return outcome


def prepared(builders: Builders, number: int, work: Path) -> Model:
    """Return an operation with an index it can be done to."""
    old, new = work / f"old{number}", work / f"new{number}"
    OPERATIONS[number].prepare(old)
    copy_index(old, new)
    status, _, seconds = builders.run(number, new)
    assert status == 0, OPERATIONS[number].name
    return Model(old, state(old), state(new), seconds)


def judged(outcome: Outcome, what: str, number: int, model: Model, index: Path, said: bool) -> bool:
    """Look at an index whose writer was killed, and write to it again; returns whether the new state was there."""
    found = state(index)
    outcome.hold(found in (model.old, model.wanted), f"{what}: a reader sees neither old nor new: {found}")
    outcome.hold(not said or found == model.wanted, f"{what}: said to be published, and is not")
    assert_whole(index)
    with suppress(ArticleNotFound):
        OPERATIONS[number].run(index, DISK)
    outcome.hold(state(index) == model.wanted, f"{what}: doing it again gave something else")
    assert_whole(index)
    assert_tidy(index, published=found != model.wanted)
    return found == model.wanted
