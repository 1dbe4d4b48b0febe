"""The OpenSearch engine as an `IndexEngine`: an index on a cluster. Each method imports what it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from trouvere.index.article import Source
from trouvere.index.engines.engine import StoredArticles, WriteOptions
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.errors import TrouvereError
from trouvere.index.report import BuildReport, CheckReport, Expect, IndexInfo
from trouvere.index.settings import Settings


class OpenSearchIndexEngine:
    """See `IndexEngine`."""

    folder = None

    def __init__(self, index: str | Path) -> None:
        self._address = parse(index)

    def build(
        self, sources: Source | Iterable[Source], options: WriteOptions, expect: Expect | None = None
    ) -> BuildReport:
        """See `IndexEngine.build`."""
        from trouvere.index.engines.opensearch.build import build

        return build(self._address, sources, options, expect)

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
        from trouvere.index.engines.opensearch.update import update

        return update(self._address, sources, options, mirror=mirror, max_delete=max_delete, dry_run=dry_run)

    def delete(self, ids: Collection[str], options: WriteOptions, *, purge: bool = False) -> BuildReport:
        """See `IndexEngine.delete`."""
        from trouvere.index.engines.opensearch.update import delete

        return delete(self._address, ids, options, purge=purge)

    def rebuild(self, options: WriteOptions) -> BuildReport:
        """See `IndexEngine.rebuild`."""
        from trouvere.index.engines.opensearch.reindex import rebuild

        return rebuild(self._address, options)

    def optimize(self, options: WriteOptions) -> BuildReport:
        """See `IndexEngine.optimize`."""
        from trouvere.index.engines.opensearch.admin import optimize

        return optimize(self._address, options)

    @contextmanager
    def stored(self, settings: Settings | None = None) -> Iterator[StoredArticles]:
        """See `IndexEngine.stored`."""
        from trouvere.index.engines.opensearch.reindex import stored

        with stored(self._address, settings) as found:
            yield found

    def fill(self, stored: StoredArticles, options: WriteOptions) -> BuildReport:
        """See `IndexEngine.fill`."""
        from trouvere.index.engines.opensearch.reindex import fill

        return fill(self._address, stored, options)

    def describe(self) -> IndexInfo:
        """See `IndexEngine.describe`."""
        from trouvere.index.engines.opensearch.admin import describe

        return describe(self._address)

    def check(self) -> CheckReport:
        """See `IndexEngine.check`."""
        from trouvere.index.engines.opensearch.admin import check

        return check(self._address)

    def prune(self, *, keep: int = 1) -> tuple[str, ...]:
        """See `IndexEngine.prune`."""
        from trouvere.index.engines.opensearch.admin import prune

        return prune(self._address, keep=keep)

    def backup(self, to: str | Path) -> str:
        """See `IndexEngine.backup`."""
        from trouvere.index.engines.opensearch.snapshots import backup

        return backup(self._address, to)

    def restore(self, saved: str | Path) -> str:
        """See `IndexEngine.restore`."""
        from trouvere.index.engines.opensearch.snapshots import restore

        return restore(self._address, saved)

    def unreadable(self) -> TrouvereError | None:
        """See `IndexEngine.unreadable`: there are no files that would tell."""
        return None

    def awaited(self) -> bool:
        """See `IndexEngine.awaited`: a cluster has an index or has it not."""
        return False
