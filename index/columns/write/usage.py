"""How words are usually written and which stand together: counted while runs are made, for completion.

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

SAMPLE, BLOCK = 1 << 17, 1 << 12
"""Tokens of a run among which pairs are counted, in blocks from all through it: frequent pairs show in a part of it."""
TOP = 1_000
"""Pairs of a run that are kept: the most frequent ones."""

_WORD = re.compile(r"\w+")
_NUMBER, _PLACE = 20, 24
"""Bits of a word's number and of a place in a key; rarer words than that have no pairs."""


@dataclass(frozen=True)
class Usage:
    """Words and pairs as they are written, and how often; those of pairs are from a sample."""

    words: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)

    def add(self, other: Usage) -> None:
        """Take in what was counted elsewhere."""
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
    """Return how often words were met."""
    return {word: count for word, count in zip(words, uses.tolist(), strict=True) if count and len(word) <= MAX_CHARS}


class PairCounter:
    """Counts which words follow each other, with stop words between them or none.

    What is counted of a run does not depend on the runs before it: it is the same whichever process made it.
    """

    def __init__(self) -> None:
        self.pairs: dict[str, int] = {}
        """Pairs as they are written, and in how many texts of the sample they were met."""
        self._letters = np.zeros(0, bool)

    def take(self, texts: Sequence[str], tokens: Tokens, surfaces: Sequence[str]) -> None:
        """Count the pairs of some texts; of long ones, in some parts."""
        if len(self._letters) < len(surfaces):
            new = (word.isalpha() and len(word) > 1 for word in surfaces[len(self._letters) :])
            self._letters = np.append(self._letters, np.fromiter(new, bool))
        at = np.arange(len(tokens))
        if len(tokens) > SAMPLE:
            at = np.arange(0, len(tokens) - BLOCK, len(tokens) * BLOCK // SAMPLE)[:, None] + np.arange(BLOCK)
            at = at.ravel()
        surface = tokens.surface[at]
        at = at[(tokens.stem[at] >= 0) & self._letters[surface] & (surface < 1 << _NUMBER)]
        text, position = tokens.text[at], tokens.position[at]
        beside = (text[1:] == text[:-1]) & (position[1:] - position[:-1] <= MAX_PAIR_DISTANCE)
        first, second = at[:-1][beside][: 1 << _PLACE], at[1:][beside][: 1 << _PLACE]
        keys = tokens.surface[first].astype(np.uint64) << np.uint64(_NUMBER)
        keys |= tokens.surface[second].astype(np.uint64)
        keys <<= np.uint64(_PLACE)
        keys |= np.arange(len(keys), dtype=np.uint64)
        keys.sort()
        places = (keys & np.uint64((1 << _PLACE) - 1)).astype(np.int64)
        keys >>= np.uint64(_PLACE)
        numbers, starts, middles = tokens.text[first], tokens.start[first], tokens.start[second]
        encoded: dict[int, bytes] = {}
        for uses, examples in _groups(keys, places, numbers[places]):
            for place in examples:
                number = int(numbers[place])
                if number not in encoded:
                    encoded[number] = texts[number].encode("utf-8", "surrogatepass")
                if written := _written(encoded[number], int(starts[place]), int(middles[place])):
                    self.pairs[written] = self.pairs.get(written, 0) + uses
                    break


def _groups(keys: Array, places: Array, docs: Array) -> Iterator[tuple[int, list[int]]]:
    """Yield in how many documents each of the most frequent keys (sorted) is, and some of the places where it is."""
    if not len(keys):
        return
    new = np.append(True, keys[1:] != keys[:-1])
    starts = np.flatnonzero(new)
    fresh = new.copy()
    fresh[1:] |= docs[1:] != docs[:-1]
    uses = np.add.reduceat(fresh, starts, dtype=np.int64)
    # Those as frequent as the first one left out are left out too: which of them comes first is chance.
    least = max(1, int(np.partition(uses, -TOP)[-TOP])) if len(uses) > TOP else 1
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
