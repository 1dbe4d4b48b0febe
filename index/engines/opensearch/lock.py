"""The write lock (lease) of an index on a cluster: one writer at a time; readers know nothing of it.

One document, `writer` of the index `NAME-lock`, made by whoever writes (the cluster refuses a second one) and renewed
every few seconds. One that nobody renews is left by the dead, and taken over.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.retry import create, retried
from trouvere.index.errors import BuildError, IndexLocked

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

WRITER = "writer"
POLL_SECONDS = 0.2
"""Seconds between two tries to get a lock that another process holds."""
RENEWAL_SECONDS = 5.0
"""Seconds between two renewals."""
STALE_SECONDS = 30.0
"""Seconds without a renewal after which a lock is left by the dead."""
ANSWER_SECONDS = 5.0
"""Seconds in which a call about a lock is answered, or another host is asked: one that hangs must not cost the lock."""
RETRY_SECONDS = 1.0
"""Seconds after which a renewal that failed is tried again."""
BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")
"""Has an id that each start of the machine draws anew."""
PID_NAMESPACE_FILE = Path("/proc/self/ns/pid")
"""Its inode number tells the namespace of process ids, such as that of a container."""


def index_of(address: Address) -> str:
    """Return the name of the index that has the lock."""
    return f"{address.name}-lock"


@dataclass
class ClusterLock:
    """A lock that is held."""

    client: OpenSearch
    address: Address
    mine: dict[str, Any]
    place: dict[str, int]
    """What the cluster calls the state in which this process left the document."""
    notices: tuple[str, ...] = ()
    lost: bool = False
    renewed: float = field(default_factory=time.monotonic)
    """When it was last known to be ours, by this process's own clock."""
    _end: Event = field(default_factory=Event)

    def check(self) -> None:
        """Raise `BuildError` where another writer has taken the lock over: this one was taken for dead."""
        if time.monotonic() - self.renewed > STALE_SECONDS:
            # Was this process halted? Then nothing has told it yet of what others did meanwhile.
            retried(self._renew, STALE_SECONDS)
        if self.lost:
            raise BuildError(
                f"{self.address} : le verrou a été repris par une autre écriture, rien n'a été publié",
                hint="relancez la commande",
            )

    def renew(self) -> None:
        """Renew it until it is let go of; a cluster that does not answer for a while is asked again."""
        from opensearchpy.exceptions import TransportError

        pause = RENEWAL_SECONDS
        while not self._end.wait(pause):
            pause = RENEWAL_SECONDS
            try:
                self._renew()
            except TransportError:
                # A thread's calls go to each host in turn, so the next one is to another.
                pause = min(RETRY_SECONDS, RENEWAL_SECONDS)
            if self.lost:
                return

    def _renew(self) -> None:
        from opensearchpy.exceptions import ConflictError

        try:
            self.place = _written(self.client, self.address, self.mine, self.place)
            self.renewed = time.monotonic()
        except ConflictError:
            self.lost = not self._still_mine()

    def _still_mine(self) -> bool:
        """Say whether who has changed the document was this process: the answer to it was lost."""
        from opensearchpy.exceptions import TransportError

        try:
            holder, place = _held(self.client, self.address)
        except TransportError:
            return True
        if holder is None or holder.get("token") != self.mine["token"]:
            return False
        self.place = place
        return True

    def let_go(self, renewing: Thread) -> None:
        """End the renewals and take the document away, if it is still ours."""
        from opensearchpy.exceptions import TransportError

        self._end.set()
        renewing.join()
        with suppress(TransportError):
            self.client.delete(
                index=index_of(self.address), id=WRITER, params=self.place, request_timeout=ANSWER_SECONDS
            )


@contextmanager
def writing(client: OpenSearch, address: Address, command: str, wait: float = 0) -> Iterator[ClusterLock]:
    """Hold the lock of an index, waited for `wait` seconds; one left by a dead process is taken over.

    Raises `IndexLocked`, which says who holds it.
    """
    lock = _taken(client, address, command, wait)
    renewing = Thread(target=lock.renew, daemon=True)
    renewing.start()
    try:
        yield lock
    finally:
        lock.let_go(renewing)


def is_held(client: OpenSearch, address: Address) -> bool:
    """Say whether somebody is writing to an index now; takes as long as a renewal where that is not seen at once."""
    holder, place = _held(client, address)
    if holder is None or _is_dead(holder):
        return False
    if not _seems_old(holder):
        return True
    # A clock elsewhere, or here, may be wrong.
    end = time.monotonic() + RENEWAL_SECONDS + RETRY_SECONDS
    while time.monotonic() < end:
        time.sleep(POLL_SECONDS)
        if _held(client, address)[1] != place:
            return True
    return False


def _taken(client: OpenSearch, address: Address, command: str, wait: float) -> ClusterLock:
    from opensearchpy.exceptions import ConflictError

    settings = {"hidden": True, "number_of_shards": 1, "auto_expand_replicas": "0-1"}
    body = {"settings": {"index": settings}, "mappings": {"dynamic": False}}
    # What is first asked of a cluster: one that does not answer is said not to at once.
    create(client, index_of(address), body, patience=0)
    mine = {
        "pid": os.getpid(),
        **_machine(),
        "command": command,
        "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "token": secrets.token_hex(8),
    }
    deadline = time.monotonic() + wait
    watched: tuple[dict[str, int], float] | None = None
    renewed = False
    while True:
        # Asked twice, what was done at first is a conflict with a holder that is this process.
        with suppress(ConflictError):
            return ClusterLock(client, address, mine, retried(lambda: _written(client, address, mine), STALE_SECONDS))
        holder, place = retried(lambda: _held(client, address), STALE_SECONDS)
        if holder is None:
            continue
        if holder.get("token") == mine["token"]:
            return ClusterLock(client, address, mine, place)
        if watched is None or watched[0] != place:
            renewed = watched is not None
            watched = place, time.monotonic()
        if _is_dead(holder) or time.monotonic() - watched[1] > STALE_SECONDS:
            with suppress(ConflictError):
                taken = retried(partial(_written, client, address, mine, place), STALE_SECONDS)
                return ClusterLock(client, address, mine, taken, (f"verrou abandonné repris ({_said(holder)})",))
            continue
        # A clock elsewhere may be wrong: what seems old is watched before it is taken for dead.
        if time.monotonic() > deadline and (renewed or not _seems_old(holder)):
            raise IndexLocked(
                f"{address} : une autre écriture est en cours ({_said(holder)})",
                hint="attendez qu'elle se termine, ou arrêtez ce processus ; les lecteurs ne sont pas gênés",
            )
        time.sleep(POLL_SECONDS)


def _written(
    client: OpenSearch, address: Address, mine: dict[str, Any], place: dict[str, int] | None = None
) -> dict[str, int]:
    """Write the document where it stands as `place` says, or where there is none; raises `ConflictError`."""
    body = {**mine, "renewed": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
    params: dict[str, Any] = {"op_type": "create"} if place is None else place
    return _place(
        client.index(index=index_of(address), id=WRITER, body=body, params=params, request_timeout=ANSWER_SECONDS)
    )


def _held(client: OpenSearch, address: Address) -> tuple[dict[str, Any] | None, dict[str, int]]:
    from opensearchpy.exceptions import NotFoundError

    try:
        found = client.get(index=index_of(address), id=WRITER, request_timeout=ANSWER_SECONDS)
    except NotFoundError:
        return None, {}
    return found["_source"], _place(found)


def _place(answer: dict[str, Any]) -> dict[str, int]:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def _machine() -> dict[str, Any]:
    """Return what tells the processes that a number may mean here from those of anywhere else.

    A name does not: containers and copies of a virtual machine often share one.
    """
    known: dict[str, Any] = {"host": socket.gethostname()}
    with suppress(OSError):
        known |= {"boot": BOOT_ID_FILE.read_text().strip(), "processes": PID_NAMESPACE_FILE.stat().st_ino}
    return known


def _is_dead(holder: dict[str, Any]) -> bool:
    """Say whether the holder was a process of this machine that is no more, as far as that is certain."""
    here = _machine()
    if "boot" not in here or any(holder.get(name) != value for name, value in here.items()):
        return False
    try:
        os.kill(int(holder["pid"]), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, KeyError, ValueError, OverflowError):
        return False
    return False


def _seems_old(holder: dict[str, Any]) -> bool:
    try:
        age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(holder["renewed"])
    except (KeyError, TypeError, ValueError):
        return True
    return age.total_seconds() > STALE_SECONDS


def _said(holder: dict[str, Any]) -> str:
    return "{}, processus {} sur {}, depuis {}".format(
        *(holder.get(name, "?") for name in ("command", "pid", "host", "since"))
    )
