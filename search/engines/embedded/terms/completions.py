"""Completions of a prefix from a generation: words, and the pairs of words that it has counted; see `Completions`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from heapq import nlargest
from operator import itemgetter

from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.write.usage import dressed
from trouvere.search.engines.embedded.terms.visible_terms import VisibleTerms
from trouvere.search.suggest.excerpts import Excerpts
from trouvere.search.suggest.word_pairs import EXAMINED_PAIRS, WordPairs, words_after


class EmbeddedCompletions:
    """See `Completions`: of one generation. Safe to share between threads.

    `word_pairs` tells pairs where articles are hidden from the reader.
    """

    def __init__(
        self,
        generation: Generation,
        terms: VisibleTerms,
        display_form: Callable[[str], str],
        excerpts: Excerpts,
        word_pairs: WordPairs | None,
    ) -> None:
        self._generation, self._word_pairs = generation, word_pairs
        self.words = terms.prefix_terms
        self.display_form = display_form
        self.after = partial(words_after, excerpts)

    def pairs(self, key: str) -> list[tuple[str, bool]]:
        """See `Completions.pairs`."""
        if self._word_pairs:
            return self._word_pairs.pairs(key)
        found: dict[str, int] = {}
        sure: set[str] = set()
        for segment in self._generation.segments:
            pairs = segment.completion.pairs
            first, last = bisect_left(pairs, (key,)), bisect_left(pairs, (key + "\U0010ffff",))
            for compared, text, uses in nlargest(EXAMINED_PAIRS, pairs[first:last], key=itemgetter(2)):
                if compared != key:
                    # More articles had it than are gone.
                    gone = segment.completion.dropped + len(segment.deleted)
                    text = dressed(text, self.display_form) if gone else text
                    found[text] = found.get(text, 0) + uses
                    if uses > gone:
                        sure.add(text)
        return [(text, text in sure) for text in sorted(found, key=lambda text: (-found[text], text))]
