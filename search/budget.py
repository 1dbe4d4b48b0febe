"""Search budget: the seconds and postings that one question may take.

Whoever asks opens a budget (`within`); the few functions that read lists spend from the one at hand (`spend`) before
each step, so that no step begins past the deadline and none is long. Tables that are made once for a generation never
spend while they are made: given up half-way, they would be begun again by every search and never be finished.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from trouvere.index.errors import SearchTimeout
from trouvere.index.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

POSTINGS_STEP = 1 << 18
"""Postings that are looked at between two looks at the clock, where a list is longer than that: some milliseconds."""

ITEMS_STEP = 1 << 8
"""Words, parts of a text, documents that are gone through in Python between two looks at the clock."""


class Budget:
    """Seconds and postings that are left; 0 of either bounds nothing. Of one thread.

    `since` is when the seconds began, now by default. `page`: what is asked for is a page, which keeps of each article
    what it shows (`article_parts.shown`); a program is given all of it.
    """

    __slots__ = ("_clock", "_most", "_until", "page", "spent")

    def __init__(
        self,
        seconds: float = 0,
        postings: int = 0,
        *,
        since: float | None = None,
        page: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._until = (clock() if since is None else since) + seconds if seconds else None
        self._most = postings
        self.page = page
        self.spent = 0

    def spend(self, postings: int = 0) -> None:
        """Say that so many postings are about to be looked at; raises `SearchTimeout` where that is too much."""
        self.spent += postings
        if self._most and self.spent > self._most:
            raise SearchTimeout(
                "cette recherche lit trop de l'index",
                hint="cherchez des mots plus rares ou moins de mots, ou relevez le réglage max_postings",
            )
        if self._until is not None and self._clock() > self._until:
            raise SearchTimeout(
                "cette recherche a dépassé le temps permis",
                hint="cherchez des mots plus rares ou moins de mots, ou relevez le réglage search_deadline",
            )

    def left(self) -> float | None:
        """Return the seconds left, None where they are not bounded; raises `SearchTimeout` where none are."""
        if self._until is None:
            return None
        self.spend()
        return max(self._until - self._clock(), 0.001)


_at_hand: ContextVar[Budget | None] = ContextVar("trouvere_budget", default=None)


def spend(postings: int = 0) -> None:
    """Spend from the budget at hand; without one, nothing is bounded."""
    budget = _at_hand.get()
    if budget is not None:
        budget.spend(postings)


def for_page() -> bool:
    """Say whether what is asked for is a page."""
    budget = _at_hand.get()
    return budget is not None and budget.page


def left() -> float | None:
    """Return the seconds left of the budget at hand, None where nothing bounds them."""
    budget = _at_hand.get()
    return None if budget is None else budget.left()


def steps(postings: int) -> Iterator[slice]:
    """Yield the stretches in which a list so long is gone through, each spent before it is yielded."""
    for start in range(0, postings, POSTINGS_STEP):
        spend(min(POSTINGS_STEP, postings - start))
        yield slice(start, start + POSTINGS_STEP)


def watched(items: Iterable[T]) -> Iterator[T]:
    """Yield items that take some microseconds each, with a look at the clock after every so many of them."""
    # Nearly all texts and lists are short: those cost nothing.
    return iter(items) if isinstance(items, list | set | tuple) and len(items) < ITEMS_STEP else _watched(items)


def _watched(items: Iterable[T]) -> Iterator[T]:
    for number, item in enumerate(items, 1):
        yield item
        if not number % ITEMS_STEP:
            spend()


@contextmanager
def within(budget: Budget) -> Iterator[Budget]:
    """Have all that is asked in this block spend from one budget: the one at hand already, where there is one.

    A page that asks three questions has one deadline.
    """
    outer = _at_hand.get()
    if outer is not None:
        yield outer
        return
    token = _at_hand.set(budget)
    try:
        yield budget
    finally:
        _at_hand.reset(token)


@contextmanager
def unbounded() -> Iterator[None]:
    """Have what is made once for a generation, in this block, spend from no budget."""
    token = _at_hand.set(None)
    try:
        yield
    finally:
        _at_hand.reset(token)


def budget_of(settings: Settings, *, since: float | None = None, page: bool = False) -> Budget:
    """Return what the settings allow one question; `since` and `page` as in `Budget`."""
    return Budget(settings.search_deadline, settings.max_postings, since=since, page=page)


def bounded(method: Callable[P, R]) -> Callable[P, R]:
    """Have a method, of something with `settings`, answer within the budget that they allow."""

    @wraps(method)
    def answer(*args: P.args, **values: P.kwargs) -> R:
        asked: Any = args[0]
        with within(budget_of(asked.settings)):
            return method(*args, **values)

    return answer
