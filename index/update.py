"""The way in for what changed: articles added, replaced or taken away, published like a build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from trouvere.index.article import Article
from trouvere.index.build import build_articles, build_index
from trouvere.index.engines.whoosh import open_generation
from trouvere.index.errors import ArticleNotFound, IndexNotFound, UsageError
from trouvere.index.generation import published
from trouvere.index.manifest import Manifest
from trouvere.index.publish import prune
from trouvere.index.report import BuildReport, OnProgress
from trouvere.index.session import Session, session
from trouvere.index.settings import Settings
from trouvere.index.sources import Source
from trouvere.index.storage import DISK, Storage


def update_index(
    path: str | Path,
    sources_or_articles: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    strict: bool = False,
    mirror: bool = False,
    dry_run: bool = False,
    progress: OnProgress | None = None,
    rename: Mapping[str, str] | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Take in what is new or different in the sources; `mirror` also removes articles that are not in them.

    `dry_run` publishes nothing and reports what would be done. Where there is no index yet, this builds it. Raises
    what `build_index` raises, and `CorruptIndex`, `IncompatibleIndex` where the index itself cannot be read.
    """
    index = Path(path)
    try:
        published(index, storage)
    except IndexNotFound:
        if dry_run:
            raise
        return build_index(
            index,
            sources_or_articles,
            settings=settings,
            strict=strict,
            progress=progress,
            rename=rename,
            storage=storage,
        )
    with session(index, "update", storage, settings, strict, progress) as update:
        folder, manifest = published(index, storage)
        generation = open_generation(folder, storage)
        changed: dict[str, Article] = {}
        seen: set[str] = set()
        counts: dict[str, Any] = {"indexed": 0, "updated": 0, "unchanged": 0, "deleted": 0, "duplicates": 0}
        gone: list[Article] = []
        try:
            old: dict[str, Article] = {}
            for article in update.articles(sources_or_articles, rename):
                counts["duplicates"] += article.id in seen
                seen.add(article.id)
                changed[article.id] = article
                update.indexed = len(seen)
            for id, article in list(changed.items()):  # noqa: A001
                try:
                    stored = generation.article(generation.find(id))
                except ArticleNotFound:
                    counts["indexed"] += 1
                    continue
                if stored.digest() == article.digest():
                    counts["unchanged"] += 1
                    del changed[id]
                else:
                    counts["updated"] += 1
                    old[id] = stored
            if mirror:
                gone = [generation.article(generation.find(id)) for id in generation.names("id") if id not in seen]  # noqa: A001
                counts["deleted"] = len(gone)
        finally:
            generation.close()
        if mirror and not seen:
            raise UsageError(
                "--mirror viderait l'index : les sources n'ont donné aucun article",
                hint="vérifiez les sources ; pour tout enlever, supprimez le dossier de l'index",
            )
        if dry_run or not (changed or gone):
            return replace(update.report(manifest, published=False, **counts), dry_run=dry_run)
        return update.report(_publish(update, folder, manifest, changed, [*old.values(), *gone]), **counts)


def delete_articles(
    path: str | Path,
    ids: Iterable[str],
    *,
    purge: bool = False,
    settings: Settings | None = None,
    progress: OnProgress | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Take articles away by their ids. `purge` leaves their text in no generation: the index is written anew and the
    older generations are removed.

    Raises `IndexNotFound`, and `ArticleNotFound` where the index has none of the ids.
    """
    index = Path(path)
    wanted = set(ids)
    published(index, storage)
    with session(index, "delete", storage, settings, False, progress) as deletion:
        folder, manifest = published(index, storage)
        generation = open_generation(folder, storage)
        try:
            present = wanted.intersection(generation.names("id"))
            gone = [generation.article(generation.find(id)) for id in sorted(present)]  # noqa: A001
            if missing := sorted(wanted - present):
                named = ", ".join(missing[:5])
                if not purge and not present:
                    raise ArticleNotFound(f"aucun de ces identifiants n'est dans l'index : {named}")
                deletion.stage.notices.append(f"absents de l'index : {named}")
            if purge:
                build_articles(deletion, (a for a in generation.articles() if a.id not in present), manifest.articles)
        finally:
            generation.close()
        if purge:
            manifest = deletion.publish(deletion.articles_kept)
            prune(index, storage, keep=1)
        else:
            manifest = _publish(deletion, folder, manifest, {}, gone)
        return deletion.report(manifest, deleted=len(gone))


def optimize(
    path: str | Path,
    *,
    settings: Settings | None = None,
    progress: OnProgress | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Join the segments of the published generation into one, without its deleted articles."""
    index = Path(path)
    published(index, storage)
    with session(index, "optimize", storage, settings, False, progress) as joining:
        folder, manifest = published(index, storage)
        if manifest.segments <= 1 and not manifest.deleted:
            return joining.report(manifest, published=False, unchanged=manifest.articles)
        joining.stage.start_from(folder, manifest)
        joining.digest = int(manifest.digest, 16)
        joining.writer().commit(optimize=True)
        return joining.report(joining.publish(manifest.articles), unchanged=manifest.articles)


def _publish(
    update: Session, folder: Path, manifest: Manifest, added: Mapping[str, Article], removed: list[Article]
) -> Manifest:
    update.stage.start_from(folder, manifest)
    update.digest = int(manifest.digest, 16)
    writer = update.writer()
    try:
        for article in removed:
            writer.delete(article.id)
            update.count_out(article)
        for article in added.values():
            writer.add(article)
            update.count_in(article)
        update.tell("écriture", len(added))
        writer.commit()
    except BaseException:
        writer.abandon()
        raise
    return update.publish(manifest.articles - len(removed) + len(added))
