"""Answers from an index: a text is read, planned, looked up by an engine, ranked and highlighted.

    from trouvere.search import Filters, open_searcher

    with open_searcher("articles.idx") as searcher:
        results = searcher.search("grève", filters=Filters(source=["AP"]))

What a program may rely on is in `__all__` and in docs/python.md.

searcher.py                     `Searcher`, as everybody outside knows it
results.py                      what it returns
serialize.py, shapes.py         the same as JSON; its types
request.py                      `SearchRequest`, what a search is asked, as one checked value
interpret.py                    what every answer begins with: read a query, have an engine find its articles
budget.py                       the time and the postings that a question may spend
fork_safety.py, weak_cache.py   forked processes; a cache that keeps nothing alive
cli.py, terminal.py             `trouvere search`, `trouvere suggest`; an answer in a terminal
query/, ranking/, highlight/    from text to a plan; what an article is worth; the words of a query found in it again
suggest/                        completion, spelling correction, what to do where nothing is found
engines/                        what looks plans up: in a folder, on a cluster
evaluation/                     `trouvere evaluate`
data/                           variants, light words, abbreviations, streets, the French word list
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
from trouvere.search.query.filters import Clause, Filters
from trouvere.search.query.nodes import Match, Sort
from trouvere.search.ranking.contributions import Addition, Contribution, WordExplanation
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.results import (
    Advice,
    FacetCount,
    Facets,
    FacetStats,
    FacetValues,
    FieldValue,
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

        with open_searcher("articles.idx") as searcher:
            print(searcher.search("grève", limit=3, filters=Filters(date_from="2023-01")).total)

    The searcher is safe to share between threads and notices new generations. Raises `IndexNotFound`,
    `IncompatibleIndex`, `CorruptIndex`, `UnreadableIndex`, `ClusterError`; where not `now`, the index is opened at the
    first question, which raises them until it can be.
    """
    # With the next function the one place where an index says which engine it is of. Each is imported where it is used.
    from trouvere.index.engines.opensearch.read.address import is_cluster, parse
    from trouvere.search.engines.searcher import RequestSearcher

    settings = settings or Settings.load()
    if is_cluster(index):
        from trouvere.search.engines.opensearch.engine import OpenSearchSearchEngine

        requests = RequestSearcher(OpenSearchSearchEngine(parse(str(index)), settings), settings)
    else:
        from trouvere.search.engines.embedded.engine import EmbeddedSearchEngine

        requests = RequestSearcher(EmbeddedSearchEngine(index, settings), settings)
    if now:
        requests.now()
    return Searcher(requests)


def open_unpublished(where: Any, what: Any, settings: Settings) -> Searcher:
    """Open what nobody has published yet: a folder and its generation, or an address and a state on a cluster.

    For the expectations of a build; no program need call it.
    """
    from trouvere.search.engines.searcher import RequestSearcher

    if not isinstance(where, Path):
        from trouvere.search.engines.opensearch.engine import OpenSearchSearchEngine

        return Searcher(RequestSearcher(OpenSearchSearchEngine(where, settings, only=what), settings))
    from trouvere.search.engines.embedded.engine import EmbeddedSearchEngine
    from trouvere.search.engines.embedded.snapshot import EmbeddedSnapshot

    only = EmbeddedSnapshot.of(what, where.name, (0, 0), settings)
    return Searcher(RequestSearcher(EmbeddedSearchEngine(where, settings, only=only), settings))


__all__ = [
    "Addition",
    "Advice",
    "ArticleNotFound",
    "ArticlePart",
    "Clause",
    "ClusterError",
    "ClusterUnavailable",
    "Contribution",
    "CorruptIndex",
    "Explanation",
    "FacetCount",
    "FacetStats",
    "FacetValues",
    "Facets",
    "FieldValue",
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
