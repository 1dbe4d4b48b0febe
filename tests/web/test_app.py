"""The app by itself: errors, languages, health, new generations."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from page_reading import Get, Read, text

from trouvere.index import Article, build_index
from trouvere.index.errors import IndexNotFound, SearchTimeout, UsageError
from trouvere.index.settings import Settings
from trouvere.web import create_app


def failing(app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("trouvere.web.archive.Archive.search", fail)
    monkeypatch.setattr("trouvere.web.archive.Archive.marked_article", fail)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (SearchTimeout("5 s", hint="/srv/secret"), 503, "prend trop de temps"),
        (IndexNotFound("/srv/secret"), 503, "momentanément indisponible"),
        (RuntimeError("/srv/secret"), 500, "erreur de notre part"),
        (UsageError("/srv/secret"), 400, "n’a pas été comprise"),
    ],
)
def test_errors_are_pages_that_tell_no_secrets(
    app: Flask, get: Get, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    failing(app, monkeypatch, error)
    for url in ("/search?q=x", "/articles/x"):
        page = get(url, status=status)
        assert words in text(page, "h1")
        assert page.cssselect(".ways a")
        assert "secret" not in page.text_content()
    answer = app.test_client().get("/search?q=x")
    assert ("Retry-After" in answer.headers) is (status == 503)


def test_the_page_speaks_english_where_asked(index: Path, read: Read) -> None:
    client = create_app(index, settings=Settings(language="en", site_name="Archives")).test_client()
    page = read(client.get("/search?q=Loukachenko").text)
    assert page.get("lang") == "en"
    assert "1 March 2023" in page.text_content()
    assert "Archives" in text(page, ".wordmark")
    # The articles stay French, and a screen reader is told.
    assert page.cssselect(".results article")[0].get("lang") == "fr"


def test_an_app_without_an_index_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError) as nothing:
        create_app(settings=Settings())
    assert "TROUVERE_INDEX" in (nothing.value.hint or "")
    with pytest.raises(IndexNotFound):
        create_app(tmp_path / "absent")
    monkeypatch.setenv("TROUVERE_INDEX", str(tmp_path / "nommé"))
    with pytest.raises(IndexNotFound, match="nommé"):
        create_app()


def test_a_new_generation_is_served_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "i"
    build_index(path, [Article(id="1", title="Un", text="Premier texte.")])
    client = create_app(path, settings=Settings()).test_client()
    assert "Premier" in client.get("/articles/1").text
    build_index(path, [Article(id="1", title="Un", text="Second texte.")])
    assert "Second" in client.get("/articles/1").text


def test_health_and_readiness(client: FlaskClient, articles: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz").json
    assert ready is not None
    assert ready["articles"] == len(articles)
    failing_count = property(lambda self: (_ for _ in ()).throw(IndexNotFound("/srv/secret")))
    monkeypatch.setattr("trouvere.web.archive.Archive.generation", failing_count)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "secret" not in answer.text
    assert client.get("/healthz").status_code == 200


def test_health_is_never_kept_and_asked_by_head_too(client: FlaskClient) -> None:
    for url in ("/healthz", "/readyz", "/metrics"):
        for method in ("GET", "HEAD"):
            answer = client.open(url, method=method)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
            assert bool(answer.data) is (method == "GET")
        assert client.post(url).status_code == 405


def test_an_index_that_is_gone_is_not_ready(tmp_path: Path) -> None:
    path = tmp_path / "i"
    build_index(path, [Article(id="1", title="Un", text="Premier texte.")])
    client = create_app(path, settings=Settings()).test_client()
    assert client.get("/readyz").status_code == 200
    (path / "CURRENT").rename(path / "AWAY")
    for method in ("GET", "HEAD"):
        answer = client.open("/readyz", method=method)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
        assert int(answer.headers["Retry-After"]) > 0
    assert str(tmp_path) not in client.get("/readyz").text
    (path / "AWAY").rename(path / "CURRENT")
    assert client.get("/readyz").status_code == 200
