"""Which parts of a long article have words of a query, told by positions without reading the text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from trouvere.index.columns.read.field import OFFSET_STEP
from trouvere.search.budget import spend, watched
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.highlight.article_parts import Cuts
from trouvere.search.highlight.marks import Marks
from trouvere.search.query.plan import Expansion, Plan, Sequence, Term, leaves
from trouvere.search.ranking.matches import Numbers

RUN_BITS = 16
"""Addresses are read by runs of 2¹⁶."""
MAX_PARTS = 24
"""Parts that are told: those nearest to the one that is read."""
EDGE_CHARS = 2_000
"""Characters that are looked at on either side of a cut, where positions do not tell on which side a word stands."""


def others_with(evaluator: Evaluator, number: int, plan: Plan, text: str, cuts: Cuts, here: int) -> tuple[int, ...]:
    """Return the parts of an article, but part `here`, that have words of a plan: the nearest, in order."""
    ends = cuts.ends()
    octets = np.cumsum([len(text[low:high].encode("utf-8", "surrogatepass")) for low, high in pairwise([0, *ends])])
    segment, document = evaluator.generation.place(number)
    offsets = np.append(segment.field("text").offsets(document).astype(np.int64), octets[-1])
    # Offsets are kept of the positions 0, 16, 32 …: a word stands between two of them.
    each = [np.unique(positions // OFFSET_STEP) for positions in _positions(evaluator, number, plan)]
    runs = np.unique(np.concatenate([np.zeros(0, np.int64), *each]))
    runs = runs[runs < len(offsets) - 1]
    first = np.searchsorted(octets, offsets[runs], "right") + 1
    last = np.minimum(np.searchsorted(octets, offsets[runs + 1], "left") + 1, cuts.parts)
    sure = set(first[first == last].tolist())
    # These reach over a cut, or over several.
    unsure = set(np.concatenate((first[first < last], last[first < last])).tolist()) - sure
    marks = Marks(plan, "text")
    found: list[int] = []
    for part in sorted((sure | unsure) - {here}, key=lambda part: abs(part - here)):
        if len(found) == MAX_PARTS:
            break
        if part in sure or _has_at_ends(marks, text, *cuts.part(part)):
            found.append(part)
    return tuple(sorted(found))


def _has_at_ends(marks: Marks, text: str, start: int, end: int) -> bool:
    for low, high in ((start, min(start + EDGE_CHARS, end)), (max(end - EDGE_CHARS, start), end)):
        if next(marks.found(text, low, high), None):
            return True
    return False


def _positions(evaluator: Evaluator, number: int, plan: Plan) -> Iterator[Numbers]:
    """Yield where in the text of a document each form of a word of a plan stands, ascending; of words in order, where
    the first one does."""
    segment, document = evaluator.generation.place(number)
    index = evaluator.generation.segments.index(segment)
    first, past = segment.field("text").first_addresses[document : document + 2].tolist()
    start = first >> RUN_BITS

    def of(form: str, word: str) -> Numbers:
        found = evaluator.statistics.posting(form, word, index)
        if not found:
            return np.zeros(0, np.int64)
        column, term = found
        addresses = column.addresses_within(term, start, (past - 1 >> RUN_BITS) - start + 1) + (
            (start << RUN_BITS) - first
        )
        spend(len(addresses))
        here: Numbers = addresses[(addresses >= 0) & (addresses < past - first)]
        return here

    for leaf in leaves(plan):
        match leaf:
            case _ if leaf.field == "title":
                continue
            case Term():
                yield from (of(form, word) for form, word in leaf.forms("text"))
            case Sequence():
                starts, *others = (of(form, word) for form, word in leaf.forms("text"))
                if leaf.slop:
                    yield from (starts, *others)
                    continue
                for step, places in enumerate(others, 1):
                    starts = np.intersect1d(starts, places - step, assume_unique=True)
                yield starts
            case Expansion():
                added = evaluator.scorer.added_by_prefix(leaf, np.array([number]))
                yield from (of("text", word) for name, word, _, _ in watched(added) if name == "text")
