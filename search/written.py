"""How a generation writes its words: « députée » for deputee, « Paris » for paris."""

from __future__ import annotations

from functools import lru_cache

from trouvere.index.columns.generation import Generation


class Written:
    """The usual written form of surface forms. Safe to share between threads."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self.of = lru_cache(maxsize=1 << 14)(self._of)

    def _of(self, surface: str) -> str:
        """Return how articles write a surface form most often; a form that is written nowhere is returned as it is."""
        found: dict[str, int] = {}
        for segment in self._generation.segments:
            form, uses = segment.completion.forms.get(surface, (surface, 0))
            if not uses:
                text = segment.field("text")
                if (term := text.lexicon.find(surface.encode("utf-8", "surrogatepass"))) >= 0:
                    uses = text.frequency(term)
            found[form] = found.get(form, 0) + uses
        return max(found, key=lambda form: (found[form], form), default=surface)
