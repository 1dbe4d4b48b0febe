"""Signals to the command itself, `trouvere index build` and `update` with processes of its own that work for it:
`kill -9`, and those after which it clears away what it was making."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from examples import QUERIES, assert_tidy, assert_whole, state
from faulty_storage import copy_index

from torture.outcome import Both, Outcome, Plan
from trouvere.index.errors import TrouvereError
from trouvere.index.storage import DISK

ARTICLES = 4_000
GONE = 20.0
"""Seconds after which processes that worked for a killed one must have ended too."""


def commands(plan: Plan) -> Outcome:
    """Kill `plan.rounds` commands, alone and not the processes that they started; then run each again to its end."""
    outcome, after, turn, seen = Outcome(), 0, 0, 0
    old, new = corpus(plan.work / "old.jsonl", 1), corpus(plan.work / "new.jsonl", 2)
    model = plan.work / "model"
    run("build", model, old).wait()
    wanted, seconds = {}, {}
    for verb in ("build", "update"):
        copy_index(model, done := plan.work / verb)
        started = time.perf_counter()
        assert run(verb, done, new).wait() == 0
        wanted[verb], seconds[verb] = state(done), time.perf_counter() - started
    before = state(model)
    while outcome.tries < plan.rounds and (turn := turn + 1) <= 4 * plan.rounds:
        dice = random.Random(f"{plan.seed} {turn}")
        verb = ("build", "update")[turn % 2]
        copy_index(model, index := plan.work / f"i{turn}")
        process = run(verb, index, new)
        time.sleep(dice.uniform(0.1, 0.8) * seconds[verb])
        helpers = children(process.pid)
        seen += len(helpers)
        sent = dice.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGHUP))
        process.send_signal(sent)
        status = process.wait()
        outcome.tries += status != 0
        what = f"command, seed {plan.seed}, round {turn}, {verb}, {sent.name}"
        # Before it has begun, nothing hears a signal in its place.
        outcome.hold(status in (0, -sent, 128 + sent), f"{what}: ended with {status}")
        if status > 0:
            left = [path.name for path in index.glob("building-*")]
            outcome.hold(not left, f"{what}: left {left}")
        outcome.hold(ended(helpers), f"{what}: processes that worked for it go on: {helpers}")
        try:
            found = state(index)
            outcome.hold(found in (before, wanted[verb]), f"{what}: a reader sees neither old nor new: {found}")
            assert_whole(index)
            outcome.hold(run(verb, index, new).wait() == 0, f"{what}: running it again fails")
            outcome.hold(state(index) == wanted[verb], f"{what}: running it again gave something else")
            assert_whole(index)
            assert_tidy(index, published=found != wanted[verb])
            after += found == wanted[verb]
        except (AssertionError, TrouvereError, OSError) as error:
            outcome.failures.append(f"{what}: {type(error).__name__}: {error}")
        DISK.remove(index)
    outcome.hold(outcome.tries == plan.rounds, f"only {outcome.tries} commands were running when they were killed")
    outcome.hold(seen > 0, "no command had a process that worked for it")
    outcome.note = Both(
        f"{ARTICLES} articles ; {seen} processus aidaient ; nouvelle génération vue {after} fois",
        f"{ARTICLES} articles; {seen} processes were helping; the new generation seen {after} times",
    )
    return outcome


def corpus(path: Path, seed: int) -> Path:
    """Write articles that differ by the seed, large enough for several processes to work on."""
    dice = random.Random(seed)
    words = [word.strip('*"').split(":")[-1] for word in QUERIES]
    with path.open("w", encoding="utf-8") as file:
        for number in range(ARTICLES):
            text = " ".join(dice.choice(words) + str(dice.randrange(900)) for _ in range(200))
            article = {"id": f"a/{number}", "title": f"{dice.choice(words)} {number}", "text": f"Le maire. {text}."}
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
    return path


def run(verb: str, index: Path, source: Path) -> subprocess.Popen[bytes]:
    """Start the command."""
    command = [str(Path(sys.executable).with_name("trouvere")), "index", verb, str(index), str(source)]
    environment = os.environ | {"TROUVERE_PROCESSES": "2"}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def children(process: int) -> list[int]:
    """Return the processes that a process has started and not waited for."""
    try:
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def ended(processes: list[int]) -> bool:
    """Return whether processes end by themselves."""
    deadline = time.monotonic() + GONE
    while any(Path(f"/proc/{one}").exists() for one in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
