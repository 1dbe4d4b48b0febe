"""Copies the articles of an index into another one, from this machine to a cluster or back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trouvere.index.article import Article
from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.read.segment import ARTICLES, DELETED
from trouvere.index.engines.embedded.build import build_articles
from trouvere.index.engines.embedded.read.generation import readable
from trouvere.index.engines.embedded.session import session
from trouvere.index.engines.opensearch.read.address import is_cluster
from trouvere.index.errors import BuildError
from trouvere.index.report import BuildReport, OnProgress
from trouvere.index.settings import Settings
from trouvere.index.storage import DISK


def copy_index(
    source: str | Path, target: str | Path, *, settings: Settings | None = None, progress: OnProgress | None = None
) -> BuildReport:
    """Publish the articles of an index as a new generation of another one, analysed anew, in the same order.

    Either may be on a cluster. The digest of what was read is that of what was written. Raises `IndexNotFound`,
    `CorruptIndex`, `BuildError`.
    """
    if str(source) == str(target):
        raise BuildError(f"{source} : un index ne se copie pas sur lui-même", hint="trouvere index rebuild INDEX")
    with _stored(source, settings) as (articles, size, digest):
        if is_cluster(target):
            from trouvere.index.engines.opensearch import reindex as cluster

            return cluster.copied(target, articles, size, digest, settings=settings, progress=progress)
        with session(Path(target), "copy", DISK, settings, False, progress) as copy:
            count, segments = build_articles(copy, articles, size)
            _same(digest, f"{copy.digest:032x}")
            return copy.report(copy.publish(segments, count), indexed=count)


def _same(read: str, written: str) -> None:
    if read != written:
        raise BuildError("les articles copiés ne sont pas ceux lus : rien n'a été publié", hint="relancez la commande")


@contextmanager
def _stored(source: str | Path, settings: Settings | None) -> Iterator[tuple[Iterator[Article], int, str]]:
    """Yield the articles of an index, how many there are, and their digest."""
    if is_cluster(source):
        from trouvere.index.engines.opensearch import reindex as cluster

        with cluster.stored(source, settings) as found:
            yield found
        return
    folder, manifest = readable(Path(source), DISK, (ARTICLES, DELETED))
    generation = Generation(folder, manifest.segments, DISK)
    yield iter(generation.articles()), manifest.articles, manifest.digest
