"""Updates and deletions in a folder: articles added, replaced or taken away, published as a new generation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from trouvere.index.article import Article, Source
from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.changes import Change, Changes, absent
from trouvere.index.engines.embedded.build import build_articles, build_within
from trouvere.index.engines.embedded.publish import prune
from trouvere.index.engines.embedded.read.generation import current, folder_of, published
from trouvere.index.engines.embedded.read.layout import GENERATIONS, is_generation, number_of
from trouvere.index.engines.embedded.read.manifest import Manifest
from trouvere.index.engines.embedded.read.manifest import read as read_manifest
from trouvere.index.engines.embedded.session import Session, session
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.index_writer import IndexWriter
from trouvere.index.engines.mirror import Mirror
from trouvere.index.errors import ArticleNotFound, CorruptIndex, IndexNotFound, TrouvereError
from trouvere.index.report import BuildReport
from trouvere.index.storage import Storage, saying_why

Published = tuple[Path, Manifest]
"""The folder of a published generation, and its manifest: read once an update."""


def update(
    index: Path,
    storage: Storage,
    sources: Source | Iterable[Source],
    options: WriteOptions,
    *,
    mirror: bool,
    max_delete: float | None,
    dry_run: bool,
) -> BuildReport:
    """Take in what is new or different in the sources; `mirror` also takes away what is in none of them."""
    found = _found(index, storage)
    if dry_run and not found:
        published(index, storage)
    with session(index, storage, "update", options) as update:
        # Asked again under the lock: what another process has built meanwhile is added to, not built over.
        found = _latest(update, found) if found else _found(index, storage)
        if not found:
            return build_within(update, sources)
        update.keep_to(found[1].fields)
        return EmbeddedChanges(update, found, Mirror(update, max_delete) if mirror else None, dry_run=dry_run).update(
            sources
        )


def delete(index: Path, storage: Storage, ids: Collection[str], options: WriteOptions, *, purge: bool) -> BuildReport:
    """Take articles away by their ids; `purge` leaves their text in no generation."""
    found = published(index, storage)
    with session(index, storage, "delete", options) as deletion:
        found = _latest(deletion, found)
        return _purged(deletion, found, set(ids)) if purge else EmbeddedChanges(deletion, found).delete(ids)


def optimize(index: Path, storage: Storage, options: WriteOptions) -> BuildReport:
    """Join the segments of the published generation into one, without its deleted articles."""
    found = published(index, storage)
    with session(index, storage, "optimize", options) as joining:
        folder, manifest = _latest(joining, found)
        if len(manifest.segments) <= 1 and not manifest.deleted:
            return joining.report(manifest, published=False, unchanged=manifest.articles)
        joining.stage.start_from(folder, manifest)
        joining.declare(manifest.fields)
        joining.digest = int(manifest.digest, 16)
        segments = joining.writer(manifest.segments).commit(optimize=True)
        return joining.report(joining.publish(segments, manifest.articles), unchanged=manifest.articles)


def _found(index: Path, storage: Storage) -> Published | None:
    """Return what is published, None where nothing is yet."""
    try:
        return published(index, storage)
    except IndexNotFound as error:
        # More than a first build, which died before it said so, can have left: what to add to is not known.
        if max(map(number_of, storage.names(index / GENERATIONS)), default=0) > 1:
            raise CorruptIndex(str(error), hint=error.hint) from error
        return None


def _latest(session: Session, found: Published) -> Published:
    """Return what is published under the lock: what was found before it, unless another has published meanwhile."""
    if current(session.index, session.storage) == found[1].generation:
        return found
    return published(session.index, session.storage)


def _purged(deletion: Session, found: Published, wanted: set[str]) -> BuildReport:
    """Write the index anew without some articles, and remove every older generation.

    A purge that was interrupted has left the articles in older generations alone: asked for again, it removes those.
    """
    folder, manifest = found
    generation = Generation(folder, manifest.segments, deletion.storage, fields=manifest.fields)
    deletion.declare(manifest.fields)
    here = generation.holding(wanted)
    older, certain = _in_older(deletion, manifest.generation, wanted - here)
    missing = tuple(sorted(wanted - here - older)) if certain else ()
    if len(missing) == len(wanted):
        raise absent(missing)
    deleted = 0
    if here:
        staying = (article for article in generation.articles() if article.id not in wanted)
        count, segments = build_articles(deletion, staying, manifest.articles)
        deleted = manifest.articles - count
        manifest = deletion.publish(segments, count)
    outcome = "les articles n'y sont plus, mais d'anciennes générations gardent leur texte"
    with saying_why(f"{deletion.index} : effacement incomplet", outcome):
        removed = prune(deletion.index, deletion.storage, keep=1)
    if not here:
        deletion.notices.append(f"effacement achevé dans d'anciennes générations ({', '.join(removed)})")
    return deletion.report(manifest, published=bool(here), deleted=deleted, missing=missing)


def _in_older(deletion: Session, now: str, wanted: set[str]) -> tuple[set[str], bool]:
    """Return which articles older generations have, and whether that is certain: one may be half removed."""
    found: set[str] = set()
    certain = True
    for name in deletion.storage.names(deletion.index / GENERATIONS):
        if name != now and is_generation(name):
            folder = folder_of(deletion.index, name)
            try:
                manifest = read_manifest(deletion.storage, folder)
                found |= Generation(folder, manifest.segments, deletion.storage, fields=manifest.fields).holding(wanted)
            except (TrouvereError, OSError):
                certain = False
    return found, certain


class EmbeddedChanges(Changes):
    """Changes of the published generation of a folder, written beside it."""

    def __init__(
        self, session: Session, found: Published, mirror: Mirror | None = None, *, dry_run: bool = False
    ) -> None:
        self._folder, self._manifest = found
        super().__init__(session, self._manifest.articles, self._manifest.digest, mirror, dry_run=dry_run)
        self._session = session
        session.declare(self._manifest.fields)
        self._generation = Generation(self._folder, self._manifest.segments, session.storage, fields=session.fields)
        self._writer: IndexWriter | None = None

    def publish(self, *, optimize: bool = False) -> BuildReport:
        """See `Changes.publish`; `optimize` leaves one segment, without deleted articles."""
        if optimize and (len(self._manifest.segments) > 1 or self._manifest.deleted):
            self._writing_to()
        # Of a new article that turned out to be torn nothing is left but what was written of it.
        changed = optimize or any(self._counts[kind] for kind in ("indexed", "updated", "deleted"))
        if self._writer is None or not changed:
            return replace(self._session.report(self._manifest, published=False, **self._counts), dry_run=self._dry_run)
        self._session.tell("écriture", len(self._seen))
        articles = self._manifest.articles + self._counts["indexed"] - self._counts["deleted"]
        manifest = self._session.publish(self._writer.commit(optimize=optimize), articles)
        return self._session.report(manifest, **self._counts)

    def _digests(self, ids: Collection[str]) -> dict[str, bytes]:
        return {id: self._generation.digest(number) for id, number in self._numbers(ids)}  # noqa: A001

    def _read(self, ids: Collection[str]) -> Iterator[Article]:
        return (self._generation.article(number) for _, number in self._numbers(ids))

    def _numbers(self, ids: Collection[str]) -> Iterator[tuple[str, int]]:
        for id in ids:  # noqa: A001
            with suppress(ArticleNotFound):
                yield id, self._generation.find(id)

    def _ids(self) -> list[str]:
        return self._generation.ids()

    def _add(self, changes: Sequence[Change]) -> None:
        writer = self._writing_to()
        for change in changes:
            if change.replaces:
                writer.delete(change.article.id)
            writer.add(change.article, change.packed)

    def _remove(self, ids: Sequence[str]) -> None:
        for id in ids:  # noqa: A001
            self._writing_to().delete(id)

    def _forget(self, ids: Collection[str]) -> None:
        self._remove(list(ids))

    def _writing_to(self) -> IndexWriter:
        if self._writer is None:
            self._session.stage.start_from(self._folder, self._manifest)
            self._writer = self._session.writer(self._manifest.segments)
        return self._writer
