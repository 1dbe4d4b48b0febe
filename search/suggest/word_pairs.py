"""Pairs of words that stand together, and what stands behind words: as they are read in excerpts, for completion."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from trouvere.index.columns.read.display_forms import dressed, key_of
from trouvere.search.suggest.excerpts import Excerpts
from trouvere.search.weak_cache import remembered

MAX_PAIRS, EXAMINED_PAIRS = 24, 96
"""Pairs that begin so and are told, the most frequent ones; and how many are looked at, some of which may be gone."""
FIRST_WORDS = 2
"""Words that begin so of which pairs are looked for, the most frequent ones."""
SAMPLE_ARTICLES, SAMPLE_POSITIONS = 24, 12
"""Articles that are looked at for what follows a word; and positions for what stands behind a stop word."""
_WORD = re.compile(r"\w+")

PrefixTerms = Callable[[str, int], list[tuple[str, int]]]
"""See `Completions.words`."""


def words_after(excerpts: Excerpts, words: tuple[str, ...]) -> list[str]:
    """See `Completions.after`: as some articles have it, the most frequent first."""
    found = Counter(excerpts.after(words, SAMPLE_POSITIONS))
    return sorted(found, key=lambda text: (-found[text], text))


class WordPairs:
    """Pairs of words as they stand in excerpts: of the words that `words` tells. Safe to share between threads."""

    def __init__(self, excerpts: Excerpts, words: PrefixTerms, display_form: Callable[[str], str]) -> None:
        self._excerpts, self._words, self._display_form = excerpts, words, display_form
        self._read = remembered(self._pairs_of, 1 << 10)

    def pairs(self, key: str) -> list[tuple[str, bool]]:
        """See `Completions.pairs`; all are sure."""
        first = _WORD.match(key)
        if first is None:
            return []
        starts = [first.group()]
        if first.end() == len(key):
            starts = [word for word, _ in self._words(key, FIRST_WORDS)]
        found: Counter[str] = Counter()
        for word in starts:
            found.update({text: uses for text, uses in self._read(word) if key_of(text).startswith(key)})
        return [(text, True) for text in _ranked(found)]

    def _pairs_of(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the pairs of words that begin with a word, and how many of the articles looked at have each: two."""
        found = Counter(excerpt.pair for excerpt in self._excerpts.of(word, SAMPLE_ARTICLES))
        # A pair is dressed by looking at more articles, so those alone that are frequent.
        counts: Counter[str] = Counter()
        for pair, uses in found.most_common(MAX_PAIRS):
            if pair and uses > 1:
                counts[dressed(pair, self._display_form)] += uses
        return tuple(counts.items())


def _ranked(pairs: dict[str, int]) -> list[str]:
    return sorted(pairs, key=lambda text: (-pairs[text], text))[:MAX_PAIRS]
