"""More like this on a cluster: the articles most like one, scored to the digit as columns score them."""

from __future__ import annotations

import numpy as np

from trouvere.index.article import Article
from trouvere.search.engines.opensearch.evidence import FetchedArticle, FetchedEvidence
from trouvere.search.engines.opensearch.filters import Within
from trouvere.search.engines.opensearch.finding import LENGTHS, fetched
from trouvere.search.engines.opensearch.index_reader import ClusterSnapshot
from trouvere.search.query.plan import Either
from trouvere.search.ranking.matches import LEAST_SCORE
from trouvere.search.ranking.more_like_this import LEAST_SHARE, query_terms, stem_counts
from trouvere.search.ranking.top_k import best

SPARE_ARTICLES = 10
"""Articles more than are shown that are looked at again for being like one: the cluster's order is not exact."""


def alike(now: ClusterSnapshot, one: FetchedArticle, limit: int, within: Within) -> tuple[list[Article], list[float]]:
    """Return the articles most like one, and their scores; see `Engine.similar`."""
    statistics = now.statistics
    statistics.learn(("text_stem", stem) for stem in stem_counts(one.article))
    terms = query_terms(
        one.article, lambda stem: (statistics.frequency("text_stem", stem), statistics.idf("text_stem", stem))
    )
    if not terms or not limit:
        return [], []
    plan = Either(terms)
    statistics.learn((form, word) for term in terms for form, word, _ in now.builder.lists(term))
    body = {
        "size": limit + SPARE_ARTICLES,
        "query": {
            "bool": {
                "must": [now.builder.scored(plan)],
                "filter": list(within.values()),
                "must_not": [{"term": {"number": one.number}}],
            }
        },
        "docvalue_fields": LENGTHS,
        "sort": [{"_score": "desc"}, {"number": "asc"}],
        "track_total_hits": False,
    }
    found = map(fetched, now.scored(body)["hits"]["hits"])
    articles = sorted(found, key=lambda each: each.number)
    evidence = FetchedEvidence(now.statistics, now.builder, [*articles, one], plan)
    scores = evidence.score(plan, np.arange(len(articles) + 1))
    least = max(LEAST_SHARE * float(scores[-1]), float(LEAST_SCORE))
    order = [at for at in best(scores[:-1], limit).tolist() if scores[at] >= least]
    return [articles[at].article for at in order], [float(scores[at]) for at in order]
