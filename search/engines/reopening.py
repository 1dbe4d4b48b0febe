"""Which generation of an index answers: the one published now, opened anew when it changes, or one that is pinned.

What Lucene calls a SearcherManager: `CurrentSnapshot` reopens, `PinnedSnapshot` stays.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from trouvere.index.errors import TrouvereError, UsageError
from trouvere.search.fork_safety import begins_anew_in_children

S = TypeVar("S")
"""One generation, open: what an engine calls its snapshot."""
T = TypeVar("T")


class Opening(ABC, Generic[S]):
    """Tells which generation answers."""

    _closed = False

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    @property
    def trouble(self) -> TrouvereError | None:
        """See `Searcher.trouble`."""
        return None

    @abstractmethod
    def now(self) -> S:
        """Return the generation that answers; raises `UsageError` once it was closed."""

    def answered(self, ask: Callable[[S], T], *, quick: bool = False) -> T:
        """Return what `ask` makes of it; `quick`: that takes no longer than it takes to look whether files changed."""
        return self.of(self.now(), ask, quick=quick)

    def of(self, snapshot: S, ask: Callable[[S], T], *, quick: bool) -> T:
        """Return what `ask` makes of a snapshot that was opened here."""
        return ask(snapshot)

    def close(self) -> None:
        """Let go of what is open; `now` raises `UsageError` from here on."""
        self._closed = True

    def check_open(self) -> None:
        """Raise `UsageError` where it was closed."""
        if self.closed:
            raise UsageError("cette recherche a été fermée (close)", hint="ouvrez-en une autre : open_searcher(INDEX)")


class CurrentSnapshot(Opening[S]):
    """What is published, open; a new generation once it is noticed. Safe to share between threads, and over a fork."""

    def __init__(self) -> None:
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`."""
        self._lock = Lock()
        self._snapshot: S | None = None

    def close(self) -> None:
        """See `Opening.close`."""
        with self._lock:
            super().close()
            self._snapshot = None


class PinnedSnapshot(Opening[S]):
    """One generation that stays what answers, whatever is published meanwhile, until its `owner` is closed.

    On a cluster an update changes a generation in place: there it is seen all the same. What is open belongs to the
    owner, and stays when this is closed.
    """

    def __init__(self, owner: Opening[S]) -> None:
        self._owner = owner
        self._snapshot = owner.now()

    @property
    def closed(self) -> bool:
        """See `Opening.closed`."""
        return self._closed or self._owner.closed

    @property
    def trouble(self) -> TrouvereError | None:
        """See `Searcher.trouble`."""
        return self._owner.trouble

    def now(self) -> S:
        """See `Opening.now`."""
        self.check_open()
        return self._snapshot

    def of(self, snapshot: S, ask: Callable[[S], T], *, quick: bool) -> T:
        """See `Opening.of`."""
        return self._owner.of(snapshot, ask, quick=quick)
