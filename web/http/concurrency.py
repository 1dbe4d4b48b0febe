"""Concurrency limit (rate limiting, throttling, load shedding): searches at once in a process, each within a deadline.

One more is refused at once (503), never queued. A request that waits for a thread counts too: `trouvere serve` tells
how many do (`WAITING_KEY`). Other servers keep theirs in the system's queue, which is short.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from threading import Lock

from flask import Blueprint, current_app, g, request

from trouvere.index.errors import TooManySearches
from trouvere.index.settings import Settings
from trouvere.search.budget import budget_of, within
from trouvere.search.fork_safety import begins_anew_in_children
from trouvere.web.telemetry.signals import kind_asked

WAITING_KEY = "trouvere-waiting"
"""Key in an app's `extensions` of a function of the server that returns how many requests wait for a thread."""
ARRIVED_KEY = "trouvere.arrived"
"""Key in a request's WSGI environment of the time, by `time.monotonic`, at which the request was complete."""
FREE_KINDS = ("static", "other")
"""Kinds of requests that search nothing."""


class ConcurrencyLimit:
    """Semaphore of the requests that search, of one blueprint in one process; none waits for it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`."""
        self._lock = Lock()
        self._inside = 0

    def guard(self, blueprint: Blueprint) -> None:
        """Apply the limit to the requests of a blueprint."""
        blueprint.before_request(self._enter)
        blueprint.teardown_request(self._leave)

    def _enter(self) -> None:
        if kind_asked() in FREE_KINDS or request.method == "OPTIONS":
            return
        waiting: Callable[[], int] = current_app.extensions.get(WAITING_KEY, int)
        with self._lock:
            most = self._settings.max_concurrent
            if most and self._inside + waiting() >= most:
                raise TooManySearches(
                    f"plus de {most} recherches à la fois",
                    hint="relevez le réglage max_concurrent, ou ajoutez des processus",
                )
            self._inside += 1
        stack = g.trouvere_concurrency = ExitStack()
        stack.callback(self._out)
        # Whoever waited for a thread was waiting for an answer.
        since: float | None = request.environ.get(ARRIVED_KEY)
        stack.enter_context(within(budget_of(self._settings, since=since, page=True)))

    def _leave(self, error: BaseException | None) -> None:
        stack: ExitStack | None = g.pop("trouvere_concurrency", None)
        if stack:
            stack.close()

    def _out(self) -> None:
        with self._lock:
            self._inside -= 1
