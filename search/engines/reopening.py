"""What the searchers of all engines have in common: which generation answers, followed or held, and until when."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, Protocol, Self, TypeVar

from trouvere.index.errors import TrouvereError, UsageError
from trouvere.index.settings import Settings
from trouvere.search.fork_safety import begins_anew_in_children
from trouvere.search.query.variants import VariantFiles

S = TypeVar("S")
"""One generation, open: what an engine calls its snapshot."""
S_co = TypeVar("S_co", covariant=True)
T = TypeVar("T")


class Opening(Protocol[S_co]):
    """Tells which generation answers."""

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        ...

    @property
    def trouble(self) -> TrouvereError | None:
        """See `Searcher.trouble`."""
        ...

    def now(self) -> S_co:
        """Return it; raises `UsageError` once it was closed."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...


class CurrentSnapshot(Generic[S]):
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

    def answered(self, ask: Callable[[S], T]) -> T:
        """Return what `ask` makes of it."""
        return ask(self.now())

    def close(self) -> None:
        """See `Opening.close`: what is open belongs to the searcher that this one is of, and stays."""
        self._closed = True


def check_open(opening: Opening[object]) -> None:
    """Raise `UsageError` where it was closed."""
    if opening.closed:
        raise UsageError("cette recherche a été fermée (close)", hint="ouvrez-en une autre : open_searcher(INDEX)")


class BaseSearcher(Generic[S]):
    """A searcher that is open until it is closed."""

    settings: Settings
    _opened: Opening[S]
    _variants: VariantFiles

    @property
    def edition(self) -> str:
        """See `Searcher.edition`."""
        return self._variants.now().edition

    @property
    def trouble(self) -> TrouvereError | None:
        """See `Searcher.trouble`."""
        return self._opened.trouble

    def held(self) -> Self:
        """See `Searcher.held`."""
        # As copy() does, in a third of the time: every question asked of no held searcher goes through here.
        held = object.__new__(type(self))
        held.__dict__.update(self.__dict__, _opened=PinnedSnapshot(self._opened))
        return held

    def close(self) -> None:
        """See `Searcher.close`."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _now(self) -> S:
        """Return the generation that answers."""
        return self._opened.now()
