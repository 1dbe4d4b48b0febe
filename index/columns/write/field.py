"""Writes the inverted index of one field, term by term; the format is in `read/field.py`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trouvere.index.columns.read.container import Array
from trouvere.index.columns.read.field import OFFSET_STEP, OWNER_BITS
from trouvere.index.columns.write.container import ContainerWriter
from trouvere.index.columns.write.lexicon import write_lexicon
from trouvere.index.columns.write.sorted_ints import SortedIntsWriter
from trouvere.index.errors import BuildError

OVERFLOW_TF = 255
"""Term frequency from which on it does not fit the byte of the column `tf`: it stands in `tf.many`."""


def first_addresses(spans: Array) -> Array:
    """Return each document's first address and, at the end, one past the last, given their numbers of positions."""
    room = ((spans.astype(np.int64) >> OWNER_BITS) + 2) << OWNER_BITS
    return np.concatenate(([0], np.cumsum(room)))


class FieldWriter:
    """Takes the terms of a field in order, many at a time.

    `lengths` (tokens a document) and `spans` (positions a document) make it a text field; `offsets` are, for the
    surface form, the index of each document's first sparse offset, and the byte offset of every sixteenth position.
    """

    def __init__(
        self,
        container: ContainerWriter,
        documents: int,
        *,
        lengths: Array | None = None,
        spans: Array | None = None,
        offsets: tuple[Array, Array] | None = None,
    ) -> None:
        self.container = container
        self.documents = documents
        self._starts = container.stream("postings.start", "<u4")
        self._starts.write(np.zeros(1))
        self._postings = 0
        self._docs = SortedIntsWriter(container, "docs", max(documents, 1))
        self._meta: dict[str, object] = {"documents": documents, "total": 0, "offset.step": OFFSET_STEP}
        self.lengths = lengths
        self.spans = spans
        if lengths is not None:
            container.add("lengths", lengths.astype("<u4"))
            self._meta["total"] = int(lengths.sum())
            self._tf = container.stream("tf", "u1")
            self._many_at, self._many = container.stream("tf.many.at", "<u4"), container.stream("tf.many", "<u4")
        if spans is not None:
            addresses = first_addresses(spans)
            container.add("address", addresses.astype("<u4"))
            self._counts = container.stream("positions.start", "<u4")
            self._counts.write(np.zeros(1))
            self._positions = 0
            self._addresses = SortedIntsWriter(container, "positions", int(addresses[-1]) + 1)
        if offsets is not None:
            container.add("offset.start", offsets[0].astype("<u4"))
            container.add("offset", offsets[1].astype("<u4"))

    def write(self, counts: Array, docs: Array, tf: Array | None = None, addresses: Array | None = None) -> None:
        """Add terms: how many postings each has, then documents, tf and addresses of all of them."""
        if not len(counts):
            return
        self._starts.write(self._postings + np.cumsum(counts))
        self._docs.write(docs, counts)
        if self.lengths is not None and tf is not None:
            many = np.flatnonzero(tf >= OVERFLOW_TF)
            self._tf.write(np.minimum(tf, OVERFLOW_TF))
            self._many_at.write(many + self._postings)
            self._many.write(tf[many])
            if self.spans is not None and addresses is not None:
                occurrences = np.add.reduceat(tf, np.cumsum(counts) - counts)
                self._counts.write(self._positions + np.cumsum(occurrences))
                self._positions += len(addresses)
                self._addresses.write(addresses, occurrences)
        self._postings += len(docs)

    def close(self, terms: Sequence[bytes]) -> None:
        """Write the terms, sorted, as many as were added, and close the file."""
        if max(self._postings, sum(map(len, terms))) >= 1 << 32:
            raise BuildError(
                f"segment trop grand ({self._postings} occurrences)", hint="répartissez les articles sur deux index"
            )
        write_lexicon(self.container, terms)
        self._meta |= self._docs.finish()
        if self.spans is not None:
            self._meta |= self._addresses.finish()
        self.container.close(self._meta)
