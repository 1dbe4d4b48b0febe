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
    from trouvere.index.engines.opensearch.read.address import is_cluster, parse
    from trouvere.search.engines.searcher import RequestSearcher

    settings = settings or Settings.load()
    if is_cluster(index):
        from trouvere.search.engines.opensearch.engine import ClusterEngine

        requests = RequestSearcher(ClusterEngine(parse(str(index)), settings), settings)
    else:
        from trouvere.search.engines.embedded.engine import EmbeddedEngine

        requests = RequestSearcher(EmbeddedEngine(index, settings), settings)
    if now:
        requests.now()
    return Searcher(requests)


__all__ = ["Facets", "Filters", "Fragment", "Hit", "Results", "Searcher", "Snippet", "open_searcher"]
