"""Hostile queries through Python and through HTTP: each is answered, none by a 5xx, none past the deadline.

Every query is asked twice, in Python and at an address; one address in eight at a real server's socket. In as many
processes as there are cores. The index is the sample; where the variable TORTURE_INDEX names another, one query in
twenty is asked of that too, with other words.

What holds the deadline is looked at by itself: the longest time, of the asking thread alone, between two looks at it.
"""

from __future__ import annotations

import gc
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

from torture.fuzzing import Queries, asked_in_python, asked_over_http, in_process, over_a_socket
from torture.outcome import Both, Outcome, Plan
from torture.serving import served
from trouvere.index import build_index
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.search.budget import Budget, within
from trouvere.web import create_app

SETTINGS = Settings(metrics=False, log_level="error")
DEADLINE, GRACE = SETTINGS.search_deadline, 0.1
SOCKET = 8
"""Of so many addresses one is asked at a socket."""
OTHER = 20
"""Of so many queries one is asked of the other index too."""
FEW = 1_000
"""Queries below which one process asks them all."""

Ask = Callable[[str, random.Random], str]


@dataclass
class Tally:
    """What came of some queries."""

    tries: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    step: tuple[float, str] = (0.0, "")

    def add(self, other: Tally) -> None:
        """Add what came of others."""
        self.tries += other.tries
        self.failures += other.failures
        self.slowest, self.step = max(self.slowest, other.slowest), max(self.step, other.step)

    def told(self) -> Both:
        """Return how many were asked which way, and what took longest."""
        slowest = f"{self.slowest[0] * 1e3:.0f} ms ({self.slowest[1]})"
        step = f"{self.step[0] * 1e3:.0f} ms ({self.step[1]})"
        return Both(
            ", ".join(f"{count} par {way}" for way, count in self.tries.items())
            + f" ; la plus lente : {slowest}, le plus long pas : {step}",
            ", ".join(f"{count} by {way}" for way, count in self.tries.items()).replace("un socket", "a socket")
            + f"; the slowest: {slowest}, the longest step: {step}",
        )


class Looks:
    """A clock for a deadline: notes the longest time that its thread has taken between two looks at it."""

    def __init__(self) -> None:
        self._last = time.thread_time()
        self.longest = 0.0

    def __call__(self) -> float:
        """Return the time."""
        self.longest = max(self.longest, time.thread_time() - self._last)
        self._last = time.thread_time()
        return time.monotonic()


class Asker:
    """Asks one index, in one process."""

    def __init__(self, index: Path, seed: int) -> None:
        self._index, self._seed = index, seed
        self._open = ExitStack()
        app = create_app(index, settings=SETTINGS)
        port = int(self._open.enter_context(served(app)).rpartition(":")[2])
        searcher = self._open.enter_context(open_searcher(index, settings=SETTINGS))
        ids = list(searcher.rank("visite OU grève OU président OU de", match="any", limit=50).ids)
        words = sorted({word for one in ids[:20] for word in searcher.article(one).text.split()[:200]})
        searcher.search("présidnet", match="all")  # makes the tables that are made once
        client = app.test_client()
        client.get("/search?q=pr%C3%A9sidnet")
        gc.freeze()  # A collection goes through all that is alive: what is alive here, modules of tests too, is ours.
        self._queries = Queries(seed, words)
        self._python: Ask = partial(asked_in_python, searcher, ids)
        self._http: Ask = partial(asked_over_http, in_process(client), ids)
        self._socket: Ask = partial(asked_over_http, over_a_socket(port), ids)

    def ask(self, turns: Iterable[int]) -> Tally:
        """Ask the queries of these numbers."""
        tally = Tally()
        for turn in turns:
            http = ("un socket", self._socket) if not turn % SOCKET else ("HTTP", self._http)
            for way, ask in (("Python", self._python), http):
                self._answered(turn, way, ask, tally)
        return tally

    def close(self) -> None:
        """Let go of the index, and of the port."""
        self._open.close()

    def _answered(self, turn: int, way: str, ask: Ask, tally: Tally) -> None:
        """Ask, and note what goes wrong and how long it took: of two tries, where the first was too long."""
        query = self._queries[turn]
        what = f"queries, {self._index.name}, seed {self._seed}, round {turn}, {way}"
        tally.tries[way] += 1
        seconds = step = float("inf")
        for _ in range(2):
            looks, started, wrong = Looks(), time.perf_counter(), ""
            try:
                with within(Budget(DEADLINE, clock=looks)):
                    wrong = ask(query, random.Random(f"{self._seed} {turn} {way}"))
                looks()
            # Whatever comes out is what is looked for.
            except Exception as error:
                wrong = f"{type(error).__name__}: {error}"
            seconds, step = min(seconds, time.perf_counter() - started), min(step, looks.longest)
            late = wrong.startswith(("SearchTimeout", "503 ")) or seconds > DEADLINE + GRACE
            # The machine may have done something else the first time, hardly the second.
            if not late and (wrong or way != "Python" or step <= GRACE):
                break
        tally.slowest = max(tally.slowest, (seconds, f"{way}, {turn}"))
        tally.step = max(tally.step, (step, f"{way}, {turn}"))
        if late:
            tally.failures.append(f"{what}, {query[:80]!r}: {wrong or 'answered'} after {seconds:.2f} s")
        elif wrong:
            tally.failures.append(f"{what}, {query[:80]!r}: {wrong}")
        elif way == "Python" and step > GRACE:
            tally.failures.append(f"{what}, {query[:80]!r}: not a look at the deadline for {step:.2f} s")


def asked(index: Path, seed: int, turns: Iterable[int]) -> Tally:
    """Ask queries of an index."""
    with closing(Asker(index, seed)) as asker:
        return asker.ask(turns)


def fuzzed(plan: Plan) -> Outcome:
    """Ask `plan.rounds` queries, each in Python and over HTTP."""
    sample = plan.work / "sample.idx"
    build_index(sample, [str(files("trouvere.index") / "sample")])
    outcome, notes = Outcome(), []
    wanted = [(sample, plan.rounds)]
    if other := os.environ.get("TORTURE_INDEX"):
        wanted.append((Path(other).absolute(), plan.rounds // OTHER))
    for index, rounds in wanted:
        tally = Tally()
        for each in _shared(index, plan.seed, rounds):
            tally.add(each)
        outcome.tries += tally.tries.total()
        outcome.failures += tally.failures
        told = tally.told()
        notes.append(Both(f"{index.name} : {told.fr}", f"{index.name}: {told.en}"))
    outcome.note = Both(" ; ".join(each.fr for each in notes), "; ".join(each.en for each in notes))
    return outcome


def _shared(index: Path, seed: int, rounds: int) -> Iterable[Tally]:
    """Yield what came of the queries, shared among processes where there are many."""
    if rounds < FEW:
        yield asked(index, seed, range(rounds))
        return
    cores = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(cores, get_context("spawn")) as processes:
        yield from processes.map(partial(asked, index, seed), [range(core, rounds, cores) for core in range(cores)])
