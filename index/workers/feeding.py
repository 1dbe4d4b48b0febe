"""Feeds batches to a worker pool, or to one worker in this process where there is little, and settles them in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from trouvere.index.settings import Settings
from trouvere.index.workers.batches import Row, is_whole
from trouvere.index.workers.pool import WorkerPool
from trouvere.index.workers.tasks import Made, Merge


class WorkerInProcess:
    """One worker in this process, with the methods of a `WorkerPool`; `make` is given what its processes would be."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self._worker: Any = None

    def begin(self, kind: str, seconds: float, *arguments: Any) -> None:
        """See `WorkerPool.begin`."""
        self._worker = self._make(*arguments, 0)

    def batch(self, number: int, rows: Sequence[Row]) -> Future[tuple[Any, ...]]:
        """See `WorkerPool.batch`: it is done when this returns."""
        future: Future[tuple[Any, ...]] = Future()
        future.set_result(self._worker.batch(number, rows))
        return future

    def finish(self) -> list[Any]:
        """See `WorkerPool.finish`."""
        return [self._worker.finish()]

    def merge(self, tasks: Sequence[Merge], on_written: Callable[[Merge], None]) -> None:
        """See `WorkerPool.merge`."""
        for task in tasks:
            self._worker.merge(task)
            on_written(task)

    def close(self) -> None:
        """See `WorkerPool.close`."""
        if self._worker:
            self._worker.close()


Workers = WorkerPool | WorkerInProcess


def processes_of(settings: Settings) -> int:
    """Return how many processes may work: those of the settings, else as many as there are cores for us."""
    return settings.processes or len(os.sched_getaffinity(0))


@contextmanager
def worked(
    batches: Iterable[list[Row]],
    processes: int,
    make: Callable[..., Any],
    begin: Callable[[Workers, list[Row]], None],
    settle: Callable[[Made], None],
) -> Iterator[Workers | None]:
    """Have all batches made, and yield the workers for what comes after; None where there was no batch.

    `begin` begins them, and is shown the first batch: where that is small, one worker works in this process. `settle`
    is told what became of each batch, in their order.
    """
    workers: Workers | None = None
    waiting: deque[Future[tuple[Any, ...]]] = deque()
    try:
        for number, rows in enumerate(batches):
            if workers is None:
                many = processes > 1 and is_whole(rows)
                workers = WorkerPool(processes) if many else WorkerInProcess(make)
                begin(workers, rows)
            waiting.append(workers.batch(number, rows))
            while waiting and waiting[0].done():
                settle(Made(*waiting.popleft().result()))
        while waiting:
            settle(Made(*waiting.popleft().result()))
        yield workers
    finally:
        if workers:
            workers.close()
