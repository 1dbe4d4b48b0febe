"""What runs in a worker process: messages in on standard input, results out on standard output, until it is closed."""

from __future__ import annotations

import gc
import marshal
import os
import select
import signal
import sys
from pathlib import Path
from threading import Thread
from typing import Any

from trouvere.index.batches.crew import receive, send
from trouvere.index.batches.work import Merge, Worker
from trouvere.index.errors import TrouvereError
from trouvere.index.sources.fields import FieldNames
from trouvere.index.storage import DISK


def main() -> None:
    """Work until standard input ends. An interrupt is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    Thread(target=_end_with_parent, args=(source.fileno(),), daemon=True).start()
    # Whatever a library prints must not fall between our messages.
    os.dup2(2, 1)
    # Tokens and rows are freed by reference counts; a collector that walks through them only costs time.
    gc.disable()
    _, folder, dictionary, rename, most_chars, name = receive(source)
    worker = Worker(DISK, Path(folder), dictionary, FieldNames(rename, most_chars=most_chars), name)
    while (message := receive(source)) is not None:
        try:
            send(target, ("done", _answer(worker, *message)))
        except (TrouvereError, OSError, MemoryError) as error:
            send(target, ("error", str(error) or type(error).__name__))


def _end_with_parent(source: int) -> None:
    """End the process when its parent has ended: nobody wants its files, and the next build clears their folder."""
    watch = select.poll()
    watch.register(source, 0)
    watch.poll()
    os._exit(1)


def _answer(worker: Worker, name: str, *arguments: Any) -> Any:
    if name == "batch":
        number, rows = arguments
        made = worker.batch(number, marshal.loads(rows))
        return made.ids, made.digests, made.skipped
    if name == "merge":
        return worker.merge(Merge(*arguments))
    return worker.finish()
