"""Answers from an index: a text is read, planned, looked up by an engine, ranked and highlighted.

    from trouvere.search import Filters, open_searcher

    with open_searcher("articles.idx") as searcher:
        results = searcher.search("grève", filters=Filters(source=["AP"]))

What a program may rely on is in `__all__` and in docs/python.md. `searcher.py` is the Protocol that everybody outside
knows, `results.py` the values it returns, `serialize.py` and `shapes.py` their JSON, `arguments.py` the check of what
is asked. `interpret.py` reads a query and has an engine find its articles. `budget.py` bounds the time and the postings
of a search, `fork_safety.py` sees to forked processes, `weak_cache.py` is a cache that keeps nothing alive. `cli.py`
and `terminal.py` are `trouvere search` and `trouvere suggest`.
"""

from __future__ import annotations

from pathlib import Path

from trouvere.index.errors import (
    ArticleNotFound,
    ClusterError,
    ClusterUnavailable,
    CorruptIndex,
    IncompatibleIndex,
    IndexNotFound,
    MissingDependency,
    SearchTimeout,
    SettingsError,
    TrouvereError,
    UnreadableIndex,
    UsageError,
)
from trouvere.index.settings import Settings
from trouvere.search.highlight.article_parts import ArticlePart
from trouvere.search.query.nodes import Filters, Match, Sort
from trouvere.search.ranking.explanation import Addition, Contribution, Explanation, WordExplanation
from trouvere.search.results import (
    Advice,
    FacetCount,
    Facets,
    Fragment,
    Hit,
    Ignored,
    LooserSearch,
    Overview,
    Ranking,
    Results,
    Snippet,
    Suggestion,
    Variant,
    WordCount,
)
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


__all__ = [
    "Addition",
    "Advice",
    "ArticleNotFound",
    "ArticlePart",
    "ClusterError",
    "ClusterUnavailable",
    "Contribution",
    "CorruptIndex",
    "Explanation",
    "FacetCount",
    "Facets",
    "Filters",
    "Fragment",
    "Hit",
    "Ignored",
    "IncompatibleIndex",
    "IndexNotFound",
    "LooserSearch",
    "Match",
    "MissingDependency",
    "Overview",
    "Ranking",
    "Results",
    "SearchTimeout",
    "Searcher",
    "SettingsError",
    "Snippet",
    "Sort",
    "Suggestion",
    "TrouvereError",
    "UnreadableIndex",
    "UsageError",
    "Variant",
    "WordCount",
    "WordExplanation",
    "open_searcher",
]
