"""The write lock (flock) of an index in a folder: one writer at a time; readers know nothing of it."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from trouvere.index.engines.embedded.read.layout import LOCK as NAME
from trouvere.index.errors import BuildError, IndexLocked

POLL_SECONDS = 0.02
"""Seconds between two tries to get a lock that another process holds."""


@dataclass(frozen=True, slots=True)
class IndexLock:
    """A lock that is held; `notices` are worth saying, such as that it was taken over from a dead process."""

    index: Path
    descriptor: int
    notices: tuple[str, ...] = ()

    def is_lost(self) -> bool:
        """Return whether somebody has removed the file that the lock is on: then another writer has one of its own."""
        try:
            there = (self.index / NAME).lstat()
        except OSError:
            return True
        return not os.path.samestat(there, os.fstat(self.descriptor))

    def check(self) -> None:
        """Raise `BuildError` where it is lost: what this writer began with may not be what is published now."""
        if self.is_lost():
            raise BuildError(
                f"{self.index} : le fichier LOCK a été effacé ou remplacé pendant cette écriture, et une autre a pu"
                " passer : rien n'en a été publié",
                hint="relancez la commande, et laissez LOCK en place : il ne retient personne quand rien n'écrit",
            )


@contextmanager
def writing(index: Path, command: str, wait: float = 0) -> Iterator[IndexLock]:
    """Hold the lock of an index, waited for `wait` seconds.

    The kernel lets go of the lock when its holder dies, so a name left in the file by a dead process is known to be
    stale whatever its age. Raises `IndexLocked`, which says who holds it, where another process still does.
    """
    index.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(index / NAME, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        if not _taken(descriptor, wait):
            raise IndexLocked(
                f"{index} : une autre écriture est en cours ({_who(descriptor)})",
                hint="attendez qu'elle se termine, ou arrêtez ce processus ; les lecteurs ne sont pas gênés",
            )
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
            yield IndexLock(index, descriptor, notices)
        finally:
            os.ftruncate(descriptor, 0)
            # Said, not left to the close: a process forked meanwhile by another thread has the file open too.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def hold(folder: Path) -> int:
    """Let others see that a folder has a living owner, until `let_go` of what this returns."""
    descriptor = os.open(folder, os.O_RDONLY)
    # Some network file systems lock no folders: there every leftover seems to be of the dead.
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def let_go(descriptor: int) -> None:
    """See `hold`."""
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def is_held(folder: Path) -> bool:
    """Return whether a folder has a living owner."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _taken(descriptor: int, wait: float) -> bool:
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            # Asked again and again, not waited for in the kernel: that knows no deadline but by signals.
            if (left := deadline - time.monotonic()) <= 0:
                return False
            time.sleep(min(POLL_SECONDS, left))


def _who(descriptor: int) -> str:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        return f"{holder['command']}, processus {holder['pid']} sur {holder['host']}, depuis {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return ""
