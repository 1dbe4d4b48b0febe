"""Explanation on a cluster: why one article has its score in an answer, from the article as fetched."""

from __future__ import annotations

from trouvere.search.engines.opensearch.evidence import FetchedArticle, FetchedEvidence
from trouvere.search.engines.opensearch.filters import Within
from trouvere.search.engines.opensearch.finding import ClusterFinder, ClusterFound
from trouvere.search.interpret import Interpretation
from trouvere.search.ranking.explain import Explainer
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.rescoring import RESCORED_ARTICLES, Rescorer


def explanation(
    finder: ClusterFinder, asked: Interpretation[ClusterFound, Within], document: FetchedArticle
) -> Explanation:
    """Return why an article has its score in an answer whose best articles were fetched."""
    planned = asked.found.planned
    now = finder.now
    places = {place for pair in planned.neighbours for place in pair}
    left = now.recency_of([document.article])
    evidence = FetchedEvidence(now.statistics, now.builder, [document], planned.plan, places, left)
    explainer = Explainer(evidence, Rescorer(evidence))
    if not _found(finder, asked, document):
        return explainer.absence(asked.text, planned, 0, document.article)
    again = {0} if any(each.number == document.number for each in asked.found.articles[:RESCORED_ARTICLES]) else ()
    (found,) = explainer.explain(asked.text, planned, [(0, document.article)], again=again)
    return found


def _found(finder: ClusterFinder, asked: Interpretation[ClusterFound, Within], document: FetchedArticle) -> bool:
    if not asked.total:
        return False
    now, query = finder.now, {"term": {"number": document.number}}
    clauses = [now.builder.found(asked.found.planned.plan), *asked.within.values(), *finder.view.within.values(), query]
    body = {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": clauses}}}
    return bool(now.wire.search(now.index, body)["hits"]["total"]["value"])
