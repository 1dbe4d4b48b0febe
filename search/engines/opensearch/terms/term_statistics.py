"""Term statistics of a generation on a cluster: asked once for each word, many at a time."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from collections.abc import Sequence as Several
from threading import Lock
from typing import Protocol

from trouvere.index.engines.opensearch.read.mapping import FORMS
from trouvere.index.engines.opensearch.read.term_statistics import figures, routes
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.search.engines.opensearch.transport import Transport
from trouvere.search.fork_safety import begins_anew_in_children
from trouvere.search.query.nodes import TextField
from trouvere.search.query.plan import Expansion, Leaf, Sequence, Term, text_fields
from trouvere.search.query.term_statistics import importance_of

CACHED_WORDS = 1 << 16
"""Words whose figures are kept."""
UNASKED_FREQUENCY = 1 << 30
"""How many articles a word is taken to be in as long as that has not been asked: no word so frequent is cut in two."""

Word = tuple[str, str]
"""A form and a word."""


class ClusterTermStatistics:
    """The figures of one generation. Safe to share between threads."""

    def __init__(self, wire: Transport, index: str) -> None:
        self._wire = wire
        self._index = index
        self.begin_anew()
        begins_anew_in_children(self)
        self._known: dict[Word, int] = {}
        self._places = routes(wire.ask, index)
        first = figures(wire.ask, index, self._places, dict.fromkeys(FORMS, ()))
        self.documents = max(one.documents for one in first.values())
        """Articles, deleted ones that are not yet gone included."""
        self.lengths = {form: one.tokens / max(one.documents, 1) for form, one in first.items()}
        """Average lengths."""

    def begin_anew(self) -> None:
        """See `Forked`: a searcher that is held keeps its generation in a child too."""
        self._lock = Lock()

    @property
    def shards(self) -> int:
        """How many shards the generation has."""
        return len(self._places)

    def frequency(self, form: str, word: str) -> int:
        """Return how many articles have a word in a form."""
        found = self._known.get((form, word))
        return self.learn([(form, word)])[form, word] if found is None else found

    def known(self, form: str, word: str) -> int | None:
        """Return the same, None where it has not been asked yet."""
        return self._known.get((form, word))

    def idf(self, form: str, word: str) -> float:
        """Return the idf of a word."""
        return self.idf_of(self.frequency(form, word))

    def idf_of(self, frequency: int) -> float:
        """Return the idf of what so many articles have."""
        return math.log(max(self.documents, 1) / (frequency + 1)) + 1

    def learn(self, words: Iterable[Word]) -> dict[Word, int]:
        """Ask for those of some words that are not known, all at once; return what was learnt."""
        wanted: dict[str, list[str]] = {}
        for form, word in dict.fromkeys(words):
            if (form, word) not in self._known:
                wanted.setdefault(form, []).append(word)
        if not wanted:
            return {}
        found = self._wire.again(lambda: figures(self._wire.ask, self._index, self._places, wanted))
        learnt = {(form, word): found[form].frequencies.get(word, 0) for form, each in wanted.items() for word in each}
        with self._lock:
            if len(self._known) > CACHED_WORDS:
                self._known = {}
            self._known.update(learnt)
        return learnt


class CountedTerm(Protocol):
    """What has been asked so far of the articles that a reader may see."""

    @property
    def documents(self) -> int:
        """How many there are."""
        ...

    def known(self, form: str, word: str) -> int | None:
        """Return how many have a word in a form, None where that has not been asked yet."""
        ...


class FrequencyStatistics(ABC):
    """`TermStatistics` made of frequencies alone."""

    documents: int

    @abstractmethod
    def frequency(self, form: str, word: str) -> int:
        """See `TermStatistics.frequency`."""

    def articles(self, word: str, most: int | None = None) -> int:
        """See `TermStatistics.articles`."""
        return sum(self.frequency(field, word) for field in TEXT_FIELDS)

    def among(self, surfaces: Several[str], bounds: Several[int]) -> Several[int]:
        """See `TermStatistics.among`."""
        return [self.articles(surface) for surface in surfaces]

    def expanded(self, prefix: str, field: TextField | None) -> Expansion:
        """See `TermStatistics.expanded`: the cluster finds all words that begin so."""
        return Expansion(prefix, field)

    def knows(self, leaf: Leaf) -> bool:
        """See `TermStatistics.knows`. Every word is looked at, so that a draft notes all that it does not know."""
        match leaf:
            case Term(surface, stem, only):
                fields = text_fields(only)
                found = [self.frequency(field, surface) for field in fields] if surface else []
                if stem is not None:
                    found += [self.frequency(stem_of(field), stem) for field in fields]
                return any(found)
            case Sequence():
                each = [[self.frequency(*word) for word in leaf.forms(field)] for field in text_fields(leaf.field)]
                return any(map(all, each))
        return True

    def importance(self, leaf: Leaf) -> float:
        """See `TermStatistics.importance`."""
        return importance_of(leaf, self.idf)

    def idf(self, form: str, word: str) -> float:
        """Return the idf of a word in a form."""
        frequency = self.frequency(form, word)
        return 1.0 if frequency == UNASKED_FREQUENCY else math.log(max(self.documents, 1) / (frequency + 1)) + 1


class Draft(FrequencyStatistics):
    """What is known as a plan is made; what is not is noted, to be asked all at once before the plan is made anew."""

    def __init__(self, terms: CountedTerm) -> None:
        self._terms = terms
        self.documents = terms.documents
        self.missing: list[Word] = []

    def frequency(self, form: str, word: str) -> int:
        """See `TermStatistics.frequency`; `UNASKED_FREQUENCY` of a word that has not been asked yet."""
        found = self._terms.known(form, word)
        if found is None:
            self.missing.append((form, word))
            return UNASKED_FREQUENCY
        return found
