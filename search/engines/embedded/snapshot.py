"""Snapshot: one generation opened, with all that answers from it, so that an answer holds one generation only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from trouvere.index.columns.read.generation import Generation
from trouvere.index.fields import Field
from trouvere.index.settings import Settings
from trouvere.search.engines.embedded.doc_sets import WordBits
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.engines.embedded.overview import OverviewBuilder
from trouvere.search.engines.embedded.terms.display_forms import words_of
from trouvere.search.engines.embedded.view import View
from trouvere.search.query.filters import Filters
from trouvere.search.ranking.weights import weights_of
from trouvere.search.suggest.spelling import SimilarWords

CACHED_VIEWS = 32
"""Ways of confining readers of which it is remembered what was found out about words."""


@dataclass(frozen=True, slots=True)
class EmbeddedSnapshot:
    """One generation opened."""

    name: str
    stamp: tuple[int, int]
    settings: Settings
    generation: Generation
    evaluator: Evaluator
    view: Callable[[Filters], View]
    """What a reader sees of this generation who may see what passes some filters; the last ones used are remembered."""
    overviews: OverviewBuilder

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that the index declares."""
        return self.generation.fields

    @property
    def articles(self) -> int:
        """How many articles it holds."""
        return self.generation.count()

    @classmethod
    def of(cls, generation: Generation, name: str, stamp: tuple[int, int], settings: Settings) -> EmbeddedSnapshot:
        """Return a generation with all that answers from it."""
        evaluator = Evaluator(generation, weights_of(settings), settings.max_expansions)
        words, close = WordBits(evaluator), SimilarWords(partial(words_of, generation))
        view = lru_cache(maxsize=CACHED_VIEWS)(partial(View.of, evaluator, words, close))
        return cls(name, stamp, settings, generation, evaluator, view, OverviewBuilder(evaluator, name))
