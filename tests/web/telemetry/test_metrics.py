"""What Prometheus is given: counts that are right, of one app, of all its workers, and no word of any query."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app, create_blueprint
from trouvere.web.telemetry.signals import KINDS, Answer, answered

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def client(index: Path) -> FlaskClient:
    app = create_app(index, settings=Settings())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


def read(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scrape(client: FlaskClient) -> Samples:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    assert answer.headers["Cache-Control"] == "no-store"
    return read(answer.text)


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0.0)


def test_what_is_asked_is_counted_by_kind_and_outcome(client: FlaskClient) -> None:
    for url in (
        *("/api/v1/search?q=gr%C3%A8ve", "/api/v1/search?q=gr%C3%A8ve+Loukachenko", "/api/v1/search?q=zanzibar"),
        *("/search?q=gr%C3%A8ve", "/search?q=gr%C3%A8ve&page=99", "/", "/api/v1/search?page=x", "/api/v1/none"),
        *("/api/v1/suggest?q=gr", "/api/v1/similar?id=cnn-1", "/api/v1/explain?id=cnn-1&q=x", "/articles/cnn-1"),
        *("/healthz", "/none"),
    ):
        client.get(url)
    tag = client.get("/api/v1/search?q=Paris").headers["ETag"]
    client.get("/api/v1/search?q=Paris", headers={"If-None-Match": tag})
    found = scrape(client)
    queries = {labels: count for (name, labels), count in found.items() if name == "trouvere_queries_total"}
    assert {tuple(sorted(dict(labels).items())): count for labels, count in queries.items()} == {
        (("kind", "api"), ("match", "all"), ("outcome", "found")): 1.0,
        (("kind", "api"), ("match", "any"), ("outcome", "found")): 1.0,
        (("kind", "api"), ("match", "all"), ("outcome", "nothing")): 2.0,
        (("kind", "page"), ("match", "all"), ("outcome", "found")): 2.0,
    }
    assert value(found, "trouvere_requests_total", kind="api", status="2xx") == 4
    assert value(found, "trouvere_requests_total", kind="api", status="3xx") == 1
    assert value(found, "trouvere_requests_total", kind="api", status="4xx") == 1
    assert value(found, "trouvere_requests_total", kind="other", status="4xx") == 1
    assert value(found, "trouvere_requests_total", kind="page", status="2xx") == 3
    for kind in ("suggest", "similar", "explain", "article"):
        assert value(found, "trouvere_requests_total", kind=kind, status="2xx") == 1
    assert value(found, "trouvere_request_seconds_count", kind="api") == 6
    assert 0 < value(found, "trouvere_request_seconds_sum", kind="api") < 60


def test_errors_are_counted_by_class(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr("trouvere.web.archive.Archive.search", fail)
    assert client.get("/api/v1/search?q=x").status_code == 500
    found = scrape(client)
    assert value(found, "trouvere_requests_total", kind="api", status="5xx") == 1
    assert not [name for name, _ in found if name == "trouvere_queries_total"]


def test_the_index_is_described(tmp_path: Path) -> None:
    path = tmp_path / "i"
    build_index(path, [Article(id="1", title="Un", text="Premier texte.")])
    client = create_app(path, settings=Settings()).test_client()
    generation = client.get("/readyz").get_json()["generation"]
    found = scrape(client)
    assert value(found, "trouvere_index_up") == 1
    assert value(found, "trouvere_index_articles") == 1
    assert 0 <= value(found, "trouvere_index_age_seconds") < 3600
    (info,) = (dict(labels) for name, labels in found if name == "trouvere_index_info")
    assert info["generation"] == generation
    build_index(path, [Article(id="1", title="Un", text="Second texte."), Article(id="2", title="Deux", text="Texte.")])
    assert value(scrape(client), "trouvere_index_articles") == 2
    shutil.rmtree(path)
    assert value(scrape(client), "trouvere_index_up") == 0


def test_no_word_of_a_query_is_given(client: FlaskClient) -> None:
    for url in (
        "/api/v1/search?q=secretissime",
        "/search?q=secretissime&source=secretissime",
        "/articles/secretissime",
    ):
        client.get(url)
    text = client.get("/metrics").text
    assert "secretissime" not in text
    assert len(text.splitlines()) < 200


def test_every_address_of_a_blueprint_has_a_kind(index: Path) -> None:
    app = create_app(index, settings=Settings())
    inside = {rule.endpoint.removeprefix("trouvere.") for rule in app.url_map.iter_rules() if "." in rule.endpoint}
    unknown = {endpoint for endpoint in inside if endpoint not in KINDS and not endpoint.startswith("search_")}
    assert unknown == {"opensearch", "api.openapi", "api.nothing"}


def test_two_apps_of_a_process_count_apart(index: Path) -> None:
    one, two = (create_app(index, settings=Settings()).test_client() for _ in range(2))
    one.get("/api/v1/search?q=x")
    assert value(scrape(one), "trouvere_requests_total", kind="api", status="2xx") == 1
    assert value(scrape(two), "trouvere_requests_total", kind="api", status="2xx") == 0


def test_they_can_be_switched_off(index: Path) -> None:
    client = create_app(index, settings=Settings(metrics=False)).test_client()
    assert client.get("/metrics").status_code == 404


def test_a_host_gets_no_route_but_may_count(index: Path) -> None:
    host = Flask("host")
    host.register_blueprint(create_blueprint(index, settings=Settings()), url_prefix="/r")
    assert {rule.rule for rule in host.url_map.iter_rules() if not rule.rule.startswith("/r/")} <= {
        "/static/<path:filename>"
    }
    told: list[Answer] = []

    def count(sender: Flask, answer: Answer) -> None:
        told.append(answer)

    with answered.connected_to(count, sender=host):
        host.test_client().get("/r/search?q=gr%C3%A8ve")
        host.test_client().get("/r/api/v1/search?q=zanzibar")
    host.test_client().get("/r/api/v1/search?q=Paris")
    assert [(one.kind, one.status, one.total, one.match) for one in told] == [
        ("page", 200, 12, "all"),
        ("api", 200, 0, "all"),
    ]
    assert all(one.seconds > 0 for one in told)


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn forks")
def test_all_workers_of_gunicorn_are_counted(index: Path, tmp_path: Path) -> None:
    """Two processes, forked after the app was made; whichever answers `/metrics` answers for both."""
    folder = tmp_path / "multi" / "proc"  # made where it is not
    said = tmp_path / "gunicorn.log"
    program = str(Path(sys.executable).with_name("gunicorn"))
    command = [
        program,
        "--bind",
        "127.0.0.1:0",
        "--workers",
        "2",
        "--threads",
        "4",
        "--preload",
        "trouvere.web:create_app()",
    ]
    environ = {**os.environ, "TROUVERE_INDEX": str(index), "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    with said.open("w") as log:
        server = subprocess.Popen(command, cwd=tmp_path, env=environ, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while not (bound := re.search(r"http://127\.0\.0\.1:(\d+)", said.read_text())):
            assert server.poll() is None and time.monotonic() < deadline, said.read_text()
            time.sleep(0.05)
        base = bound[0]

        def ask(n: int) -> int:
            with urllib.request.urlopen(f"{base}/api/v1/search?q=gr%C3%A8ve&page={n + 1}", timeout=60) as answer:
                return int(json.loads(answer.read())["total"])

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(ask, range(60))) == [12] * 60
        for _ in range(6):  # from either of them
            with urllib.request.urlopen(f"{base}/metrics", timeout=60) as answer:
                found = read(answer.read().decode())
            assert value(found, "trouvere_queries_total", kind="api", match="all", outcome="found") == 60
            assert value(found, "trouvere_request_seconds_count", kind="api") == 60
            assert value(found, "trouvere_index_articles") == 24
        assert len({path.name.split("_")[-1] for path in folder.iterdir()}) >= 2, "one worker did everything"
    finally:
        server.terminate()
        server.wait(timeout=60)
