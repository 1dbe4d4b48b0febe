"""The way in for a whole collection: a new generation from sources, or from the articles an index holds already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from trouvere.index.article import Article
from trouvere.index.check import damage_of
from trouvere.index.engines.whoosh import open_generation
from trouvere.index.errors import BuildError
from trouvere.index.generation import folder_of, readable
from trouvere.index.manifest import Manifest
from trouvere.index.publish import before
from trouvere.index.report import BuildReport, OnProgress
from trouvere.index.session import Expect, Session, session
from trouvere.index.settings import Settings
from trouvere.index.sources import Source
from trouvere.index.storage import DISK, Storage


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
    with session(Path(path), "build", storage, settings, strict, progress) as build:
        build_articles(build, build.articles(sources_or_articles, rename))
        old = before(build.index, storage)
        return _published(build, old[1] if old else None, expect)


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
    readable(Path(path), storage)
    with session(Path(path), "rebuild", storage, settings, False, progress) as build:
        folder, manifest = readable(build.index, storage)
        generation = open_generation(folder, storage)
        try:
            build_articles(build, generation.articles(), size=manifest.articles)
        finally:
            generation.close()
        return build.report(build.publish(build.articles_kept), indexed=build.articles_kept)


def build_articles(build: Session, articles: Iterable[Article], size: int = 0) -> None:
    """Write articles into the stage of a session, the last of each id."""
    writer = build.writer()
    digests: dict[str, str] = {}
    try:
        for article in articles:
            digest = article.digest()
            if (seen := digests.get(article.id)) is not None:
                build.duplicates += 1
                if seen == digest:
                    continue
            digests[article.id] = digest
            writer.add(article)
            build.indexed += 1
            if size:
                build.tell("indexation", build.indexed, build.indexed, size)
        build.tell("écriture", build.indexed)
        writer.commit()
    except BaseException:
        writer.abandon()
        raise
    build.articles_kept = len(digests)
    build.digest = sum(int(digest, 16) for digest in digests.values()) % (1 << 128)


def _published(build: Session, old: Manifest | None, expect: Expect | None) -> BuildReport:
    if not build.articles_kept:
        raise BuildError(
            f"aucun article utilisable ({build.skipped_total} écartés) : rien n'a été publié"
            + "".join(f"\n  {skip}" for skip in build.skipped[:3]),
            hint="vérifiez les sources ; formats lus : txt, jsonl, json, csv, tsv, html, et .gz de chacun",
        )
    same = old and old.digest == f"{build.digest:032x}" and not old.deleted and old.segments == 1
    if old and same and not expect and not damage_of(folder_of(build.index, old.generation), old, build.storage):
        return build.report(old, published=False, unchanged=old.articles, duplicates=build.duplicates)
    manifest = build.publish(build.articles_kept, expect)
    return build.report(manifest, indexed=build.articles_kept, duplicates=build.duplicates)
