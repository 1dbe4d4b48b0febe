"""Prefix terms: the words of a field that begin so, and how often each is in some documents.

A letter may begin a word in ten: of one segment only those that count are read by name, and their lists, which stand
side by side, are read together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from trouvere.index.columns.read.field import FieldReader
from trouvere.index.columns.read.generation import Generation
from trouvere.search.budget import POSTINGS_STEP, spend, watched
from trouvere.search.ranking.matches import Mask
from trouvere.search.ranking.top_k import best

Times = np.ndarray[Any, np.dtype[np.float32]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


def prefix_terms(generation: Generation, field: str, prefix: str, most: int) -> dict[bytes, int]:
    """Return words of a field that begin so, the `most` most frequent among them, and how many documents have each.

    Of several segments all words are read by name: which are the most frequent in all of them together none knows.
    """
    term, found = prefix.encode("utf-8", "surrogatepass"), dict[bytes, int]()
    for segment, _ in generation.parts():
        column = segment.field(field)
        first, last = column.lexicon.prefixed(term)
        if first >= last:
            continue
        spend(last - first)
        frequencies = column.frequencies(first, last)
        alone = len(generation.segments) == 1
        chosen = np.sort(best(frequencies, most)) if alone else np.arange(last - first)
        for at, frequency in zip(watched((chosen + first).tolist()), frequencies[chosen].tolist(), strict=True):
            word = column.lexicon[at]
            found[word] = found.get(word, 0) + frequency
    return found


def term_frequencies(generation: Generation, field: str, prefix: str, words: Sequence[str], docs: Numbers) -> Times:
    """Return how often each of some words, which begin so, is in each of some documents: word × document."""
    times = np.zeros((len(words), len(docs)), np.float32)
    for segment, base in generation.parts():
        column = segment.field(field)
        first, last = column.lexicon.prefixed(prefix.encode("utf-8", "surrogatepass"))
        low, high = np.searchsorted(docs, (base, base + segment.documents)).tolist()
        if low == high or first >= last:
            continue
        row, place = np.full(last - first, -1), np.full(segment.documents, -1)
        for number, word in enumerate(watched(words)):
            if (at := column.lexicon.find(word.encode("utf-8", "surrogatepass"))) >= 0:
                row[at - first] = number
        place[docs[low:high] - base] = np.arange(low, high)
        for start, end in _steps(column, first, last):
            counts, found, tf = column.between(start, end)
            here = np.flatnonzero(place[found] >= 0)
            rows = row[np.searchsorted(np.cumsum(counts), here, "right") + (start - first)]
            here, rows = here[rows >= 0], rows[rows >= 0]
            times[rows, place[found[here]]] = tf[here]
    return times


def counted_terms(column: FieldReader, first: int, last: int, mask: Mask) -> Iterator[tuple[bytes, int]]:
    """Yield the terms `first` to `last` of a segment that stand in a document of a mask, and in how many."""
    for start, end in _steps(column, first, last):
        counts, docs, _ = column.between(start, end)
        ends = np.cumsum(counts)
        there = np.concatenate(([0], np.cumsum(mask[docs])))
        found = there[ends] - there[ends - counts]
        for at in watched(np.flatnonzero(found).tolist()):
            yield column.lexicon[start + at], int(found[at])


def _steps(column: FieldReader, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield where to begin and to end with the terms `first` to `last`, so that few postings are read at once."""
    ends = np.cumsum(column.frequencies(first, last))
    while first < last:
        done = ends[-(last - first)] - column.frequency(first)
        end = max(last - len(ends) + int(np.searchsorted(ends, done + POSTINGS_STEP, "right")), first + 1)
        spend(int(ends[end - last - 1]) - int(done))
        yield first, end
        first = end
