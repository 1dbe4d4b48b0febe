"""How articles write their words: « députée » for deputee, « Paris » for paris."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from trouvere.index.columns.read.generation import Generation
from trouvere.index.schema import TEXT_FIELDS
from trouvere.search.engines.embedded.terms.excerpts import Excerpts
from trouvere.search.weak_cache import remembered

SAMPLE = 5
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
            found = Counter(excerpt.word for excerpt in self._excerpts.of(surface, SAMPLE))
            # As where they are counted: of two as frequent the one without capitals, which sorts last.
            return max(found, key=lambda form: (found[form], form), default=surface)
        return self._counted(surface)


def counted_forms(generation: Generation) -> Callable[[str], str]:
    """Return what says how a generation writes a surface form most often, by what was counted."""
    return partial(_counted, generation)


def _counted(generation: Generation, surface: str) -> str:
    found: dict[str, int] = {}
    for segment in generation.segments:
        form, uses = segment.completion.forms.get(surface, (surface, 0))
        if not uses:
            text = segment.field("text")
            if (term := text.lexicon.find(surface.encode("utf-8", "surrogatepass"))) >= 0:
                uses = text.frequency(term)
        found[form] = found.get(form, 0) + uses
    return max(found, key=lambda form: (found[form], form), default=surface)


def words_of(generation: Generation) -> Iterator[tuple[str, int]]:
    """Yield every surface form and how many documents have it, in title and in text, deleted ones too."""
    found: dict[bytes, int] = {}
    for segment in generation.segments:
        for field in TEXT_FIELDS:
            column = segment.field(field)
            for term, articles in zip(column.lexicon.all(), column.frequencies().tolist(), strict=True):
                found[term] = found.get(term, 0) + articles
    for term, articles in sorted(found.items()):
        yield term.decode("utf-8", "surrogatepass"), articles
