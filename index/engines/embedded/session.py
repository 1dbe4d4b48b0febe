"""A writing session on a folder: lock, stage, count, verify, publish, report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trouvere.index.article import Source
from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.read.segment import SegmentInfo
from trouvere.index.columns.write.segment import SegmentWriter
from trouvere.index.engines.embedded.lock import writing
from trouvere.index.engines.embedded.publish import Stage, refuse_foreign
from trouvere.index.engines.embedded.read.manifest import Manifest
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.index_writer import IndexWriter
from trouvere.index.engines.whoosh.distribution import require_whoosh3
from trouvere.index.engines.writing import Writing, tell_failure
from trouvere.index.errors import BuildError
from trouvere.index.report import BuildReport, Expect
from trouvere.index.storage import Storage, saying_why
from trouvere.index.workers.builder import Builder, Built


@dataclass(kw_only=True)
class Session(Writing):
    """One writing to an index, from the lock to the report."""

    index: Path
    storage: Storage
    stage: Stage

    def build(self, sources: Source | Iterable[Source]) -> Built:
        """Build one segment of everything in the sources; what cannot be used is counted, or raised where `strict`."""
        reader = self.reader(sources)
        size = reader.size

        def tell(articles: int) -> None:
            self.tell("indexation", articles, reader.read_bytes, size)

        builder = Builder(
            self.storage,
            self.stage.folder,
            replace(self.settings, fields=self.fields),
            self.skip,
            tell,
            self.options.rename,
            self.stage.written,
            self.skip_more,
            self.survey.take,
        )
        return builder.build(reader.pieces())

    def writer(self, segments: tuple[SegmentInfo, ...] = ()) -> IndexWriter:
        """Return a writer into the stage, which holds `segments` already."""
        return SegmentWriter(self.stage.folder, self.storage, segments, self.fields)

    def publish(self, segments: tuple[SegmentInfo, ...], articles: int, expect: Expect | None = None) -> Manifest:
        """Open what was written as a reader would, compare, and publish it."""
        self.tell("vérification", articles)
        require_whoosh3()
        # Loaded once it is known to be the right one.
        from trouvere.index.engines.whoosh.toc import write_toc

        write_toc(self.stage.folder, self.storage, segments, self.fields)
        generation = Generation(self.stage.folder, segments, self.storage, fields=self.fields)
        if (count := generation.count()) != articles or (articles and not generation.article(0)):
            raise BuildError(
                f"{articles} articles écrits, {count} relus : génération refusée",
                hint="relancez la commande ; si cela revient, signalez-le : l'index d'avant est intact",
            )
        generation.check()
        if expect and (wrong := expect(self.stage.folder, generation)):
            raise BuildError(
                "la nouvelle génération ne donne pas ce qui est attendu : " + " ; ".join(wrong),
                hint="l'index d'avant reste publié ; corrigez les articles, ou le fichier des attentes",
            )
        return self.stage.publish(
            articles=articles,
            segments=segments,
            fields=self.fields,
            digest=f"{self.digest:032x}",
            keep=self.settings.keep_generations,
        )

    def report(self, manifest: Manifest, *, published: bool = True, **counts: Any) -> BuildReport:
        """Return the report of this session."""
        return self.reported(
            generation=manifest.generation,
            articles=manifest.articles,
            size=manifest.size,
            published=published,
            **counts,
        )


@contextmanager
def session(index: Path, storage: Storage, command: str, options: WriteOptions) -> Iterator[Session]:
    """Hold the lock and a stage; on any failure the stage is cleared away and what was published is untouched.

    Another writer is waited for as the options say.
    """
    refuse_foreign(index, storage)
    with saying_why(f"{index} : écriture impossible"), writing(index, command, options.wait) as lock:
        stage = Stage(index, storage, lock)
        try:
            yield Session(
                index=index,
                storage=storage,
                stage=stage,
                options=options,
                command=command,
                notices=stage.notices,
            )
        except Exception as error:
            if not stage.installed:
                try:
                    # Without it the folder is anybody's, and any error may be what became of that.
                    lock.check()
                except BuildError as lost:
                    tell_failure(command, index, lost)
                    raise lost from error
            tell_failure(command, index, error)
            raise
        finally:
            # The disk may be what failed; the next build clears the folder.
            with suppress(OSError):
                stage.abandon()
