"""Minimum match: how much of a query an article must have where not all of its words are wanted.

A word is worth the square of its idf, as in the cosine of a query and an article that has the words once each: of two
words of which one is in every fiftieth article and the other in three, the frequent one is worth a sixth. An article
is found that has words worth a share of the query (`min_share`). The idf is that of the articles that the reader may
see; a word that none of them has is worth nothing, or it would keep back what there is. So is a word that only frames a
question.
"""

from __future__ import annotations

import math
from collections.abc import Sequence as Several

from trouvere.search.query.nodes import AllOf, AnyOf, Beside, Node, Word
from trouvere.search.query.plan import All, Either, Enough, Expansion, Leaf, Plan, Sequence, Term, leaves
from trouvere.search.query.term_statistics import TermStatistics

WORTH_UNITS = 10
"""Worths are whole numbers: this many for the square of an idf of 1."""


def enough(parts: Several[Plan], insisted: Several[bool], index: TermStatistics, share: float) -> Enough | Either:
    """Return what finds the articles that have parts worth a share of all; those `insisted` on are never missing.

    Where any part is worth that much, that is any of them.
    """
    worths = _worths(parts, index)
    total = sum(worths)
    least = max(math.ceil(share * total), 1)
    for at, needed in enumerate(insisted):
        # More than all the others together can make up for.
        if needed:
            worths[at] += total + 1
            least += total + 1
    if all(worth >= least for worth in worths):
        return Either(tuple(parts))
    return Enough(tuple(parts), tuple(worths), least)


def all_but_frames(parts: Several[Plan]) -> Enough | All:
    """Return what finds the articles that have all parts, but for words that only frame a question: those add to it."""
    worths = tuple(0 if _frames(part) else 1 for part in parts)
    return Enough(tuple(parts), worths, sum(worths)) if 0 < sum(worths) < len(parts) else All(tuple(parts))


def insists(node: Node) -> bool:
    """Say whether a part was asked for by more than setting it beside others: by quotes, a field, a sign."""
    if isinstance(node, AnyOf) and node.unfinished:
        return False  # The word that is being typed, and those that it may become: a word like others.
    return not isinstance(node, Word) or node.exact or node.field is not None


def insists_within(node: Node) -> bool:
    """Say whether words set side by side have a part among them that is insisted on."""
    match node:
        case Beside(nodes):
            return any(insists(each) or insists_within(each) for each in nodes)
        case AllOf(nodes) | AnyOf(nodes):
            return any(map(insists_within, nodes))
    return False


def _worths(parts: Several[Plan], index: TermStatistics) -> list[int]:
    found = [_worth(part, index) for part in parts]
    known = [worth for worth in found if worth]
    # A beginning tells as much as a word on average.
    average = round(sum(known) / len(known)) if known else 1
    worths = [average if worth is None else worth for worth in found]
    return worths if any(worths) else [1] * len(worths)


def _worth(part: Plan, index: TermStatistics) -> int | None:
    """Return what a part is worth: what was typed of it, or what that may mean too where it is unknown."""
    leaf = next(filter(index.knows, leaves(part)), None)
    if isinstance(leaf, Expansion):
        return None
    if leaf is None or _frames(leaf):
        return 0
    return max(round(WORTH_UNITS * _idf(leaf, index) ** 2), 1)


def _frames(part: Plan) -> bool:
    """Say whether a part is a word that only frames a question."""
    leaf = next(leaves(part), None)
    return isinstance(leaf, Term) and leaf.light


def _idf(leaf: Leaf, index: TermStatistics) -> float:
    """Return ln(N / (n + 1)) of a word, of several in order that of the rarest: importance has 1 more."""
    if isinstance(leaf, Sequence):
        words: list[Leaf] = [Term("", word) if stemmed else Term(word, None) for word, stemmed in leaf.places]
    else:
        words = [leaf]
    return max(max(map(index.importance, words)) - 1, 0)
