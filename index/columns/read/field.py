"""Reads the inverted index of one field of a segment: postings, term frequencies, positions, byte offsets, lengths."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from trouvere.index.columns.read.container import Array, Container
from trouvere.index.columns.read.lexicon import Lexicon
from trouvere.index.columns.read.sorted_ints import SortedInts
from trouvere.index.lazy import cached_property
from trouvere.index.storage import Storage

OWNER_BITS = 7
"""A document's positions begin at a multiple of 128, and at least 128 further than the last of the one before it: an
address shifted by seven bits tells its document, and no phrase or proximity reaches from one document into the next."""
LOOKUP_RATIO = 16
"""Postings of a term for each document looked up, above which binary search is quicker than a table of them all."""
DECODED_OCCURRENCES, FIRST_OCCURRENCES = 1 << 15, 256
"""Occurrences of a term above which its positions in a few documents are searched for, not decoded with all others;
and how many of those in a document are looked at."""
PAST_END_BYTES = 1 << 32
"""A byte offset past the end of any text."""
OFFSET_STEP = 16
"""Every sixteenth position has its byte offset stored."""


class FieldReader:
    """Inverted index of one field: its terms, and for each the documents, frequencies (tf) and positions.

    A posting is a document that has a term. Postings are numbered through the field, term by term: those of term `t`
    are `starts[t]` to `starts[t + 1]`. An address is a document's first address plus a position in it.
    """

    def __init__(self, storage: Storage, path: Path) -> None:
        self.container = container = Container(storage, path)
        self.lexicon = Lexicon(container)
        self.documents: int = container.meta["documents"]
        self.total: int = container.meta["total"]
        """Tokens in all documents together."""
        self._start = container.table("postings.start")
        self._docs = SortedInts(container, "docs")
        self.scored = "tf" in container
        self.positional = "positions.low" in container
        if self.scored:
            self._tf = container.column("tf")
            self._many_at, self._many = container.table("tf.many.at"), container.whole("tf.many")
            self._lengths = container.column("lengths")
        if self.positional:
            self._count = container.table("positions.start")
            self._addresses = SortedInts(container, "positions")
            self._first = container.column("address")
        if "offset" in container:
            self._offset_start, self._offset = container.column("offset.start"), container.column("offset")

    # Terms

    def extent(self, term: int) -> tuple[int, int]:
        """Return the range of posting numbers of a term: the first, and one past the last."""
        return self._start[term], self._start[term + 1]

    def frequency(self, term: int) -> int:
        """Return the document frequency of a term: how many documents have it."""
        start, end = self.extent(term)
        return end - start

    def frequencies(self, first: int = 0, last: int | None = None) -> Array:
        """Return the document frequency of each term, or of each of the terms `first` to `last`."""
        end = None if last is None else last + 1
        return np.diff(np.asarray(self._start)[first:end].astype(np.int64))

    def occurrences(self, first: int, last: int | None = None) -> int:
        """Return the total term frequency of the terms `first` to `last` together; of the first alone by default."""
        return self._count[first + 1 if last is None else last] - self._count[first]

    # Postings

    def docs(self, term: int) -> Array:
        """Return the numbers of the documents that have a term: int64, ascending."""
        start, end = self.extent(term)
        return self._docs.get(term, end - start)

    def tf(self, start: int, end: int) -> Array:
        """Return the term frequency (tf) of each of the postings `start` to `end`: float32."""
        frequencies = self._tf.part(start, end).astype(np.float32)
        if len(self._many_at):
            first, last = bisect_left(self._many_at, start), bisect_left(self._many_at, end)
            if first < last:
                frequencies[np.asarray(self._many_at)[first:last] - start] = self._many[first:last]
        return frequencies

    def addresses(self, term: int) -> Array:
        """Return the addresses of a term: uint32, ascending. There are many: half the memory is half the time."""
        return self._addresses.get(term, self.occurrences(term), np.uint32)

    def postings_of(self, term: int, docs: Array) -> Array:
        """Return the numbers of the postings of a term in `docs` (ascending), which all have it: int64."""
        start, end = self.extent(term)
        if len(docs) * LOOKUP_RATIO < end - start:
            return self._docs.locate(term, end - start, docs) + start
        # To look all of them up in a table is quicker than to search for one in sixteen.
        wanted = np.zeros(self.documents, bool)
        wanted[docs] = True
        return np.flatnonzero(wanted[self.docs(term)]) + start

    def tf_at(self, postings: Array) -> Array:
        """Return the term frequency (tf) of each of some postings (ascending): float32."""
        frequencies = self._tf.some(postings).astype(np.float32)
        if len(self._many_at):
            many = np.searchsorted(self._many_at, postings)
            many[many == len(self._many_at)] = 0
            high = np.asarray(self._many_at)[many] == postings
            frequencies[high] = self._many[many[high]]
        return frequencies

    def tf_in(self, term: int, docs: Array) -> Array:
        """Return the term frequency (tf) in each of some documents (ascending), 0 where the term is not: float32."""
        start, end = self.extent(term)
        index = self._docs.locate(term, end - start, docs)
        frequencies = np.zeros(len(docs), np.float32)
        there = index >= 0
        frequencies[there] = self.tf_at(index[there] + start)
        return frequencies

    def has(self, term: int, docs: Array) -> Array:
        """Return whether each of some documents (ascending) has a term; decodes only where one may be."""
        start, end = self.extent(term)
        found: Array = self._docs.locate(term, end - start, docs) >= 0
        return found

    def addresses_in(self, term: int, docs: Array) -> Array:
        """Return the addresses of a term in some documents (ascending): int64, ascending, the first ones of each."""
        count = self.occurrences(term)
        lows, highs = self.first_addresses[docs], self.first_addresses[docs + 1]
        if count > DECODED_OCCURRENCES:
            stretches = zip(lows.tolist(), highs.tolist(), strict=True)
            heads = self._addresses.heads(term, count, stretches, FIRST_OCCURRENCES)
            return np.array([address for addresses in heads for address in addresses], np.int64)
        every = self.addresses(term)
        begins, ends = (
            np.searchsorted(every, lows.astype(every.dtype)),
            np.searchsorted(every, highs.astype(every.dtype)),
        )
        counts = np.minimum(ends - begins, FIRST_OCCURRENCES)
        parts = [
            every[begin : begin + some] for begin, some in zip(begins.tolist(), counts.tolist(), strict=True) if some
        ]
        return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, np.int64)

    def stands_at(self, term: int, addresses: Array) -> Array:
        """Return whether a term stands at each of some addresses (ascending); decodes nothing."""
        found: Array = self._addresses.locate(term, self.occurrences(term), addresses) >= 0
        return found

    def addresses_within(self, term: int, start: int, runs: int) -> Array:
        """Return the addresses of a term from `start` × 2¹⁶ on, in `runs` × 2¹⁶, less that base: int64."""
        return self._addresses.stretch(term, self.occurrences(term), start, runs)

    def positions_in(self, term: int, docs: Sequence[int], most: int) -> list[list[int]]:
        """Return the positions of a term in each of these documents: the `most` first of each.

        Only parts of the term's list are read.
        """
        first = self.first_addresses
        begins, ends = first[docs].tolist(), first[1:][docs].tolist()
        heads = self._addresses.heads(term, self.occurrences(term), zip(begins, ends, strict=True), most)
        return [[address - begin for address in addresses] for addresses, begin in zip(heads, begins, strict=True)]

    # Documents

    @cached_property
    def lengths(self) -> Array:
        """How many tokens each document has, exactly: uint32."""
        return self._lengths.part(0, self.documents)

    @cached_property
    def first_addresses(self) -> Array:
        """The first address of each document, and one past the last: int64."""
        return self._first.part(0, self.documents + 1).astype(np.int64)

    @cached_property
    def owners(self) -> Array:
        """Table from address >> 7 to the document that the address belongs to: int64."""
        spans = np.diff(self.first_addresses) >> OWNER_BITS
        return np.repeat(np.arange(self.documents), spans)

    def offsets(self, document: int) -> Array:
        """Return the byte offsets, in the UTF-8 of the text, of the positions 0, 16, 32 … of a document."""
        start, end = self._offset_start.part(document, document + 2).tolist()
        return self._offset.part(start, end)

    def octets(self, document: int, stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the byte ranges, in the UTF-8 of the text, of ranges of positions (first, last) of a document.

        Each is up to fifteen words longer on either side, since only the offsets of the positions 0, 16, 32 … are
        stored; one that reaches beyond the last of these ends at `PAST_END_BYTES`.
        """
        offsets = self.offsets(document).data  # Single numbers are read several times as fast from here.
        count = len(offsets)
        past = PAST_END_BYTES
        return [
            (offsets[first // OFFSET_STEP], offsets[after] if (after := last // OFFSET_STEP + 1) < count else past)
            for first, last in stretches
        ]

    # For merges: many lists at once

    def spans(self) -> Array:
        """Return the number of positions of each document, rounded down to a multiple of 128: same address space."""
        return np.diff(self.first_addresses) - (2 << OWNER_BITS)

    def all_offsets(self) -> tuple[Array, Array]:
        """Return the sparse byte offsets of all documents: the index of each document's first, and the offsets."""
        return self._offset_start.part(0, self.documents + 1), self._offset.part(0, len(self._offset))

    def between(self, first: int, last: int) -> tuple[Array, Array, Array]:
        """Return the postings of the terms `first` to `last`: document frequency of each, then all documents and tf."""
        starts = np.asarray(self._start)[first : last + 1].astype(np.int64)
        counts = np.diff(starts)
        docs = self._docs.between(first, last, counts)
        tf = self.tf(int(starts[0]), int(starts[-1])) if self.scored else np.ones(len(docs), np.float32)
        return counts, docs, tf.astype(np.int64)

    def addresses_between(self, first: int, last: int) -> Array:
        """Return the addresses of the terms `first` to `last`, one after another."""
        counts = np.diff(np.asarray(self._count)[first : last + 1].astype(np.int64))
        return self._addresses.between(first, last, counts)
