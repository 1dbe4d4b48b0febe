"""Words of the index that a word may have been meant to be: close in letters, close in sound, and frequent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

import numpy as np

from trouvere.index.lazily import cached_property
from trouvere.search.distance import LONGEST, Array, Words
from trouvere.search.forking import begins_anew_in_children
from trouvere.search.remembering import remembered
from trouvere.search.sounds import sounds

SHORTEST = 3
"""Letters of the shortest word that is corrected."""
EDITS = 2
"""Edits, of letters or of sounds, up to which words are compared; each of those above counts one more than this."""
LARGE = 5_000
"""Articles from which on a word of a single article is no proposal: most are slips themselves."""

# Chosen on real misspellings by scripts/spelling; docs/decisions/0014 has the figures.
EDIT, SOUND, FIRST_LETTER, FREQUENCY = 0.5, 0.4, 0.5, 0.1
SPLIT = 1.1
"""What a missing space costs; each part is a word of three letters at least."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words of the index (several only where a space was missing): what the change costs, and how many articles have
    them, the rarest of them."""

    surfaces: tuple[str, ...]
    cost: float
    articles: int

    @property
    def score(self) -> float:
        """The lower the better: a hundred and fifty times as frequent is worth half an edit."""
        return self.cost - FREQUENCY * float(np.log(max(self.articles, 1)))


class Spelling:
    """The words of a generation, for finding those close to a word. Safe to share between threads.

    Tables are made on first use: some 0.1 s and 3 MB for 30,000 words.
    """

    def __init__(self, documents: int, words: Callable[[], Iterable[tuple[str, int]]]) -> None:
        """Take how many articles there are, and what gives their surface forms with how many articles have each."""
        self._documents = documents
        self._words = words
        self.candidates = remembered(self._candidates, 1 << 12)
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`: a searcher that is held keeps its generation in a child too."""
        self._lock = Lock()

    def _candidates(self, word: str, most: int = 6) -> tuple[Candidate, ...]:
        """Return the likeliest words for a folded one, the likeliest first, itself left out."""
        if not comparable(word):
            return ()
        with self._lock:
            known = self._known
        if not known.surfaces:
            return ()
        sound = sounds([word])[0]
        near = np.union1d(known.letters.near(word, EDITS), known.sounds.near(sound, 1))
        edits = np.minimum(known.letters.distances(word, near, EDITS), EDITS + 1)
        heard = np.minimum(known.sounds.distances(sound, near, EDITS), EDITS + 1)
        other = known.letters.letters[0, near] != ord(word[0])
        # What is written with one slip is not heard as three, whatever the rules make of its letters.
        cost = EDIT * edits + SOUND * np.minimum(heard, edits) + FIRST_LETTER * other
        # The further a slip goes, the longer the word must be; three edits only where it sounds the same.
        meant = (cost <= min(0.35 * len(word), 2.0)) & (edits > 0) & ((edits <= EDITS) | (heard == 0))
        near, cost = near[meant], cost[meant]
        score = cost - FREQUENCY * known.logs[near]
        best = np.argsort(score, kind="stable")[:most]
        found = [
            Candidate((known.surfaces[at],), float(price), int(known.articles[at]))
            for at, price in zip(near[best].tolist(), cost[best].tolist(), strict=True)
        ]
        found += self._splits(word)
        return tuple(sorted(found, key=lambda each: (each.score, each.surfaces))[:most])

    def articles(self, surface: str) -> int:
        """Return how many articles have a word that may be proposed, about; 0 for any other word."""
        with self._lock:
            known = self._known
        at = known.numbers.get(surface)
        return 0 if at is None else int(known.articles[at])

    def _splits(self, word: str) -> list[Candidate]:
        """Return the pairs of words that `word` is when a space is put in."""
        pairs = ((word[:at], word[at:]) for at in range(SHORTEST, len(word) - SHORTEST + 1))
        return [
            Candidate(pair, SPLIT, rarest)
            for pair in pairs
            if (rarest := min(map(self.articles, pair))) >= max(2, self._documents // 1_000)
        ]

    @cached_property
    def _known(self) -> _Known:
        least = 2 if self._documents >= LARGE else 1
        surfaces: list[str] = []
        counts: list[int] = []
        for word, articles in self._words():
            if articles >= least and SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha():
                surfaces.append(word)
                counts.append(articles)
        return _Known(surfaces, np.array(counts, np.int64))


class _Known:
    """The words that may be proposed, as written and as heard."""

    def __init__(self, surfaces: list[str], articles: Array) -> None:
        self.surfaces = surfaces
        self.numbers = {surface: number for number, surface in enumerate(surfaces)}
        self.articles = articles
        self.logs = np.log(np.maximum(articles, 1))
        self.letters = Words(surfaces)
        self.sounds = Words(sounds(surfaces))


def comparable(word: str) -> bool:
    """Say whether a folded word is one that can be corrected: letters alone, neither very short nor very long."""
    return word.isascii() and word.isalpha() and SHORTEST <= len(word) <= LONGEST
