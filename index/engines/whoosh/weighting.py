"""BM25F with exact lengths as a Whoosh `WeightingModel`: the scores of the embedded engine."""

from __future__ import annotations

from typing import Any

from whoosh import scoring


class ExactBM25F(scoring.BM25F):
    """Whoosh's BM25F on lengths as they are, not as they are after rounding to a byte. Takes columns only."""

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> Any:
        """Return a scorer for a term in the documents of one segment."""
        if not searcher.schema[fieldname].scorable:
            return super().scorer(searcher, fieldname, text, qf)
        return _ExactScorer(searcher, fieldname, text, self.B, self.K1, qf=qf)


class _ExactScorer(scoring.BM25FScorer):
    def setup(self, searcher: Any, fieldname: str, text: Any) -> None:
        documents = searcher.reader()._perdoc
        self.dfl = lambda number: documents.exact_length(number, fieldname)
        self._maxquality = self._score(searcher.term_info(fieldname, text).max_weight(), 0)

    def supports_block_quality(self) -> bool:
        return False
