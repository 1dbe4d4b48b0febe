"""Ranking: BM25F scores, rescoring of the best, explanations, more like this; the same for every engine."""
