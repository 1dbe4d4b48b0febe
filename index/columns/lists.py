"""Posting lists of one field on their way to a segment: made of tokens, taken from a segment, joined by `merge.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trouvere.index.columns.container import Array
from trouvere.index.columns.field import Field


def ranges(starts: Array, counts: Array) -> Array:
    """Return `starts[i]`, `starts[i] + 1` … `counts[i]` of them, for every i, one after another."""
    total = int(counts.sum())
    if not total:
        return np.zeros(0, np.int64)
    return np.repeat(starts - (np.cumsum(counts) - counts), counts) + np.arange(total)


@dataclass(frozen=True)
class Taken:
    """Some lists: `counts` postings each; documents, tf and, where there are any, positions within the document."""

    counts: Array
    docs: Array
    tf: Array
    positions: Array | None


@dataclass(frozen=True)
class Lists:
    """All lists of a field over a few documents; list `i` is of the term `numbers[i]` of a vocabulary kept elsewhere.

    Its postings are `starts[i]` to `starts[i + 1]` of `docs` and `tf`; its positions are those of all its postings, one
    after another.
    """

    numbers: Array
    starts: Array
    docs: Array
    tf: Array
    positions: Array | None = None

    @cached_property
    def _occurrences(self) -> Array:
        return np.concatenate(([0], np.cumsum(self.tf, dtype=np.int64)))

    def take(self, lists: Array) -> Taken:
        """Return these lists, in this order."""
        starts = self.starts[lists].astype(np.int64)
        counts = self.starts[lists + 1].astype(np.int64) - starts
        chosen = ranges(starts, counts)
        tf = self.tf[chosen].astype(np.int64)
        positions = None
        if self.positions is not None:
            first = self._occurrences[starts]
            positions = self.positions[ranges(first, self._occurrences[starts + counts] - first)].astype(np.int64)
        return Taken(counts, self.docs[chosen].astype(np.int64), tf, positions)


class FieldLists:
    """The lists of a field of a segment; `take` wants neighbours, as a merge does, since its terms are sorted."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.numbers = np.arange(len(field.lexicon))

    def take(self, lists: Array) -> Taken:
        """Return these lists, which are neighbours."""
        field = self.field
        first, last = int(lists[0]), int(lists[-1]) + 1
        counts, docs, tf = field.between(first, last)
        positions = None
        if field.positional:
            positions = field.addresses_between(first, last) - np.repeat(field.first_addresses[docs], tf)
        return Taken(counts, docs, tf, positions)


def invert(terms: Array, docs: Array, positions: Array) -> Lists:
    """Return the lists of tokens given in order of document and position: their terms, documents and positions.

    Sorting 64-bit keys (term, place) is a counting sort in all but name, on numpy's vector instructions.
    """
    keys = terms.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.arange(len(terms), dtype=np.uint64)
    keys.sort()
    numbers = (keys >> np.uint64(32)).astype(np.int64)
    places = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    docs = docs[places]
    new_list = np.ones(len(keys), bool)
    new_list[1:] = numbers[1:] != numbers[:-1]
    new_posting = new_list.copy()
    new_posting[1:] |= docs[1:] != docs[:-1]
    first = np.flatnonzero(new_posting)
    starts = np.searchsorted(first, np.append(np.flatnonzero(new_list), len(keys)))
    return Lists(
        numbers=numbers[new_list].astype(np.uint32),
        starts=starts.astype(np.uint32),
        docs=docs[first].astype(np.uint32),
        tf=np.diff(np.append(first, len(keys))).astype(np.uint32),
        positions=positions[places].astype(np.uint32),
    )


def lists_of_values(values: Mapping[str, Sequence[int]]) -> tuple[list[bytes], Lists]:
    """Return the vocabulary and the lists of a value field, from the documents that have each value."""
    counts = np.fromiter(map(len, values.values()), np.int64, len(values))
    docs = np.fromiter((doc for docs in values.values() for doc in docs), np.uint32, int(counts.sum()))
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)
    numbers = np.arange(len(values), dtype=np.uint32)
    return [value.encode("utf-8", "surrogatepass") for value in values], Lists(
        numbers, starts, docs, np.ones_like(docs)
    )
