"""The JSON API: the object that is promised, and one shape for every error."""

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Gone, HTTPException, RequestEntityTooLarge, RequestURITooLarge
from werkzeug.test import TestResponse

from trouvere.index import Article, build_index
from trouvere.index.errors import CorruptIndex, SearchTimeout
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.search.serialize import results_as_dict
from trouvere.web import create_app, create_blueprint


def ask(client: FlaskClient, **args: str | int | list[str]) -> dict[str, Any]:
    answer = client.get("/api/v1/search", query_string=args)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/json"
    found: dict[str, Any] = json.loads(answer.text)
    return found


def assert_problem(answer: TestResponse, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    body = json.loads(answer.text)
    # What went wrong on our side has an entry in the log.
    unforeseen = status in (500, 503)
    assert list(body) == ["type", "title", "status", "detail", *(["instance"] if unforeseen else [])]
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return str(body["detail"])


def test_the_answer_is_the_promised_object(client: FlaskClient) -> None:
    found = ask(client, q="visite de Loukachenko à Pékin", source="CNN")
    assert " ".join(found) == (
        "query interpreted ignored variants suggestion corrected partial total total_all page per_page took_ms generation "
        "facets facet_stats hits"
    )
    assert found["query"] == "visite de Loukachenko à Pékin"
    assert {"text": "de", "reason": "stop_word"} in found["ignored"]
    assert (found["total"], found["page"], found["per_page"], found["partial"]) == (1, 1, 10, False)
    assert {"value": "CNN", "count": 1} in found["facets"]["source"]
    assert {"value": "Monde", "count": 1} in found["facets"]["category"]
    (hit,) = found["hits"]
    assert " ".join(hit) == "rank score id url date source category authors tags place fields title snippets"
    assert (hit["rank"], hit["id"], hit["date"], hit["source"]) == (1, "cnn-1", "2023-03-01", "CNN")
    assert hit["authors"] == ["Simone McCarthy", "Rob Picheta"]
    assert "".join(part["text"] for part in hit["title"]["fragments"]) == hit["title"]["text"]
    assert isinstance(hit["score"], float)


def test_fragments_are_the_passage_from_start_to_end(client: FlaskClient, articles: list[Article]) -> None:
    whole = {article.id: article.text for article in articles}
    hits = ask(client, q="visite Loukachenko grève", match="any", per_page=50)["hits"]
    assert len(hits) == 14
    for hit in hits:
        assert hit["snippets"]
        for snippet in hit["snippets"]:
            joined = "".join(part["text"] for part in snippet["fragments"])
            assert joined == whole[hit["id"]][snippet["start"] : snippet["end"]]


def test_what_is_empty_is_null(client: FlaskClient) -> None:
    (hit,) = ask(client, q="grève", source="AFP")["hits"]
    assert (hit["url"], hit["date"], hit["category"], hit["authors"]) == (None, None, None, [])


def test_nothing_found_is_an_answer(client: FlaskClient) -> None:
    for query in ("zanzibar", "!!!"):
        found = ask(client, q=query)
        assert (found["total"], found["hits"], found["facets"]["source"]) == (0, [], [])


def test_filters_repeat_and_add_up(client: FlaskClient) -> None:
    assert ask(client, q="grève", source=["AP", "AFP"])["total"] == 7
    assert ask(client, q="grève", source=["AP", "AFP"], category="Société")["total"] == 2
    assert ask(client, **{"q": "grève", "from": "2022-03-01", "to": "2022-05-31"})["total"] == 3
    assert ask(client, **{"q": "grève", "from": "2022-03", "to": "2022-05"})["total"] == 3


def test_pages_follow_each_other(client: FlaskClient) -> None:
    first, last = ask(client, q="grève", per_page=7), ask(client, q="grève", per_page=7, page=2)
    assert [hit["rank"] for hit in first["hits"] + last["hits"]] == list(range(1, 13))
    assert first["total"] == last["total"] == 12
    assert len({hit["id"] for hit in first["hits"] + last["hits"]}) == 12
    assert ask(client, q="grève", page=99)["hits"] == []


def test_the_command_line_prints_the_same_object(client: FlaskClient, index: Path) -> None:
    with open_searcher(index) as searcher:
        printed = results_as_dict(searcher.search("grève", limit=3), page=1, per_page=3)
    answered = ask(client, q="grève", per_page=3)
    assert printed | {"took_ms": 0} == answered | {"took_ms": 0}


@pytest.mark.parametrize(
    "args",
    [
        "match=some",
        "sort=size",
        "page=0",
        "page=-1",
        "page=1.5",
        "page=%D9%A1",
        "page=99999999999999999999",
        "per_page=101",
        "per_page=0",
        "per_page=ten",
        "from=hier",
        "from=2022-02-30",
        "from=2022-13",
        "from=22",
        "to=2022-3",
        "to=20220301",
        "from=2023-01-01&to=2022-01-01",
        "explain=yes",
        "explain=1",
        "histogram=oui",
        "&".join(f"source={n}" for n in range(51)),
        f"category={'x' * 301}",
    ],
)
def test_a_parameter_out_of_range_is_400(client: FlaskClient, args: str) -> None:
    assert_problem(client.get(f"/api/v1/search?q=x&{args}"), 400)


def test_the_detail_says_which_parameter_and_what_would_do(client: FlaskClient) -> None:
    detail = assert_problem(client.get("/api/v1/search?q=x&per_page=500"), 400)
    assert "per_page" in detail
    assert "100" in detail


def test_an_article_comes_whole(client: FlaskClient, index: Path, articles: list[Article]) -> None:
    with open_searcher(index) as searcher:
        for article in articles:
            stored = searcher.article(article.id).as_dict()
            answer = client.get(f"/api/v1/articles/{quote(article.id, safe='')}")
            assert answer.status_code == 200, article.id
            assert json.loads(answer.text) == stored
            assert client.get("/api/v1/articles/", query_string={"id": article.id}).json == stored
            assert stored["id"] == article.id


@pytest.mark.parametrize(
    "url",
    [
        *(
            "/api",
            "/api/",
            "/api/v1",
            "/api/v1/none",
            "/api/v2/search",
            "/api/v1/articles/none",
            "/api/%0A",
            "/api/v1/%0A",
        ),
        *("/api/v1/search/", "/api/v1/search/x", "/api/nothing", "/api/v1/similar?id=none", "/api/v1/explain?id=none"),
    ],
)
def test_nothing_there_is_a_problem(client: FlaskClient, url: str) -> None:
    assert_problem(client.get(url, follow_redirects=True), 404)
    assert client.open(url, method="FOO", follow_redirects=True).status_code in (404, 405)


def test_an_unusual_status_of_the_host_is_a_problem_too(index: Path) -> None:
    class Teapot(HTTPException):
        code = 499

    for error, status in ((Teapot(), 499), (RequestEntityTooLarge(), 413), (RequestURITooLarge(), 414), (Gone(), 410)):

        def refuse(error: HTTPException = error) -> bool:
            raise error

        host = Flask("host")
        host.register_blueprint(create_blueprint(index, settings=Settings(), authorize=refuse))
        for url in ("/api/v1/search?q=x", "/api/v1/openapi.json", "/api/v1/none"):
            answer = host.test_client().get(url)
            assert_problem(answer, status)


def test_who_is_not_let_in_gets_a_problem(index: Path) -> None:
    host = Flask("host")
    host.register_blueprint(create_blueprint(index, settings=Settings(), authorize=lambda: False))
    for url in ("search?q=x", "suggest?q=x", "similar?id=cnn-1", "explain?id=cnn-1", "articles/cnn-1", "openapi.json"):
        assert_problem(host.test_client().get(f"/api/v1/{url}"), 403)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "PROPFIND", "FOO"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    for url in (
        *("/api/v1/search?q=x", "/api/v1/suggest?q=x", "/api/v1/articles/cnn-1", "/api/v1/articles/?id=cnn-1"),
        *("/api/v1/similar?id=cnn-1", "/api/v1/explain?id=cnn-1&q=x", "/api/v1/openapi.json"),
    ):
        answer = client.open(url, method=method)
        assert_problem(answer, 405)
        assert "GET" in answer.headers["Allow"]
        assert "POST" not in answer.headers["Allow"]


def test_head_answers_without_a_body(client: FlaskClient) -> None:
    for url in ("/api/v1/search?q=x", "/api/v1/articles/cnn-1"):
        answer = client.head(url)
        assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize(
    ("error", "status"),
    [(SearchTimeout("/srv/secret"), 503), (CorruptIndex("/srv/secret"), 503), (ValueError("/srv/secret"), 500)],
)
def test_failures_have_the_same_shape_and_tell_no_secrets(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("trouvere.web.archive.Archive.search", fail)
    answer = client.get("/api/v1/search?q=x")
    assert "secret" not in assert_problem(answer, status)
    assert ("Retry-After" in answer.headers) is (status == 503)


def test_a_host_page_for_404_does_not_get_in_the_way(app: Flask, index: Path) -> None:
    host = create_app(index, settings=Settings())
    host.register_error_handler(404, lambda error: ("host", 404))
    assert_problem(host.test_client().get("/api/v1/articles/none"), 404)


def test_explanations_and_a_histogram_where_asked(client: FlaskClient) -> None:
    plain = ask(client, q="grève")
    assert "month" not in plain["facets"]
    assert "explanation" not in plain["hits"][0]
    found = ask(client, q="grève", explain="true", histogram="true", per_page=2)
    for hit in found["hits"]:
        why = hit["explanation"]
        assert why["id"] == hit["id"]
        parts = [part["value"] for part in why["words"] + why["additions"]]
        assert sum(parts) == pytest.approx(hit["score"], abs=1e-3)
    months = found["facets"]["month"]
    assert [month["value"] for month in months] == [f"2022-{n:02}" for n in range(1, 12)]
    assert sum(month["count"] for month in months) == found["total"] - 1
    assert ask(client, q="grève", explain="false", histogram="")["facets"] == plain["facets"]


def test_similar_articles(client: FlaskClient) -> None:
    found = client.get("/api/v1/similar?id=greve-3&limit=4").get_json()
    assert (found["id"], list(found)) == ("greve-3", ["id", "hits", "generation"])
    assert len(found["hits"]) == 4
    assert all(hit["id"].startswith("greve") and hit["id"] != "greve-3" for hit in found["hits"])
    assert not any(part["matched"] for hit in found["hits"] for part in hit["title"]["fragments"])
    assert len(client.get("/api/v1/similar?id=greve-3").get_json()["hits"]) == 5


@pytest.mark.parametrize("query", ["", "id=", "id=greve-3&limit=0", "id=greve-3&limit=21", "id=greve-3&limit=x"])
def test_similar_needs_an_id_and_a_limit_within_bounds(client: FlaskClient, query: str) -> None:
    assert_problem(client.get(f"/api/v1/similar?{query}"), 400)


def test_what_is_not_known_is_ignored(client: FlaskClient) -> None:
    assert ask(client, q="grève", label="x", prix="abc", debug="1")["total"] == 12


def test_json_is_what_the_standard_library_would_write(client: FlaskClient) -> None:
    for url in (
        "search?q=gr%C3%A8ve&explain=true",
        "articles/cnn-1",
        "suggest?q=gr",
        "explain?id=greve-1&q=gr%C3%A8ve",
    ):
        text = client.get(f"/api/v1/{url}").text
        assert "è" in text or "É" in text
        assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) == text


def test_an_article_with_a_number_beyond_64_bits(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps({"id": "1", "text": "Un texte.", "big": 2**80}), encoding="utf-8")
    build_index(tmp_path / "i", [str(source)])
    client = create_app(tmp_path / "i", settings=Settings()).test_client()
    assert client.get("/api/v1/articles/1").get_json()["extra"] == {"big": 2**80}


def test_nothing_is_searched_for_who_has_the_answer(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = [f"/api/v1/{url}" for url in ("search?q=Paris", "suggest?q=gr", "similar?id=cnn-1", "explain?id=cnn-1&q=x")]
    tags = [client.get(url).headers["ETag"] for url in urls]
    assert len(set(tags)) == 4

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("search", "suggest", "similar", "explain"):
        monkeypatch.setattr(f"trouvere.web.archive.Archive.{name}", fail)
    for url, tag in zip(urls, tags, strict=True):
        for method in ("GET", "HEAD"):
            answer = client.open(url, method=method, headers={"If-None-Match": f'"other", {tag}'})
            assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)


def test_nobody_has_an_article_that_is_not_there(client: FlaskClient) -> None:
    for url in ("articles/none", "similar?id=none", "explain?id=none&q=x"):
        assert_problem(client.get(f"/api/v1/{url}", headers={"If-None-Match": "*"}), 404)


def test_an_unchanged_answer_is_304_until_a_new_generation(tmp_path: Path) -> None:
    path = tmp_path / "i"
    build_index(path, [Article(id="1", title="Un", text="Premier texte.")])
    client = create_app(path, settings=Settings()).test_client()
    for url in ("/api/v1/search?q=texte", "/api/v1/articles/1"):
        tag = client.get(url).headers["ETag"]
        answer = client.get(url, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
        assert client.get(url + ("&" if "?" in url else "?") + "x=1", headers={"If-None-Match": tag}).status_code == 200
    tag = client.get("/api/v1/search?q=texte").headers["ETag"]
    build_index(path, [Article(id="1", title="Un", text="Second texte.")])
    assert client.get("/api/v1/search?q=texte", headers={"If-None-Match": tag}).status_code == 200


words = st.text(max_size=60) | st.sampled_from(
    ["grève", "AP", "date", "all", "2022-01-01", "-1", "7", "\x00", '"a', "*"]
)
names = st.sampled_from(["q", "match", "page", "per_page", "sort", "source", "category", "from", "to", "x"])


@given(st.lists(st.tuples(names, words), max_size=8))
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_string_is_answered_or_refused(app: Flask, args: list[tuple[str, str]]) -> None:
    answer = app.test_client().get("/api/v1/search", query_string=MultiDict(args))
    assert answer.status_code in (200, 400)
    json.loads(answer.text)


@given(st.text(min_size=1, max_size=40))
@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_id_is_found_or_not(app: Flask, id: str) -> None:  # noqa: A002
    client = app.test_client()
    for url in (f"/articles/{quote(id, safe='')}", f"/api/v1/articles/{quote(id, safe='')}"):
        assert client.get(url).status_code in (200, 404)


def test_completions(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest", query_string={"q": "louka"})
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    found = json.loads(answer.text)
    assert list(found) == ["query", "suggestions", "generation"]
    assert found["query"] == "louka"
    assert found["suggestions"][0] == {
        "text": "Loukachenko",
        "kind": "word",
        "fragments": [{"text": "Louka", "matched": True}, {"text": "chenko", "matched": False}],
    }
    again = client.get("/api/v1/suggest?q=louka", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert json.loads(client.get("/api/v1/suggest").text)["suggestions"] == []
    assert_problem(client.post("/api/v1/suggest"), 405)


def test_a_correction_is_said(client: FlaskClient) -> None:
    found = ask(client, q="Loukachanko")
    assert (found["query"], found["corrected"], found["suggestion"]) == ("Loukachanko", "Loukachenko", None)
    assert found["total"] == 2
    found = ask(client, q="Loukachanko grève")
    assert (found["corrected"], found["suggestion"]) == (None, "Loukachenko grève")


def test_why_an_article_was_found(client: FlaskClient) -> None:
    hit = ask(client, q="Loukachenko Pékin")["hits"][0]
    answer = client.get("/api/v1/explain", query_string={"q": "Loukachenko Pékin", "id": hit["id"]})
    found = json.loads(answer.text)
    assert list(found) == ["id", "query", "score", "words", "additions", "ignored", "sentences", "generation"]
    assert found["score"] == pytest.approx(hit["score"], rel=1e-4)
    assert [word["word"] for word in found["words"]] == ["Loukachenko", "Pékin"]
    assert found["sentences"][0].startswith("« Loukachenko » trouvé, ")


def test_nothing_is_explained_of_an_article_that_is_not_there(client: FlaskClient) -> None:
    assert_problem(client.get("/api/v1/explain?q=Paris&id=nulle-part"), 404)
    assert "id" in assert_problem(client.get("/api/v1/explain?q=Paris"), 400)
    assert_problem(client.get("/api/v1/explain?q=Paris&match=peut-être"), 400)
    assert_problem(client.post("/api/v1/explain"), 405)


def test_a_changed_file_of_synonyms_is_noticed_by_who_asks_whether_anything_changed(tmp_path: Path) -> None:
    build_index(tmp_path / "index", [Article(id="1", text="Le vélo rouge.")])
    file = tmp_path / "synonymes.txt"
    file.write_text("bécane, moto\n", encoding="utf-8")
    client = create_app(tmp_path / "index", settings=Settings(synonyms=str(file))).test_client()
    first = client.get("/api/v1/search?q=bécane")
    assert json.loads(first.text)["total"] == 0
    headers = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v1/search?q=bécane", headers=headers).status_code == 304
    file.write_text("bécane, moto, vélo\n", encoding="utf-8")
    time.sleep(1.1)  # The files are looked at once a second.
    again = client.get("/api/v1/search?q=bécane", headers=headers)
    assert again.status_code == 200
    assert json.loads(again.text)["total"] == 1
