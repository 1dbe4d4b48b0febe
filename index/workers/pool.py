"""The worker pool, processes fed by a thread each: a queue of jobs in, their results out in the order of the jobs.

Processes are started as `python -c`, not forked: a program that embeds Trouvère may hold threads and locks, and a
script without a `__main__` guard must not run twice.
"""

from __future__ import annotations

import json
import marshal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from contextlib import suppress
from queue import Empty, Full, Queue
from struct import Struct
from threading import Thread
from typing import IO, Any

from trouvere.index.errors import BuildError
from trouvere.index.storage import RETRY_HINT
from trouvere.index.workers.batches import Row
from trouvere.index.workers.tasks import Merge

MESSAGE_LENGTH = Struct("<Q")
"""The length of a message in bytes, which goes through the pipe before it."""
WORKER_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from trouvere.index.workers.worker_main import main
main()
"""
"""The program of a worker process, which takes the `sys.path` of this one as its argument."""
Job = tuple[bytes, "Future[Any]"]
"""A message as it goes through the pipe, made once: batches may be large."""


class WorkerPool:
    """Several workers on one folder. `batch` returns at once; it waits only while all workers are busy."""

    def __init__(self, processes: int) -> None:
        self._jobs: Queue[Job | None] = Queue(maxsize=processes)
        self._workers = [WorkerProcess() for _ in range(processes)]

    def begin(self, kind: str, seconds: float, *arguments: Any) -> None:
        """Say what the work is, by a key of `worker_main.WORKERS`. Each worker gets its number beside the arguments.

        `seconds` is the CPU that one article may take: see `cpu_limit.allowing`. The processes were started before, so
        that they import while this is found out.
        """
        for number, worker in enumerate(self._workers):
            worker.start(self._jobs, ("start", kind, seconds, *arguments, number))

    def batch(self, number: int, rows: Sequence[Row]) -> Future[tuple[Any, ...]]:
        """Have a run made; see `tasks.Worker.batch`. The result is a `Made`, as a plain tuple."""
        return self._submit(marshal.dumps(("batch", number, list(rows))))

    def finish(self) -> list[Any]:
        """Have every worker do what is left to do once all batches are made; return what each answers."""
        for _ in self._workers:
            self._jobs.put(None)
        for worker in self._workers:
            worker.join()
        # Asked all, then heard all: they save side by side.
        for worker in self._workers:
            worker.send(("finish",))
        answers = []
        for worker in self._workers:
            answers.append(worker.answer())
            worker.start(self._jobs)
        return answers

    def merge(self, tasks: Sequence[Merge], on_written: Callable[[Merge], None]) -> None:
        """Have files of the segment written; `on_written` is told of each task that is done. Returns when all are."""
        waiting = {self._submit(marshal.dumps(("merge", task.segment, task.parts, task.live))): task for task in tasks}
        for future in as_completed(waiting):
            future.result()
            on_written(waiting[future])

    def close(self) -> None:
        """End the workers, whatever they are doing, and the threads that feed them."""
        for worker in self._workers:
            worker.kill()
        with suppress(Empty):
            while True:
                self._jobs.get_nowait()
        for _ in self._workers:
            self._jobs.put(None)
        for worker in self._workers:
            worker.close()

    def _submit(self, message: bytes) -> Future[Any]:
        future: Future[Any] = Future()
        while True:
            for worker in self._workers:
                if worker.failed:
                    raise worker.failed
            try:
                self._jobs.put((message, future), timeout=1)
                return future
            except Full:
                continue


class WorkerProcess:
    """One worker process and the thread that talks to it."""

    def __init__(self) -> None:
        self.failed: BuildError | None = None
        self.thread: Thread | None = None
        self._process = subprocess.Popen(
            # -P: nothing in the current folder is imported in place of a library; what this program imports from, is.
            [sys.executable, "-P", "-c", WORKER_PROGRAM, json.dumps([path for path in sys.path if path])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def start(self, jobs: Queue[Job | None], first: tuple[Any, ...] | None = None) -> None:
        """Send a first message, if there is one, and take jobs from a queue until it says that there are no more."""
        self.thread = Thread(target=self._work, args=(jobs, first), daemon=True)
        self.thread.start()

    def _work(self, jobs: Queue[Job | None], first: tuple[Any, ...] | None) -> None:
        if first:
            # Sent from here: until the process is up and reads, whoever sends waits.
            self.send(first)
        # No name is given to a job here: while the next one is waited for, it would keep the memory of the last.
        while self._done(jobs.get()):
            pass

    def _done(self, job: Job | None) -> bool:
        """Have a job done and return whether another may follow."""
        if job is None:
            return False
        message, future = job
        del job
        try:
            self.send(message)
            del message  # which is large, while the process works on it
            future.set_result(self.answer())
        except Exception as error:
            if not isinstance(error, BuildError):
                error = BuildError(f"processus d'indexation : {error}", hint=RETRY_HINT)
            self.failed = error
            future.set_exception(error)
            return False
        return True

    def answer(self) -> Any:
        """Return the result of the job that was sent last; raises `BuildError` where it or its process failed."""
        answer = receive(self._process.stdout)
        if answer is None:
            raise BuildError(
                "un processus d'indexation s'est arrêté",
                hint="la mémoire manque peut-être : relancez avec --set processes=1",
            )
        kind, value = answer
        if kind == "error":
            raise BuildError(value, hint=RETRY_HINT)
        return value

    def send(self, message: tuple[Any, ...] | bytes) -> None:
        """Send a message, or one made before; raises `BuildError` where the process has ended."""
        try:
            send(self._process.stdin, message)
        except BrokenPipeError:
            raise BuildError("un processus d'indexation s'est arrêté", hint="relancez la commande") from None

    def join(self) -> None:
        """Wait until no more jobs are taken."""
        if self.thread:
            self.thread.join()

    def kill(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Let go of the thread and the pipes, once the process has ended."""
        self.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                # What was still to be written to a process that has ended is written nowhere.
                with suppress(BrokenPipeError):
                    pipe.close()


def send(pipe: IO[bytes] | None, message: Any) -> None:
    """Write a message, a tuple of plain values: strings, bytes, numbers, lists, tuples, dictionaries, None.

    One that is bytes was made into them before.
    """
    assert pipe is not None
    content = message if type(message) is bytes else marshal.dumps(message)
    pipe.write(MESSAGE_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: IO[bytes] | None) -> Any:
    """Return the next message, None at the end."""
    assert pipe is not None
    head = pipe.read(MESSAGE_LENGTH.size)
    if len(head) < MESSAGE_LENGTH.size:
        return None
    content = pipe.read(MESSAGE_LENGTH.unpack(head)[0])
    return marshal.loads(content)
