"""The way in for a whole collection: a new generation from sources, or from the articles an index holds already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from trouvere.index.article import Article, digest_of
from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.read.segment import ARTICLES, DELETED, SegmentInfo
from trouvere.index.engines.embedded.check import damage_of
from trouvere.index.engines.embedded.publish import before
from trouvere.index.engines.embedded.read.generation import folder_of, readable
from trouvere.index.engines.embedded.read.manifest import Manifest
from trouvere.index.engines.embedded.session import Expect, Session, session
from trouvere.index.engines.opensearch.read.address import is_cluster
from trouvere.index.errors import BuildError
from trouvere.index.report import BuildReport, OnProgress
from trouvere.index.settings import Settings
from trouvere.index.sources import Source
from trouvere.index.storage import DISK, Storage
from trouvere.index.workers.builder import Built


def build_index(
    path: str | Path,
    sources_or_articles: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    strict: bool = False,
    expect: Expect | None = None,
    progress: OnProgress | None = None,
    rename: Mapping[str, str] | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Build a new generation from files, folders, `-` or articles, and publish it; readers are not disturbed.

    An id that comes twice counts once, the last one. Where the published generation holds the same articles and is
    sound, it stays as it is. Raises `SourceError`, `ArticleError` (only where `strict`), `IndexLocked`, `BuildError`.
    """
    if is_cluster(path):
        from trouvere.index.engines.opensearch import build as cluster

        return cluster.build_index(
            path,
            sources_or_articles,
            settings=settings,
            strict=strict,
            expect=expect,
            progress=progress,
            rename=rename,
        )
    with session(Path(path), "build", storage, settings, strict, progress) as build:
        return build_within(build, sources_or_articles, rename, expect)


def build_within(
    build: Session, sources: Source | Iterable[Source], rename: Mapping[str, str] | None, expect: Expect | None = None
) -> BuildReport:
    """Build and publish a new generation within a session: see `build_index`."""
    built = build.build(sources, rename)
    old = before(build.index, build.storage)
    return _published(build, built, old[1] if old else None, expect)


def rebuild_index(
    path: str | Path,
    *,
    settings: Settings | None = None,
    progress: OnProgress | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Build a new generation from the articles stored in the published one: for a new analysis or a new version.

    Raises `IndexNotFound`, `CorruptIndex`, `IncompatibleIndex` where the stored articles cannot be read.
    """
    if is_cluster(path):
        from trouvere.index.engines.opensearch import reindex as cluster

        return cluster.rebuild_index(path, settings=settings, progress=progress)
    # Whatever else is damaged is made anew.
    stored = (ARTICLES, DELETED)
    readable(Path(path), storage, stored)
    with session(Path(path), "rebuild", storage, settings, False, progress) as build:
        folder, manifest = readable(build.index, storage, stored)
        generation = Generation(folder, manifest.segments, storage)
        count, segments = build_articles(build, generation.articles(), manifest.articles)
        return build.report(build.publish(segments, count), indexed=count)


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
            hint="vérifiez les sources ; formats lus : txt, jsonl, json, csv, tsv, html, et .gz de chacun",
        )
    same = old and old.digest == f"{built.digest:032x}" and not old.deleted and len(old.segments) == 1
    if old and same and not expect and not damage_of(folder_of(build.index, old.generation), old, build.storage):
        return build.report(old, published=False, unchanged=old.articles, duplicates=built.duplicates)
    build.digest = built.digest
    manifest = build.publish(built.segments, built.articles, expect)
    return build.report(manifest, indexed=built.articles, duplicates=built.duplicates)
