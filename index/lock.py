"""Says who is writing to an index, so that two never do at once; readers know nothing of it."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trouvere.index.errors import IndexLocked

NAME = "LOCK"


@contextmanager
def writing(index: Path, command: str) -> Iterator[tuple[str, ...]]:
    """Hold the lock of an index; yields what is worth saying, such as a stale lock taken over.

    The kernel lets go of the lock when its holder dies, so a name left in the file by a dead process is known to be
    stale whatever its age. Raises `IndexLocked`, which says who holds it, while another process does.
    """
    index.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(index / NAME, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexLocked(
                f"{index} : une autre écriture est en cours ({_who(descriptor)})",
                hint="attendez qu'elle se termine, ou arrêtez ce processus ; les lecteurs ne sont pas gênés",
            ) from None
        left = _who(descriptor)
        notices = (f"verrou abandonné repris ({left})",) if left else ()
        mine = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "command": command,
            "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(mine).encode(), 0)
        try:
            yield notices
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _who(descriptor: int) -> str:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        return f"{holder['command']}, processus {holder['pid']} sur {holder['host']}, depuis {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return ""
