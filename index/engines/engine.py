"""The `IndexEngine` Protocol: what can be done to an index, wherever it is kept. `trouvere.index` documents each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from trouvere.index.article import Article, Source
from trouvere.index.errors import TrouvereError
from trouvere.index.fields import Field
from trouvere.index.report import BuildReport, CheckReport, Expect, IndexInfo, OnProgress
from trouvere.index.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """How something is written, whatever it is."""

    settings: Settings = field(default_factory=Settings.load)
    strict: bool = False
    """Whether the first article that cannot be used ends it."""
    progress: OnProgress | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    """A field of ours → the key of the sources that it is read from."""
    fields: tuple[Field, ...] | None = None
    """The fields that the index shall declare; None: those that it does."""
    wait: float = 0.0
    """Seconds that another writer is waited for."""


@dataclass(frozen=True, slots=True)
class StoredArticles:
    """The articles of a published generation, how many there are, and their digest."""

    articles: Iterable[Article]
    count: int
    digest: str
    fields: tuple[Field, ...] = ()
    """The fields that it declares."""


class IndexEngine(Protocol):
    """An index, which need not be there yet."""

    def build(
        self, sources: Source | Iterable[Source], options: WriteOptions, expect: Expect | None = None
    ) -> BuildReport:
        """See `trouvere.index.build_index`."""
        ...

    def update(
        self,
        sources: Source | Iterable[Source],
        options: WriteOptions,
        *,
        mirror: bool = False,
        max_delete: float | None = None,
        dry_run: bool = False,
    ) -> BuildReport:
        """See `trouvere.index.update_index`."""
        ...

    def delete(self, ids: Collection[str], options: WriteOptions, *, purge: bool = False) -> BuildReport:
        """See `trouvere.index.delete_articles`."""
        ...

    def rebuild(self, options: WriteOptions) -> BuildReport:
        """See `trouvere.index.rebuild_index`."""
        ...

    def optimize(self, options: WriteOptions) -> BuildReport:
        """See `trouvere.index.optimize`."""
        ...

    def stored(self, settings: Settings | None = None) -> AbstractContextManager[StoredArticles]:
        """Yield the stored articles, whatever analysis made the index, for another engine to take in."""
        ...

    def fill(self, stored: StoredArticles, options: WriteOptions) -> BuildReport:
        """Publish stored articles of another index as a new generation of this one; see `trouvere.index.copy_index`."""
        ...

    def describe(self) -> IndexInfo:
        """See `trouvere.index.describe_index`."""
        ...

    def check(self) -> CheckReport:
        """See `trouvere.index.check_index`."""
        ...

    def prune(self, *, keep: int = 1) -> tuple[str, ...]:
        """See `trouvere.index.prune_index`."""
        ...

    def backup(self, to: str | Path) -> str:
        """See `trouvere.index.backup_index`."""
        ...

    def restore(self, saved: str | Path) -> str:
        """See `trouvere.index.restore_index`."""
        ...

    def unreadable(self) -> TrouvereError | None:
        """Return why who starts now could not open what is published, None where nothing tells of it."""
        ...

    def awaited(self) -> bool:
        """Say whether an index may come (back) to a place where there is none."""
        ...

    @property
    def folder(self) -> Path | None:
        """The folder that it is in, None where it is in none."""
        ...
