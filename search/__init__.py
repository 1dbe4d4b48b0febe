"""Answers from an index.

from trouvere.search import Filters, open_searcher
"""

from __future__ import annotations

from pathlib import Path

from trouvere.index.settings import Settings
from trouvere.search.query.nodes import Filters
from trouvere.search.results import Facets, Fragment, Hit, Results, Snippet
from trouvere.search.searcher import Searcher


def open_searcher(index: str | Path, *, settings: Settings | None = None, now: bool = True) -> Searcher:
    """Open an index for searching: a folder, or `opensearch://host:port[,host:port…]/name`.

    The searcher is safe to share between threads and notices new generations. Raises `IndexNotFound`,
    `IncompatibleIndex`, `CorruptIndex`, `UnreadableIndex`, `ClusterError`; where not `now`, the index is opened at the
    first question, which raises them until it can be.
    """
    # The one place where an index says which engine it is of. Each is imported where it is used.
    from trouvere.index.engines.opensearch.read.address import is_cluster

    if is_cluster(index):
        from trouvere.search.engines.opensearch.searcher import ClusterSearcher

        return ClusterSearcher(str(index), settings=settings, now=now)
    from trouvere.search.engines.embedded.searcher import EmbeddedSearcher

    return EmbeddedSearcher(index, settings=settings, now=now)


__all__ = ["Facets", "Filters", "Fragment", "Hit", "Results", "Searcher", "Snippet", "open_searcher"]
