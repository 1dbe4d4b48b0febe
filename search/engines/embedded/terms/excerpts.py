"""Short pieces of the articles that a reader may see, each from a word on: how it is written, and what follows it.

What a generation has counted of written forms and of pairs of words is of all its articles, hidden and deleted ones
too. Where a reader may not know of some, the articles themselves are looked at, the first ones that have the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, Protocol

import numpy as np

from trouvere.index.analysis import folded, french
from trouvere.index.columns.read.field import OFFSET_STEP, OWNER_BITS, Field
from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.read.segment import Segment
from trouvere.index.columns.write.usage import MAX_PAIR_DISTANCE, as_pair
from trouvere.search.budget import spend
from trouvere.search.engines.embedded.scoring import Impacts
from trouvere.search.engines.embedded.terms.following_words import places_behind
from trouvere.search.ranking.matches import Mask

_SIGNS = str.maketrans("\u2019\u00a0\u202f", "'  ")
_WORD = re.compile(r"[^\W\d_]{2,}(?:['-][^\W\d_]+)*|[^\W\d_]'[^\W\d_]{2,}(?:-[^\W\d_]+)*|[àây]")
WORDS = 8
"""Words of a text that are read from the one looked for on, and some more."""


class Excerpt(NamedTuple):
    """A piece of an article, and the word that it begins with, as it is written there."""

    text: str
    word: str

    @property
    def pair(self) -> str | None:
        """The word and what follows up to the next that is no stop word.

        None where they are too far apart, or something else than words stands between them.
        """
        first, *others = islice(french().tokens(self.text), MAX_PAIR_DISTANCE + 1)
        following = next((token for token in others if not token.stop), None)
        if following is None or first.stop or following.position - first.position > MAX_PAIR_DISTANCE:
            return None
        if not all(token.text.isalpha() and len(token.text) > 1 for token in (first, following)):
            return None
        # In small letters: a sentence may begin there.
        return as_pair(self.text[: following.end].lower())


class Excerpts(Protocol):
    """Reads of the articles that one reader may see. Safe to share between threads."""

    def of(self, surface: str, most: int) -> Iterator[Excerpt]:
        """Yield what some articles have from a surface form on, `most` of them, in order: those with it in their text
        come first, then those with it in their title."""
        ...

    def after(self, words: tuple[str, ...], most: int) -> Iterator[str]:
        """Yield what some articles have behind some words that stand side by side, up to the first that is no stop word
        (see `continuation`): of their texts, `most` of them."""
        ...


class ColumnsExcerpts:
    """See `Excerpts`: of the documents of a mask."""

    def __init__(self, generation: Generation, impacts: Impacts, mask: Mask) -> None:
        self._generation, self._impacts, self._mask = generation, impacts, mask

    def of(self, surface: str, most: int) -> Iterator[Excerpt]:
        """See `Excerpts.of`."""
        pieces = (piece for read in (self._texts, self._titles) for piece in read(surface, most))
        return islice((found for piece in pieces if (found := excerpt_of(piece, surface))), most)

    def after(self, words: tuple[str, ...], most: int) -> Iterator[str]:
        """See `Excerpts.after`."""
        for column, number, behind, _ in places_behind(self._impacts, "text", words, np.packbits(self._mask)):
            articles = self._generation.segments[number].articles
            for address in behind[:: -(-len(behind) // most)].tolist():
                spend()
                document = int(column.owners[address >> OWNER_BITS])
                first = address - int(column.first_addresses[document]) - len(words)
                ((low, high),) = column.octets(document, [(first, first + WORDS)])
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
                ((low, high),) = column.octets(document, [(position, position + WORDS)])
                article, before = segment.articles.read_at(document, sorted((low, high)))
                yield article.text[before[low] : before[high]]

    def _titles(self, surface: str, most: int) -> Iterator[str]:
        for segment, docs, _ in self._having("title", surface, most):
            for document in docs:
                spend()
                yield segment.articles.read(document).title

    def _having(self, field: str, surface: str, most: int) -> Iterator[tuple[Segment, list[int], tuple[Field, int]]]:
        """Yield, of each segment, the first documents that have a word, and where its postings are."""
        for number, (segment, base) in enumerate(self._generation.parts()):
            if found := self._impacts.posting(field, surface, number):
                column, term = found
                spend(column.frequency(term))
                docs = column.docs(term)
                yield segment, docs[self._mask[docs + base]][:most].tolist(), found


def continuation(text: str, words: tuple[str, ...]) -> str | None:
    """Return what a text has behind some words, up to the first that is no stop word, in small letters.

    None where it does not have them, or where something else than words stands there.
    """
    pieces = text.translate(_SIGNS).split()
    compared = [folded(piece.lower()).rpartition("'")[2] for piece in pieces]
    count = len(words)
    first = next((at for at in range(len(pieces) - count) if tuple(compared[at : at + count]) == words), None)
    if first is None:
        return None
    found: list[str] = []
    for piece in pieces[first + count :][: MAX_PAIR_DISTANCE + 1]:
        word = piece.rstrip(".,;:!?»)").lower()
        if not _WORD.fullmatch(word):
            return None
        found.append(word)
        if any(not token.stop for token in french().tokens(word)):
            return " ".join(found)
        if word != piece.lower():
            return None
    return None


def excerpt_of(text: str, surface: str) -> Excerpt | None:
    """Return a text from the first word on that has a surface form; None where none has."""
    found = next((token for token in french().tokens(text) if token.text == surface), None)
    return found and Excerpt(text[found.start :], text[found.start : found.end])
