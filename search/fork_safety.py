"""Fork safety: after a fork the child begins anew, whatever threads of the parent were doing.

Of all threads only the one that forks goes on in the child. A lock that another one held stays locked there for ever,
so each child gets locks of its own, and opens the index again at its first question.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forked(Protocol):
    """Something with locks, or with what is guarded by locks."""

    def begin_anew(self) -> None:
        """Replace every lock, and let go of everything that holds one: called in the child, before all else there."""
        ...


_open: WeakSet[Forked] = WeakSet()


def begins_anew_in_children(one: Forked) -> None:
    """Call `one.begin_anew()` in every process forked from this one, as long as `one` lives."""
    _open.add(one)


def _in_child() -> None:
    for one in list(_open):
        one.begin_anew()


if hasattr(os, "register_at_fork"):  # absent where nothing forks
    os.register_at_fork(after_in_child=_in_child)
