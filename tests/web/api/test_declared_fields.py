"""The API over an index whose site declares fields: filters, exclusions, facets, orders, browsing, hits."""

import csv
import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from embedding.market import MARKET, MARKET_FIELDS
from flask import Flask
from flask.testing import FlaskClient

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.search import Filters
from trouvere.search.query.filters import passes
from trouvere.web import create_app, create_blueprint

Json = dict[str, Any]
SEARCH = "/api/v1/search"


def ask(client: FlaskClient, address: str) -> Json:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    found: Json = answer.get_json()
    return found


def ids(client: FlaskClient, query: str) -> list[str]:
    return [hit["id"] for hit in ask(client, f"{SEARCH}?per_page=50&{query}")["hits"]]


def wanted(**filters: Any) -> set[str]:
    return {one.id for one in MARKET if passes(one, Filters(**filters), MARKET_FIELDS)}


FILTERED = [
    ("tag=terre&tag=rang 1", {"tags": ["terre", "rang 1"]}),
    ("author=Luc Petit&language=fr&place=lyon", {"authors": "Luc Petit", "language": "fr", "place": "Lyon"}),
    ("region=nievre", {"fields": {"region": "Nièvre"}}),
    ("region=Ain&region=Pays de la Loire", {"fields": {"region": ["Ain", "Pays de la Loire"]}}),
    ("prix=10..20", {"fields": {"prix": (10, 20)}}),
    ("prix=10..20&prix=..5", {"fields": {"prix": ["10..20", "..5"]}}),
    ("prix.min=20", {"fields": {"prix": (20, None)}}),
    ("payant=oui&region=Ain", {"fields": {"payant": True, "region": "Ain"}}),
    ("ouverture=2024-02", {"fields": {"ouverture": "2024-02"}}),
    ("not.source=Bulletin", {"without": {"source": "Bulletin"}}),
    ("not.tag=rang 1&not.author=Luc Petit", {"without": {"tags": "rang 1", "authors": "Luc Petit"}}),
    ("not.region=Ain&not.prix=10..20", {"without": {"region": "Ain", "prix": (10, 20)}}),
    ("not.payant=true&from=2024-01-03", {"without": {"payant": True}, "date_from": "2024-01-03"}),
]


@pytest.mark.parametrize(("query", "filters"), FILTERED, ids=[query for query, _ in FILTERED])
@pytest.mark.parametrize("words", ["", "q=poterie&", "q=atelier poterie&"])
def test_what_is_filtered_is_found_with_words_and_without(
    market: FlaskClient, query: str, filters: Json, words: str
) -> None:
    found = ids(market, words + query)
    assert set(found) == wanted(**filters)
    assert len(found) == len(set(found))
    assert ask(market, f"{SEARCH}?{words}{query}&per_page=1")["total"] == len(found)


def test_browsing_is_everything_the_newest_first(market: FlaskClient) -> None:
    days = {one.id: str(one.date) for one in MARKET if one.date}
    newest = sorted(days, key=days.__getitem__, reverse=True)
    assert ids(market, "") == [*newest, "ancien"]
    assert ids(market, "sort=oldest") == [*reversed(newest), "ancien"]
    pages = [hit["id"] for page in (1, 2, 3) for hit in ask(market, f"{SEARCH}?per_page=5&page={page}")["hits"]]
    assert pages == [*newest, "ancien"]
    link = market.get(f"{SEARCH}?per_page=5&region=Ain&not.tag=x&sort=-prix&facet_limit=2").headers["Link"]
    for part in ("region=Ain", "not.tag=x", "sort=-prix", "facet_limit=2"):
        assert part in link


@pytest.mark.parametrize("sort", ["prix", "-prix"])
def test_order_by_a_field_with_what_has_none_last(market: FlaskClient, sort: str) -> None:
    prices = [hit["fields"].get("prix") for hit in ask(market, f"{SEARCH}?per_page=50&sort={sort}")["hits"]]
    known = [price for price in prices if price is not None]
    assert known == sorted(known, reverse=sort.startswith("-"))
    assert prices == [*known, None]


def test_facets_are_counted_as_if_their_own_filter_were_off(market: FlaskClient) -> None:
    found = ask(market, f"{SEARCH}?region=Ain&prix=10..")
    assert list(found["facets"])[:4] == ["source", "category", "tags", "authors"]
    counted = {one["value"]: one["count"] for one in found["facets"]["region"]}
    by_price = wanted(fields={"prix": (10, None)})
    assert counted == {
        value: sum(value in _several(one) for one in MARKET if one.id in by_price)
        for value in ("Nièvre", "Ain", "Pays de la Loire")
    }
    assert {one["value"] for one in found["facets"]["payant"]} == {"true", "false"}
    assert "marque-page" not in found["facets"]
    in_ain = [float(one.extra["prix"]) for one in MARKET if "Ain" in _several(one)]  # type: ignore[arg-type]
    assert found["facet_stats"]["prix"] == {"min": min(in_ain), "max": max(in_ain)}
    assert list(found["facet_stats"]) == ["prix", "ouverture"]
    assert len(ask(market, f"{SEARCH}?facet_limit=1")["facets"]["region"]) == 1
    assert ask(market, f"{SEARCH}?facet_limit=0")["facets"]["region"] == []


def _several(article: Article) -> list[str]:
    value = article.extra.get("region", [])
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]


def test_hits_have_the_fields_of_their_site(market: FlaskClient) -> None:
    (hit,) = ask(market, f"{SEARCH}?marque-page=m8")["hits"]
    assert hit["fields"] == {
        "region": ["Nièvre", "Pays de la Loire"],
        "prix": 20,
        "payant": True,
        "ouverture": "2024-03-15T10:30",
        "marque-page": "m8",
    }
    assert (hit["tags"], hit["authors"], hit["place"]) == (["terre", "rang 2"], ["Anne Roux", "Luc Petit"], "Lyon")
    assert "extra" not in hit
    (whole,) = ask(market, f"{SEARCH}?marque-page=m8&extra=true")["hits"]
    assert whole["extra"]["téléphone"] == "03 86 00 00 00"
    assert market.get(f"{SEARCH}?extra=oui").status_code == 400


@pytest.mark.parametrize(
    ("address", "values", "total"),
    [
        ("region", ["Nièvre", "Ain", "Pays de la Loire"], 3),
        ("region?prefix=loire", ["Pays de la Loire"], 1),
        ("region?prefix=NIE", ["Nièvre"], 1),
        ("region?limit=1&page=2", ["Ain"], 3),
        ("region?page=9", [], 3),
        ("region?region=Ain&payant=oui&source=Annuaire", ["Nièvre"], 1),
        ("tag?q=ancien", [], 0),
        ("tags?prefix=rang&not.tag=rang 1", ["rang 0", "rang 1", "rang 2"], 3),
        ("author", ["Anne Roux", "Luc Petit"], 2),
        ("payant", ["false", "true"], 2),
        ("marque-page?prefix=m12", ["m12"], 1),
        ("place?prix=..5", ["Cosne", "Lyon"], 2),
    ],
)
def test_all_values_of_a_facet(market: FlaskClient, address: str, values: list[str], total: int) -> None:
    found = ask(market, f"/api/v1/facets/{address}")
    assert list(found) == ["field", "label", "values", "total", "generation"]
    assert ([one["value"] for one in found["values"]], found["total"]) == (values, total)


def test_which_fields_there_are(market: FlaskClient, client: FlaskClient) -> None:
    found = ask(market, "/api/v1/fields")["fields"]
    assert [one["name"] for one in found] == [field.name for field in MARKET_FIELDS]
    label = {"label": "Région", "label_en": "Region"}
    assert found[0] == {"name": "region", "kind": "keyword", **label, "facet": True, "show": True}
    assert (found[4]["label"], found[4]["facet"], found[4]["show"]) == ("marque-page", False, False)
    assert ask(client, "/api/v1/fields")["fields"] == []


def test_a_facet_has_a_label_and_a_tag(market: FlaskClient) -> None:
    answer = market.get("/api/v1/facets/region")
    assert (answer.get_json()["field"], answer.get_json()["label"]) == ("region", "Région")
    assert ask(market, "/api/v1/facets/tag")["label"] == "Mots-clés"
    again = market.get("/api/v1/facets/region", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    other = market.get("/api/v1/facets/region?prefix=a", headers={"If-None-Match": answer.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        (f"{SEARCH}?prix=abc", 400, "10..20"),
        (f"{SEARCH}?not.nope=1", 400, "not.region"),
        (f"{SEARCH}?sort=nope", 400, "-prix"),
        (f"{SEARCH}?payant=parfois", 400, "oui ou non"),
        (f"{SEARCH}?ouverture=hier", 400, "2023-03"),
        (f"{SEARCH}?facet_limit=1001", 400, "de 0 à 1000"),
        ("/api/v1/facets/region?prix=abc", 400, "10..20"),
        ("/api/v1/facets/region?limit=0", 400, "de 1 à 1000"),
        ("/api/v1/explain?id=atelier-1&q=poterie&prix=abc", 400, "10..20"),
        ("/api/v1/facets/nope", 404, "region"),
        ("/api/v1/facets/prix", 404, "region"),
        ("/search.csv?prix=abc", 400, "10..20"),
    ],
)
def test_what_means_nothing_is_told_with_what_would_do(
    market: FlaskClient, address: str, status: int, said: str
) -> None:
    answer = market.get(address)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert said in answer.get_json()["detail"].replace("\u00a0", " ")


def test_what_means_nothing_to_an_endpoint_is_ignored(market: FlaskClient) -> None:
    assert ask(market, "/api/v1/facets/region?per_page=9999&sort=nope&facet_limit=x&utm_source=y")["total"] == 3
    assert ask(market, "/api/v1/explain?id=atelier-1&q=poterie&facet_limit=x")["score"] > 0
    assert ask(market, f"{SEARCH}?rayon=x&Region=Ain")["total"] == len(MARKET)


@pytest.mark.parametrize("query", ["prix=10..20&sort=-prix", "q=poterie&not.region=Ain", "", "region=Ain&sort=title"])
def test_exports_have_the_same_hits(market: FlaskClient, query: str) -> None:
    api = ask(market, f"{SEARCH}?{query}&extra=true")
    assert json.loads(market.get(f"/search.json?{query}&extra=true").data)["hits"] == api["hits"]
    lines = market.get(f"/search.jsonl?{query}&extra=true").text.splitlines()
    assert [json.loads(line) for line in lines] == api["hits"]
    assert "extra" not in json.loads(market.get(f"/search.jsonl?{query}").text.splitlines()[0])
    text = market.get(f"/search.csv?{query}").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0])[-len(MARKET_FIELDS) :] == [field.name for field in MARKET_FIELDS]
    assert [row["id"] for row in rows] == [hit["id"] for hit in api["hits"]]
    by_id = {row["id"]: row for row in rows}
    for hit in api["hits"]:
        value = hit["fields"].get("region", [])
        assert by_id[hit["id"]]["region"] == " ; ".join([value] if isinstance(value, str) else value)
        assert by_id[hit["id"]]["tags"] == " ; ".join(hit["tags"])
    feed = market.get(f"/search.rss?{query}").text
    assert feed.count("<item>") == len(api["hits"])
    assert "«  »" not in feed.replace("\u00a0", " ")


CONFINED = [
    {"fields": {"region": "Nièvre"}},
    {"fields": {"prix": (10, 20)}},
    {"fields": {"payant": [False]}, "without": {"tags": "rang 1"}},
    {"without": {"prix": "..15", "region": "Ain"}},
    {"fields": {"region": []}},
]


@pytest.mark.parametrize("base", CONFINED, ids=str)
def test_a_base_filter_by_own_fields_confines_everything(market_index: Path, base: Json) -> None:
    client = confined(market_index, Filters(**base))
    seen = wanted(**base) if base != {"fields": {"region": []}} else set()
    assert set(ids(client, "")) == seen
    assert set(ids(client, "region=Ain&region=Nièvre&region=Pays de la Loire")) <= seen
    for article in MARKET:
        status = 200 if article.id in seen else 404
        for address in (f"articles/{article.id}", f"similar?id={article.id}", f"explain?q=poterie&id={article.id}"):
            assert client.get(f"/api/v1/{address}").status_code == status, address
        assert client.get(f"/articles/{article.id}").status_code == status
    if seen:
        similar = ask(client, f"/api/v1/similar?id={min(seen)}&limit=20")
        assert {hit["id"] for hit in similar["hits"]} <= seen
    values = {value for one in MARKET if one.id in seen for value in _several(one)}
    assert {one["value"] for one in ask(client, "/api/v1/facets/region")["values"]} == values
    assert {one["value"] for one in ask(client, SEARCH)["facets"]["region"]} == values
    prices = [float(one.extra["prix"]) for one in MARKET if one.id in seen and "prix" in one.extra]  # type: ignore[arg-type]
    stats = ask(client, SEARCH)["facet_stats"]
    assert stats.get("prix") == ({"min": min(prices), "max": max(prices)} if prices else None)


def confined(index: Path, base: Filters) -> FlaskClient:
    app = Flask("host")
    app.register_blueprint(create_blueprint(index, settings=Settings(), base_filter=base))
    return app.test_client()


@pytest.mark.parametrize(
    "base",
    [
        Filters(fields={"section": "x"}),
        Filters(without={"section": "x"}),
        Filters(fields={"prix": "abc"}),
        Filters(source="Annuaire").and_also(Filters(fields={"section": []})).and_also(Filters(without={"nope": "x"})),
    ],
    ids=str,
)
def test_a_base_filter_by_what_there_is_not_opens_nothing(
    market_index: Path, caplog: pytest.LogCaptureFixture, base: Filters
) -> None:
    """It is the host's fault: not 400, which says that the reader's question is, and the log names it."""
    client = confined(market_index, base)
    for address in (
        *("api/v1/search?q=poterie", "api/v1/search", "api/v1/facets/region", "api/v1/suggest?q=at"),
        *("api/v1/articles/atelier-1", "api/v1/similar?id=atelier-1", "api/v1/explain?q=poterie&id=atelier-1"),
        *("search.jsonl", "search.rss?q=poterie", "suggest.json?q=at", "search?q=poterie", "", "articles/atelier-1"),
    ):
        caplog.clear()
        with caplog.at_level(logging.ERROR, logger="trouvere"):
            answer = client.get(f"/{address}")
        assert answer.status_code == 500, address
        assert "atelier" not in answer.text.partition("<main")[2].lower()
        assert "Annuaire" not in answer.text
        assert "base_filter" in caplog.text, address


def test_two_base_filters_on_one_field_have_two_tags(market_index: Path) -> None:
    """What both ask together is not in the filters' repr."""
    first = Filters(fields={"region": "Nièvre"})
    given = [first.and_also(Filters(fields={"region": other})) for other in ("Pays de la Loire", "Ain")]
    answers = [confined(market_index, base).get(SEARCH) for base in given]
    assert answers[0].headers["ETag"] != answers[1].headers["ETag"]


def test_fields_are_those_of_the_generation_that_answers(tmp_path: Path) -> None:
    """An index made anew with other fields: parameters and description follow."""
    path = tmp_path / "a.idx"
    build_index(path, MARKET)
    client = create_app(path, settings=Settings()).test_client()
    before = client.get("/api/v1/openapi.json")
    assert ask(client, f"{SEARCH}?region=Ain")["total"] == len(MARKET)
    build_index(path, MARKET, fields=MARKET_FIELDS)
    assert ask(client, f"{SEARCH}?region=Ain")["total"] == len(wanted(fields={"region": "Ain"}))
    after = client.get("/api/v1/openapi.json", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "« Région »" in after.get_data(as_text=True)


def test_an_error_is_no_longer_than_it_needs_to_be(market: FlaskClient) -> None:
    many = "&".join(f"not.nope{n}=1" for n in range(2_000))
    answer = market.get(f"{SEARCH}?{many}")
    assert answer.status_code == 400
    assert len(answer.data) < 1_000
    assert "not.nope0" in answer.get_json()["detail"]
    assert len(market.get(f"/search?q=poterie&{many}").data) < 100_000
