"""Builds one segment with a worker pool: deduplicates articles by id, then has the runs merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from trouvere.index.article import RawArticle
from trouvere.index.cleaning import clean
from trouvere.index.cleaning.survey import Packed as PackedSurvey
from trouvere.index.columns.read.segment import ARTICLES, COMPLETION, SegmentInfo, file_of
from trouvere.index.columns.write.articles import train
from trouvere.index.errors import ArticleError
from trouvere.index.report import Skipped
from trouvere.index.schema import TEXT_FIELDS, columns_of, stem_of
from trouvere.index.settings import Settings
from trouvere.index.sources.protocol import Lines
from trouvere.index.sources.records.fields import FieldNames
from trouvere.index.storage import DISK, Storage
from trouvere.index.workers.batches import Row, articles_in, batches_of, from_row
from trouvere.index.workers.cpu_limit import allowing
from trouvere.index.workers.feeding import Workers, processes_of, worked
from trouvere.index.workers.tasks import Made, Merge, Worker

SEGMENT = "s1"
MERGE_TASKS: tuple[tuple[str, ...], ...] = (
    tuple(TEXT_FIELDS),
    tuple(map(stem_of, TEXT_FIELDS)),
    (ARTICLES,),
    (COMPLETION,),
)
"""Files that one worker writes after another: those that share a vocabulary together, what takes longest first. Each
column of values comes after them."""
SAMPLE_ARTICLES = 600
"""Articles that a dictionary for compression is trained on."""


@dataclass
class Built:
    """What a build wrote: one segment, or none where there was nothing."""

    segments: tuple[SegmentInfo, ...] = ()
    articles: int = 0
    duplicates: int = 0
    digest: int = 0


@dataclass
class Builder:
    """Builds one segment in a folder that nobody reads yet."""

    storage: Storage
    folder: Path
    settings: Settings
    on_skip: Callable[[Skipped], None]
    on_progress: Callable[[int], None]
    rename: Mapping[str, str] | None = None
    """See `trouvere.index.sources.read`."""
    on_written: Callable[[str], None] = lambda name: None
    """Told the name of each file of the segment that is complete."""
    on_more: Callable[[str, int], None] = lambda reason, times: None
    """Told how often more was skipped for a reason, where it was too often to tell each place."""
    on_found: Callable[[PackedSurvey], None] = lambda found: None
    """Told what a batch has that its owner would mend."""
    _live: list[np.ndarray[tuple[int], np.dtype[np.bool_]]] = field(default_factory=list)
    _places: dict[str, tuple[int, int, bytes]] = field(default_factory=dict)
    _built: Built = field(default_factory=Built)
    _made: int = 0

    def build(self, articles: Iterable[RawArticle | Lines]) -> Built:
        """Write the segment. What cannot be used goes to `on_skip`."""
        with allowing(self.settings.max_article_seconds):
            return self._build_of(articles)

    def _build_of(self, articles: Iterable[RawArticle | Lines]) -> Built:
        settings = self.settings
        names = FieldNames.of(settings, self.rename)
        # Worker processes write to the real disk: a storage that a test puts in its place stays in this process.
        processes = processes_of(settings) if self.storage is DISK else 1

        def begin(workers: Workers, rows: list[Row]) -> None:
            dictionary, folder = train(_sample(rows, names)), str(self.folder.absolute())
            about = folder, dictionary, asdict(settings), dict(self.rename or {})
            workers.begin("columns", settings.max_article_seconds, *about)

        def make(folder: str, dictionary: bytes, settings: object, rename: object, number: int) -> Worker:
            return Worker(self.storage, self.folder, dictionary, names, number, self.settings.fields)

        with worked(batches_of(articles), processes, make, begin, self._settle) as workers:
            if workers and self._places:
                self._merge(workers)
        return self._built

    def _settle(self, made: Made) -> None:
        """Take in what became of a batch; of an id that comes twice the last article counts."""
        for where, reason, unread in made.skipped:
            self.on_skip(Skipped(where, reason, unread))
        for reason, times in made.more.items():
            self.on_more(reason, times)
        self.on_found(made.found)
        if made.ids:
            run = len(self._live)
            self._live.append(np.ones(len(made.ids), bool))
            for number, (id, digest) in enumerate(zip(made.ids, made.digests, strict=True)):  # noqa: A001
                if (before := self._places.get(id)) is not None:
                    self._live[before[0]][before[1]] = False
                    self._built.duplicates += 1
                self._places[id] = (run, number, digest)
        self._made += len(made.ids)
        self.on_progress(self._made)

    def _merge(self, workers: Workers) -> None:
        live = tuple(None if mask.all() else mask.tobytes() for mask in self._live)
        workers.finish()
        tasks = (*MERGE_TASKS, *((column,) for column in columns_of(self.settings.fields)))
        workers.merge([Merge(SEGMENT, parts, live) for parts in tasks], self._written)
        for name in self.storage.names(self.folder):
            if name.endswith(".tmp"):
                self.storage.remove(self.folder / name)
        self._built.articles = len(self._places)
        self._built.digest = sum(int.from_bytes(digest) for _, _, digest in self._places.values()) % (1 << 128)
        self._built.segments = (SegmentInfo(SEGMENT, self._built.articles, 0),)

    def _written(self, task: Merge) -> None:
        for part in task.parts:
            self.on_written(file_of(SEGMENT, part))


def _sample(rows: list[Row], names: FieldNames) -> Iterable[bytes]:
    """Yield some of the articles of a batch as they are stored, taken from all through it."""
    step = max(1, sum(map(articles_in, rows)) // SAMPLE_ARTICLES)
    at = 0
    for row in rows:
        for raw in from_row(row, names, slice(-at % step, None, step)):
            try:
                if isinstance(raw, RawArticle):
                    yield clean(raw, names.defaults).packed()
            except ArticleError:
                continue
        at += articles_in(row)
