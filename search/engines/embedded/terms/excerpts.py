"""Excerpts from columns: the texts of a generation, read from the position of a word on; see `Excerpts`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from trouvere.index.analysis import french
from trouvere.index.columns.read.field import OFFSET_STEP, OWNER_BITS, FieldReader
from trouvere.index.columns.read.segment import Segment
from trouvere.search.budget import spend
from trouvere.search.engines.embedded.terms.following_words import positions_after
from trouvere.search.engines.embedded.terms.term_statistics import ColumnTermStatistics
from trouvere.search.ranking.matches import Mask
from trouvere.search.suggest.excerpts import Excerpt, continuation, excerpt_of

EXCERPT_WORDS = 8
"""Words of a text that are read from the one looked for on, and some more."""


class ColumnsExcerpts:
    """See `Excerpts`: of the documents of a mask."""

    def __init__(self, statistics: ColumnTermStatistics, mask: Mask) -> None:
        self._generation, self._statistics, self._mask = statistics.generation, statistics, mask

    def of(self, surface: str, most: int) -> Iterator[Excerpt]:
        """See `Excerpts.of`."""
        pieces = (piece for read in (self._texts, self._titles) for piece in read(surface, most))
        return islice((found for piece in pieces if (found := excerpt_of(piece, surface))), most)

    def after(self, words: tuple[str, ...], most: int) -> Iterator[str]:
        """See `Excerpts.after`."""
        for column, number, behind, _ in positions_after(self._statistics, "text", words, np.packbits(self._mask)):
            articles = self._generation.segments[number].articles
            for address in behind[:: -(-len(behind) // most)].tolist():
                spend()
                document = int(column.owners[address >> OWNER_BITS])
                first = address - int(column.first_addresses[document]) - len(words)
                ((low, high),) = column.octets(document, [(first, first + EXCERPT_WORDS)])
                article, before = articles.read_at(document, sorted((low, high)))
                text = article.text[before[low] : before[high]]
                # What is read begins with the last position of which an offset is stored.
                start = next((each.start for each in french().tokens(text) if each.position == first % OFFSET_STEP), 0)
                if found := continuation(text[start:], words):
                    yield found

    def _texts(self, surface: str, most: int) -> Iterator[str]:
        for segment, docs, (column, term) in self._having("text", surface, most):
            for document, (position,) in zip(docs, column.positions_in(term, docs, 1) if docs else (), strict=True):
                spend()
                ((low, high),) = column.octets(document, [(position, position + EXCERPT_WORDS)])
                article, before = segment.articles.read_at(document, sorted((low, high)))
                yield article.text[before[low] : before[high]]

    def _titles(self, surface: str, most: int) -> Iterator[str]:
        for segment, docs, _ in self._having("title", surface, most):
            for document in docs:
                spend()
                yield segment.articles.read(document).title

    def _having(
        self, field: str, surface: str, most: int
    ) -> Iterator[tuple[Segment, list[int], tuple[FieldReader, int]]]:
        """Yield, of each segment, the first documents that have a word, and where its postings are."""
        for number, (segment, base) in enumerate(self._generation.parts()):
            if found := self._statistics.posting(field, surface, number):
                column, term = found
                spend(column.frequency(term))
                docs = column.docs(term)
                yield segment, docs[self._mask[docs + base]][:most].tolist(), found
