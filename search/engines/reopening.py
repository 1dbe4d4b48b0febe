"""Which generation of an index answers: the one published now, opened anew when it changes, or one that is pinned.

What Lucene calls a SearcherManager: `CurrentSnapshot` reopens, `PinnedSnapshot` stays.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import Lock
from typing import Generic, Protocol, TypeVar

from trouvere.index.errors import TrouvereError, UsageError
from trouvere.search.fork_safety import begins_anew_in_children

S = TypeVar("S")
"""One generation, open: what an engine calls its snapshot."""
T = TypeVar("T")


class Opening(Protocol[S]):
    """Tells which generation answers."""

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        ...

    @property
    def trouble(self) -> TrouvereError | None:
        """See `Searcher.trouble`."""
        ...

    def now(self) -> S:
        """Return it; raises `UsageError` once it was closed."""
        ...

    def answered(self, ask: Callable[[S], T], *, quick: bool = False) -> T:
        """Return what `ask` makes of it; `quick`: that takes no longer than it takes to look whether files changed."""
        ...

    def of(self, snapshot: S, ask: Callable[[S], T], *, quick: bool) -> T:
        """Return what `ask` makes of a snapshot that was opened here."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...


class CurrentSnapshot(ABC, Generic[S]):
    """What is published, open; a new generation once it is noticed. Safe to share between threads, and over a fork."""

    def __init__(self) -> None:
        self.closed = False
        self.begin_anew()
        begins_anew_in_children(self)

    @property
    def trouble(self) -> TrouvereError | None:
        """See `Searcher.trouble`."""
        return None

    def begin_anew(self) -> None:
        """See `Forked`."""
        self._lock = Lock()
        self._snapshot: S | None = None

    @abstractmethod
    def now(self) -> S:
        """See `Opening.now`."""

    def answered(self, ask: Callable[[S], T], *, quick: bool = False) -> T:
        """See `Opening.answered`."""
        return self.of(self.now(), ask, quick=quick)

    def of(self, snapshot: S, ask: Callable[[S], T], *, quick: bool) -> T:
        """See `Opening.of`."""
        return ask(snapshot)

    def close(self) -> None:
        """Let go of what is open; `now` raises `UsageError` from here on."""
        with self._lock:
            self.closed = True
            self._snapshot = None


class PinnedSnapshot(Generic[S]):
    """One generation that stays what answers, whatever is published meanwhile, until its `owner` is closed.

    On a cluster an update changes a generation in place: there it is seen all the same.
    """

    def __init__(self, owner: Opening[S]) -> None:
        self._owner = owner
        self._snapshot = owner.now()
        self._closed = False

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
        check_open(self)
        return self._snapshot

    def answered(self, ask: Callable[[S], T], *, quick: bool = False) -> T:
        """See `Opening.answered`."""
        return self.of(self.now(), ask, quick=quick)

    def of(self, snapshot: S, ask: Callable[[S], T], *, quick: bool) -> T:
        """See `Opening.of`."""
        return self._owner.of(snapshot, ask, quick=quick)

    def close(self) -> None:
        """See `Opening.close`: what is open belongs to the searcher that this one is of, and stays."""
        self._closed = True


def check_open(opening: Opening[S]) -> None:
    """Raise `UsageError` where it was closed."""
    if opening.closed:
        raise UsageError("cette recherche a été fermée (close)", hint="ouvrez-en une autre : open_searcher(INDEX)")
