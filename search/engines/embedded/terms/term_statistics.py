"""Term statistics of a whole generation: where the postings of words are, and how many documents have them.

Deleted and hidden documents count: what a reader may know of words is for `VisibleTerms` to say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from collections.abc import Sequence as Several
from heapq import nsmallest

import numpy as np

from trouvere.index.columns.read.field import FieldReader
from trouvere.index.columns.read.generation import Generation
from trouvere.search.engines.embedded.terms.prefix_terms import prefix_terms
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion
from trouvere.search.ranking.matches import Numbers, Scores
from trouvere.search.weak_cache import remembered

Postings = tuple[tuple[FieldReader, int, int, int], ...]
"""Where a word's postings are, a segment each: field, term, number of the first document, number of the segment."""


class ColumnTermStatistics:
    """How frequent words are in one generation. Safe to share between threads.

    `expansions` is how many words a prefix stands for in one field, at the most.
    """

    def __init__(self, generation: Generation, expansions: int) -> None:
        self.generation, self.expansions = generation, expansions
        # An archive whose last article was deleted goes on answering.
        self.documents = max(generation.documents, 1)
        self.lookup = remembered(self._lookup, 1 << 14)

    def idf(self, form: str, word: str) -> float:
        """Return the idf of a word."""
        return self.lookup(form, word)[0]

    def idf_of_any(self, field: str, words: Iterable[str]) -> float:
        """Return the idf of several words as of one: as if no document had two of them."""
        df = sum(column.frequency(term) for word in words for column, term, _, _ in self.lookup(field, word)[1])
        return math.log(self.documents / min(df + 1, self.documents)) + 1

    def frequency(self, form: str, word: str) -> int:
        """Return how many documents have a word in a form."""
        return sum(column.frequency(term) for column, term, _, _ in self.lookup(form, word)[1])

    def posting(self, form: str, word: str, segment: int) -> tuple[FieldReader, int] | None:
        """Return where the postings of a word are in one segment: field and term; None where it does not have it."""
        for column, term, _, number in self.lookup(form, word)[1]:
            if number == segment:
                return column, term
        return None

    def tf_in(self, form: str, word: str, docs: Numbers) -> Scores:
        """Return how often a word is in each of some documents (ascending)."""
        found = np.zeros(len(docs), np.float32)
        for column, term, base, _ in self.lookup(form, word)[1]:
            low, high = np.searchsorted(docs, (base, base + column.documents)).tolist()
            found[low:high] = column.tf_in(term, docs[low:high] - base)
        return found

    def words(self, leaf: Expansion, field: TextField) -> Several[str]:
        """Return the words of a field that a leaf stands for: the most frequent where there are more than may be."""
        for name, chosen in leaf.chosen:
            if name == field:
                return chosen
        found = prefix_terms(self.generation, field, leaf.prefix, self.expansions + 1)
        ranked = found if len(found) <= self.expansions else sorted(found, key=lambda w: (-found[w], w))
        return [word.decode("utf-8", "surrogatepass") for word in list(ranked)[: self.expansions]]

    def most_frequent(self, field: str, prefix: str, most: int, *, but: str) -> tuple[str, ...]:
        """Return the words of a field that begin so and are in most documents, in the order of the alphabet."""
        found = prefix_terms(self.generation, field, prefix, most + 1)
        found.pop(but.encode(), None)
        chosen = nsmallest(most, found, key=lambda word: (-found[word], word))
        return tuple(sorted(word.decode("utf-8", "surrogatepass") for word in chosen))

    def _lookup(self, field: str, word: str) -> tuple[float, Postings]:
        """Return the idf of a word in a field, and where its postings are."""
        term = word.encode("utf-8", "surrogatepass")
        postings: list[tuple[FieldReader, int, int, int]] = []
        df = 0
        for number, (segment, base) in enumerate(self.generation.parts()):
            column = segment.field(field)
            if (term_id := column.lexicon.find(term)) >= 0:
                df += column.frequency(term_id)
                postings.append((column, term_id, base, number))
        return math.log(self.documents / (df + 1)) + 1, tuple(postings)
