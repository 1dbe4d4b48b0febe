"""Writes segments: articles are buffered into runs, runs merged into a segment, segments merged by a merge policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from trouvere.index.article import Article, digest_of
from trouvere.index.columns.read.container import Array
from trouvere.index.columns.read.segment import DELETED, Segment, SegmentInfo, file_of, parts_of
from trouvere.index.columns.write.articles import train
from trouvere.index.columns.write.completion import usage_of, write_completion
from trouvere.index.columns.write.container import ContainerWriter
from trouvere.index.columns.write.merge import Piece, keep, merge_articles, merge_field
from trouvere.index.columns.write.postings import FieldPostings
from trouvere.index.columns.write.run import RUN_CHARS, Run, RunMaker
from trouvere.index.fields import Field
from trouvere.index.storage import Storage

MAX_SEGMENTS = 8
"""Segments of an index at the most; a commit that would leave more merges the smallest."""


class SegmentPiece:
    """A segment as input of a merge."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.documents = segment.documents
        self._terms: dict[str, list[bytes]] = {}

    def lists(self, field: str) -> FieldPostings:
        """See `Piece.lists`."""
        return FieldPostings(self.segment.field(field))

    def vocabulary(self, field: str) -> Sequence[bytes]:
        """See `Piece.vocabulary`."""
        if field not in self._terms:
            self._terms = {field: self.segment.field(field).lexicon.all()}
        return self._terms[field]

    def weights(self, field: str) -> Array:
        """See `Piece.weights`."""
        return self.segment.field(field).frequencies()

    def lengths(self, field: str) -> Array:
        """See `Piece.lengths`."""
        return self.segment.field(field).lengths

    def spans(self, field: str) -> Array:
        """See `Piece.spans`."""
        return self.segment.field(field).spans()

    def offsets(self, field: str) -> tuple[Array, Array]:
        """See `Piece.offsets`."""
        return self.segment.field(field).all_offsets()

    def frames(self) -> Iterable[memoryview]:
        """See `Piece.frames`."""
        return map(self.segment.articles.frame, range(self.documents))

    def digests(self) -> bytes:
        """See `Piece.digests`."""
        return self.segment.articles.digests()

    def dictionaries(self) -> dict[int, bytes]:
        """See `Piece.dictionaries`."""
        return self.segment.articles.dictionaries()

    def let_go(self) -> None:
        """See `Piece.let_go`. What is read in order needs no more help."""


class SegmentWriter:
    """An `IndexWriter`: takes articles and deletions for a folder that nobody reads yet, which may hold segments."""

    def __init__(
        self,
        folder: Path,
        storage: Storage,
        segments: Sequence[SegmentInfo] = (),
        fields: Sequence[Field] = (),
    ) -> None:
        self._folder = folder
        self._fields = tuple(fields)
        self._storage = storage
        self._segments = [Segment(storage, folder, info.name, info.documents) for info in segments]
        self._live = [segment.live.copy() for segment in self._segments]
        self._runs: list[Run] = []
        self._run_live: list[Array] = []
        self._places: dict[str, tuple[int, int]] = {}
        self._waiting: list[Article] = []
        self._dropped: set[int] = set()
        self._packed: list[bytes] = []
        self._size = 0
        self._maker: RunMaker | None = None

    def add(self, article: Article, packed: bytes | None = None) -> None:
        """See `IndexWriter.add`. Of an id given twice the last article counts."""
        self._forget(article.id)
        self._places[article.id] = (len(self._runs), len(self._waiting))
        self._waiting.append(article)
        self._packed.append(packed or article.packed())
        self._size += len(self._packed[-1])
        if self._size >= RUN_CHARS:
            self._flush()

    def delete(self, id: str) -> None:  # noqa: A002
        """See `IndexWriter.delete`."""
        self._forget(id)
        for segment, live in zip(self._segments, self._live, strict=True):
            if (number := segment.find(id.encode("utf-8", "surrogatepass"))) >= 0:
                live[number] = False

    def commit(self, *, optimize: bool = False) -> tuple[SegmentInfo, ...]:
        """See `IndexWriter.commit`; returns the segments that the folder now holds. `optimize` leaves one."""
        self._flush()
        old = list(zip(self._segments, self._live, strict=True))
        old = [(segment, live) for segment, live in old if live.any()]
        joined = old if optimize else _to_join(old, bool(self._runs))
        pieces: list[Piece] = [SegmentPiece(segment) for segment, _ in joined]
        live = [mask for _, mask in joined] + self._run_live
        kept = [(segment, mask) for segment, mask in old if all(segment is not other for other, _ in joined)]
        infos = [self._with_deletions(segment, mask) for segment, mask in kept]
        if pieces or any(mask.any() for mask in self._run_live):
            infos.append(self._join([*pieces, *self._runs], live))
        self._clear({info.name for info in infos})
        return tuple(infos)

    def abandon(self) -> None:
        """See `IndexWriter.abandon`."""
        self._runs.clear()
        self._waiting.clear()

    def _forget(self, id: str) -> None:  # noqa: A002
        if (place := self._places.pop(id, None)) is not None:
            run, number = place
            if run < len(self._runs):
                self._run_live[run][number] = False
            else:
                # Still waiting: it is made part of the run and left out of the segment, like the others.
                self._dropped.add(number)

    def _flush(self) -> None:
        if not self._waiting:
            return
        if self._maker is None:
            self._maker = RunMaker(train(self._packed), self._fields)
        run = self._maker.make(self._waiting, self._packed, list(map(digest_of, self._packed)))
        live = np.ones(run.documents, bool)
        live[list(self._dropped)] = False
        self._waiting, self._packed, self._size, self._dropped = [], [], 0, set()
        path = self._folder / f"run-{len(self._runs)}.tmp"
        run.save(self._storage, path)
        self._runs.append(Run.load(self._storage, path, run.words, run.dictionary))
        self._run_live.append(live)

    def _join(self, pieces: Sequence[Piece], live: Sequence[Array]) -> SegmentInfo:
        name = self._free_name()
        inputs = keep(pieces, live)
        merge_articles(self._storage, self._folder, name, inputs)
        for field in parts_of(self._fields):
            merge_field(self._storage, self._folder, name, field, inputs)
        documents = sum(int(np.count_nonzero(source.mask)) for source in inputs)
        dropped = sum(piece.documents for piece in pieces) - documents
        self._complete(name, documents, dropped, [piece.segment for piece in pieces if isinstance(piece, SegmentPiece)])
        return SegmentInfo(name, documents, 0)

    def _complete(self, name: str, documents: int, dropped: int, joined: Sequence[Segment]) -> None:
        """Write the completion data of a merged segment, of the words in its term dictionary alone."""
        usage = usage_of(joined)
        dropped += sum(segment.completion.dropped for segment in joined)
        if self._maker:
            usage.add(self._maker.usage())
        lexicon = Segment(self._storage, self._folder, name, documents).field("text").lexicon

        def known(surface: str) -> bool:
            return lexicon.find(surface.encode("utf-8", "surrogatepass")) >= 0

        write_completion(self._storage, self._folder, name, documents, usage, dropped, known)

    def _with_deletions(self, segment: Segment, live: Array) -> SegmentInfo:
        deleted = np.flatnonzero(~live)
        if len(deleted) != len(segment.deleted):
            # A new file under the same name: the old one may be shared with a generation that is being read.
            path = self._folder / file_of(segment.name, DELETED)
            self._storage.remove(path)
            with ContainerWriter(self._storage, path) as writer:
                writer.add("documents", deleted.astype("<u4"))
                writer.close({})
        return SegmentInfo(segment.name, segment.documents, len(deleted))

    def _free_name(self) -> str:
        taken = [int(segment.name[1:]) for segment in self._segments]
        return f"s{max(taken, default=0) + 1}"

    def _clear(self, names: set[str]) -> None:
        """Remove runs, and the files of segments that were joined."""
        self._runs.clear()
        for name in self._storage.names(self._folder):
            if name.partition(".")[0] not in names:
                self._storage.remove(self._folder / name)


def _to_join(old: Sequence[tuple[Segment, Array]], more: bool) -> list[tuple[Segment, Array]]:
    """Merge policy: return the segments that a commit merges with what is new, the smallest where there would be too
    many, and those of which most documents are deleted.

    Each merge at least doubles the smallest segments, so that an article is copied a number of times that grows with
    the logarithm of the index (Bentley and Saxe's logarithmic method, 1980).
    """
    ranked = sorted(old, key=lambda pair: int(np.count_nonzero(pair[1])))
    chosen = [pair for pair in ranked if np.count_nonzero(pair[1]) * 2 < pair[0].documents]
    if len(old) + more > MAX_SEGMENTS:
        size = 0
        for pair in ranked:
            live = int(np.count_nonzero(pair[1]))
            if live > 2 * size and size and len(old) - len(chosen) + more < MAX_SEGMENTS:
                break
            size += live
            if all(pair[0] is not other for other, _ in chosen):
                chosen.append(pair)
    return [pair for pair in old if any(pair[0] is other for other, _ in chosen)]
