"""Opens the published generation, and a new one once it is published."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from trouvere.index.columns.generation import Generation
from trouvere.index.errors import CorruptIndex
from trouvere.index.events import tell
from trouvere.index.generation import published, stamp
from trouvere.index.settings import Settings
from trouvere.search.engines.lasting import check_open
from trouvere.search.engines.snapshot import Snapshot
from trouvere.search.forking import begins_anew_in_children

ATTEMPTS = 20


class Opened:
    """What is published in a folder, open. Safe to share between threads."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self._settings = settings
        self.closed = False
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`."""
        self._lock = Lock()
        self._snapshot: Snapshot | None = None

    def now(self) -> Snapshot:
        """Return the published generation, opened; a new one is opened once, by whoever notices it first.

        Searches under way keep the one they began with; its files are let go of with the last of them.
        """
        check_open(self)
        snapshot = self._snapshot
        if snapshot and snapshot.stamp == stamp(self.path):
            return snapshot
        with self._lock:
            for _ in range(ATTEMPTS):
                # Read before the generation is: one published in between is noticed by the next search.
                now = stamp(self.path)
                if self._snapshot and self._snapshot.stamp == now:
                    return self._snapshot
                try:
                    self._snapshot = self._open(now)
                    return self._snapshot
                except CorruptIndex:
                    # Pruned while it was being opened, or really damaged: only a new one is worth another try.
                    if stamp(self.path) == now:
                        raise
            raise CorruptIndex(f"{self.path} : publié sans cesse", hint="espacez les publications, ou gardez-en plus")

    def close(self) -> None:
        """Let go of the files; `now` raises `UsageError` from here on."""
        with self._lock:
            self.closed = True
            self._snapshot = None

    def _open(self, now: tuple[int, int]) -> Snapshot:
        folder, manifest = published(self.path)
        generation = Generation(folder, manifest.segments)
        generation.open()
        tell("generation.opened", index=str(self.path), generation=manifest.generation, articles=manifest.articles)
        return Snapshot.of(generation, manifest.generation, now, self._settings)
