"""What begins so in the articles that a reader may see: words, and pairs of words that stand together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from functools import partial
from heapq import nlargest
from operator import itemgetter

from trouvere.index.columns.read.display_forms import dressed, key_of
from trouvere.index.columns.read.generation import Generation
from trouvere.search.engines.embedded.terms.excerpts import Excerpts
from trouvere.search.engines.embedded.terms.visible_terms import VisibleTerms
from trouvere.search.weak_cache import remembered

PAIRS, LOOKED_AT = 24, 96
"""Pairs that begin so and are told, the most frequent ones; and how many are looked at, some of which may be gone."""
STARTS = 2
"""Words that begin so of which pairs are looked for, the most frequent ones."""
SAMPLE, PLACES = 24, 12
"""Articles that are looked at for what follows a word; and places for what stands behind a stop word."""
_WORD = re.compile(r"\w+")

Words = Callable[[str, int], list[tuple[str, int]]]
"""See `Beginnings.words`."""


class Completions:
    """See `Beginnings`: of one generation. Safe to share between threads.

    `following` tells pairs where articles are hidden from the reader.
    """

    def __init__(
        self,
        generation: Generation,
        terms: VisibleTerms,
        written: Callable[[str], str],
        excerpts: Excerpts,
        following: FollowingWords | None,
    ) -> None:
        self._generation, self._following = generation, following
        self.words = terms.beginning
        self.written = written
        self.after = partial(after, excerpts)

    def pairs(self, key: str) -> list[tuple[str, bool]]:
        """See `Beginnings.pairs`."""
        if self._following:
            return self._following.pairs(key)
        found: dict[str, int] = {}
        sure: set[str] = set()
        for segment in self._generation.segments:
            pairs = segment.completion.pairs
            first, last = bisect_left(pairs, (key,)), bisect_left(pairs, (key + "\U0010ffff",))
            for compared, text, uses in nlargest(LOOKED_AT, pairs[first:last], key=itemgetter(2)):
                if compared != key:
                    # More articles had it than are gone.
                    gone = segment.completion.dropped + len(segment.deleted)
                    text = dressed(text, self.written) if gone else text
                    found[text] = found.get(text, 0) + uses
                    if uses > gone:
                        sure.add(text)
        return [(text, text in sure) for text in sorted(found, key=lambda text: (-found[text], text))]


def after(excerpts: Excerpts, words: tuple[str, ...]) -> list[str]:
    """See `Beginnings.after`: as some articles have it, the most frequent first."""
    found = Counter(excerpts.after(words, PLACES))
    return sorted(found, key=lambda text: (-found[text], text))


class FollowingWords:
    """Pairs of words as they stand in excerpts: of the words that `words` tells. Safe to share between threads."""

    def __init__(self, excerpts: Excerpts, words: Words, written: Callable[[str], str]) -> None:
        self._excerpts, self._words, self._written = excerpts, words, written
        self._read = remembered(self._pairs_of, 1 << 10)

    def pairs(self, key: str) -> list[tuple[str, bool]]:
        """See `Beginnings.pairs`; all are sure."""
        first = _WORD.match(key)
        if first is None:
            return []
        starts = [first.group()]
        if first.end() == len(key):
            starts = [word for word, _ in self._words(key, STARTS)]
        found: Counter[str] = Counter()
        for word in starts:
            found.update({text: uses for text, uses in self._read(word) if key_of(text).startswith(key)})
        return [(text, True) for text in _ranked(found)]

    def _pairs_of(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the pairs of words that begin with a word, and how many of the articles looked at have each: two."""
        found = Counter(excerpt.pair for excerpt in self._excerpts.of(word, SAMPLE))
        # A pair is dressed by looking at more articles, so those alone that are frequent.
        dressed_ones: Counter[str] = Counter()
        for pair, uses in found.most_common(PAIRS):
            if pair and uses > 1:
                dressed_ones[dressed(pair, self._written)] += uses
        return tuple(dressed_ones.items())


def _ranked(pairs: dict[str, int]) -> list[str]:
    return sorted(pairs, key=lambda text: (-pairs[text], text))[:PAIRS]
