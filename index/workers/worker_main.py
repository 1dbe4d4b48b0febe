"""The main loop of a worker process: messages in on standard input, results out on standard output."""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
from importlib import import_module
from threading import Thread
from typing import IO, Any

from trouvere.index.errors import TrouvereError
from trouvere.index.workers.cpu_limit import allowing
from trouvere.index.workers.pool import receive, send
from trouvere.index.workers.tasks import Merge

WORKERS = {"columns": "trouvere.index.workers.tasks", "opensearch": "trouvere.index.engines.opensearch.loader"}
"""Where the function `begin` is that makes a worker, by what it writes."""


def main() -> None:
    """Work until standard input ends. An interrupt is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    Thread(target=_end_with_parent, args=(source.fileno(),), daemon=True).start()
    # Whatever a library prints must not fall between our messages.
    os.dup2(2, 1)
    # Tokens and rows are freed by reference counts; a collector that walks through them only costs time.
    gc.disable()
    _, kind, seconds, *arguments = receive(source)
    worker = import_module(WORKERS[kind]).begin(*arguments)
    with allowing(seconds):
        while _served(worker, receive(source), target):
            pass


def _end_with_parent(source: int) -> None:
    """End the process when its parent has ended: nobody wants its files, and the next build clears their folder."""
    watch = select.poll()
    watch.register(source, 0)
    watch.poll()
    os._exit(1)


def _served(worker: Any, message: tuple[Any, ...] | None, target: IO[bytes]) -> bool:
    """Do what a message asks and return whether another may follow, for which nothing of this one is kept."""
    if message is None:
        return False
    try:
        send(target, ("done", _answer(worker, *message)))
    except (TrouvereError, OSError, MemoryError) as error:
        send(target, ("error", str(error) or type(error).__name__))
    return True


def _answer(worker: Any, name: str, *arguments: Any) -> Any:
    if name == "batch":
        number, rows = arguments
        return tuple(worker.batch(number, rows))
    if name == "merge":
        return worker.merge(Merge(*arguments))
    return worker.finish()
