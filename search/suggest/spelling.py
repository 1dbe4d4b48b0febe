"""Spelling candidates: words of the index close to one in letters and in sound, and frequent.

Which words are close is found once for a generation (`SimilarWords`); which of them are proposed, and how frequent they
are, is asked for each reader anew (`Spelling`): a word of hidden articles alone is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import nsmallest
from threading import Lock
from typing import NamedTuple

import numpy as np

from trouvere.search.fork_safety import begins_anew_in_children
from trouvere.search.query.term_statistics import TermStatistics
from trouvere.search.suggest.edit_distance import LONGEST_WORD, Array, EditDistances
from trouvere.search.suggest.phonetics import sounds
from trouvere.search.weak_cache import remembered

SHORTEST_WORD = 3
"""Letters of the shortest word that is corrected."""
MAX_EDITS = 2
"""Edits, of letters or of sounds, up to which words are compared; each of those above counts one more than this."""
LARGE_ARCHIVE = 5_000
"""Articles from which on a word of a single article is no proposal: most are slips themselves."""

# Chosen on real misspellings by scripts/spelling; docs/decisions/0014 has the figures.
EDIT_COST, SOUND_COST, FIRST_LETTER_COST, FREQUENCY_WORTH = 0.5, 0.4, 0.5, 0.1
SPLIT_COST = 1.1
"""What a missing space costs; each part is a word of three letters at least."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words of the index (several only where a space was missing): what the change costs, and how many articles have
    them, the rarest of them. `alike`: it sounds the same, or has the same letters in another order; `edits`: how many
    lead to it."""

    surfaces: tuple[str, ...]
    cost: float
    articles: int
    alike: bool = False
    edits: int = 1

    @property
    def score(self) -> float:
        """The lower the better: a hundred and fifty times as frequent is worth half an edit."""
        return self.cost - FREQUENCY_WORTH * float(np.log(max(self.articles, 1)))


class SimilarWord(NamedTuple):
    """Words close to one: how many articles have each at the most, hidden ones too, what the change to it costs,
    whether it sounds the same, and how many edits lead to it."""

    surfaces: tuple[str, ...] = ()
    articles: tuple[int, ...] = ()
    costs: tuple[float, ...] = ()
    alike: tuple[bool, ...] = ()
    edits: tuple[int, ...] = ()


class SimilarWords:
    """The words of a generation, for finding those close to a word. Safe to share between threads.

    Tables are made on first use: some 0.1 s and 3 MB for 30,000 words.
    """

    def __init__(self, words: Callable[[], Iterable[tuple[str, int]]]) -> None:
        """Take what gives surface forms, sorted, with how many articles have each."""
        self._words = words
        self._tables: dict[int, _Known] = {}
        self.to = remembered(self._to, 1 << 12)
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`: a searcher that is held keeps its generation in a child too."""
        self._lock = Lock()

    def _to(self, word: str, least: int) -> SimilarWord:
        """Return the words close to a folded one, itself left out, of those that `least` articles have."""
        with self._lock:
            known = self._tables.get(least) or self._tables.setdefault(least, self._table(least))
        if not known.surfaces:
            return SimilarWord()
        sound = sounds([word])[0]
        near = np.union1d(known.letters.near(word, MAX_EDITS), known.sounds.near(sound, 1))
        edits = np.minimum(known.letters.distances(word, near, MAX_EDITS), MAX_EDITS + 1)
        heard = np.minimum(known.sounds.distances(sound, near, MAX_EDITS), MAX_EDITS + 1)
        other = known.letters.letters[0, near] != ord(word[0])
        # What is written with one slip is not heard as three, whatever the rules make of its letters.
        cost = EDIT_COST * edits + SOUND_COST * np.minimum(heard, edits) + FIRST_LETTER_COST * other
        # The further a slip goes, the longer the word must be; three edits only where it sounds the same.
        meant = (cost <= min(0.35 * len(word), 2.0)) & (edits > 0) & ((edits <= MAX_EDITS) | (heard == 0))
        near = near[meant]
        surfaces = tuple(map(known.surfaces.__getitem__, near.tolist()))
        values = known.articles[near], cost[meant], heard[meant] == 0, edits[meant]
        return SimilarWord(surfaces, *(tuple(each.tolist()) for each in values))

    def _table(self, least: int) -> _Known:
        surfaces: list[str] = []
        counts: list[int] = []
        for word, articles in self._words():
            if articles >= least and comparable(word):
                surfaces.append(word)
                counts.append(articles)
        return _Known(surfaces, np.array(counts, np.int64))


class Spelling:
    """Proposes words of the articles that a reader may see. Safe to share between threads."""

    def __init__(self, close: SimilarWords, counts: TermStatistics) -> None:
        self._close = close
        self._counts = counts
        self._documents = counts.documents
        self._least = 2 if self._documents >= LARGE_ARCHIVE else 1
        self.candidates = remembered(self._candidates, 1 << 12)

    def _candidates(self, word: str, most: int = 8) -> tuple[Candidate, ...]:
        """Return the likeliest words for a folded one, the likeliest first, itself left out."""
        if not comparable(word):
            return ()
        close = self._close.to(word, self._least)
        counts = self._counts.among(close.surfaces, close.articles)
        letters = sorted(word)
        found = [
            Candidate((surface,), cost, articles, alike or sorted(surface) == letters, edits)
            for surface, articles, cost, alike, edits in zip(close.surfaces, counts, *close[2:], strict=True)
            if articles >= self._least
        ]
        found = nsmallest(most, found, key=_order) + self._splits(word)
        return tuple(sorted(found, key=_order)[:most])

    def articles(self, surface: str) -> int:
        """Return how many articles have a word that may be proposed, about; 0 for any other word."""
        articles = self._counts.articles(surface) if comparable(surface) else 0
        return articles if articles >= self._least else 0

    def _splits(self, word: str) -> list[Candidate]:
        """Return the pairs of words that `word` is when a space is put in."""
        pairs = ((word[:at], word[at:]) for at in range(SHORTEST_WORD, len(word) - SHORTEST_WORD + 1))
        return [
            Candidate(pair, SPLIT_COST, rarest)
            for pair in pairs
            if (rarest := min(map(self.articles, pair))) >= max(2, self._documents // 1_000)
        ]


def _order(candidate: Candidate) -> tuple[float, tuple[str, ...]]:
    return candidate.score, candidate.surfaces


class _Known:
    """Words as written and as heard."""

    def __init__(self, surfaces: list[str], articles: Array) -> None:
        self.surfaces = surfaces
        self.articles = articles
        self.letters = EditDistances(surfaces)
        self.sounds = EditDistances(sounds(surfaces))


def comparable(word: str) -> bool:
    """Say whether a folded word is one that can be corrected: letters alone, neither very short nor very long."""
    return word.isascii() and word.isalpha() and SHORTEST_WORD <= len(word) <= LONGEST_WORD
