"""HTTP server of `trouvere serve`: waitress with connection limits and timeouts, so that no client stops it for others.

A connection that does not send its request, or does not read its answer, is closed after a time; where there are as
many as may be, the one that has waited longest makes room. One answer at a time is written for a connection, without a
thread that waits for its reader. What a supervisor asks is answered by threads of its own.
"""

from __future__ import annotations

import logging
import socket
import time
from operator import itemgetter
from pathlib import Path
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from trouvere.index.errors import TrouvereError
from trouvere.index.events import tell
from trouvere.web.http.concurrency import ARRIVED_KEY

HEADER_BYTES = 128 << 10
"""Size of a request's address and headers at the most, in bytes: a client may leave them half sent."""
ACCEPT_BATCH = 64
"""Connections accepted at once, before those that are open are served again."""
IDLE_SECONDS = 120.0
"""Keep-alive timeout of a connection that was answered: a proxy keeps those to a server for about as long."""
RECENT_SECONDS, SEND_SECONDS = 1.0, 0.01
"""Age up to which a connection is recent, and is closed last to make room; and time that sending a request may take."""
POLL_SECONDS = 0.2
"""Timeout of a poll where nothing comes."""
PAUSE_SECONDS = 1.0
"""Pause in accepting connections, once the system has no descriptor for one more."""
REPORT_SECONDS = 60.0
"""Time between two log lines that the server is full."""
SPARE_DESCRIPTORS, CONNECTION_DESCRIPTORS = 16, 2
"""File descriptors reserved for the index, whose next generation is opened beside the old one; and those of one
connection: its own, and a file for an answer that its reader has not read."""
MIN_CONNECTIONS = 4
"""Connections below which the server does not start."""
QUICK_PATHS = ("/healthz", "/readyz", "/metrics", "/static/")
"""Prefixes of paths that search nothing."""
QUICK_THREADS = 2


class RequestQueues:
    """Two thread pools with their queues: `threads` for searches, `QUICK_THREADS` for what searches nothing."""

    def __init__(self, threads: int) -> None:
        self.searches, self.quick = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self.searches.set_thread_count(threads)
        self.quick.set_thread_count(QUICK_THREADS)

    def add_task(self, channel: Channel) -> None:
        """Queue the first request of a connection."""
        request = channel.requests[0]
        quick = request.error or request.path.startswith(QUICK_PATHS)
        (self.quick if quick else self.searches).add_task(channel)

    def shutdown(self) -> None:
        """Stop the threads, once the requests under way are answered."""
        for lane in (self.quick, self.searches):
            lane.shutdown()


class Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """A request, with the time of its arrival."""

    def get_environment(self) -> dict[str, Any]:
        """Return the WSGI environment of the request."""
        environ: dict[str, Any] = super().get_environment()
        environ[ARRIVED_KEY] = self.channel.arrived
        return environ


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection. `since`: when the wait for the client began; `arrived`: when its request was complete."""

    task_class = Task

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.since = self.arrived = time.monotonic()
        self.answered = self.held = False

    @property
    def busy(self) -> bool:
        """Whether its request is being answered, or queued."""
        return bool(self.requests) and not self.held

    def received(self, data: bytes) -> bool:
        """Parse received bytes. The timeout of a request begins with its first byte."""
        begun = self.request is not None
        taken: bool = super().received(data)
        if self.request is not None and not begun:
            self.since, self.answered = time.monotonic(), False
        return taken

    def service(self) -> None:
        """Answer the first request."""
        super().service()
        self.since, self.answered = time.monotonic(), True

    def readable(self) -> bool:
        """Say whether something may be read. Once closed nothing may: its descriptor may be another's already."""
        return self.connected and bool(super().readable())

    def writable(self) -> bool:
        """Say whether there is something to send; asked in each turn of the server, after every answer too."""
        if not self.connected:
            return False
        if self.held and not self.total_outbufs_len:
            self.held = False
            self.server.add_task(self)
        return bool(super().writable())

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Do not wait for the reader: the next request waits instead, `Server.add_task`."""


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Waitress, bound to a socket that listens."""

    channel_class = Channel

    def __init__(
        self, app: Any, bound: socket.socket, *, threads: int, connections: int, patience: float, body: int
    ) -> None:
        self._connections, self._patience = connections, patience
        self._closed_until = self._told = 0.0
        adjustments = Adjustments(
            sockets=[bound],
            ident="trouvere",
            max_request_body_size=body,
            max_request_header_size=HEADER_BYTES,
            # Ours comes first, and makes room: theirs lets nobody in.
            connection_limit=connections + 16,
            cleanup_interval=1,
            asyncore_use_poll=True,
            log_socket_errors=False,
        )
        adjustments.asyncore_loop_timeout = POLL_SECONDS
        self.lanes = RequestQueues(threads)
        super().__init__(
            app,
            {},
            True,
            bound,
            self.lanes,
            adjustments,
            (bound.family, bound.type, bound.proto, bound.getsockname()),
            bind_socket=False,
        )

    @property
    def waiting(self) -> int:
        """How many requests wait for a thread."""
        return len(self.lanes.searches.queue)

    def add_task(self, channel: Channel) -> None:
        """Queue a request for a thread, once the answer before it is sent."""
        channel.arrived = time.monotonic()
        if channel.total_outbufs_len:
            channel.held = True
        else:
            self.lanes.add_task(channel)

    def readable(self) -> bool:
        """Say whether somebody is let in; whoever has waited longest makes room.

        Asked first in each turn, and nobody is closed later in it but for what he himself does: a descriptor that is
        another's now would be taken for his.
        """
        let_in = bool(super().readable()) and time.monotonic() >= self._closed_until
        if len(self.active_channels) >= self._connections and not self._make_room():
            self._tell("connections")
            return False
        return let_in

    def handle_accept(self) -> None:
        """Accept waiting connections, as many as there is room for."""
        for _ in range(min(ACCEPT_BATCH, self._connections - len(self.active_channels))):
            try:
                accepted = self.accept()
            except OSError as error:
                # Of the system, all of it maybe: to try again at once would be to do nothing else.
                self._closed_until = time.monotonic() + PAUSE_SECONDS
                self._tell(error.strerror or type(error).__name__)
                return
            if accepted is None:
                return
            connection, client = accepted
            try:
                self.set_socket_options(connection)
                Channel(self, connection, client, self.adj, map=self._map)
            except OSError:  # who came is gone already
                connection.close()

    def maintenance(self, now: float) -> None:
        """Close the connections that have been waited for too long: for a request, or for their reader.

        Called by `readable`.
        """
        moment = time.monotonic()
        for channel in list(self.active_channels.values()):
            if channel.busy:
                continue
            if channel.total_outbufs_len:
                late = now - channel.last_activity > self._patience
                channel.since = moment
            else:
                late = moment - channel.since > (IDLE_SECONDS if channel.answered else self._patience)
            if late:
                channel.handle_close()

    def close(self) -> None:
        """Close the socket and every connection."""
        for channel in list(self.active_channels.values()):
            channel.handle_close()
        super().close()

    def _make_room(self) -> bool:
        """Close some connections that are waited for, and return whether there were any.

        First those that do not send their request, then those that do not read their answer, then who has just come;
        none that may not have had the time to send one.
        """
        monotonic, now = time.monotonic(), time.time()
        candidates: list[tuple[bool, bool, float, Channel]] = []
        for channel in self.active_channels.values():
            if not channel.busy:
                reads = channel.total_outbufs_len > 0
                waited = now - channel.last_activity if reads else monotonic - channel.since
                if waited < SEND_SECONDS and not reads:
                    continue
                recent = waited < RECENT_SECONDS
                candidates.append((recent, reads is not recent, -waited, channel))
        candidates.sort(key=itemgetter(0, 1, 2))
        for *_, channel in candidates[: 1 + self._connections // ACCEPT_BATCH]:
            channel.handle_close()
        return bool(candidates)

    def _tell(self, reason: str) -> None:
        now = time.monotonic()
        if now - self._told >= REPORT_SECONDS or not self._told:
            self._told = now
            tell("server.full", logging.WARNING, reason=reason, connections=len(self.active_channels))


def room_for(connections: int) -> int:
    """Raise the limit of file descriptors as needed; return how many connections it allows, `connections` at most.

    Raises `TrouvereError` where they are fewer than `MIN_CONNECTIONS`.
    """
    try:
        import resource
    except ImportError:  # not a POSIX system: sockets are no descriptors there
        return connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _open_now() + SPARE_DESCRIPTORS + CONNECTION_DESCRIPTORS * connections
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
            soft = allowed
        except (OSError, ValueError):  # what the system allows all processes may be less
            pass
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return connections
    room = (soft - _open_now() - SPARE_DESCRIPTORS) // CONNECTION_DESCRIPTORS
    if room < MIN_CONNECTIONS:
        raise TrouvereError(
            f"trop peu de descripteurs de fichiers pour servir : {soft}",
            hint="relevez la limite : ulimit -n 1024, ou LimitNOFILE= de systemd",
        )
    tell("server.narrow", logging.WARNING, descriptors=soft, connections=room)
    return room


def _open_now() -> int:
    """Return how many descriptors are open, about: where the system does not say, as many as a server begins with."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            return sum(1 for _ in Path(folder).iterdir())
        except OSError:
            continue
    return 32
