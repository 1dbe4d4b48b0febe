"""`kill -9` of a process that builds, at random moments: readers see old or new, and the next build clears up."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from examples import OPERATIONS, assert_tidy, assert_whole, state
from faulty_storage import copy_index

from trouvere.index.errors import ArticleNotFound
from trouvere.index.storage import DISK

KILLS = 25
SERVER = """
import json, os, sys
from pathlib import Path
sys.path.append(sys.argv[1])
from examples import OPERATIONS, state
from trouvere.index.storage import DISK
for line in sys.stdin:
    number, index = json.loads(line)
    if (child := os.fork()) == 0:
        OPERATIONS[number].run(Path(index), DISK)
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Builders:
    """Processes that are fresh and have everything imported: forks of one that does nothing else."""

    def __init__(self) -> None:
        here = str(Path(__file__).parent)
        self._server = subprocess.Popen(
            [sys.executable, "-c", SERVER, here], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, number: int, index: Path, kill_after: float | None = None) -> tuple[int, float]:
        """Do an operation in a process of its own; returns its status and what it took."""
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
        return status, time.perf_counter() - started

    def close(self) -> None:
        self._server.communicate()


@pytest.fixture(scope="module")
def builders() -> Iterator[Builders]:
    made = Builders()
    yield made
    made.close()


def test_kill_9_leaves_the_old_generation_or_the_new_one(tmp_path: Path, builders: Builders) -> None:
    models = {}
    for number, operation in enumerate(OPERATIONS[1:], 1):
        model, new = tmp_path / f"old{number}", tmp_path / f"new{number}"
        operation.prepare(model)
        copy_index(model, new)
        status, seconds = builders.run(number, new)
        assert status == 0
        models[number] = model, state(model), state(new), seconds
    killed = 0
    for seed in range(KILLS):
        dice = random.Random(seed)
        number = dice.choice(sorted(models))
        model, old, wanted, seconds = models[number]
        index = tmp_path / f"i{seed}"
        copy_index(model, index)
        status, _ = builders.run(number, index, kill_after=dice.uniform(0, seconds))
        killed += status == signal.SIGKILL
        found = state(index)
        assert found in (old, wanted), (seed, OPERATIONS[number].name)
        assert_whole(index)
        with suppress(ArticleNotFound):
            OPERATIONS[number].run(index, DISK)
        assert state(index) == wanted
        assert_whole(index)
        assert_tidy(index, published=found != wanted)
    assert killed >= KILLS // 2
