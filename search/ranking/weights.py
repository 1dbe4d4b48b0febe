"""Score weights of fields, forms and additions, from the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.index.settings import Settings
from trouvere.search.query.plan import Term

HOMOGRAPH_WEIGHTS = 0.5, 1.2
"""What the surface form and the stem of a word count for that accents alone tell from others: nearly as much as
ever, at the weights 0.6 and 1, but a text with the other word alone has a fifth of it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the fields and forms of a word, and of what is added to them; 0 leaves a thing out."""

    fields: Mapping[str, float]
    untitled: float = 0.0
    """How much of its text's score an article without a title has more, in place of the title's."""
    light: float = 1.0
    """What a word counts for that only frames a question (`search/data/light_words.txt`)."""
    coverage: float = 0.0
    """How much of its score an article has more that has all words of the query; in proportion, one that has some."""
    near: float = 0.0
    near_title: float = 0.0
    """What two neighbours of the query count for that stand near each other, in the text and in the title."""
    family: float = 0.0
    """What words of the family of a word count for, beside its stem."""
    half_life: float = 0.0
    """Days after which an article is worth half."""
    share: float = 0.0
    """How much of a query's weight an article must have where not all words are wanted."""


def weights_of(settings: Settings) -> Weights:
    """Return the weights that the settings ask for."""
    return Weights(
        fields={
            "text": settings.weight_text,
            "text_stem": settings.weight_text_stem,
            "title": settings.weight_title,
            "title_stem": settings.weight_title_stem,
        },
        untitled=settings.weight_untitled,
        light=settings.weight_light,
        coverage=settings.weight_coverage,
        near=settings.weight_near,
        near_title=settings.weight_near_title,
        family=settings.weight_family,
        half_life=settings.recency_half_life,
        share=settings.min_share,
    )


def lists_of(term: Term, weights: Weights) -> Iterator[tuple[str, str, float]]:
    """Yield the posting lists of a word that are added up: form, word, and what the word counts for there."""
    written, inflected = HOMOGRAPH_WEIGHTS if term.homograph else (1.0, 1.0)
    weight = term.weight * weights.light if term.light else term.weight
    for field in (term.field,) if term.field else TEXT_FIELDS:
        if term.surface:
            yield field, term.surface, weight * written
        if term.stem is not None:
            yield stem_of(field), term.stem, weight * inflected
