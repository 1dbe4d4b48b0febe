"""A CPU time limit an article. Past that it is given up, whatever takes so long, and the others go on.

Nothing is timed where an article begins and ends: a clock ticks about once a second of CPU, and an article that is
still the same after enough ticks is given up. In the main thread, as in every worker process, the clock is a signal,
which interrupts regular expressions too; in other threads it is a thread beside, which interrupts between two steps of
Python ([decision 21](../docs/decisions/0021-an-article-is-given-up.md)).
"""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType

from trouvere.index.errors import BuildError

TICK_SECONDS = 1.0
"""Seconds of CPU between two ticks, at the most."""


class TooSlow(BaseException):
    """Raised wherever the work is. Not an `Exception`: libraries that go on after any of those go on after this not."""


class _Clock:
    """What one thread is allowed, and since when it has been at the same article."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.step = min(TICK_SECONDS, seconds / 4)
        self.allowed: list[float] = []
        """Of the article under way, and of what it is part of."""
        self.since: float | None = None
        """CPU of the thread at the first tick for what is under way."""
        self.lock: threading.Lock | None = None
        """Held by a thread beside while it interrupts, so that it interrupts nothing else. A signal needs none."""

    def is_over(self, spent: float) -> bool:
        """Take in a tick, and return whether what is under way has had what it is allowed."""
        if not self.allowed:
            return False
        if self.since is None:
            self.since = spent
        return spent - self.since >= self.allowed[-1]


class _Local(threading.local):
    clock: _Clock | None = None


_local = _Local()


class CpuLimit:
    """A `with` statement for the work on one article: an error of this kind says that it was given up.

    `times` is how often what one article is allowed may be taken by work on several of them at once. Nothing is bounded
    where no `allowing` is in force.
    """

    __slots__ = ("_error", "_times")

    def __init__(self, error: Callable[[str], Exception], times: float = 1) -> None:
        self._error = error
        self._times = times

    def __enter__(self) -> None:
        if (clock := _local.clock) is not None:
            clock.since = None
            clock.allowed.append(clock.seconds * self._times)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if (clock := _local.clock) is None:
            return
        if clock.lock is None:
            clock.allowed.pop()
            clock.since = None
        else:
            with clock.lock:
                clock.allowed.pop()
                clock.since = None
        if kind is TooSlow:
            raise self._error(f"plus de {clock.seconds:g} s de calcul pour un article (max_article_seconds)") from None


def went_on() -> None:
    """Say that more of a source has been read: what is under way is not the same any more."""
    if (clock := _local.clock) is not None:
        clock.since = None


@contextmanager
def allowing(seconds: float) -> Iterator[None]:
    """Bound what this thread does to one article, within each `CpuLimit`; 0: do not."""
    if not seconds or _local.clock is not None:
        yield
        return
    clock = _Clock(seconds)
    ticking = _signals(clock) if _signals_are_free() else _thread(clock)
    with ticking:
        _local.clock = clock
        try:
            yield
        except TooSlow:
            # It came when its article was just done: so rare that nothing else is made of it.
            raise BuildError("un article a été abandonné trop tard", hint="relancez la commande") from None
        finally:
            _local.clock = None


def _signals_are_free() -> bool:
    """Return whether this thread can be interrupted by a timer, and nobody else uses that."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return False
    if signal.getsignal(signal.SIGVTALRM) is not signal.SIG_DFL or any(signal.getitimer(signal.ITIMER_VIRTUAL)):
        return False
    try:
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    except ValueError:  # the main thread of an interpreter within another, as mod_wsgi has
        return False
    return True


@contextmanager
def _signals(clock: _Clock) -> Iterator[None]:
    def tick(number: int, frame: FrameType | None) -> None:
        # What is in this file is soon done: the next tick is early enough.
        if clock.is_over(time.thread_time()) and (frame is None or frame.f_code.co_filename != __file__):
            raise TooSlow

    signal.signal(signal.SIGVTALRM, tick)
    # Calls of the system go on where they were.
    signal.siginterrupt(signal.SIGVTALRM, False)
    signal.setitimer(signal.ITIMER_VIRTUAL, clock.step, clock.step)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


@contextmanager
def _thread(clock: _Clock) -> Iterator[None]:
    watched, over = threading.get_ident(), threading.Event()
    spent = _cpu_of(watched)
    clock.lock = lock = threading.Lock()

    def tick() -> None:
        while not over.wait(clock.step):
            with lock:
                if clock.is_over(spent()):
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(watched), ctypes.py_object(TooSlow))

    beside = threading.Thread(target=tick, name="trouvere-allowance", daemon=True)
    beside.start()
    try:
        yield
    finally:
        over.set()
        beside.join()


def _cpu_of(thread: int) -> Callable[[], float]:
    """Return what tells the CPU that a thread has taken; where the system cannot, that of the process."""
    clock_of = getattr(time, "pthread_getcpuclockid", None)
    if clock_of is None:
        return time.process_time
    number = clock_of(thread)
    return lambda: time.clock_gettime(number)
