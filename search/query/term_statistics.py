"""`TermStatistics`: how frequent words are, as planner, corrector and highlighter ask it of every engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion, Leaf, Term
from trouvere.search.query.plan import Sequence as Words


class TermStatistics(Protocol):
    """Statistics of the articles that a reader may see and that are not deleted.

    A form is a field, or `stem_of` one.
    """

    @property
    def documents(self) -> int:
        """How many articles there are."""
        ...

    def frequency(self, form: str, word: str) -> int:
        """Return how many articles have a word in a form."""
        ...

    def articles(self, word: str, most: int | None = None) -> int:
        """Return how many articles have a surface form, about: those in whose title and in whose text it is.

        Above `most` any number above it will do.
        """
        ...

    def among(self, surfaces: Sequence[str], bounds: Sequence[int]) -> Sequence[int]:
        """Return how many articles have each of some surface forms, as `articles`; `bounds` are as many at the most."""
        ...

    def knows(self, leaf: Leaf) -> bool:
        """Say whether there are articles with the words of a leaf, together or not."""
        ...

    def expanded(self, prefix: str, field: TextField | None) -> Expansion:
        """Return the words that begin so as a leaf."""
        ...

    def importance(self, leaf: Leaf) -> float:
        """Return how much a leaf tells, and a passage is worth for showing it: the rarer its words, the more."""
        ...


def importance_of(leaf: Leaf, idf: Callable[[str, str], float]) -> float:
    """Return the importance of a leaf, given what says the idf of a word in a form; that of a phrase is its words'."""
    match leaf:
        case Term(surface, None):
            return idf("text", surface)
        case Term(_, str(stem)):
            return idf("text_stem", stem)
        case Words():
            return sum(idf(form, word) for form, word in leaf.forms("text"))
    return 1.0
