"""Edit distances (Levenshtein, fuzzy matching) from one word to many: vectorized over letters, no loop over words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
LONGEST_WORD = 24
"""Letters of the longest word that is compared."""


class EditDistances:
    """Words as a table of letters: ASCII, at most `LONGEST_WORD` of them."""

    def __init__(self, words: Sequence[str]) -> None:
        table = np.array([word.encode() for word in words], f"S{LONGEST_WORD}")
        self.letters = np.ascontiguousarray(table.view(np.uint8).reshape(len(words), LONGEST_WORD).T)
        self.lengths = np.char.str_len(table).astype(np.int8)
        self.kinds = np.zeros(len(words), np.uint64)
        for letter in range(1, 27):
            there = (self.letters & np.uint8(31) == letter).sum(0, dtype=np.uint8)
            self.kinds |= (there > 0).astype(np.uint64) << np.uint64(2 * letter)
            self.kinds |= (there > 1).astype(np.uint64) << np.uint64(2 * letter + 1)

    def near(self, word: str, most: int) -> Array:
        """Return the numbers of the words that may lie within `most` edits: none is missed, most others are left out.

        An edit changes the length by one at the most, and which letters a word has, or has twice, by two.
        """
        letters = [ord(letter) & 31 for letter in word]
        kinds = sum(1 << 2 * letter | (letters.count(letter) > 1) << 2 * letter + 1 for letter in set(letters))
        close = np.bitwise_count(self.kinds ^ np.uint64(kinds)) <= 2 * most
        found: Array = np.flatnonzero(close & (np.abs(self.lengths - np.int8(len(word))) <= most))
        return found

    def distances(self, word: str, chosen: Array, most: int) -> Array:
        """Return the edit distance from `word` to each chosen word; those above `most` are only said to be above.

        Insertions, deletions, substitutions and swaps of neighbours count 1 (optimal string alignment: Damerau 1964,
        computed as Wagner and Fischer 1974, and no further from the diagonal than `most`, as Ukkonen 1985).
        """
        letters = self.letters[:, chosen]
        typed = word.encode()
        lengths = self.lengths[chosen]
        width = min(LONGEST_WORD, len(typed) + most)
        far = np.uint8(100)
        above = np.full((width + 1, len(chosen)), far, np.uint8)
        before: Array = above
        row: Array = np.empty_like(above)
        row[:] = np.arange(width + 1, dtype=np.uint8)[:, None]
        for i, letter in enumerate(typed, 1):
            before, above, row = above, row, np.full_like(row, far)
            if i <= most:
                row[0] = i
            equal = letters[: width + 1] == letter
            for j in range(max(1, i - most), min(width, i + most) + 1):
                cost = above[j - 1] + ~equal[j - 1]
                np.minimum(cost, above[j] + np.uint8(1), out=cost)
                np.minimum(cost, row[j - 1] + np.uint8(1), out=cost)
                if i > 1 and j > 1:
                    swapped = equal[j - 2] & (letters[j - 1] == typed[i - 2])
                    np.minimum(cost, np.where(swapped, before[j - 2] + np.uint8(1), far), out=cost)
                row[j] = cost
        found: Array = row[np.minimum(lengths, width), np.arange(len(chosen))]
        return found
