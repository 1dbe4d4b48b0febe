"""Display forms and words as a generation has counted them: how each word is written, how many articles have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from trouvere.index.columns.read.generation import Generation
from trouvere.index.schema import TEXT_FIELDS


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
