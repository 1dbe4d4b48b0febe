"""What is said of one article on a cluster: why it is found, what is like it; and what the archive holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.read.documents import document_id
from trouvere.index.errors import ArticleNotFound
from trouvere.search.engines.embedded.facets import FACETS
from trouvere.search.engines.opensearch.evidence import FetchedArticle, FetchedEvidence
from trouvere.search.engines.opensearch.filters import Counting, Within
from trouvere.search.engines.opensearch.finding import LENGTHS, ClusterFound, article_of, at_hand
from trouvere.search.engines.opensearch.index_reader import ClusterSnapshot
from trouvere.search.engines.opensearch.query_builder import EVERYTHING
from trouvere.search.engines.opensearch.view import ClusterView
from trouvere.search.interpret import Interpretation
from trouvere.search.query.plan import Either, Planned
from trouvere.search.ranking.explain import Explainer
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.ranking.matches import LEAST
from trouvere.search.ranking.more_like_this import ALIKE, telling, words_of
from trouvere.search.ranking.rescoring import DEPTH, Rescorer
from trouvere.search.ranking.top_k import best
from trouvere.search.results import Overview

Json = dict[str, Any]
SPARE = 10
"""Articles more than are shown that are looked at again for being like one: the cluster's order is not exact."""


def article_at_hand(now: ClusterSnapshot, id: str) -> FetchedArticle:  # noqa: A002
    """Return an article; raises `ArticleNotFound`."""
    ids = [document_id(id)] if id else []
    body = {"size": 1, "query": {"ids": {"values": ids}}, "docvalue_fields": LENGTHS, "sort": ["number"]}
    hits = now.wire.search(now.index, body)["hits"]["hits"]
    if not hits:
        raise ArticleNotFound(f"aucun article n'a l'identifiant « {id} »")
    return at_hand(hits[0])


def explained(
    now: ClusterSnapshot, view: ClusterView, asked: Interpretation[ClusterFound, Within], one: FetchedArticle
) -> Explanation:
    """Return why an article has its score in an answer whose best articles are at hand."""
    planned = asked.found.planned
    evidence = evidence_of(now, planned, one)
    explainer = Explainer(evidence, Rescorer(evidence))
    if not _found(now, view, asked, one):
        return explainer.absence(asked.text, planned, 0, one.article)
    again = {0} if any(each.number == one.number for each in asked.found.articles[:DEPTH]) else ()
    (told,) = explainer.explain(asked.text, planned, [(0, one.article)], again=again)
    return told


def evidence_of(now: ClusterSnapshot, planned: Planned, *articles: FetchedArticle) -> FetchedEvidence:
    """Return what is known of articles, for a plan and what stands beside it in the query."""
    places = {place for pair in planned.neighbours for place in pair}
    left = now.aged(each.article for each in articles)
    return FetchedEvidence(now.statistics, now.asker, articles, planned.plan, places, left)


def _found(
    now: ClusterSnapshot, view: ClusterView, asked: Interpretation[ClusterFound, Within], one: FetchedArticle
) -> bool:
    if not asked.total:
        return False
    query = {"term": {"number": one.number}}
    clauses = [now.asker.found(asked.found.planned.plan), *asked.within.values(), *view.within.values(), query]
    body = {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": clauses}}}
    return bool(now.wire.search(now.index, body)["hits"]["total"]["value"])


def alike(now: ClusterSnapshot, one: FetchedArticle, limit: int, within: Within) -> tuple[list[Article], list[float]]:
    """Return the articles most like one, and their scores; see `Likeness`."""
    statistics = now.statistics
    statistics.learn(("text_stem", stem) for stem in words_of(one.article))
    terms = telling(
        one.article, lambda stem: (statistics.frequency("text_stem", stem), statistics.idf("text_stem", stem))
    )
    if not terms or not limit:
        return [], []
    plan = Either(terms)
    statistics.learn((form, word) for term in terms for form, word, _ in now.asker.lists(term))
    body = {
        "size": limit + SPARE,
        "query": {
            "bool": {
                "must": [now.asker.scored(plan)],
                "filter": list(within.values()),
                "must_not": [{"term": {"number": one.number}}],
            }
        },
        "docvalue_fields": LENGTHS,
        "sort": [{"_score": "desc"}, {"number": "asc"}],
        "track_total_hits": False,
    }
    found = map(at_hand, now.scored(body)["hits"]["hits"])
    articles = sorted(found, key=lambda each: each.number)
    evidence = FetchedEvidence(now.statistics, now.asker, [*articles, one], plan)
    scores = evidence.score(plan, np.arange(len(articles) + 1))
    least = max(ALIKE * float(scores[-1]), float(LEAST))
    order = [at for at in best(scores[:-1], limit).tolist() if scores[at] >= least]
    return [articles[at].article for at in order], [float(scores[at]) for at in order]


def overview(now: ClusterSnapshot, within: Within, recent: int) -> Overview:
    """Return what an archive holds; see `Surveyor`."""
    ends = {"first": {"min": {"field": "date"}}, "last": {"max": {"field": "date"}}}
    counting = Counting({})
    body = {
        "size": recent,
        "query": {"bool": {"filter": [EVERYTHING, *within.values()]}},
        "sort": [{"date": {"order": "desc", "missing": "_last"}}, {"number": "asc"}],
        "track_total_hits": True,
        "aggs": {**counting.asked(), **ends},
    }
    found = now.wire.search(now.index, body)
    counted = found["aggregations"]
    first, last = (_day(counted.pop(end)) for end in ends)
    facets = counting.facets(counted)
    undated = facets.get("undated", ())
    return Overview(
        articles=int(found["hits"]["total"]["value"]),
        undated=undated[0].count if undated else 0,
        first=first,
        last=last,
        facets={field: facets[field] for field in FACETS},
        recent=tuple(map(article_of, found["hits"]["hits"])),
        generation=now.state.generation,
    )


def _day(found: Json) -> dt.date | None:
    value = found["value"]
    return None if value is None else dt.date(1970, 1, 1) + dt.timedelta(days=round(value / 86_400_000))
