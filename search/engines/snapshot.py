"""One generation opened, with all that answers from it: whatever an answer holds comes from the same one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Literal

from trouvere.index.columns.generation import Generation
from trouvere.index.settings import Settings
from trouvere.search.completion import Completer
from trouvere.search.correction import Corrector
from trouvere.search.engines.begun import Begun
from trouvere.search.engines.evaluator import Evaluator
from trouvere.search.engines.evidence import ColumnsEvidence
from trouvere.search.engines.explaining import Explainer
from trouvere.search.engines.likeness import Likeness
from trouvere.search.engines.occurrence import ColumnsOccurrence
from trouvere.search.engines.overview import Surveyor
from trouvere.search.engines.rescoring import Rescorer
from trouvere.search.engines.titles import Bits
from trouvere.search.engines.weights import weights_of
from trouvere.search.engines.written import Written, words_of
from trouvere.search.plan import Planned
from trouvere.search.planner import make_plan
from trouvere.search.query import Node
from trouvere.search.spelling import Spelling
from trouvere.search.variants import Variants

PLANS = 1 << 9


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation opened."""

    name: str
    stamp: tuple[int, int]
    generation: Generation
    evaluator: Evaluator
    plan: Callable[[Node, Literal["all", "any"], Variants], Planned]
    """Makes a plan for this generation, or returns the one made before: the next page asks the same."""
    rescorer: Rescorer
    explainer: Explainer
    occurrence: ColumnsOccurrence
    corrector: Corrector[Bits]
    completer: Completer[Bits]
    likeness: Likeness
    surveyor: Surveyor

    @classmethod
    def of(cls, generation: Generation, name: str, stamp: tuple[int, int], settings: Settings) -> Snapshot:
        """Return a generation with all that answers from it."""
        evaluator = Evaluator(generation, weights_of(settings), settings.max_expansions)
        occurrence, written = ColumnsOccurrence(evaluator), Written(generation)
        spelling = Spelling(generation.documents, partial(words_of, generation))
        corrector = Corrector(evaluator.impacts, occurrence, spelling, written.of)
        completer = Completer(occurrence, Begun(generation, written))

        @lru_cache(maxsize=PLANS)
        def plan(node: Node, match: Literal["all", "any"], variants: Variants) -> Planned:
            return make_plan(node, match, index=evaluator.impacts, variants=variants)

        evidence = ColumnsEvidence(evaluator)
        rescorer = Rescorer(evidence)
        return cls(
            name,
            stamp,
            generation,
            evaluator,
            plan,
            rescorer,
            Explainer(evidence, rescorer),
            occurrence,
            corrector,
            completer,
            Likeness(evaluator),
            Surveyor(evaluator, name),
        )
