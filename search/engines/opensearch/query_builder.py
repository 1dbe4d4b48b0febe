"""Query builder: a plan as the JSON query that the cluster is asked.

The cluster's similarity gives a word `boost × idf × tf (k1 + 1) / (tf + norm)`, as columns do (mapping.py in `index`);
boosts are the weights of forms and words. What a phrase, an exclusion or a filter find is asked for without scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from itertools import chain
from typing import Any

from trouvere.index.schema import TEXT_FIELDS
from trouvere.search.engines.opensearch.terms.vocabulary import ClusterVocabulary
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import All, Either, Enough, Expansion, Leaf, Plan, Sequence, Term, Without
from trouvere.search.ranking.weights import Weights, lists_of

Json = dict[str, Any]
MAX_CLAUSES = 900
"""Clauses of a query: the cluster takes 1,024 in all (`indices.query.bool.max_clause_count`)."""
EVERYTHING: Json = {"match_all": {}}
NOTHING: Json = {"match_none": {}}
UNTITLED: Json = {"term": {"titled": False}}


class QueryBuilder:
    """Makes queries of plans. `untitled` is by how much the text of an article without a title counts for more, 1 where
    there is none."""

    def __init__(self, weights: Weights, vocabulary: ClusterVocabulary, untitled: float = 1.0) -> None:
        self.weights = weights
        self.vocabulary = vocabulary
        self._most = MAX_CLAUSES
        self._untitled = untitled

    def fitting(self, plan: Plan | None) -> QueryBuilder:
        """Return the same for one plan: its beginnings share the clauses that its words leave."""
        found = list(every_leaf(plan))
        beginnings = sum(len(fields_of(leaf)) for leaf in found if isinstance(leaf, Expansion))
        if not beginnings:
            return self
        words = sum(
            4 if isinstance(leaf, Term) else 2 + 2 * len(leaf.places)
            for leaf in found
            if not isinstance(leaf, Expansion)
        )
        fitting = copy(self)
        fitting._most = max((MAX_CLAUSES - words) // beginnings, 1)
        return fitting

    def lists(self, leaf: Leaf) -> Iterator[tuple[str, str, float]]:
        """See `Evidence.lists`."""
        match leaf:
            case Term():
                yield from lists_of(leaf, self.weights)
            case Expansion(prefix):
                for field in fields_of(leaf):
                    for word in sorted(self.vocabulary.words(field, prefix)[: self._most]):
                        yield field, word, leaf.weight

    def scored(self, plan: Plan) -> Json:
        """Return the query that finds and scores as a plan does."""
        match plan:
            case Either(parts):
                return any_of(map(self.scored, parts))
            case Enough(parts):
                return {"bool": {"must": [any_of(map(self.scored, parts))], "filter": [self._enough(plan)]}}
            case All(parts):
                return {"bool": {"must": list(map(self.scored, parts))}}
            case Without(None, unwanted):
                return {"bool": {"filter": [EVERYTHING], "must_not": [self.found(unwanted)]}}
            case Without(wanted, unwanted) if wanted is not None:
                return {"bool": {"must": [self.scored(wanted)], "must_not": [self.found(unwanted)]}}
        assert isinstance(plan, Term | Expansion | Sequence)
        return self._leaf(plan)

    def found(self, plan: Plan | None) -> Json:
        """Return the query that finds what a plan does, whatever the scores."""
        match plan:
            case None:
                return EVERYTHING
            case Either(parts):
                return any_of(map(self.found, parts))
            case Enough(parts):
                return {"bool": {"filter": [any_of(map(self.found, parts)), self._enough(plan)]}}
            case All(parts):
                return {"bool": {"filter": list(map(self.found, parts))}}
            case Without(wanted, unwanted):
                return {"bool": {"filter": [self.found(wanted)], "must_not": [self.found(unwanted)]}}
            case Sequence():
                return any_of(in_order(field, plan) for field in fields_of(plan))
            case Expansion(prefix):
                return any_of({"prefix": {field: {"value": prefix}}} for field in fields_of(plan))
        return any_of({"term": {form: {"value": word}}} for form, word, _ in self.lists(plan))

    def _enough(self, plan: Enough) -> Json:
        """Return the query for what has parts worth enough: their worths add up to a score, which nothing keeps."""
        each = zip(plan.parts, plan.worths, strict=True)
        return {
            "function_score": {
                "query": EVERYTHING,
                "functions": [{"filter": self.found(part), "weight": worth} for part, worth in each if worth],
                "score_mode": "sum",
                "boost_mode": "replace",
                "min_score": plan.least,
            }
        }

    def _leaf(self, leaf: Leaf) -> Json:
        if isinstance(leaf, Sequence):
            return any_of(
                {
                    "bool": {
                        "filter": [in_order(field, leaf)],
                        "should": self._words((form, word, leaf.weight) for form, word in leaf.forms(field)),
                    }
                }
                for field in fields_of(leaf)
            )
        words = self._words(self.lists(leaf))
        if isinstance(leaf, Expansion):
            # The most frequent words score, all of them find.
            return {"bool": {"filter": [self.found(leaf)], "should": words}}
        return any_of(words)

    def _words(self, lists: Iterable[tuple[str, str, float]]) -> list[Json]:
        """Return a clause for each posting list; the text of articles without a title counts for more."""
        titles: list[Json] = []
        texts: list[Json] = []
        for form, word, factor in lists:
            clause = {"term": {form: {"value": word, "boost": self.weights.fields[form] * factor}}}
            (texts if form.startswith("text") else titles).append(clause)
        if texts and self._untitled != 1:
            functions = [{"filter": UNTITLED, "weight": self._untitled}]
            texts = [{"function_score": {"query": any_of(texts), "functions": functions, "boost_mode": "multiply"}}]
        return titles + texts


def every_leaf(plan: Plan | None) -> Iterator[Leaf]:
    """Yield all leaves, also those of what is unwanted."""
    match plan:
        case Either(parts) | All(parts) | Enough(parts):
            yield from chain.from_iterable(map(every_leaf, parts))
        case Without(wanted, unwanted):
            yield from every_leaf(wanted)
            yield from every_leaf(unwanted)
        case None:
            return
        case _:
            yield plan


def in_order(field: TextField, leaf: Sequence) -> Json:
    """Return the query for words that stand in order in a field."""
    words = leaf.forms(field)
    forms = {form for form, _ in words}
    if not leaf.slop and len(forms) == 1:
        return {"match_phrase": {forms.pop(): {"query": " ".join(leaf.words)}}}
    rule, *others = (_one(form, word) for form, word in words)
    for other in others:
        # A group has no gaps of its own in what is around it: each word is as near as may be to the one before it.
        rule = {"all_of": {"ordered": True, "max_gaps": leaf.slop, "intervals": [rule, other]}}
    return {"intervals": {field: rule}}


def fields_of(leaf: Leaf) -> tuple[TextField, ...]:
    """Return the fields that a leaf is looked up in."""
    return (leaf.field,) if leaf.field else TEXT_FIELDS


def any_of(queries: Iterable[Json]) -> Json:
    """Return the query that finds what any of some does; scores add up."""
    several = list(queries)
    if len(several) == 1:
        return several[0]
    return {"bool": {"should": several, "minimum_should_match": 1}} if several else NOTHING


def _one(form: str, word: str) -> Json:
    # A stem has the position of its word.
    return {"match": {"query": word, "use_field": form}}
