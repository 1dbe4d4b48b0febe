"""A generation on a cluster as one reader sees it (document-level access): terms, sets, correction and completion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from trouvere.index.engines.opensearch.read.generations import State
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.engines.opensearch.doc_sets import ClusterDocSets
from trouvere.search.engines.opensearch.filters import Within, confined
from trouvere.search.engines.opensearch.query_builder import QueryBuilder
from trouvere.search.engines.opensearch.terms.completions import ClusterCompletions
from trouvere.search.engines.opensearch.terms.excerpts import ClusterExcerpts
from trouvere.search.engines.opensearch.terms.term_statistics import ClusterTermStatistics, Draft, Word
from trouvere.search.engines.opensearch.terms.visible_terms import ClusterTerms
from trouvere.search.engines.opensearch.terms.vocabulary import ClusterVocabulary
from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import Node
from trouvere.search.query.plan import Plan, Planned, Term, Wanted, leaves
from trouvere.search.query.plan import Sequence as Words
from trouvere.search.query.planner import make_plan
from trouvere.search.query.variants import Variants
from trouvere.search.ranking.rescoring import relatives_of
from trouvere.search.suggest.completion import Completer
from trouvere.search.suggest.correction import Corrector
from trouvere.search.suggest.display_forms import DisplayForms
from trouvere.search.suggest.spelling import SimilarWords, Spelling
from trouvere.search.suggest.word_pairs import WordPairs

Json = dict[str, Any]
CACHED_PLANS = 1 << 9


@dataclass(frozen=True, slots=True)
class ClusterView:
    """What answers are made with for one reader."""

    within: Within
    """The clauses of what may be seen."""
    terms: ClusterTerms
    plan: Callable[[Node, Wanted, Variants | None], Planned]
    doc_sets: ClusterDocSets
    corrector: Corrector[Json]
    completer: Completer[Json]

    @classmethod
    def of(
        cls,
        state: State,
        wire: Transport,
        statistics: ClusterTermStatistics,
        vocabulary: ClusterVocabulary,
        builder: QueryBuilder,
        close: SimilarWords,
        filters: Filters,
    ) -> ClusterView:
        """Return the view of a reader who may see what passes some filters."""
        within = confined(filters, state.fields)
        terms = ClusterTerms(wire, state.index, state.articles, statistics, within)

        @lru_cache(maxsize=CACHED_PLANS)
        def plan(node: Node, wanted: Wanted, variants: Variants | None) -> Planned:
            while True:
                draft = Draft(terms)
                planned = make_plan(node, wanted, index=draft, variants=variants, share=builder.weights.share)
                for leaf in leaves(planned.plan):
                    draft.importance(leaf)
                statistics.learn([*draft.missing, *_words_of(planned, builder)])
                if not draft.missing:
                    return planned
                terms.learn(draft.missing)

        def completed(node: Node) -> Plan | None:
            return plan(node, "all", None).plan

        doc_sets = ClusterDocSets(wire, state.index, builder, within, state.fields)
        excerpts = ClusterExcerpts(wire, state.index, doc_sets.everything)
        display_form = DisplayForms(vocabulary.display_form, terms, excerpts, terms.gone).of
        prefix_terms = partial(terms.prefix_terms, vocabulary)
        word_pairs = WordPairs(excerpts, prefix_terms, display_form) if within else None
        completions = ClusterCompletions(vocabulary, prefix_terms, display_form, excerpts, word_pairs)
        return cls(
            within,
            terms,
            plan,
            doc_sets,
            Corrector(terms, doc_sets, Spelling(close, terms), display_form),
            Completer(doc_sets, completions, completed),
        )


def _words_of(planned: Planned, builder: QueryBuilder) -> list[Word]:
    """Return the words whose figures an answer will ask for."""
    found: list[Word] = []
    builder = builder.fitting(planned.plan)
    for leaf in leaves(planned.plan):
        if isinstance(leaf, Words):
            found += (form for field in TEXT_FIELDS for form in leaf.forms(field))
        else:
            found += ((form, word) for form, word, _ in builder.lists(leaf))
            if isinstance(leaf, Term) and leaf.stem and builder.weights.family:
                family = relatives_of(leaf.stem, builder.vocabulary.most_frequent)
                found += ((stem_of(field), word) for field in TEXT_FIELDS for word in family)
    for pair in planned.neighbours:
        found += (("text_stem" if stemmed else "text", word) for word, stemmed in pair)
    return found
