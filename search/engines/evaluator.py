"""Turns a plan into matches: score = Σ over fields and forms of weight × BM25F."""

from __future__ import annotations

import math

import numpy as np

from trouvere.index.engines.whoosh.generation import Scored, WhooshGeneration
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.index.settings import Settings
from trouvere.search.plan import All, Either, Expansion, Plan, Sequence, Term, Without
from trouvere.search.query import TextField


def weights_of(settings: Settings) -> dict[str, float]:
    """Return what a word is worth in each field and form."""
    return {
        "text": settings.weight_text,
        "text_stem": settings.weight_text_stem,
        "title": settings.weight_title,
        "title_stem": settings.weight_title_stem,
    }


class Evaluator:
    """Answers plans from one generation."""

    def __init__(self, generation: WhooshGeneration, weights: dict[str, float], expansions: int) -> None:
        self.generation = generation
        self.weights = weights
        self.expansions = expansions

    def matches(self, plan: Plan | None) -> Scored:
        """Return all documents that a plan finds; None finds every document, with score 0."""
        if plan is None:
            everything = np.flatnonzero(self.generation.live()).astype(np.int64)
            return everything, np.zeros(len(everything))
        return self._scored(plan)

    def importance(self, word: str) -> float:
        """Return how much a passage is worth for showing a word, its surface or its stem: the rarer, the more."""
        found = max(self.generation.frequency("text_stem", word), self.generation.frequency("text", word))
        return math.log(1 + self.generation.documents / (1 + found))

    def _scored(self, plan: Plan) -> Scored:
        generation = self.generation
        match plan:
            case Term(surface, stem, only):
                forms = [(name, surface) for name in _fields(only)]
                forms += [(stem_of(name), stem) for name in _fields(only) if stem is not None]
                return _union([self._weighed(name, generation.term(name, word)) for name, word in forms])
            case Expansion(prefix, only):
                return _union(
                    [
                        self._weighed(name, generation.term(name, word))
                        for name in _fields(only)
                        for word in generation.words(name, prefix, self.expansions)
                    ]
                )
            case Sequence(words, slop, only):
                return _union([self._weighed(name, generation.phrase(name, words, slop)) for name in _fields(only)])
            case Either(parts):
                return _union([self._scored(part) for part in parts])
            case All(parts):
                return _intersection([self._scored(part) for part in parts])
            case Without(wanted, unwanted):
                numbers, scores = self.matches(wanted)
                stays = ~np.isin(numbers, self._scored(unwanted)[0])
                return numbers[stays], scores[stays]

    def _weighed(self, field: str, scored: Scored) -> Scored:
        return scored[0], scored[1] * self.weights[field]


def _union(parts: list[Scored]) -> Scored:
    if len(parts) < 2:
        return parts[0] if parts else (np.zeros(0, np.int64), np.zeros(0))
    numbers, where = np.unique(np.concatenate([numbers for numbers, _ in parts]), return_inverse=True)
    scores = np.zeros(len(numbers))
    np.add.at(scores, where, np.concatenate([scores for _, scores in parts]))
    return numbers, scores


def _intersection(parts: list[Scored]) -> Scored:
    numbers, scores = parts[0]
    for others, more in parts[1:]:
        numbers, mine, theirs = np.intersect1d(numbers, others, assume_unique=True, return_indices=True)
        scores = scores[mine] + more[theirs]
    return numbers, scores


def _fields(only: TextField | None) -> tuple[str, ...]:
    return (only,) if only else TEXT_FIELDS
