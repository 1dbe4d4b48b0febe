"""Answers as JSON: what docs/api.md promises, and nothing that JSON cannot say."""

import datetime as dt
import json

from trouvere.search import Filters, Searcher
from trouvere.search.results import Advice, LooserSearch
from trouvere.search.serialize import advice_as_dict, hit_as_dict, results_as_dict, similar_as_dict


def test_similar_articles_are_hits(sample: Searcher) -> None:
    hits = sample.similar("cd-2023-0301", limit=2)
    found = similar_as_dict("cd-2023-0301", hits, "000001")
    assert list(found) == ["id", "hits", "generation"]
    assert found["hits"] == [hit_as_dict(hit) for hit in hits]
    assert json.loads(json.dumps(found)) == found


def test_advice_has_the_parameters_that_ask_for_each_search(sample: Searcher) -> None:
    filters = Filters(source=("AFP",), date_from=dt.date(2030, 1, 1))
    advice = sample.advise("loukachenko train", match="all", filters=filters)
    found = advice_as_dict("loukachenko train", advice, "000001")
    assert found == {
        "query": "loukachenko train",
        "words": [{"text": "loukachenko", "count": 0}, {"text": "train", "count": 0}],
        "emptied_by": "loukachenko",
        "looser": [],
        "generation": "000001",
    }
    alone = advice_as_dict("pékin", sample.advise("pékin", filters=filters), "000001")
    assert alone["looser"] == [
        {
            "kind": "filter",
            "dropped": "date",
            "query": "pékin",
            "match": "auto",
            "filters": {"source": ["AFP"]},
            "total": 3,
        },
        {"kind": "filter", "dropped": "", "query": "pékin", "match": "auto", "filters": {}, "total": 7},
    ]
    assert json.loads(json.dumps(alone)) == alone


def test_advice_names_what_is_excluded_and_declared() -> None:
    filters = Filters(
        tags="sport",
        place="Nevers",
        date_to=dt.date(2023, 3, 1),
        fields={"région": ["Nièvre", "Ain"], "prix": (10, None)},
        without={"source": "AP", "région": "Corse"},
    )
    search = LooserSearch(kind="filter", query="eau", match="auto", filters=filters, total=1, dropped="prix")
    found = advice_as_dict("eau", Advice(words=(), emptied_by=None, looser=(search,)), "1")
    assert found["looser"] == [
        {
            "kind": "filter",
            "dropped": "prix",
            "query": "eau",
            "match": "auto",
            "filters": {
                "tags": ["sport"],
                "place": ["Nevers"],
                "région": ["Nièvre", "Ain"],
                "prix": ["10.."],
                "not.source": ["AP"],
                "not.région": ["Corse"],
                "to": "2023-03-01",
            },
            "total": 1,
        }
    ]


def test_months_are_a_facet_like_others(sample: Searcher) -> None:
    results = sample.search("loukachenko", histogram=True, explain=True)
    found = results_as_dict(results, page=1, per_page=10, language="en")
    assert found["facets"]["month"] == [{"value": "2022-06", "count": 1}, {"value": "2023-03", "count": 2}]
    assert "found, " in found["hits"][0]["explanation"]["sentences"][0]
    json.dumps(found)
