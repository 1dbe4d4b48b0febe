"""Excerpts: short pieces of the articles that a reader may see, each from a word on, with what follows it.

What a generation has counted of written forms and of pairs of words is of all its articles, hidden and deleted ones
too. Where a reader may not know of some, the articles themselves are looked at, the first ones that have the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, Protocol

from trouvere.index.analysis import folded, french
from trouvere.index.columns.write.usage import APART, as_pair

_SIGNS = str.maketrans("\u2019\u00a0\u202f", "'  ")
_WORD = re.compile(r"[^\W\d_]{2,}(?:['-][^\W\d_]+)*|[^\W\d_]'[^\W\d_]{2,}(?:-[^\W\d_]+)*|[àây]")


class Excerpt(NamedTuple):
    """A piece of an article, and the word that it begins with, as it is written there."""

    text: str
    word: str

    @property
    def pair(self) -> str | None:
        """The word and what follows up to the next that is no stop word.

        None where they are too far apart, or something else than words stands between them.
        """
        first, *others = islice(french().tokens(self.text), APART + 1)
        following = next((token for token in others if not token.stop), None)
        if following is None or first.stop or following.position - first.position > APART:
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
    for piece in pieces[first + count :][: APART + 1]:
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
