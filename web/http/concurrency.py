"""Lets only so many requests search at once, each within one deadline; one more is refused at once, never kept waiting.

A request that waits for a thread is under way too: `trouvere serve` says how many do (`WAITING`). Other servers keep
theirs in the system's queue, which is short.
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

WAITING = "trouvere-waiting"
"""Where among an app's extensions a server leaves a function that says how many requests wait for a thread."""
ARRIVED = "trouvere.arrived"
"""What a server says of a request, in its environment: when it was there, by `time.monotonic`."""
FREE = ("static", "other")
"""Kinds of requests that search nothing."""


class ConcurrencyLimit:
    """Counts the requests that search, of one blueprint in one process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`."""
        self._lock = Lock()
        self._inside = 0

    def guard(self, blueprint: Blueprint) -> None:
        """Have the requests of a blueprint pass through."""
        blueprint.before_request(self._enter)
        blueprint.teardown_request(self._leave)

    def _enter(self) -> None:
        if kind_asked() in FREE or request.method == "OPTIONS":
            return
        waiting: Callable[[], int] = current_app.extensions.get(WAITING, int)
        with self._lock:
            most = self._settings.max_concurrent
            if most and self._inside + waiting() >= most:
                raise TooManySearches(
                    f"plus de {most} recherches à la fois",
                    hint="relevez le réglage max_concurrent, ou ajoutez des processus",
                )
            self._inside += 1
        stack = g.trouvere_gate = ExitStack()
        stack.callback(self._out)
        # Whoever waited for a thread was waiting for an answer.
        since: float | None = request.environ.get(ARRIVED)
        stack.enter_context(within(budget_of(self._settings, since=since, page=True)))

    def _leave(self, error: BaseException | None) -> None:
        stack: ExitStack | None = g.pop("trouvere_gate", None)
        if stack:
            stack.close()

    def _out(self) -> None:
        with self._lock:
            self._inside -= 1
