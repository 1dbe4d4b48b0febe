"""Makes an index and looks after it: sources → cleaning → analysis → engine → generation.

    from trouvere.index import Article, build_index, update_index, delete_articles

    build_index("articles.idx", "depeches/")
    update_index("articles.idx", [Article(id="42", title="Grève à Lyon", text="Les trains sont à l'arrêt.")])
    delete_articles("articles.idx", "42")

An index is a folder, or `opensearch://host:port[,host:port…]/name` (`opensearchs://` for TLS). What is published is a
generation; whoever searches goes on in it until another is published whole. There is one writer at a time: others get
`IndexLocked`. Where nothing else is said, `settings` are those in force here (`Settings.load()`), and every function
raises `IndexNotFound` where there is no index, `CorruptIndex` where a file is not what was written, `IncompatibleIndex`
where another version wrote it, `UnreadableIndex` where the system does not let it be read, and for one on a cluster
`ClusterError`, or `ClusterUnavailable` where no host answers. All of these are `TrouvereError`s, whose `hint` is the
next step.

article.py, schema.py           `Article`, `RawArticle`; the fields of an index and the forms of a word in them
sources/, cleaning/             from files to raw articles; from those to articles
analysis/                       the French chain, shared with queries
columns/                        the file format; `read/` is what a search may import
workers/                        batches of articles in several processes
engines/                        what holds an index: a folder, a cluster; Whoosh as a guest
fields.py, field_terms.py        `Field`, what a site declares; what its values become in a column
settings.py, validation.py      every setting; the one door for values from Python
errors.py, report.py            the tree of errors; what is told of a build, an index, a check
events.py                       events as records of Python's logging
storage.py                      the seam to the disk
serving.py                      what a program that serves an index asks of its place
french_format.py, jsontext.py   numbers, sizes and dates in French; JSON by orjson
lazy.py                         `cached_property` without a lock
cli/                            `trouvere index …`, `trouvere analyze`
sample/                         the articles that ship
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trouvere.index import validation
from trouvere.index.article import Article, RawArticle, Source
from trouvere.index.engines import engine_of
from trouvere.index.errors import (
    ArticleError,
    ArticleNotFound,
    BuildError,
    ClusterError,
    ClusterUnavailable,
    CorruptIndex,
    EmptyArticle,
    IncompatibleIndex,
    IndexLocked,
    IndexNotFound,
    MirrorRefused,
    MissingDependency,
    SettingsError,
    SourceError,
    TrouvereError,
    UnreadableIndex,
    UsageError,
)
from trouvere.index.fields import Field, declared
from trouvere.index.settings import Settings
from trouvere.index.storage import DISK, Storage

if TYPE_CHECKING:
    from trouvere.index.engines.engine import WriteOptions
    from trouvere.index.report import (
        BuildReport,
        CheckReport,
        Damage,
        Expect,
        IndexInfo,
        OnProgress,
        Progress,
        Remark,
        Skipped,
    )
else:
    _REPORTS = (
        *("BuildReport", "CheckReport", "Damage", "Expect", "IndexInfo", "OnProgress", "Progress", "Remark"),
        "Skipped",
    )

    def __getattr__(name: str) -> Any:
        # Imported on first use: a program that only searches has none of them.
        if name in _REPORTS:
            from trouvere.index import report

            return getattr(report, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def build_index(
    path: str | Path,
    sources_or_articles: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    strict: bool = False,
    expect: Expect | None = None,
    progress: OnProgress | None = None,
    rename: Mapping[str, str] | None = None,
    fields: Iterable[Field] | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Build a new generation from files, folders, "-" (standard input) or articles, and publish it.

        report = build_index("articles.idx", ["depeches/", Article(id="1", text="Un texte.")], strict=True)
        print(report.articles, "articles", report.seconds, "s")

    An id that comes twice counts once, the last one. Where the published generation holds the same articles and is
    sound, it stays as it is (`report.published` is false).

    `strict` ends at the first article that cannot be used, and publishes nothing; else such articles are counted in
    `report.skipped`, and `report.remarks` says what their owner would mend: articles without a date, texts cut…
    `settings.default` (`("source=Le Journal",)`) has values of fields that articles say nothing of. `rename` maps a
    field of ours to the key that it is read from: `{"text": "texte"}`. `progress` is called ten times a second at most.
    `expect` is shown the new generation before it is published, which it is only where nothing is said to be wrong.
    `fields` are the site's own that searches filter, count and sort by, read from what articles have under `extra`:
    `[Field("region"), Field("prix", "number")]`; by default those of the settings, else those of the published
    generation. A value that does not fit is told in `report.remarks`, and the article stays.
    `storage` is the disk that a folder is on: tests put their own in its place.

    Raises `SourceError` for a path that does not exist, `ArticleError` where `strict`, `IndexLocked`, and `BuildError`
    where nothing could be used or the disk refuses; what was published before is then untouched.
    """
    options = _options(settings, progress, strict=strict, rename=rename, fields=fields)
    return engine_of(path, storage).build(sources_or_articles, options, expect)


def update_index(
    path: str | Path,
    sources_or_articles: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    strict: bool = False,
    mirror: bool = False,
    max_delete: float | None = None,
    dry_run: bool = False,
    wait: float | None = None,
    progress: OnProgress | None = None,
    rename: Mapping[str, str] | None = None,
    fields: Iterable[Field] | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Take in what is new or different in the sources; where there is no index yet, build it.

        update_index("articles.idx", [Article(id="42", title="Grève à Lyon", text="Les trains roulent.")])
        update_index("articles.idx", "depeches/", mirror=True, max_delete=0.1, dry_run=True)

    `mirror` also removes articles that are not in the sources. Where something of these could not be read, it removes
    nothing, and the report says so (`held_back`). It never removes all, nor more than the share `max_delete` of the
    index, from 0 to 1 (0.3: 30 %; by default the setting `max_delete`, in percent): then `MirrorRefused` is raised and
    nothing is changed.

    `dry_run` publishes nothing and reports what would be done. Another writer is waited for `wait` seconds, by default
    those of the setting `lock_wait`, so that the save hooks of a site may call this at once; after that `IndexLocked`
    is raised. `fields` count where the index is built; one that is there keeps its own (see `rebuild_index`). The rest
    is as in `build_index`, which says what else is raised.
    """
    options = _options(settings, progress, strict=strict, rename=rename, wait=wait, fields=fields)
    engine = engine_of(path, storage)
    return engine.update(sources_or_articles, options, mirror=mirror, max_delete=max_delete, dry_run=dry_run)


def delete_articles(
    path: str | Path,
    ids: str | int | Iterable[str | int],
    *,
    purge: bool = False,
    settings: Settings | None = None,
    wait: float | None = None,
    progress: OnProgress | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Take articles away by their ids; a single id is one id.

        report = delete_articles("articles.idx", ["42", 43], purge=True)
        print(report.deleted, "deleted", report.missing, "not there")

    `purge` leaves their text in no generation: the index is written anew and older generations are removed. A purge
    that was interrupted finishes when it is asked for again. Another writer is waited for as in `update_index`. Ids
    that the index does not have are in the report's `missing`.

    Raises `ArticleNotFound` where it has none of the ids, `IndexLocked`, and `UsageError` where one of them is no id.
    """
    wanted = validation.ids(ids)
    options = _options(settings, progress, wait=wait)
    return engine_of(path, storage).delete(wanted, options, purge=purge)


def rebuild_index(
    path: str | Path,
    *,
    settings: Settings | None = None,
    progress: OnProgress | None = None,
    fields: Iterable[Field] | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Build a new generation from the articles stored in the published one: for a new analysis or a new version.

        rebuild_index("articles.idx")

    `fields` declares other fields than it had; none (`()`) where it shall have no more. Whatever else of the published
    generation is damaged is made anew. Raises `CorruptIndex` or `IncompatibleIndex` where the stored articles cannot be
    read, and `IndexLocked`.
    """
    return engine_of(path, storage).rebuild(_options(settings, progress, fields=fields))


def optimize(
    path: str | Path,
    *,
    settings: Settings | None = None,
    progress: OnProgress | None = None,
    storage: Storage = DISK,
) -> BuildReport:
    """Join the segments of the published generation into one, without its deleted articles.

        optimize("articles.idx")

    On a cluster, those of each shard. Raises `IndexLocked`.
    """
    return engine_of(path, storage).optimize(_options(settings, progress))


def copy_index(
    source: str | Path, target: str | Path, *, settings: Settings | None = None, progress: OnProgress | None = None
) -> BuildReport:
    """Publish the articles of an index as a new generation of another one, analysed anew, in the same order.

        copy_index("articles.idx", "opensearch://localhost:9200/articles")

    Either may be on a cluster. The digest of what was read is that of what was written. Raises `IndexLocked`, and
    `BuildError` where both are one, or where what was written is not what was read; then nothing is published.
    """
    if str(source) == str(target):
        raise BuildError(f"{source} : un index ne se copie pas sur lui-même", hint="trouvere index rebuild INDEX")
    options = _options(settings, progress)
    with engine_of(source).stored(options.settings) as stored:
        return engine_of(target).fill(stored, options)


def describe_index(path: str | Path, *, storage: Storage = DISK) -> IndexInfo:
    """Return what the published generation says of itself: how many articles, which version, how large (bytes).

        print(describe_index("articles.idx").articles)

    Raises `IndexNotFound` where nothing is published there.
    """
    return engine_of(path, storage).describe()


def check_index(path: str | Path, *, storage: Storage = DISK) -> CheckReport:
    """Verify every byte of the published generation: sizes, SHA-256, and that it opens with the articles it says.

        report = check_index("articles.idx")
        if not report.ok:
            print(report.damage, report.remedy)

    On a cluster every article is read back and compared with its digest. Damage is in the report, not raised.
    """
    return engine_of(path, storage).check()


def prune_index(path: str | Path, *, keep: int = 1, storage: Storage = DISK) -> tuple[str, ...]:
    """Remove all generations but the `keep` newest (at least the published one), and what dead builds left.

        prune_index("articles.idx", keep=2)

    Returns the names of the generations removed. Raises `IndexLocked`, and `BuildError` where the disk refuses.
    """
    return engine_of(path, storage).prune(keep=keep)


def backup_index(path: str | Path, to: str | Path, *, storage: Storage = DISK) -> str:
    """Copy the published generation into a new folder `to`, verified; searches and builds go on meanwhile.

        backup_index("articles.idx", "sauvegardes/lundi")

    The copy is an index of its own that can be searched where it is. On a cluster `to` is `REPOSITORY/NAME`: a snapshot
    repository of the cluster, and a name. Returns the generation's name. Raises `BuildError` where `to` is not new or
    the copy is not whole; nothing is then left of it.
    """
    return engine_of(path, storage).backup(to)


def restore_index(saved: str | Path, path: str | Path, *, storage: Storage = DISK) -> str:
    """Publish a copy made by `backup_index` as the next generation of an index, new or not; returns its name.

        restore_index("sauvegardes/lundi", "articles.idx")

    The copy is verified first. Raises `CorruptIndex` where it is damaged, `IndexLocked`, and `BuildError` where the
    disk refuses; what was published before is then untouched.
    """
    return engine_of(path, storage).restore(saved)


def _options(
    settings: Settings | None,
    progress: OnProgress | None,
    *,
    strict: bool = False,
    rename: Mapping[str, str] | None = None,
    wait: float | None = 0.0,
    fields: Iterable[Field] | None = None,
) -> WriteOptions:
    from trouvere.index.engines.engine import WriteOptions

    settings = settings or Settings.load()
    seconds = settings.lock_wait if wait is None else wait
    shall = (settings.fields or None) if fields is None else declared(fields)
    return WriteOptions(
        settings=settings, progress=progress, strict=strict, rename=rename or {}, fields=shall, wait=seconds
    )


__all__ = [
    "DISK",
    "Article",
    "ArticleError",
    "ArticleNotFound",
    "BuildError",
    "BuildReport",
    "CheckReport",
    "ClusterError",
    "ClusterUnavailable",
    "CorruptIndex",
    "Damage",
    "EmptyArticle",
    "Expect",
    "Field",
    "IncompatibleIndex",
    "IndexInfo",
    "IndexLocked",
    "IndexNotFound",
    "MirrorRefused",
    "MissingDependency",
    "OnProgress",
    "Progress",
    "RawArticle",
    "Remark",
    "Settings",
    "SettingsError",
    "Skipped",
    "Source",
    "SourceError",
    "Storage",
    "TrouvereError",
    "UnreadableIndex",
    "UsageError",
    "backup_index",
    "build_index",
    "check_index",
    "copy_index",
    "delete_articles",
    "describe_index",
    "optimize",
    "prune_index",
    "rebuild_index",
    "restore_index",
    "update_index",
]
