"""Overview of an archive: its size, its period, its facets, its newest articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from trouvere.index.article import Article
from trouvere.search.budget import for_page
from trouvere.search.engines.embedded.evaluator import Evaluator
from trouvere.search.engines.embedded.facets import filtered, masks
from trouvere.search.highlight.article_parts import beginning_of
from trouvere.search.query.filters import Filters
from trouvere.search.query.named_fields import Order
from trouvere.search.ranking.top_k import best
from trouvere.search.request import FACET_VALUES
from trouvere.search.results import Overview
from trouvere.search.weak_cache import remembered

CACHED_OVERVIEWS = 64
"""Overviews in the cache: nearly always the same one is asked for, or one for each group of readers."""


class OverviewBuilder:
    """Looks over one generation, once for each way of confining it. Safe to share between threads."""

    def __init__(self, evaluator: Evaluator, name: str) -> None:
        self._evaluator = evaluator
        self._name = name
        self._cache = remembered(self._overview, CACHED_OVERVIEWS)

    def overview(self, filters: Filters, recent: int) -> Overview:
        """Return what the generation holds within `filters`, with its `recent` newest articles."""
        overview, cut = self._cache(filters, recent)
        if not cut or for_page():
            return overview
        return replace(overview, recent=tuple(map(self._evaluator.generation.article, cut)))

    def _overview(self, filters: Filters, recent: int) -> tuple[Overview, tuple[int, ...]]:
        """Return an overview, and the numbers of its newest articles where one is so long that it is kept cut."""
        generation = self._evaluator.generation
        docs = np.flatnonzero(filtered(generation.live, masks(generation, filters)))
        days = generation.values("date")
        codes = days.codes[docs]
        dated = codes[codes >= 0]
        # The filters are let through as given: values outside of them are nobody's business here.
        facets = self._evaluator.facets.count(docs, {}, FACET_VALUES)
        newest = tuple(docs[best(self._evaluator.orders.keys(Order("date"))[docs], recent)].tolist())
        recents: list[Article] = []
        cut = False
        for article in map(generation.article, newest):
            recents.append(beginning_of(article))
            cut = cut or recents[-1] is not article
        overview = Overview(
            articles=len(docs),
            undated=len(docs) - len(dated),
            first=dt.date.fromisoformat(days.values[dated.min()]) if len(dated) else None,
            last=dt.date.fromisoformat(days.values[dated.max()]) if len(dated) else None,
            facets={field: counts for field, counts in facets.items() if field != "undated"},
            recent=tuple(recents),
            generation=self._name,
        )
        return overview, newest if cut else ()
