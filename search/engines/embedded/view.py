"""A generation as one reader sees it (document-level access): terms, sets, correction and completion within filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from trouvere.search.engines.embedded.doc_sets import EmbeddedDocSets, WordBits
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.engines.embedded.evidence import ColumnsEvidence
from trouvere.search.engines.embedded.facets import filtered, masks
from trouvere.search.engines.embedded.terms.completions import EmbeddedCompletions
from trouvere.search.engines.embedded.terms.display_forms import counted_forms
from trouvere.search.engines.embedded.terms.excerpts import ColumnsExcerpts
from trouvere.search.engines.embedded.terms.title_prefixes import Bits
from trouvere.search.engines.embedded.terms.visible_terms import VisibleTerms
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import Node
from trouvere.search.query.plan import Plan, Planned, Wanted
from trouvere.search.query.planner import make_plan, make_plans
from trouvere.search.query.variants import Variants
from trouvere.search.ranking.explain import Explainer
from trouvere.search.ranking.matches import Mask
from trouvere.search.ranking.rescoring import Rescorer
from trouvere.search.suggest.completion import Completer
from trouvere.search.suggest.correction import Corrector
from trouvere.search.suggest.display_forms import DisplayForms
from trouvere.search.suggest.spelling import SimilarWords, Spelling
from trouvere.search.suggest.word_pairs import WordPairs

CACHED_PLANS = 1 << 9


@dataclass(frozen=True, slots=True)
class View:
    """What answers are made with for one reader."""

    visible: Mask
    """The documents that may be seen and that are not deleted."""
    terms: VisibleTerms
    plan: Callable[[Node, Wanted, Variants], Planned]
    """Makes a plan, or returns the one made before: the next page asks the same."""
    rescorer: Rescorer
    explainer: Explainer
    doc_sets: EmbeddedDocSets
    corrector: Corrector[Bits]
    completer: Completer[Bits]

    @classmethod
    def of(cls, evaluator: Evaluator, words: WordBits, close: SimilarWords, within: Filters) -> View:
        """Return the view of a reader who may see what passes some filters."""
        generation = evaluator.generation
        visible = filtered(generation.live, masks(generation, within))
        mask = visible if within or len(generation.deleted) else None
        terms = VisibleTerms(evaluator.statistics, mask, confined=bool(within))
        excerpts = ColumnsExcerpts(evaluator.statistics, visible)
        # What a merge has left out was counted all the same.
        dropped = sum(segment.completion.dropped for segment in generation.segments)
        display_form = DisplayForms(counted_forms(generation), terms, excerpts, dropped + len(generation.deleted)).of
        word_pairs = WordPairs(excerpts, terms.prefix_terms, display_form) if within else None
        doc_sets = EmbeddedDocSets(evaluator, words, visible, confined=bool(within))
        evidence = ColumnsEvidence(evaluator, terms)
        rescorer = Rescorer(evidence)

        @lru_cache(maxsize=CACHED_PLANS)
        def plans(node: Node, variants: Variants) -> Mapping[Wanted, Planned]:
            return make_plans(node, terms, variants, evaluator.scorer.weights.share)

        def plan(node: Node, wanted: Wanted, variants: Variants) -> Planned:
            return plans(node, variants)[wanted]

        def completed(node: Node) -> Plan | None:
            return make_plan(node, "all", index=terms).plan

        return cls(
            visible,
            terms,
            plan,
            rescorer,
            Explainer(evidence, rescorer),
            doc_sets,
            Corrector(terms, doc_sets, Spelling(close, terms), display_form),
            Completer(
                doc_sets,
                EmbeddedCompletions(generation, terms, display_form, excerpts, word_pairs),
                completed,
                generation.fields,
            ),
        )
