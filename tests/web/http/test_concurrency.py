"""Too many searches at once: refused at once, page and API, and let in again when there is room."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from trouvere.index.settings import Settings
from trouvere.search.budget import Budget
from trouvere.search.engines.searcher import RequestSearcher
from trouvere.web import create_app
from trouvere.web.http.concurrency import ARRIVED, WAITING
from trouvere.web.pages import routes as pages

PATIENCE = 60
URLS = ("/", "/search?q=grève", "/search.csv?q=grève", "/suggest.json?q=gr", "/articles/cnn-1", "/similar?id=cnn-1")
API = ("/api/v1/search?q=grève", "/api/v1/suggest?q=gr", "/api/v1/similar?id=cnn-1", "/api/v1/articles/cnn-1")


class Held:
    """Searches that wait for an event, and how many have begun."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Event()
        search = RequestSearcher.search

        def slow(*args: object, **values: object) -> object:
            self.begun.release()
            assert self.go.wait(PATIENCE)
            return search(*args, **values)  # type: ignore[arg-type]

        monkeypatch.setattr(RequestSearcher, "search", slow)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


@contextmanager
def inside(app: Flask, held: Held, count: int) -> Iterator[list[int]]:
    """Have as many searches under way; afterwards the list has their statuses."""
    statuses: list[int] = []
    ask = lambda: statuses.append(app.test_client().get("/search?q=Loukachenko").status_code)  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        for _ in threads:
            assert held.begun.acquire(timeout=PATIENCE)
        yield statuses
    finally:
        held.go.set()
        for thread in threads:
            thread.join(PATIENCE)


def test_one_more_than_may_be_is_refused_at_once(index: Path, held: Held) -> None:
    app = create_app(index, settings=Settings(max_concurrent=2))
    client = app.test_client()
    with inside(app, held, 2) as statuses:
        for url in URLS + API:
            answer = client.get(url)
            assert answer.status_code == 503, url
            assert int(answer.headers["Retry-After"]) > 0
        assert "Trop de recherches" in client.get("/search?q=x").text
        problem = client.get("/api/v1/search?q=x")
        assert problem.content_type == "application/problem+json"
        assert "quelques secondes" in problem.get_json()["detail"]
        # What searches nothing is let in.
        for url in ("/healthz", "/static/trouvere/trouvere.css", "/opensearch.xml", "/api/v1/openapi.json"):
            answer = client.get(url)
            assert answer.status_code == 200, url
            answer.close()
    assert statuses == [200, 200]
    for url in URLS + API:
        assert client.get(url).status_code == 200, "there is room again"


def test_whatever_becomes_of_a_request_its_place_is_free_again(app: Flask, index: Path) -> None:
    app = create_app(index, settings=Settings(max_concurrent=1, max_postings=1))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    for url, status in (("/articles/no", 404), ("/api/v1/search?page=0", 400), ("/search?q=grève&page=1", 503)) * 3:
        assert client.get(url).status_code == status, url
    assert client.get("/").status_code == 200


def test_requests_that_wait_for_a_thread_count_too(index: Path) -> None:
    app = create_app(index, settings=Settings(max_concurrent=8))
    for waiting, status in ((7, 200), (8, 503), (0, 200)):
        app.extensions[WAITING] = lambda waiting=waiting: waiting
        assert app.test_client().get("/search?q=Loukachenko").status_code == status


def test_the_deadline_counts_from_when_a_request_was_there(index: Path) -> None:
    client = create_app(index, settings=Settings(search_deadline=5)).test_client()
    for waited, status in ((0, 200), (4, 200), (6, 503)):
        there = {ARRIVED: time.monotonic() - waited}
        assert client.get("/search?q=Loukachenko", environ_overrides=there).status_code == status
        assert client.get("/healthz", environ_overrides=there).status_code == 200


def test_a_page_that_is_long_to_write_is_given_up(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_app(index, settings=Settings(search_deadline=5)).test_client()
    late = [False]
    now = time.monotonic

    def written(*_: object, **__: object) -> Iterator[str]:
        late[0] = True
        yield from "x" * 1_000

    budget = lambda settings, **_: Budget(settings.search_deadline, clock=lambda: now() + 60 * late[0])  # noqa: E731
    monkeypatch.setattr("trouvere.web.http.concurrency.budget_of", budget)
    stream = pages.stream_template
    monkeypatch.setattr(
        pages, "stream_template", lambda name, **values: (stream if "error" in name else written)(name, **values)
    )
    answer = client.get("/articles/cnn-1")
    assert answer.status_code == 503
    assert "prend trop de temps" in answer.text


def test_a_host_may_have_no_bound(index: Path, held: Held) -> None:
    app = create_app(index, settings=Settings(max_concurrent=0))
    with inside(app, held, 20):
        assert app.test_client().get("/articles/cnn-1").status_code == 200
