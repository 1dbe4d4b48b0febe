"""The tasks of a worker: a batch of raw articles cleaned, analysed, inverted, saved as a run; then all runs merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from trouvere.index.article import Article, digest_of
from trouvere.index.cleaning import clean
from trouvere.index.cleaning.survey import Packed as PackedSurvey
from trouvere.index.cleaning.survey import Survey
from trouvere.index.columns.read.segment import ARTICLES, COMPLETION
from trouvere.index.columns.write.completion import write_completion
from trouvere.index.columns.write.merge import Vocabularies, keep, merge_articles, merge_field
from trouvere.index.columns.write.run import Run, RunMaker, RunVocabulary
from trouvere.index.columns.write.usage import Usage
from trouvere.index.errors import ArticleError, EmptyArticle
from trouvere.index.fields import Field
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources.records.fields import FieldNames
from trouvere.index.storage import DISK, Storage
from trouvere.index.workers.batches import Row, from_row
from trouvere.index.workers.trial import tried

TOLD_PLACES = 1_000
"""Places skipped in a batch that are told one by one."""

Skips = list[tuple[str, str, bool]]
"""What cannot be used: where, why, and whether it could not be read."""


def cleaned(
    rows: Iterable[Row], names: FieldNames, fields: tuple[Field, ...] = ()
) -> tuple[list[Article], list[bytes], Skips, Counter[str], PackedSurvey]:
    """Return the articles of some rows, each packed too, what was skipped, and what was found; see `Made`.

    `fields` are those that the index declares.
    """
    articles, packed = [], []
    skipped: Skips = []
    more: Counter[str] = Counter()
    told: set[tuple[str, str]] = set()
    survey = Survey(fields)

    def skip(where: str, reason: str, unread: bool) -> None:
        file = where.rpartition(":")[0]
        if len(skipped) < TOLD_PLACES or (file, reason) not in told:
            told.add((file, reason))
            skipped.append((where, reason, unread))
        else:
            more[reason] += 1

    for raw in chain.from_iterable(from_row(row, names) for row in rows):
        if isinstance(raw, Skipped):
            skip(raw.where, raw.reason, raw.unread)
            continue
        try:
            article = tried(clean(raw, names.defaults))
        except ArticleError as error:
            skip(raw.origin or raw.id or raw.title[:80], str(error), not isinstance(error, EmptyArticle))
            continue
        articles.append(article)
        packed.append(article.packed())
        survey.add(article, raw.origin or article.id)
    return articles, packed, skipped, more, survey.packed()


class Made(NamedTuple):
    """What became of a batch: the ids and digests of its run's articles, and what was skipped, as `Skips`.

    Beyond the first `TOLD_PLACES`, what was skipped in a file for a reason that was told of it already is only counted.
    `found` is what `Survey.packed` gives.
    """

    ids: list[str]
    digests: list[bytes]
    skipped: Skips
    more: dict[str, int]
    found: PackedSurvey


@dataclass(frozen=True, slots=True)
class Merge:
    """Files of the segment to be written: fields, or the articles. `live` has a mask for each run, None for all."""

    segment: str
    parts: tuple[str, ...]
    live: tuple[bytes | None, ...]


class Worker:
    """Does the work in this process. `name` tells the files of one worker from those of another."""

    def __init__(
        self,
        storage: Storage,
        folder: Path,
        dictionary: bytes,
        names: FieldNames,
        name: int,
        fields: Sequence[Field] = (),
    ) -> None:
        self._storage = storage
        self._folder = folder
        self._dictionary = dictionary
        self._names = names
        self._name = name
        self._fields = tuple(fields)
        self._maker: RunMaker | None = RunMaker(dictionary, fields)
        self._runs: list[Run] | None = None

    def batch(self, number: int, rows: Sequence[Row]) -> Made:
        """Make the run `number` of these articles."""
        assert self._maker is not None
        articles, packed, skipped, more, found = cleaned(rows, self._names, self._fields)
        digests = list(map(digest_of, packed))
        if articles:
            run = self._maker.make(articles, packed, digests)
            run.save(self._storage, run_path(self._folder, number, self._name))
        return Made([article.id for article in articles], digests, skipped, dict(more), found)

    def close(self) -> None:
        """Nothing is held."""

    def finish(self) -> None:
        """No batch comes any more: save the vocabulary."""
        assert self._maker is not None
        self._maker.words.save(self._folder / f"words-{self._name}.tmp", self._storage)
        self._maker.usage().save(self._storage, self._folder / f"usage-{self._name}.tmp")
        self._maker = None

    def merge(self, task: Merge) -> None:
        """Write files of the segment, from the runs of all workers."""
        runs = self._all_runs()
        kept = keep(runs, [None if live is None else np.frombuffer(live, bool) for live in task.live])
        words = Vocabularies()
        for part in task.parts:
            if part == ARTICLES:
                merge_articles(self._storage, self._folder, task.segment, kept)
            elif part == COMPLETION:
                documents = sum(int(np.count_nonzero(each.mask)) for each in kept)
                dropped = sum(run.documents for run in runs) - documents
                write_completion(self._storage, self._folder, task.segment, documents, self._usage(), dropped)
            else:
                merge_field(self._storage, self._folder, task.segment, part, kept, words)

    def _usage(self) -> Usage:
        total = Usage()
        for name in self._storage.names(self._folder):
            if name.startswith("usage-"):
                total.add(Usage.load(self._storage, self._folder / name))
        return total

    def _all_runs(self) -> list[Run]:
        if self._runs is None:
            words: dict[str, RunVocabulary] = {}
            self._runs = []
            for path in run_paths(self._storage, self._folder):
                name = path.stem.rpartition("-")[2]
                if name not in words:
                    words[name] = RunVocabulary.load(self._folder / f"words-{name}.tmp", self._storage)
                self._runs.append(Run.load(self._storage, path, words[name], self._dictionary))
        return self._runs


def begin(folder: str, dictionary: bytes, settings: dict[str, Any], rename: dict[str, str], number: int) -> Worker:
    """Return the worker of a process of its own: see `WorkerPool.begin`."""
    known = Settings(**settings)
    return Worker(DISK, Path(folder), dictionary, FieldNames.of(known, rename), number, known.fields)


def run_path(folder: Path, number: int, worker: int) -> Path:
    """Return where a run is saved: sorted by name, runs are in the order of their batches."""
    return folder / f"run-{number:09d}-{worker}.tmp"


def run_paths(storage: Storage, folder: Path) -> list[Path]:
    """Return the runs in a folder, in the order of their batches."""
    return [folder / name for name in storage.names(folder) if name.startswith("run-")]
