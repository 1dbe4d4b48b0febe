"""Which sites' scripts may read the API: the ones that are named, whole, and no look-alike."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trouvere.index.errors import SettingsError
from trouvere.index.settings import Settings
from trouvere.web import create_app, create_blueprint
from trouvere.web.http.cors import WIDGET_SCRIPT, read_origins

NAMED = "https://Exemple.fr:443, http://localhost:5000  https://été.fr\nhttp://[::1]:80"
ALLOWED = ["https://exemple.fr", "http://localhost:5000", "https://xn--t-9fab.fr", "http://[::1]"]
REFUSED = [
    *("null", "", "*", "https://exemple.fr.evil.fr", "https://evilexemple.fr", "https://sous.exemple.fr"),
    *("http://exemple.fr", "https://exemple.fr:8443", "https://exemple.fr/", "https://exemple.fr, https://evil.fr"),
    *(
        "https://EXEMPLE.fr",
        "http://localhost",
        "http://localhost:5001",
        "https://exemple.fr@evil.fr",
        "https://evil.fr",
    ),
]
URLS = ["/api/v1/search?q=x", "/api/v1/search?page=x", "/api/v1/none", "/api/v1/openapi.json", "/api/v1/articles/cnn-1"]
ASKING = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}


@pytest.fixture(scope="module")
def open_app(index: Path) -> Flask:
    return create_app(index, settings=Settings(cors_origins=NAMED))


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("origin", ALLOWED)
def test_a_named_origin_may_read(open_app: Flask, url: str, origin: str) -> None:
    answer = open_app.test_client().get(url, headers={"Origin": origin})
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert {"ETag", "Link"} <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("origin", REFUSED)
def test_no_other_may(open_app: Flask, origin: str) -> None:
    for url in URLS:
        answer = open_app.test_client().get(url, headers={"Origin": origin})
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
        # A cache must not give one site's answer to another.
        assert "Origin" in answer.headers["Vary"]
    asked = open_app.test_client().options(URLS[0], headers={"Origin": origin, **ASKING})
    assert not [name for name, _ in asked.headers if name.startswith("Access-Control")]


def test_an_unchanged_answer_may_be_read_too(open_app: Flask) -> None:
    client = open_app.test_client()
    tag = client.get(URLS[0]).headers["ETag"]
    answer = client.get(URLS[0], headers={"Origin": ALLOWED[0], "If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED[0]


def test_a_browser_asks_before_without_being_logged_in(index: Path) -> None:
    host = Flask("host")
    host.register_blueprint(
        create_blueprint(index, settings=Settings(cors_origins=NAMED), authorize=lambda: False), url_prefix="/r"
    )
    answer = host.test_client().options("/r/api/v1/search?q=x", headers={"Origin": ALLOWED[0], **ASKING})
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED[0]
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert "POST" not in answer.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
    refused = host.test_client().get("/r/api/v1/search?q=x", headers={"Origin": ALLOWED[0]})
    assert refused.status_code == 403
    assert refused.headers["Access-Control-Allow-Origin"] == ALLOWED[0]  # so that the script can say why
    assert host.test_client().options("/r/api/v1/search", headers={"Origin": ALLOWED[0]}).status_code == 403


def test_only_the_api_and_the_widget_are_open(open_app: Flask) -> None:
    client = open_app.test_client()
    for url in (
        "/",
        "/search?q=x",
        "/articles/cnn-1",
        "/static/trouvere/trouvere.css",
        "/healthz",
        "/metrics",
        "/none",
    ):
        with client.get(url, headers={"Origin": ALLOWED[0]}) as answer:
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control")], url
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    with client.get(f"/static/trouvere/{WIDGET_SCRIPT}", headers={"Origin": ALLOWED[0]}) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED[0]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_without_the_setting_nothing_is_said(client: FlaskClient) -> None:
    for url in (*URLS, f"/static/trouvere/{WIDGET_SCRIPT}"):
        for method in ("GET", "OPTIONS"):
            with client.open(url, method=method, headers={"Origin": "https://exemple.fr", **ASKING}) as answer:
                assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
                assert "Origin" not in answer.headers.get("Vary", "")
                assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_public_archive_is_open_to_all(index: Path) -> None:
    client = create_app(index, settings=Settings(cors_origins=" * ")).test_client()
    for origin in ("https://anyone.example", "null"):
        answer = client.get(URLS[0], headers={"Origin": origin})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("https://exemple.fr/", "https://exemple.fr"),
        ("https://exemple.fr/recherche", "https://exemple.fr"),
        ("HTTPS://Exemple.fr:8443/?q", "https://exemple.fr:8443"),
        ("exemple.fr", "https://exemple.fr"),
        ("//exemple.fr", "https://exemple.fr"),
        ("exemple.fr:8000", "https://exemple.fr:8000"),
        ("https://moi@exemple.fr", "https://exemple.fr"),
        ("https://*.exemple.fr", "https://exemple.fr"),
        ("ftp://exemple.fr", "https://exemple.fr"),
        ("https://exemple.fr:99999", "https://exemple.fr"),
        ("https://[::1", "https://exemple.fr"),
        ("https://", "https://exemple.fr"),
        ("null", "https://exemple.fr"),
        ("https://bon.fr, mauvais", "https://exemple.fr"),
    ],
)
def test_what_is_no_origin_is_refused_with_what_to_write(index: Path, text: str, hint: str) -> None:
    with pytest.raises(SettingsError, match="n'est pas une origine") as error:
        create_app(index, settings=Settings(cors_origins=text))
    assert (error.value.hint or "").endswith(f" {hint}")
    assert read_origins(hint) == {hint}


def test_a_star_stands_alone() -> None:
    with pytest.raises(SettingsError, match="tous les sites"):
        read_origins("* https://exemple.fr")
    assert read_origins("") == read_origins(" ,\n") == frozenset()
