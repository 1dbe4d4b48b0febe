"""The embedded engine as an `IndexEngine`: an index in a folder.

Each method imports what it needs: who only asks what is published loads no writer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trouvere.index.article import Source
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.embedded.read.layout import GENERATIONS, is_generation
from trouvere.index.engines.engine import StoredArticles, WriteOptions
from trouvere.index.errors import TrouvereError
from trouvere.index.report import BuildReport, CheckReport, Expect, IndexInfo
from trouvere.index.settings import Settings
from trouvere.index.storage import Storage


@dataclass(frozen=True, slots=True)
class EmbeddedIndexEngine:
    """See `IndexEngine`."""

    folder: Path
    storage: Storage

    def build(
        self, sources: Source | Iterable[Source], options: WriteOptions, expect: Expect | None = None
    ) -> BuildReport:
        """See `IndexEngine.build`."""
        from trouvere.index.engines.embedded.build import build

        return build(self.folder, self.storage, sources, options, expect)

    def update(
        self,
        sources: Source | Iterable[Source],
        options: WriteOptions,
        *,
        mirror: bool = False,
        max_delete: float | None = None,
        dry_run: bool = False,
    ) -> BuildReport:
        """See `IndexEngine.update`."""
        from trouvere.index.engines.embedded.update import update

        return update(
            self.folder, self.storage, sources, options, mirror=mirror, max_delete=max_delete, dry_run=dry_run
        )

    def delete(self, ids: Collection[str], options: WriteOptions, *, purge: bool = False) -> BuildReport:
        """See `IndexEngine.delete`."""
        from trouvere.index.engines.embedded.update import delete

        return delete(self.folder, self.storage, ids, options, purge=purge)

    def rebuild(self, options: WriteOptions) -> BuildReport:
        """See `IndexEngine.rebuild`."""
        from trouvere.index.engines.embedded.build import rebuild

        return rebuild(self.folder, self.storage, options)

    def optimize(self, options: WriteOptions) -> BuildReport:
        """See `IndexEngine.optimize`."""
        from trouvere.index.engines.embedded.update import optimize

        return optimize(self.folder, self.storage, options)

    @contextmanager
    def stored(self, settings: Settings | None = None) -> Iterator[StoredArticles]:
        """See `IndexEngine.stored`."""
        from trouvere.index.engines.embedded.build import stored

        yield stored(self.folder, self.storage)

    def fill(self, stored: StoredArticles, options: WriteOptions) -> BuildReport:
        """See `IndexEngine.fill`."""
        from trouvere.index.engines.embedded.build import fill

        return fill(self.folder, self.storage, stored, options)

    def describe(self) -> IndexInfo:
        """See `IndexEngine.describe`."""
        folder, manifest = published(self.folder, self.storage)
        return IndexInfo(
            articles=manifest.articles,
            generation=manifest.generation,
            path=str(folder),
            segments=len(manifest.segments),
            deleted=manifest.deleted,
            size=manifest.size,
            published=manifest.published,
            digest=manifest.digest,
            format=manifest.format,
            analysis=manifest.analysis,
            generations=tuple(filter(is_generation, self.storage.names(self.folder / GENERATIONS))),
            fields=manifest.fields,
        )

    def check(self) -> CheckReport:
        """See `IndexEngine.check`."""
        from trouvere.index.engines.embedded.check import check

        return check(self.folder, self.storage)

    def prune(self, *, keep: int = 1) -> tuple[str, ...]:
        """See `IndexEngine.prune`."""
        from trouvere.index.engines.embedded.backup import prune

        return prune(self.folder, self.storage, keep=keep)

    def backup(self, to: str | Path) -> str:
        """See `IndexEngine.backup`."""
        from trouvere.index.engines.embedded.backup import backup

        return backup(self.folder, self.storage, Path(to))

    def restore(self, saved: str | Path) -> str:
        """See `IndexEngine.restore`."""
        from trouvere.index.engines.embedded.backup import restore

        return restore(self.folder, self.storage, Path(saved))

    def unreadable(self) -> TrouvereError | None:
        """See `IndexEngine.unreadable`: as far as names, sizes and ends of files tell."""
        try:
            published(self.folder, self.storage)
        except TrouvereError as error:
            return error
        return None

    def awaited(self) -> bool:
        """See `IndexEngine.awaited`: a folder that is empty, or was an index."""
        try:
            names = [entry.name for entry in self.folder.iterdir()]
        except OSError:
            return False
        return not names or GENERATIONS in names
