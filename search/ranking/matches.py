"""Matches: the documents that a plan or a part of it finds, with their scores, and how they are combined.

Two forms: few documents stand in a list; of many, every document of the generation has a score, 0 where it does not
match. Adding a number to each of all documents is quicker than adding one to a fifth of them, here and there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from trouvere.search.query.plan import All, Either, Enough, Leaf, Plan, Without

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Scores = np.ndarray[Any, np.dtype[np.float32]]

DENSE_SHARE, SPARSE_SHARE = 5, 32
"""Of how many documents one must match for an array of all scores; and at most for looking matches up one by one."""
LEAST_SCORE = np.float32(1e-30)
"""The score of a match that is worth nothing: a score above 0 is what tells a match."""


class Matches(NamedTuple):
    """Documents that match and their scores, all above 0.

    `docs` ascend, one a score; None: `scores` has one for every document of the generation.
    """

    docs: np.ndarray[Any, Any] | None
    scores: Scores

    def listed(self) -> tuple[Numbers, Scores]:
        """Return the documents (int64, ascending) and their scores."""
        if self.docs is None:
            docs = np.flatnonzero(self.scores > 0)  # Of numbers it takes ten times as long.
            return docs, self.scores[docs]
        return self.docs.astype(np.int64, copy=False), self.scores

    def scores_of(self, docs: np.ndarray[Any, Any]) -> Scores:
        """Return the score of each of some documents, 0 where it is not among them."""
        if self.docs is None:
            return self.scores.take(docs)
        if not len(self.docs):
            return np.zeros(len(docs), np.float32)
        # Needles of the type of what is searched: of another, numpy would convert all of that first.
        at = np.searchsorted(self.docs, docs.astype(self.docs.dtype))
        at[at == len(self.docs)] = 0
        found: Scores = self.scores.take(at) * (self.docs.take(at) == docs)
        return found

    def any_of(self, mask: Mask) -> bool:
        """Say whether a document of `mask` (one value a document) is among them."""
        return bool(((self.scores > 0) & mask).any() if self.docs is None else mask[self.docs].any())

    def fitted(self, documents: int) -> Matches:
        """Return the same in the form that suits, to be kept."""
        docs, scores = self.listed()
        if len(docs) * DENSE_SHARE < documents:
            return Matches(docs.astype(np.int32), scores)
        if self.docs is None:
            return self
        every = np.zeros(documents, np.float32)
        every[docs] = scores
        return Matches(None, every)


NOTHING = Matches(np.zeros(0, np.int64), np.zeros(0, np.float32))


def either(parts: Sequence[Matches], documents: int) -> Matches:
    """Return what at least one part finds; scores add up."""
    if len(parts) == 1:
        return parts[0]
    total = np.zeros(documents, np.float32)
    for docs, scores in parts:
        if docs is None:
            total += scores
        else:
            np.add.at(total, docs.astype(np.int64, copy=False), scores)
    return Matches(None, total)


def enough(parts: Sequence[Matches], worths: Sequence[int], least: int, documents: int) -> Matches:
    """Return what is found by parts that are worth `least` together; scores add up.

    The parts of least worth, as long as they are not enough even together, find nothing by themselves: only what has
    one of the others is looked at (Turtle & Flood, Query Evaluation: Strategies and Optimizations, 1995). Those are
    the frequent words.
    """
    docs = _candidates(parts, worths, least, documents)
    worth = np.zeros(documents if docs is None else len(docs), np.int32)
    if docs is None:
        for (where, scores), one in zip(parts, worths, strict=True):
            if where is None:
                np.add(worth, one, out=worth, where=scores > 0)
            else:
                worth[where] += one
        return Matches(None, either(parts, documents).scores * (worth >= least))
    total = np.zeros(len(docs), np.float32)
    for part, one in zip(parts, worths, strict=True):
        scores = part.scores_of(docs)
        total += scores
        np.add(worth, one, out=worth, where=scores > 0)
    found = worth >= least
    return Matches(docs[found], total[found])


def _candidates(
    parts: Sequence[Matches], worths: Sequence[int], least: int, documents: int
) -> np.ndarray[Any, Any] | None:
    """Return the documents that have one of the parts without which nothing is enough; None where those are many."""
    mask = np.zeros(documents, bool)
    below = 0
    for worth, (docs, _) in sorted(zip(worths, parts, strict=True), key=itemgetter(0)):
        below += worth
        if below >= least:
            if docs is None or len(docs) * SPARSE_SHARE > documents:
                return None
            mask[docs] = True
    return np.flatnonzero(mask)


def both(one: Matches, other: Matches) -> Matches:
    """Return what both find; scores add up."""
    if one.docs is None:
        one, other = other, one
    docs, scores = one
    if docs is None:
        together = (scores > 0) & (other.scores > 0)
        return Matches(None, (scores + other.scores) * together)
    if other.docs is not None and len(docs) > len(other.docs):
        docs, scores, other = other.docs, other.scores, one
    there = other.scores_of(docs)
    found = there > 0
    return Matches(docs[found], scores[found] + there[found])


def without(one: Matches, other: Matches, documents: int) -> Matches:
    """Return what the first finds and the other does not."""
    unwanted = np.zeros(documents, bool)
    if other.docs is None:
        np.greater(other.scores, 0, out=unwanted)
    else:
        unwanted[other.docs] = True
    if one.docs is None:
        return Matches(None, one.scores * ~unwanted)
    keep = ~unwanted[one.docs]
    return Matches(one.docs[keep], one.scores[keep])


def found_by(plan: Plan, of_leaf: Callable[[Leaf], Mask]) -> Mask:
    """Return which of some documents a plan finds, given which of them each of its leaves does."""
    found: Mask
    match plan:
        case Either(parts):
            found = np.logical_or.reduce([found_by(part, of_leaf) for part in parts])
        case Enough(parts, worths, least):
            each = [found_by(part, of_leaf) * np.int32(worth) for part, worth in zip(parts, worths, strict=True)]
            found = np.add.reduce(each) >= least
        case All(parts):
            found = np.logical_and.reduce([found_by(part, of_leaf) for part in parts])
        case Without(wanted, unwanted):
            found = ~found_by(unwanted, of_leaf)
            if wanted is not None:
                found &= found_by(wanted, of_leaf)
        case _:
            found = of_leaf(plan)
    return found
