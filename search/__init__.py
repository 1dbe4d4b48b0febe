"""Answers from an index.

from trouvere.search import Filters, open_searcher
"""

from __future__ import annotations

from pathlib import Path

from trouvere.index.settings import Settings
from trouvere.search.query import Filters
from trouvere.search.results import Facets, Fragment, Hit, Results, Snippet
from trouvere.search.searcher import Searcher


def open_searcher(index: str | Path, *, settings: Settings | None = None) -> Searcher:
    """Open an index for searching; the searcher is safe to share between threads and notices new generations.

    Raises `IndexNotFound`, `IncompatibleIndex`, `CorruptIndex`.
    """
    from trouvere.search.engines.embedded import EmbeddedSearcher

    return EmbeddedSearcher(index, settings=settings)


__all__ = ["Facets", "Filters", "Fragment", "Hit", "Results", "Searcher", "Snippet", "open_searcher"]
