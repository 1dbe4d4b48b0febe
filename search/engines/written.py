"""How a generation writes its words: « députée » for deputee, « Paris » for paris."""

from __future__ import annotations

from collections.abc import Iterator

from trouvere.index.columns.generation import Generation
from trouvere.index.schema import TEXT_FIELDS
from trouvere.search.remembering import remembered


class Written:
    """The usual written form of surface forms. Safe to share between threads."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._remembered = remembered(self._of, 1 << 14)

    def of(self, surface: str) -> str:
        """Return how articles write a surface form most often; a form that is written nowhere is returned as it is."""
        return self._remembered(surface)

    def _of(self, surface: str) -> str:
        found: dict[str, int] = {}
        for segment in self._generation.segments:
            form, uses = segment.completion.forms.get(surface, (surface, 0))
            if not uses:
                text = segment.field("text")
                if (term := text.lexicon.find(surface.encode("utf-8", "surrogatepass"))) >= 0:
                    uses = text.frequency(term)
            found[form] = found.get(form, 0) + uses
        return max(found, key=lambda form: (found[form], form), default=surface)


def words_of(generation: Generation) -> Iterator[tuple[str, int]]:
    """Yield every surface form and how many articles have it, in title and in text."""
    found: dict[bytes, int] = {}
    for segment in generation.segments:
        for field in TEXT_FIELDS:
            column = segment.field(field)
            for term, articles in zip(column.lexicon.all(), column.frequencies().tolist(), strict=True):
                found[term] = found.get(term, 0) + articles
    for term, articles in found.items():
        yield term.decode("utf-8", "surrogatepass"), articles
