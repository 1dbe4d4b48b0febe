"""Opens the published generation, and a new one once it is published."""

from __future__ import annotations

from pathlib import Path

from trouvere.index.columns.generation import Generation
from trouvere.index.errors import CorruptIndex
from trouvere.index.events import tell
from trouvere.index.generation import published, stamp
from trouvere.index.settings import Settings
from trouvere.search.engines.lasting import Followed, check_open
from trouvere.search.engines.snapshot import Snapshot

ATTEMPTS = 20


class Opened(Followed[Snapshot]):
    """What is published in a folder: see `Followed`."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self._settings = settings
        super().__init__()

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

    def _open(self, now: tuple[int, int]) -> Snapshot:
        folder, manifest = published(self.path)
        generation = Generation(folder, manifest.segments)
        generation.open()
        tell("generation.opened", index=str(self.path), generation=manifest.generation, articles=manifest.articles)
        return Snapshot.of(generation, manifest.generation, now, self._settings)
