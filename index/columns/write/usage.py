"""Counts display forms of words and frequent word pairs (bigrams) while runs are made: the data of completion.

A surface form is lower-case and has no accents. A reader is shown the form that articles use most: « députée »,
« Paris ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from trouvere.index import jsontext
from trouvere.index.analysis.bulk.analyzer import Tokens
from trouvere.index.columns.read.container import Array
from trouvere.index.columns.read.display_forms import MAX_CHARS, MAX_PAIR_DISTANCE, as_pair
from trouvere.index.storage import Storage

SAMPLE_TOKENS, BLOCK_TOKENS = 1 << 17, 1 << 12
"""Sample of a run in which pairs are counted, in tokens, and the size of its blocks, evenly spaced through the run."""
MAX_PAIRS = 1_000
"""Pairs kept of a run, the most frequent ones."""

_WORD = re.compile(r"\w+")
_WORD_BITS, _PLACE_BITS = 20, 24
"""Bits of a word's number and of an index in the sample, packed into one 64-bit sort key; words numbered beyond that,
which are rare, have no pairs."""


@dataclass(frozen=True)
class Usage:
    """Counts of words and word pairs by display form; those of pairs are from a sample."""

    words: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)

    def add(self, other: Usage) -> None:
        """Add the counts of another process or segment."""
        for mine, theirs in ((self.words, other.words), (self.pairs, other.pairs)):
            for text, uses in theirs.items():
                mine[text] = mine.get(text, 0) + uses

    def save(self, storage: Storage, path: Path) -> None:
        """Write everything into a file."""
        with storage.create(path) as file:
            file.write(jsontext.dumps([self.words, self.pairs]))

    @classmethod
    def load(cls, storage: Storage, path: Path) -> Usage:
        """Return what was saved."""
        with storage.open(path) as file:
            return cls(*jsontext.loads(file.read()))


def words_used(words: Sequence[str], uses: Array) -> dict[str, int]:
    """Return the counts of the words that occurred."""
    return {word: count for word, count in zip(words, uses.tolist(), strict=True) if count and len(word) <= MAX_CHARS}


class PairCounter:
    """Counts word pairs (bigrams): words that follow each other, but for stop words between them.

    What is counted of a run does not depend on the runs before it: it is the same whichever process made it.
    """

    def __init__(self) -> None:
        self.pairs: dict[str, int] = {}
        """Count of each pair: the number of texts of the sample that have it."""
        self._letters = np.zeros(0, bool)

    def take(self, texts: Sequence[str], tokens: Tokens, surfaces: Sequence[str]) -> None:
        """Count the pairs of some texts, in a sample of blocks where they are long."""
        if len(self._letters) < len(surfaces):
            new = (word.isalpha() and len(word) > 1 for word in surfaces[len(self._letters) :])
            self._letters = np.append(self._letters, np.fromiter(new, bool))
        sample = np.arange(len(tokens))
        if len(tokens) > SAMPLE_TOKENS:
            starts = np.arange(0, len(tokens) - BLOCK_TOKENS, len(tokens) * BLOCK_TOKENS // SAMPLE_TOKENS)
            sample = (starts[:, None] + np.arange(BLOCK_TOKENS)).ravel()
        surface = tokens.surface[sample]
        sample = sample[(tokens.stem[sample] >= 0) & self._letters[surface] & (surface < 1 << _WORD_BITS)]
        text, position = tokens.text[sample], tokens.position[sample]
        beside = (text[1:] == text[:-1]) & (position[1:] - position[:-1] <= MAX_PAIR_DISTANCE)
        first, second = sample[:-1][beside][: 1 << _PLACE_BITS], sample[1:][beside][: 1 << _PLACE_BITS]
        keys = tokens.surface[first].astype(np.uint64) << np.uint64(_WORD_BITS)
        keys |= tokens.surface[second].astype(np.uint64)
        keys <<= np.uint64(_PLACE_BITS)
        keys |= np.arange(len(keys), dtype=np.uint64)
        keys.sort()
        places = (keys & np.uint64((1 << _PLACE_BITS) - 1)).astype(np.int64)
        keys >>= np.uint64(_PLACE_BITS)
        text_of, starts, middles = tokens.text[first], tokens.start[first], tokens.start[second]
        encoded: dict[int, bytes] = {}
        for uses, examples in _groups(keys, places, text_of[places]):
            for place in examples:
                text_index = int(text_of[place])
                if text_index not in encoded:
                    encoded[text_index] = texts[text_index].encode("utf-8", "surrogatepass")
                if written := _written(encoded[text_index], int(starts[place]), int(middles[place])):
                    self.pairs[written] = self.pairs.get(written, 0) + uses
                    break


def _groups(keys: Array, places: Array, docs: Array) -> Iterator[tuple[int, list[int]]]:
    """Yield, for each of the most frequent of the sorted keys, its document frequency and three example places."""
    if not len(keys):
        return
    new = np.append(True, keys[1:] != keys[:-1])
    starts = np.flatnonzero(new)
    fresh = new.copy()
    fresh[1:] |= docs[1:] != docs[:-1]
    uses = np.add.reduceat(fresh, starts, dtype=np.int64)
    # Those as frequent as the first one left out are left out too: which of them comes first is chance.
    least = max(1, int(np.partition(uses, -MAX_PAIRS)[-MAX_PAIRS])) if len(uses) > MAX_PAIRS else 1
    ends = np.append(starts[1:], len(keys))
    frequent = np.flatnonzero(uses > least)
    starts, ends = starts[frequent], ends[frequent]
    examples = places[np.stack((starts, (starts + ends) // 2, ends - 1), 1)]
    yield from zip(uses[frequent].tolist(), examples.tolist(), strict=True)


def _written(text: bytes, start: int, middle: int) -> str | None:
    """Return the text from the word at `start` to the end of that at `middle`; None where more than words is there."""
    before = text[start:middle].decode("utf-8", "replace")
    last = _WORD.match(text[middle : middle + 4 * MAX_CHARS].decode("utf-8", "replace"))
    return as_pair(before + last.group()) if last else None
