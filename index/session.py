"""What every way of writing to an index has in common: lock, stage, count, verify, publish, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trouvere.index.article import Article
from trouvere.index.batches.builder import Builder, Built
from trouvere.index.cleaning import clean
from trouvere.index.columns.generation import Generation
from trouvere.index.columns.segment import SegmentInfo
from trouvere.index.columns.segment_writer import SegmentWriter
from trouvere.index.engines.whoosh import write_toc
from trouvere.index.errors import ArticleError, BuildError
from trouvere.index.lock import writing
from trouvere.index.manifest import Manifest
from trouvere.index.publish import Stage, refuse_foreign
from trouvere.index.report import BuildReport, OnProgress, Progress, Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import Source, read
from trouvere.index.storage import Storage, saying_why
from trouvere.index.writer import IndexWriter

SKIPS_KEPT = 1_000
EVERY = 0.1
"""Seconds between two calls of a progress callback."""

Expect = Callable[[Path, tuple[SegmentInfo, ...]], list[str]]
"""Given the folder and the segments of a generation that nobody reads yet, says what is wrong, a sentence each."""


@dataclass
class Session:
    """One writing to an index, from the lock to the report."""

    index: Path
    storage: Storage
    settings: Settings
    strict: bool
    progress: OnProgress | None
    stage: Stage
    started: float = field(default_factory=time.perf_counter)
    digest: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    skipped_total: int = 0
    _told: float = 0.0

    def build(self, sources: Source | Iterable[Source], rename: Mapping[str, str] | None) -> Built:
        """Build one segment of everything in the sources; what cannot be used is counted, or raised where `strict`."""
        reader = read(sources, settings=self.settings, rename=rename, on_skip=self.skip)
        size = reader.size

        def tell(articles: int) -> None:
            self.tell("indexation", articles, reader.read_bytes, size)

        written = self.stage.written
        builder = Builder(self.storage, self.stage.folder, self.settings, self.skip, tell, rename, written)
        return builder.build(reader.pieces())

    def articles(self, sources: Source | Iterable[Source], rename: Mapping[str, str] | None) -> Iterator[Article]:
        """Yield the cleaned articles of the sources; what cannot be used is counted, or raised where `strict`."""
        reader = read(sources, settings=self.settings, rename=rename, on_skip=self.skip)
        size = reader.size
        for number, raw in enumerate(reader):
            try:
                yield clean(raw)
            except ArticleError as error:
                self.skip(Skipped(raw.origin, str(error)))
            self.tell("comparaison", number, reader.read_bytes, size)

    def skip(self, what: Skipped) -> None:
        """Count something that is not indexed."""
        if self.strict:
            raise ArticleError(str(what), hint="sans --strict, ce qui est mauvais est compté et laissé de côté")
        self.skipped_total += 1
        if len(self.skipped) < SKIPS_KEPT:
            self.skipped.append(what)

    def writer(self, segments: tuple[SegmentInfo, ...] = ()) -> IndexWriter:
        """Return a writer into the stage, which holds `segments` already."""
        return SegmentWriter(self.stage.folder, self.storage, segments)

    def tell(self, stage: str, articles: int, read: int = 0, size: int = 0) -> None:
        """Call the progress callback, not too often."""
        now = time.perf_counter()
        if self.progress and now - self._told >= EVERY:
            self._told = now
            self.progress(Progress(stage, articles, now - self.started, read, size))

    def count(self, *, out: bytes | None = None, into: bytes | None = None) -> None:
        """Take an article out of the digest of the generation, or into it, by its own digest."""
        change = int.from_bytes(into or b"") - int.from_bytes(out or b"")
        self.digest = (self.digest + change) % (1 << 128)

    def publish(self, segments: tuple[SegmentInfo, ...], articles: int, expect: Expect | None = None) -> Manifest:
        """Open what was written as a reader would, compare, and publish it."""
        self.tell("vérification", articles)
        write_toc(self.stage.folder, self.storage, segments)
        generation = Generation(self.stage.folder, segments, self.storage)
        if (count := generation.count()) != articles or (articles and not generation.article(0)):
            raise BuildError(
                f"{articles} articles écrits, {count} relus : génération refusée",
                hint="relancez la commande ; si cela revient, signalez-le : l'index d'avant est intact",
            )
        generation.check()
        if expect and (wrong := expect(self.stage.folder, segments)):
            raise BuildError(
                "la nouvelle génération ne donne pas ce qui est attendu : " + " ; ".join(wrong),
                hint="l'index d'avant reste publié ; corrigez les articles, ou le fichier des attentes",
            )
        return self.stage.publish(
            articles=articles,
            segments=segments,
            digest=f"{self.digest:032x}",
            keep=self.settings.keep_generations,
        )

    def report(self, manifest: Manifest, *, published: bool = True, **counts: Any) -> BuildReport:
        """Return the report of this session."""
        return BuildReport(
            path=str(self.index),
            generation=manifest.generation,
            published=published,
            articles=manifest.articles,
            skipped=tuple(self.skipped),
            skipped_total=self.skipped_total,
            seconds=time.perf_counter() - self.started,
            size=manifest.size,
            notices=tuple(self.stage.notices),
            **counts,
        )


@contextmanager
def session(
    index: Path, command: str, storage: Storage, settings: Settings | None, strict: bool, progress: OnProgress | None
) -> Iterator[Session]:
    """Hold the lock and a stage; on any failure the stage is cleared away and what was published is untouched."""
    refuse_foreign(index, storage)
    with saying_why(f"{index} : écriture impossible"), writing(index, command) as notices:
        stage = Stage(index, storage)
        stage.notices.extend(notices)
        try:
            yield Session(index, storage, settings or Settings.load(), strict, progress, stage)
        finally:
            # The disk may be what failed; the next build clears the folder.
            with suppress(OSError):
                stage.abandon()
