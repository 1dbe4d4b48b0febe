"""An update in a folder: articles added, replaced or taken away, published like a build."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from trouvere.index.article import Article, Source, digest_of
from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.build import build_articles, build_within
from trouvere.index.engines.embedded.publish import prune
from trouvere.index.engines.embedded.read.generation import folder_of, published
from trouvere.index.engines.embedded.read.layout import GENERATIONS, is_generation, number_of
from trouvere.index.engines.embedded.read.manifest import read as read_manifest
from trouvere.index.engines.embedded.session import Session, session
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.index_writer import IndexWriter
from trouvere.index.engines.mirror import Mirror
from trouvere.index.errors import ArticleNotFound, CorruptIndex, IndexNotFound, TrouvereError
from trouvere.index.report import BuildReport
from trouvere.index.storage import Storage, saying_why


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
    exists = _exists(index, storage)
    if dry_run and not exists:
        published(index, storage)
    with session(index, storage, "update", options) as update:
        # Asked again under the lock: what another process has built meanwhile is added to, not built over.
        if not exists and not _exists(index, storage):
            return build_within(update, sources)
        changes = Changes(update, Mirror(update, max_delete) if mirror else None)
        for article in update.articles(sources, whole=mirror):
            changes.take(article, dry_run=dry_run)
        changes.drop_unseen(dry_run=dry_run)
        return changes.publish(dry_run=dry_run)


def delete(index: Path, storage: Storage, ids: Collection[str], options: WriteOptions, *, purge: bool) -> BuildReport:
    """Take articles away by their ids; `purge` leaves their text in no generation."""
    published(index, storage)
    with session(index, storage, "delete", options) as deletion:
        if purge:
            return _purged(deletion, set(ids))
        changes = Changes(deletion)
        missing = sorted(id for id in ids if not changes.drop(id))  # noqa: A001
        if len(missing) == len(ids):
            raise _absent(missing)
        if missing:
            deletion.notices.append(f"absents de l'index : {', '.join(missing[:5])}")
        return replace(changes.publish(), missing=tuple(missing))


def optimize(index: Path, storage: Storage, options: WriteOptions) -> BuildReport:
    """Join the segments of the published generation into one, without its deleted articles."""
    published(index, storage)
    with session(index, storage, "optimize", options) as joining:
        folder, manifest = published(index, storage)
        if len(manifest.segments) <= 1 and not manifest.deleted:
            return joining.report(manifest, published=False, unchanged=manifest.articles)
        joining.stage.start_from(folder, manifest)
        joining.digest = int(manifest.digest, 16)
        segments = joining.writer(manifest.segments).commit(optimize=True)
        return joining.report(joining.publish(segments, manifest.articles), unchanged=manifest.articles)


def _exists(index: Path, storage: Storage) -> bool:
    try:
        published(index, storage)
    except IndexNotFound as error:
        # More than a first build, which died before it said so, can have left: what to add to is not known.
        if max(map(number_of, storage.names(index / GENERATIONS)), default=0) > 1:
            raise CorruptIndex(str(error), hint=error.hint) from error
        return False
    return True


def _purged(deletion: Session, wanted: set[str]) -> BuildReport:
    """Write the index anew without some articles, and remove every older generation.

    A purge that was interrupted has left the articles in older generations alone: asked for again, it removes those.
    """
    folder, manifest = published(deletion.index, deletion.storage)
    generation = Generation(folder, manifest.segments, deletion.storage)
    here = generation.holding(wanted)
    older, certain = _in_older(deletion, manifest.generation, wanted - here)
    missing = tuple(sorted(wanted - here - older)) if certain else ()
    if len(missing) == len(wanted):
        raise _absent(missing)
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
                segments = read_manifest(deletion.storage, folder).segments
                found |= Generation(folder, segments, deletion.storage).holding(wanted)
            except (TrouvereError, OSError):
                certain = False
    return found, certain


def _absent(ids: Sequence[str]) -> ArticleNotFound:
    return ArticleNotFound(
        f"aucun de ces identifiants n'est dans l'index : {', '.join(ids[:5])}",
        hint="« trouvere search INDEX … » montre les identifiants",
    )


class Changes:
    """What an update does to the published generation, article by article: memory holds ids, not articles."""

    def __init__(self, session: Session, mirror: Mirror | None = None) -> None:
        self._session = session
        self._mirror = mirror
        self._folder, self._manifest = published(session.index, session.storage)
        self._generation = Generation(self._folder, self._manifest.segments, session.storage)
        session.digest = int(self._manifest.digest, 16)
        self._writer: IndexWriter | None = None
        self._seen: dict[str, bytes] = {}
        self._counts: dict[str, Any] = {"indexed": 0, "updated": 0, "unchanged": 0, "deleted": 0, "duplicates": 0}

    def take(self, article: Article, *, dry_run: bool) -> None:
        """Take in an article if it is new or different; of an id that comes twice the last one counts."""
        packed = article.packed()
        digest, before = digest_of(packed), self._seen.get(article.id)
        stored = self._stored(article.id)
        if before is not None:
            self._counts["duplicates"] += 1
        else:
            before = stored
            if self._mirror and before != digest and self._mirror.doubts(article, self._article(article.id)):
                if stored is not None:
                    self._seen[article.id] = stored
                return
            kind = "indexed" if before is None else "unchanged" if before == digest else "updated"
            self._counts[kind] += 1
        self._seen[article.id] = digest
        if before == digest:
            return
        self._session.count(out=before, into=digest)
        if not dry_run:
            writer = self._writing()
            if stored is not None:
                writer.delete(article.id)
            writer.add(article, packed)

    def drop(self, id: str, *, dry_run: bool = False) -> bool:  # noqa: A002
        """Take an article away; returns whether it was there."""
        stored = self._stored(id)
        if stored is None:
            return False
        self._counts["deleted"] += 1
        self._session.count(out=stored)
        if not dry_run:
            self._writing().delete(id)
        return True

    def drop_unseen(self, *, dry_run: bool) -> None:
        """Where a mirror is wanted, take away every article that was not taken, if it may go."""
        if not self._mirror:
            return
        self._mirror.check_met(self._seen)
        missing = [id for id in self._generation.ids() if id not in self._seen]  # noqa: A001
        gone, torn = self._mirror.gone(missing, self._manifest.articles, self._articles)
        for id in gone:  # noqa: A001
            self.drop(id, dry_run=dry_run)
        for id in torn:  # noqa: A001
            self._counts["indexed"] -= 1
            self._session.count(out=self._seen[id])
            if not dry_run:
                self._writing().delete(id)
        self._counts |= {"kept": len(missing) - len(gone), "held_back": bool(self._session.unread)}

    def _article(self, id: str) -> Article | None:  # noqa: A002
        return next(iter(self._articles([id])), None)

    def _articles(self, ids: Iterable[str]) -> Iterator[Article]:
        """Yield those of the articles with these ids that are there."""
        for id in ids:  # noqa: A001
            with suppress(ArticleNotFound):
                yield self._generation.article(self._generation.find(id))

    def publish(self, *, dry_run: bool = False, optimize: bool = False) -> BuildReport:
        """Publish what changed, if anything did; `optimize` leaves one segment, without deleted articles."""
        if optimize and (len(self._manifest.segments) > 1 or self._manifest.deleted):
            self._writing()
        # Of a new article that turned out to be torn nothing is left but what was written of it.
        changed = optimize or any(self._counts[kind] for kind in ("indexed", "updated", "deleted"))
        if self._writer is None or not changed:
            return replace(self._session.report(self._manifest, published=False, **self._counts), dry_run=dry_run)
        self._session.tell("écriture", len(self._seen))
        articles = self._manifest.articles + self._counts["indexed"] - self._counts["deleted"]
        manifest = self._session.publish(self._writer.commit(optimize=optimize), articles)
        return self._session.report(manifest, **self._counts)

    def _stored(self, id: str) -> bytes | None:  # noqa: A002
        try:
            return self._generation.digest(self._generation.find(id))
        except ArticleNotFound:
            return None

    def _writing(self) -> IndexWriter:
        if self._writer is None:
            self._session.stage.start_from(self._folder, self._manifest)
            self._writer = self._session.writer(self._manifest.segments)
        return self._writer
