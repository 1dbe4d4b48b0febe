"""Merges pieces — runs of a build, or segments — into one segment: a k-way merge, a range of terms at a time.

Documents keep their order: those of the first piece, then those of the second. Arrays are copied, never analysed again.
Memory is bounded by the size of a range, not by the size of the index, but for the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from trouvere.index.columns.read.container import Array
from trouvere.index.columns.read.segment import ARTICLES, file_of
from trouvere.index.columns.write.articles import ArticlesWriter
from trouvere.index.columns.write.container import ContainerWriter
from trouvere.index.columns.write.field import FieldWriter, first_addresses
from trouvere.index.columns.write.postings import Taken, ranges
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.index.storage import Storage

RANGE_OCCURRENCES = 1_000_000
"""Occurrences of terms that are merged at a time, more where a single term has more."""


class FieldPart(Protocol):
    """The posting lists of a field in one piece, one a term."""

    @property
    def numbers(self) -> Array:
        """The number of each list's term in the piece's vocabulary."""
        ...

    def take(self, lists: Array) -> Taken:
        """Return these lists, in this order."""
        ...


class Piece(Protocol):
    """Input of a merge: a set of documents with their inverted index and stored articles."""

    @property
    def documents(self) -> int:
        """How many documents it has."""
        ...

    def lists(self, field: str) -> FieldPart:
        """Return the lists of a field."""
        ...

    def vocabulary(self, field: str) -> Sequence[bytes]:
        """Return the terms by number; pieces that share a vocabulary return the same object."""
        ...

    def weights(self, field: str) -> Array:
        """Return the number of occurrences of each list, or an estimate: for cutting the merge into ranges."""
        ...

    def lengths(self, field: str) -> Array:
        """Return how many tokens of a text field each document has."""
        ...

    def spans(self, field: str) -> Array:
        """Return the number of positions of a text field in each document."""
        ...

    def offsets(self, field: str) -> tuple[Array, Array]:
        """Return the sparse byte offsets: the index of each document's first, and the offsets."""
        ...

    def frames(self) -> Iterable[bytes | memoryview]:
        """Return the compressed articles."""
        ...

    def digests(self) -> bytes:
        """Return the digests of the articles, 16 bytes each."""
        ...

    def dictionaries(self) -> dict[int, bytes]:
        """Return the dictionaries that the articles were compressed with."""
        ...

    def let_go(self) -> None:
        """Release the memory of what was read so far."""
        ...


@dataclass(frozen=True)
class MergeInput:
    """A piece and its map of documents: `numbers[d]` is the new number of document `d`, -1 where it is deleted."""

    piece: Piece
    numbers: Array
    whole: bool

    @property
    def mask(self) -> Array:
        """Bitmap of the documents that are not deleted."""
        return self.numbers >= 0


def keep(pieces: Sequence[Piece], live: Sequence[Array | None]) -> list[MergeInput]:
    """Renumber the live documents through all pieces; a mask of None keeps all of a piece."""
    inputs: list[MergeInput] = []
    base = 0
    for piece, mask in zip(pieces, live, strict=True):
        whole = mask is None or bool(mask.all())
        if mask is None or whole:
            numbers = np.arange(base, base + piece.documents)
        else:
            numbers = np.where(mask, base + np.cumsum(mask) - 1, -1)
        inputs.append(MergeInput(piece, numbers, whole))
        base += piece.documents if mask is None else int(np.count_nonzero(mask))
    return inputs


def merge_field(
    storage: Storage,
    folder: Path,
    segment: str,
    field: str,
    inputs: Sequence[MergeInput],
    words: Vocabularies | None = None,
) -> None:
    """Write one field of the joined segment."""
    documents = sum(int(np.count_nonzero(source.mask)) for source in inputs)
    scored = field in TEXT_FIELDS or field in map(stem_of, TEXT_FIELDS)
    lengths = np.concatenate([source.piece.lengths(field)[source.mask] for source in inputs]) if scored else None
    spans = np.concatenate([source.piece.spans(field)[source.mask] for source in inputs]) if scored else None
    first = first_addresses(spans) if spans is not None else None
    offsets = _offsets(field, inputs) if field in TEXT_FIELDS else None
    with ContainerWriter(storage, folder / file_of(segment, field)) as container:
        writer = FieldWriter(container, documents, lengths=lengths, spans=spans, offsets=offsets)
        terms, ranks = (words or Vocabularies()).ranked(field, inputs)
        used = np.zeros(len(terms), bool)
        for low, high in _ranges(field, inputs, ranks, len(terms)):
            _merge_range(writer, field, inputs, ranks, low, high, first, used)
        writer.close([term for term, there in zip(terms, used.tolist(), strict=True) if there])


def merge_articles(storage: Storage, folder: Path, segment: str, inputs: Sequence[MergeInput]) -> None:
    """Write the stored articles of the joined segment: frames are copied as they are."""
    dictionaries: dict[int, bytes] = {}
    with ContainerWriter(storage, folder / file_of(segment, ARTICLES)) as container:
        writer = ArticlesWriter(container)
        for source in inputs:
            dictionaries |= source.piece.dictionaries()
            frames, digests = source.piece.frames(), source.piece.digests()
            mask = source.mask.tolist()
            if not source.whole:
                frames = (frame for frame, stays in zip(frames, mask, strict=True) if stays)
                digests = np.frombuffer(digests, "V16")[source.mask].tobytes()
            writer.write(list(frames), digests)
            source.piece.let_go()
        writer.close(dictionaries)


def _offsets(field: str, inputs: Sequence[MergeInput]) -> tuple[Array, Array]:
    counts: list[Array] = []
    values: list[Array] = []
    for source in inputs:
        starts, offsets = source.piece.offsets(field)
        starts = starts.astype(np.int64)
        mine = np.diff(starts)
        counts.append(mine[source.mask])
        values.append(offsets if source.whole else offsets[ranges(starts[:-1][source.mask], mine[source.mask])])
    return np.concatenate(([0], np.cumsum(np.concatenate(counts)))), np.concatenate(values)


Ranks = tuple[Array, Array]
"""The ranks of a piece's terms among the sorted terms of all, ascending, and the list of each."""


class Vocabularies:
    """Merges vocabularies into one sorted list of terms; cached from one field to the next where both share one."""

    def __init__(self) -> None:
        self._of: tuple[Sequence[bytes], ...] = ()
        self._terms: list[bytes] = []
        self._tables: list[Array] = []

    def ranked(self, field: str, inputs: Sequence[MergeInput]) -> tuple[list[bytes], list[Ranks]]:
        """Return the sorted terms of all pieces, and the ranks of each piece's terms among them."""
        of_piece = [source.piece.vocabulary(field) for source in inputs]
        distinct = tuple({id(vocabulary): vocabulary for vocabulary in of_piece}.values())
        if len(distinct) != len(self._of) or any(a is not b for a, b in zip(distinct, self._of, strict=True)):
            self._of = distinct
            self._terms = sorted(set().union(*distinct))
            rank_of = dict(zip(self._terms, range(len(self._terms)), strict=True))
            self._tables = [np.fromiter(map(rank_of.__getitem__, v), np.int64, len(v)) for v in distinct]
        tables = {id(vocabulary): table for vocabulary, table in zip(self._of, self._tables, strict=True)}
        ranks: list[Ranks] = []
        for source, vocabulary in zip(inputs, of_piece, strict=True):
            rank_of_list = tables[id(vocabulary)][source.piece.lists(field).numbers]
            order = np.argsort(rank_of_list, kind="stable")
            ranks.append((rank_of_list[order], order))
        return self._terms, ranks


def _ranges(field: str, inputs: Sequence[MergeInput], ranks: Sequence[Ranks], terms: int) -> Iterable[tuple[int, int]]:
    """Cut the terms into ranges of some `RANGE_OCCURRENCES` occurrences each."""
    weights = np.zeros(terms, np.int64)
    for source, (ranked, order) in zip(inputs, ranks, strict=True):
        weights[ranked] += source.piece.weights(field)[order]
    sums = np.cumsum(weights)
    low = 0
    while low < terms:
        before = sums[low - 1] if low else 0
        high = max(low + 1, int(np.searchsorted(sums, before + RANGE_OCCURRENCES, "right")))
        yield low, high
        low = high


def _merge_range(
    writer: FieldWriter,
    field: str,
    inputs: Sequence[MergeInput],
    ranks: Sequence[Ranks],
    low: int,
    high: int,
    first: Array | None,
    used: Array,
) -> None:
    """Merge the posting lists of the terms ranked `low` to `high`."""
    parts: list[tuple[Array, Taken]] = []
    for source, (ranked, order) in zip(inputs, ranks, strict=True):
        start, end = np.searchsorted(ranked, (low, high))
        if start < end:
            own = None if first is None or source.whole else first_addresses(source.piece.spans(field))
            taken = _renumbered(source.piece.lists(field).take(order[start:end]), source, first, own)
            parts.append((ranked[start:end], taken))
            source.piece.let_go()
    if not parts:
        return
    rank = np.concatenate([ranked for ranked, _ in parts])
    counts = np.concatenate([taken.counts for _, taken in parts])
    # By term, and within a term by piece: whole lists one after another keep documents ascending.
    order = np.argsort(rank, kind="stable")
    places = _places(counts, order)
    docs, tf = np.empty(int(counts.sum()), np.uint32), np.empty(int(counts.sum()), np.uint32)
    addresses = None
    if first is not None:
        weights = np.concatenate([taken.weights for _, taken in parts])
        begins = _places(weights, order)
        addresses = np.empty(int(weights.sum()), np.uint32)
    past = 0
    for _, taken in parts:
        lists = slice(past, past := past + len(taken.counts))
        into = ranges(places[lists], taken.counts)
        docs[into], tf[into] = taken.docs, taken.tf
        if addresses is not None and taken.addresses is not None:
            addresses[ranges(begins[lists], taken.weights)] = taken.addresses
    totals = np.bincount(rank - low, counts, high - low).astype(np.int64)
    used[low:high] = totals > 0
    writer.write(totals[totals > 0], docs, tf, addresses)


def _places(sizes: Array, order: Array) -> Array:
    """Return the exclusive prefix sum of `sizes`, summed in `order`."""
    ordered = sizes[order]
    places = np.empty_like(sizes)
    places[order] = np.cumsum(ordered) - ordered
    return places


def _renumbered(taken: Taken, source: MergeInput, first: Array | None, own: Array | None) -> Taken:
    """Return lists with documents renumbered and addresses shifted, deleted documents left out.

    `first` and `own` are the first addresses of documents, in the merged segment and in the piece.
    """
    if source.whole:
        base = source.numbers[0] if len(source.numbers) else 0
        docs = taken.docs + np.uint32(base)
        addresses = None
        if taken.addresses is not None and first is not None:
            addresses = taken.addresses + np.uint32(first[base])
        return Taken(taken.counts, taken.weights, docs, taken.tf, addresses)
    docs = source.numbers[taken.docs]
    stays = docs >= 0
    tf = taken.tf[stays]
    owner = np.repeat(np.arange(len(taken.counts)), taken.counts)[stays]
    counts = np.bincount(owner, minlength=len(taken.counts))
    weights = np.bincount(owner, tf, len(taken.counts)).astype(np.int64)
    addresses = None
    if taken.addresses is not None and first is not None and own is not None:
        addresses = taken.addresses[np.repeat(stays, taken.tf)].astype(np.int64)
        addresses += np.repeat(first[docs[stays]] - own[taken.docs[stays]], tf)
    return Taken(counts, weights, docs[stays], tf, addresses)
