"""Builds an index in a folder: a new generation from sources, or from stored articles (rebuild)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from trouvere.index.article import Article, Source, digest_of
from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.read.segment import SegmentInfo
from trouvere.index.engines.embedded.check import damage_of
from trouvere.index.engines.embedded.damage import ORIGINAL_PARTS
from trouvere.index.engines.embedded.publish import before, fields_before
from trouvere.index.engines.embedded.read.generation import folder_of, readable
from trouvere.index.engines.embedded.read.manifest import Manifest
from trouvere.index.engines.embedded.session import Session, session
from trouvere.index.engines.engine import StoredArticles, WriteOptions
from trouvere.index.errors import BuildError
from trouvere.index.report import BuildReport, Expect
from trouvere.index.sources import formats
from trouvere.index.storage import Storage
from trouvere.index.workers.builder import Built


def build(
    index: Path,
    storage: Storage,
    sources: Source | Iterable[Source],
    options: WriteOptions,
    expect: Expect | None = None,
) -> BuildReport:
    """Build and publish a new generation from sources."""
    with session(index, storage, "build", options) as build:
        return build_within(build, sources, expect)


def build_within(build: Session, sources: Source | Iterable[Source], expect: Expect | None = None) -> BuildReport:
    """Build and publish a new generation within a session."""
    old = before(build.index, build.storage)
    build.declare_anew(fields_before(build.index, build.storage))
    built = build.build(sources)
    return _published(build, built, old[1] if old else None, expect)


def rebuild(index: Path, storage: Storage, options: WriteOptions) -> BuildReport:
    """Build a new generation from the articles stored in the published one."""
    readable(index, storage, ORIGINAL_PARTS)
    with session(index, storage, "rebuild", options) as build:
        return _filled(build, stored(index, storage))


def fill(index: Path, storage: Storage, articles: StoredArticles, options: WriteOptions) -> BuildReport:
    """Build a new generation from the stored articles of another index; theirs must be what was written."""
    with session(index, storage, "copy", options) as copy:
        return _filled(copy, articles, articles.digest)


def stored(index: Path, storage: Storage) -> StoredArticles:
    """Return the stored articles of the published generation."""
    folder, manifest = readable(index, storage, ORIGINAL_PARTS)
    return StoredArticles(
        Generation(folder, manifest.segments, storage, fields=manifest.fields).articles(),
        manifest.articles,
        manifest.digest,
        manifest.fields,
    )


def _filled(build: Session, stored: StoredArticles, digest: str = "") -> BuildReport:
    build.declare_anew(stored.fields, told=False)
    count, segments = build_articles(build, _surveyed(build, stored.articles), stored.count)
    if digest and digest != f"{build.digest:032x}":
        raise BuildError("les articles copiés ne sont pas ceux lus : rien n'a été publié", hint="relancez la commande")
    return build.report(build.publish(segments, count), indexed=count)


def _surveyed(build: Session, articles: Iterable[Article]) -> Iterator[Article]:
    for article in articles:
        build.survey.fields.add(article, f"article {article.id}")
        yield article


def build_articles(build: Session, articles: Iterable[Article], size: int) -> tuple[int, tuple[SegmentInfo, ...]]:
    """Write articles that are clean already into the stage of a session; returns how many, and the segments."""
    writer = build.writer()
    count = 0
    for article in articles:
        packed = article.packed()
        writer.add(article, packed)
        build.count(into=digest_of(packed))
        count += 1
        build.tell("indexation", count, count, size)
    build.tell("écriture", count)
    return count, writer.commit()


def _published(build: Session, built: Built, old: Manifest | None, expect: Expect | None) -> BuildReport:
    if not built.articles:
        raise BuildError(
            f"aucun article utilisable ({build.skipped_total} écartés) : rien n'a été publié"
            + "".join(f"\n  {skip}" for skip in build.skipped[:3]),
            hint=f"vérifiez les sources ; formats lus : {formats()}",
        )
    same = (
        old
        and old.fields == build.fields
        and old.digest == f"{built.digest:032x}"
        and not old.deleted
        and len(old.segments) == 1
    )
    if old and same and not expect and not damage_of(folder_of(build.index, old.generation), old, build.storage):
        return build.report(old, published=False, unchanged=old.articles, duplicates=built.duplicates)
    build.digest = built.digest
    manifest = build.publish(built.segments, built.articles, expect)
    return build.report(manifest, indexed=built.articles, duplicates=built.duplicates)
