"""Evidence from columns: term frequencies and scores of documents of a generation; see `Evidence`."""

from __future__ import annotations

from itertools import chain

import numpy as np

from trouvere.index.columns.read.field import OWNER_BITS
from trouvere.index.schema import stem_of
from trouvere.search.budget import spend
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.engines.embedded.terms.visible_terms import VisibleTerms
from trouvere.search.query.plan import Leaf, Place
from trouvere.search.ranking.evidence import Neighbours, near
from trouvere.search.ranking.matches import Numbers, Scores


class ColumnsEvidence:
    """See `Evidence`: of all documents of a generation. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator, terms: VisibleTerms) -> None:
        self._evaluator = evaluator
        scorer, statistics = evaluator.scorer, evaluator.statistics
        self._statistics = statistics
        self.has = evaluator.has
        self.weights = scorer.weights
        self.most_frequent = terms.most_frequent
        self.idf, self.idf_of_any, self.tf_in = (
            self._statistics.idf,
            self._statistics.idf_of_any,
            self._statistics.tf_in,
        )
        self.bm25f, self.lists, self.added = scorer.bm25f, scorer.lists, scorer.added
        self.added_by_prefix = scorer.added_by_prefix

    @property
    def recency(self) -> Scores | None:
        """See `Evidence.recency`."""
        return self._evaluator.recency

    def norm(self, form: str, docs: Numbers) -> Scores:
        """See `Evidence.norm`."""
        return self._evaluator.scorer.norm(form)[docs]

    def scores_of(self, leaf: Leaf, docs: Numbers) -> Scores:
        """See `Evidence.scores_of`."""
        return self._evaluator.scorer.of(leaf).scores_of(docs)

    def pair_frequencies(self, field: str, neighbours: Neighbours, docs: Numbers) -> Scores:
        """See `Evidence.pair_frequencies`."""
        found = np.zeros((len(neighbours), len(docs)), np.float32)
        for index, (segment, base) in enumerate(self._evaluator.generation.parts()):
            low, high = np.searchsorted(docs, (base, base + segment.documents)).tolist()
            if low == high:
                continue
            here, owners = docs[low:high] - base, segment.field(field).owners
            places = {place: self._addresses(field, place, here, index) for place in dict.fromkeys(chain(*neighbours))}
            for number, (one, other) in enumerate(neighbours):
                if len(first := places[one]) and len(places[other]):
                    which = np.searchsorted(here, owners[first >> OWNER_BITS])
                    found[number, low:high] = np.bincount(which, near(first, places[other]), high - low)
        return found

    def _addresses(self, field: str, place: Place, docs: Numbers, segment: int) -> Numbers:
        """Return the addresses of a word in documents of one segment, ascending."""
        word, stemmed = place
        found = self._statistics.posting(stem_of(field) if stemmed else field, word, segment)
        spend(len(docs))
        return found[0].addresses_in(found[1], docs) if found else np.zeros(0, np.int64)
