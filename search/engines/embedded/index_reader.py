"""Index reader: opens the published generation, and a new one once it is published.

What was opened goes on answering where the one published after it cannot be opened: `IndexReader.trouble` says why.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from trouvere.index.columns.read.generation import LOOK_SECONDS, Generation
from trouvere.index.engines.embedded.read.generation import REPAIR, published, stamp, traces
from trouvere.index.errors import CorruptIndex, TrouvereError
from trouvere.index.events import Readability, tell
from trouvere.index.settings import Settings
from trouvere.index.storage import reading
from trouvere.search.engines.embedded.snapshot import EmbeddedSnapshot
from trouvere.search.engines.reopening import CurrentSnapshot

T = TypeVar("T")

MAX_ATTEMPTS = 20
"""Generations that an opening tries, as long as each was superseded meanwhile."""
RETRY_PAUSE_FACTOR = 10
"""After a failed opening none is tried for this many times as long as it took, unless the files change."""
RETRY_SECONDS = 60.0
"""Seconds for which no other thread tries to open while one does."""


@dataclass(slots=True)
class Trouble:
    """Why the published generation was not opened, and until when that is not tried again."""

    error: TrouvereError
    traces: tuple[object, ...]
    until: float


class IndexReader(CurrentSnapshot[EmbeddedSnapshot]):
    """What is published in a folder, or `only` one generation, published or not: see `CurrentSnapshot`."""

    def __init__(self, path: Path, settings: Settings, *, only: EmbeddedSnapshot | None = None) -> None:
        self.path = path
        self._settings = settings
        self._only = only
        super().__init__()

    def begin_anew(self) -> None:
        """See `Forked`."""
        super().begin_anew()
        self._trouble: Trouble | None = None
        self._readability = Readability(self.path)

    @property
    def trouble(self) -> TrouvereError | None:
        """See `Searcher.trouble`."""
        return self._trouble.error if self._trouble else None

    def now(self) -> EmbeddedSnapshot:
        """Return the published generation, opened; a new one is opened once, by whoever notices it first.

        Searches under way keep the one they began with; its files are let go of with the last of them. Where what is
        published cannot be opened, that is the generation open before, and raises where there is none.
        """
        self.check_open()
        if known := self._only or self._answering():
            return known
        with self._lock:
            return self._answering() or self._followed()

    def _answering(self) -> EmbeddedSnapshot | None:
        """Return what is open, None where something is to be opened; raises what is known to stand in its way."""
        snapshot, trouble = self._snapshot, self._trouble
        if snapshot and snapshot.generation.written_to():
            return None
        if trouble is None:
            return snapshot if snapshot and snapshot.stamp == self._stamp() else None
        if time.monotonic() > trouble.until or traces(self.path) != trouble.traces:
            return None
        if snapshot is None:
            raise trouble.error.anew()
        return snapshot

    def _stamp(self) -> tuple[int, int] | None:
        try:
            return stamp(self.path)
        except TrouvereError:
            return None

    def _followed(self) -> EmbeddedSnapshot:
        if self._snapshot and self._snapshot.generation.written_to():
            # What it holds in memory, and what it would read from here on, is of other bytes than were published.
            self._snapshot = None
        began, seen = time.monotonic(), traces(self.path)
        if self._trouble:
            # Whoever asks meanwhile does not wait.
            self._trouble.until, self._trouble.traces = began + RETRY_SECONDS, seen
        try:
            self._snapshot = self._newest()
        except TrouvereError as error:
            now = time.monotonic()
            self._trouble = Trouble(error.anew(), seen, now + RETRY_PAUSE_FACTOR * (now - began))
            if self._snapshot is None:
                # Who asked is told, and tells.
                raise
            self._readability.lost(error, self._snapshot.name)
        else:
            self._trouble = None
            self._readability.found(self._snapshot.name)
        return self._snapshot

    def _newest(self) -> EmbeddedSnapshot:
        for _ in range(MAX_ATTEMPTS):
            # Read before the generation is: one published in between is noticed by the next search.
            now = stamp(self.path)
            if self._snapshot and self._snapshot.stamp == now:
                return self._snapshot
            try:
                return self._open(now)
            except CorruptIndex:
                # Pruned while it was being opened, or really damaged: only a new one is worth another try.
                if self._stamp() == now:
                    raise
        raise CorruptIndex(f"{self.path} : publié sans cesse", hint="espacez les publications, ou gardez-en plus")

    def _open(self, now: tuple[int, int]) -> EmbeddedSnapshot:
        folder, manifest = published(self.path)
        try:
            with reading(folder):
                generation = Generation(folder, manifest.segments, fields=manifest.fields)
                generation.open()
        except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError) as error:
            # Whole files that hold what no writer of ours writes.
            raise CorruptIndex(f"{folder} : illisible ({type(error).__name__})", hint=REPAIR) from error
        tell("generation.opened", index=str(self.path), generation=manifest.generation, articles=manifest.articles)
        return EmbeddedSnapshot.of(generation, manifest.generation, now, self._settings)

    def of(self, snapshot: EmbeddedSnapshot, ask: Callable[[EmbeddedSnapshot], T], *, quick: bool) -> T:
        """See `Opening.of`: the answer is of files as they were verified.

        A block is verified once. A file that is written to after that may hold anything: nothing that was read of it is
        given away, and whatever comes of reading it is a `CorruptIndex` that names it.
        """
        try:
            found = ask(snapshot)
        except TrouvereError:
            _see_to(snapshot)
            raise
        except Exception:
            # Bytes that are not what was written may make anything fail.
            _see_to(snapshot)
            snapshot.generation.check_anew()
            raise
        _see_to(snapshot, LOOK_SECONDS if quick else 0.0)
        return found


def _see_to(snapshot: EmbeddedSnapshot, since: float = 0.0) -> None:
    """Raise `CorruptIndex` where a file was written to; a look at them holds for `since` seconds."""
    if path := snapshot.generation.written_to(since):
        raise CorruptIndex(f"{path} : changé depuis qu'il est ouvert", hint=REPAIR)
