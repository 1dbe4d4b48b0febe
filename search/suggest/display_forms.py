"""Display forms: how articles write their words, « députée » for deputee, « Paris » for paris."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Protocol

from trouvere.search.suggest.excerpts import Excerpts
from trouvere.search.weak_cache import remembered

SAMPLE_ARTICLES = 5
"""Articles that are looked at for how they write a word."""


class Terms(Protocol):
    """How frequent words are in the articles that a reader may see."""

    @property
    def confined(self) -> bool:
        """Whether articles are hidden from the reader."""
        ...

    def articles(self, word: str, most: int | None = None) -> int:
        """See `TermStatistics.articles`."""
        ...


class DisplayForms:
    """The usual written form of surface forms in the articles that a reader may see. Safe to share between threads.

    `counted` is what was counted in all articles. `excerpts` are read where not all of them may be known of; where that
    is only because so many are `gone`, of words that no more articles have: others are written as most of these do.
    """

    def __init__(self, counted: Callable[[str], str], terms: Terms, excerpts: Excerpts, gone: int) -> None:
        self._counted, self._terms, self._excerpts = counted, terms, excerpts
        self._gone = gone
        self._remembered = remembered(self._of, 1 << 14)

    def of(self, surface: str) -> str:
        """Return how articles write a surface form most often; a form that is written nowhere is returned as it is."""
        return self._remembered(surface)

    def _of(self, surface: str) -> str:
        if self._terms.confined or (self._gone and self._terms.articles(surface, self._gone) <= self._gone):
            found = Counter(excerpt.word for excerpt in self._excerpts.of(surface, SAMPLE_ARTICLES))
            # As where they are counted: of two as frequent the one without capitals, which sorts last.
            return max(found, key=lambda form: (found[form], form), default=surface)
        return self._counted(surface)
