"""What a generation has that begins so: words, and pairs of words that stand together, the most used first."""

from __future__ import annotations

from bisect import bisect_left
from heapq import nlargest
from operator import itemgetter

from trouvere.index.columns.generation import Generation
from trouvere.index.schema import TEXT_FIELDS
from trouvere.search.engines.written import Written

PAIRS = 24


class Begun:
    """See `Beginnings`: of one generation. Safe to share between threads."""

    def __init__(self, generation: Generation, written: Written) -> None:
        self._generation = generation
        self.written = written.of

    def words(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the words of the index that begin so, the most frequent first, and how many articles have each."""
        term = prefix.encode("utf-8", "surrogatepass")
        found: dict[bytes, int] = {}
        for segment in self._generation.segments:
            here: dict[bytes, int] = {}
            # An article has a word of its title in its text too, more often than not.
            for field in TEXT_FIELDS:
                column = segment.field(field)
                first, last = column.lexicon.prefixed(term)
                frequencies = column.frequencies(first, last)
                order = (-frequencies).argsort(kind="stable")[:most]
                for at in order.tolist():
                    word = column.lexicon[first + at]
                    here[word] = max(here.get(word, 0), int(frequencies[at]))
            for word, articles in here.items():
                found[word] = found.get(word, 0) + articles
        ranked = sorted(found, key=lambda word: (-found[word], word))[:most]
        return [(word.decode("utf-8", "surrogatepass"), found[word]) for word in ranked]

    def pairs(self, key: str) -> list[tuple[str, bool]]:
        """Return the pairs that begin so, the most used first, and whether it is sure that some article has them."""
        found: dict[str, int] = {}
        sure: set[str] = set()
        for segment in self._generation.segments:
            pairs = segment.completion.pairs
            first, last = bisect_left(pairs, (key,)), bisect_left(pairs, (key + "\U0010ffff",))
            for compared, text, uses in nlargest(PAIRS, pairs[first:last], key=itemgetter(2)):
                if compared != key:
                    found[text] = found.get(text, 0) + uses
                    # More articles had it than are gone.
                    if uses > segment.completion.dropped + len(segment.deleted):
                        sure.add(text)
        return [(text, text in sure) for text in sorted(found, key=lambda text: (-found[text], text))[:PAIRS]]
