"""Cuts what a reader yields into batches, settles which article of an id counts, and asks for the merge."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from trouvere.index.article import RawArticle
from trouvere.index.cleaning import clean
from trouvere.index.columns.read.segment import ARTICLES, COMPLETION, SegmentInfo, file_of
from trouvere.index.columns.write.articles import train
from trouvere.index.columns.write.run import CHARS
from trouvere.index.errors import ArticleError
from trouvere.index.report import Skipped
from trouvere.index.schema import TEXT_FIELDS, VALUE_FIELDS, stem_of
from trouvere.index.settings import Settings
from trouvere.index.sources.fields import FieldNames
from trouvere.index.sources.protocol import Lines
from trouvere.index.storage import DISK, Storage
from trouvere.index.workers.cpu_limit import allowing
from trouvere.index.workers.pool import WorkerPool
from trouvere.index.workers.tasks import Made, Merge, Row, Worker, articles_in, as_row, from_row

SEGMENT = "s1"
TASKS: tuple[tuple[str, ...], ...] = (
    tuple(TEXT_FIELDS),
    tuple(map(stem_of, TEXT_FIELDS)),
    (ARTICLES,),
    (COMPLETION,),
    *((field,) for field in VALUE_FIELDS),
)
"""Files that one worker writes after another: those that share a vocabulary together, what takes longest first."""
SAMPLE = 600
"""Articles that a dictionary for compression is trained on."""

EACH = 120
"""Characters that an article counts for beside its text: three million lines of two bytes are no small batch."""


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
    _live: list[np.ndarray[tuple[int], np.dtype[np.bool_]]] = field(default_factory=list)
    _places: dict[str, tuple[int, int, bytes]] = field(default_factory=dict)
    _waiting: deque[Future[tuple[Any, ...]]] = field(default_factory=deque)
    _built: Built = field(default_factory=Built)
    _made: int = 0

    def build(self, articles: Iterable[RawArticle | Lines]) -> Built:
        """Write the segment. What cannot be used goes to `on_skip`."""
        with allowing(self.settings.max_article_seconds):
            return self._build_of(articles)

    def _build_of(self, articles: Iterable[RawArticle | Lines]) -> Built:
        crew: WorkerPool | None = None
        worker: Worker | None = None
        most_chars = self.settings.max_field_chars
        names = FieldNames(self.rename, most_chars=most_chars)
        try:
            for number, rows in enumerate(batches_of(articles)):
                if number == 0:
                    if self._processes() > 1 and size_of(rows) >= CHARS:
                        crew = WorkerPool(self._processes())
                    dictionary = train(_sample(rows, names))
                    if crew:
                        seconds = self.settings.max_article_seconds
                        crew.begin(
                            "columns",
                            seconds,
                            str(self.folder.absolute()),
                            dictionary,
                            dict(self.rename or {}),
                            most_chars,
                        )
                    else:
                        worker = Worker(self.storage, self.folder, dictionary, names, 0)
                if worker:
                    self._settle(worker.batch(number, rows))
                elif crew:
                    self._waiting.append(crew.batch(number, rows))
                    while self._waiting and self._waiting[0].done():
                        self._settle(Made(*self._waiting.popleft().result()))
            while self._waiting:
                self._settle(Made(*self._waiting.popleft().result()))
            if self._places:
                self._merge(worker, crew)
        finally:
            if crew:
                crew.close()
        return self._built

    def _processes(self) -> int:
        # Worker processes write to the real disk: a storage that a test puts in its place stays in this process.
        if self.storage is not DISK:
            return 1
        return self.settings.processes or len(os.sched_getaffinity(0))

    def _settle(self, made: Made) -> None:
        """Take in what became of a batch; of an id that comes twice the last article counts."""
        for where, reason, unread in made.skipped:
            self.on_skip(Skipped(where, reason, unread))
        for reason, times in made.more.items():
            self.on_more(reason, times)
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

    def _merge(self, worker: Worker | None, crew: WorkerPool | None) -> None:
        live = tuple(None if mask.all() else mask.tobytes() for mask in self._live)
        tasks = [Merge(SEGMENT, parts, live) for parts in TASKS]
        if worker:
            worker.finish()
            for task in tasks:
                worker.merge(task)
                self._written(task)
        elif crew:
            crew.finish()
            crew.merge(tasks, self._written)
        for name in self.storage.names(self.folder):
            if name.endswith(".tmp"):
                self.storage.remove(self.folder / name)
        self._built.articles = len(self._places)
        self._built.digest = sum(int.from_bytes(digest) for _, _, digest in self._places.values()) % (1 << 128)
        self._built.segments = (SegmentInfo(SEGMENT, self._built.articles, 0),)

    def _written(self, task: Merge) -> None:
        for part in task.parts:
            self.on_written(file_of(SEGMENT, part))


def batches_of(articles: Iterable[RawArticle | Lines]) -> Iterator[list[Row]]:
    """Yield what a reader yields as rows, some six million characters at a time."""
    return batched(map(as_row, articles))


def batched(every: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows, some six million characters at a time."""
    rows: list[Row] = []
    size = 0
    for row in every:
        rows.append(row)
        size += size_of(rows[-1:])
        if size >= CHARS:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def size_of(rows: list[Row]) -> int:
    """Return the characters of texts and the bytes of lines in a batch, and what each article counts for."""
    return sum(len(row[0]) + EACH * articles_in(row) for row in rows)


def _sample(rows: list[Row], names: FieldNames) -> Iterable[bytes]:
    """Yield some of the articles of a batch as they are stored, taken from all through it."""
    step = max(1, sum(map(articles_in, rows)) // SAMPLE)
    at = 0
    for row in rows:
        for raw in from_row(row, names, slice(-at % step, None, step)):
            try:
                if isinstance(raw, RawArticle):
                    yield clean(raw).packed()
            except ArticleError:
                continue
        at += articles_in(row)
