"""What an archive holds: its size, its period, its sources, its newest articles."""

from __future__ import annotations

import datetime as dt

import numpy as np

from trouvere.search.engines.evaluator import Evaluator
from trouvere.search.facets import FACETS, filtered, masks
from trouvere.search.query import Filters
from trouvere.search.ranking import best
from trouvere.search.remembering import remembered
from trouvere.search.results import Overview

KEPT = 64
"""Overviews kept: nearly always the same one is asked for, or one for each group of readers."""


class Surveyor:
    """Looks over one generation, once for each way of confining it. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator, name: str) -> None:
        self._evaluator = evaluator
        self._name = name
        self._kept = remembered(self._overview, KEPT)

    def overview(self, filters: Filters, recent: int) -> Overview:
        """Return what the generation holds within `filters`, with its `recent` newest articles."""
        return self._kept(filters, recent)

    def _overview(self, filters: Filters, recent: int) -> Overview:
        generation = self._evaluator.generation
        docs = np.flatnonzero(filtered(generation.live, masks(generation, filters)))
        days = generation.values("date")
        codes = days.codes[docs]
        dated = codes[codes >= 0]
        # The filters are let through as given: values outside of them are nobody's business here.
        facets = self._evaluator.facets.count(docs, {})
        return Overview(
            articles=len(docs),
            undated=len(docs) - len(dated),
            first=dt.date.fromisoformat(days.values[dated.min()]) if len(dated) else None,
            last=dt.date.fromisoformat(days.values[dated.max()]) if len(dated) else None,
            facets={field: facets[field] for field in FACETS},
            recent=tuple(map(generation.article, docs[best(codes, recent)].tolist())),
            generation=self._name,
        )
