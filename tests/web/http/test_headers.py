"""Every answer, whatever was asked, how, and what came of it, carries the headers; another's own come first."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask, Response, abort, request
from flask.testing import FlaskClient
from werkzeug.exceptions import default_exceptions
from werkzeug.wrappers import Response as AnyResponse

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app, create_blueprint
from trouvere.web.http.cors import WIDGET_SCRIPT
from trouvere.web.http.security import HEADERS

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW")
STRANGE = ("/%00", "/nulle-part", "//x.example/search", "/articles/%ff", "/search%0d%0aX: y", "/static/trouvere/../x")
STATIC = "trouvere.static"
VALUES = {"id": "cnn-1", "filename": "trouvere.css", "rest": "rien"}
QUERIES = ("", "?q=gr%C3%A8ve", "?q=gr%C3%A8ve&page=x", "?id=cnn-1&q=visite", "?id=absent", "?q=%ED%A0%80%00")


def addresses(app: Flask, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Return each rule of an app with addresses that it answers."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(prefix):
            continue
        path = re.sub(r"<\w+:(\w+)>", lambda found: VALUES[found[1]], rule.rule)
        for query in QUERIES:
            yield rule.endpoint, path + query
        if path != rule.rule:
            yield rule.endpoint, re.sub(r"<.*>", quote("rien\r\nX: y", safe=""), rule.rule)


def hold(answer: AnyResponse, what: str) -> None:
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value], f"{what}: {name}"


def every_answer(client: FlaskClient, app: Flask, prefix: str = "") -> set[int]:
    """Ask all there is in all ways; returns the statuses that were met."""
    met = set()
    for endpoint, address in addresses(app, prefix):
        for method in METHODS:
            with client.open(address, method=method) as answer:
                met.add(answer.status_code)
                if answer.headers.get("X-Blueprint") == "":  # no route of ours: the host's own page
                    assert not set(HEADERS) & set(answer.headers.keys())
                    assert "/api/" not in address
                else:
                    hold(answer, f"{method} {address}")
            if method == "GET" and (tag := answer.headers.get("ETag")):
                with client.get(address, headers={"If-None-Match": tag}) as again:
                    hold(again, f"304 {address}")
                    met.add(again.status_code)
            if endpoint.endswith(STATIC) and method == "GET":
                for part in ("bytes=0-3", "bytes=999999999-"):
                    with client.get(address, headers={"Range": part}) as some:
                        if some.headers.get("X-Blueprint") != "":
                            hold(some, f"{part} {address}")
                        met.add(some.status_code)
    return met


def test_every_rule_every_method_every_answer(app: Flask) -> None:
    met = every_answer(app.test_client(), app)
    assert {200, 206, 304, 400, 404, 405, 416} <= met
    for address in STRANGE:
        hold(app.test_client().get(address), address)
    moved = app.test_client().get("/articles")
    assert moved.status_code == 308
    hold(moved, "308")


def test_an_index_that_went_away(tmp_path: Path) -> None:
    build_index(tmp_path / "i", [Article(id="cnn-1", title="x", text="y")])
    app = create_app(tmp_path / "i", settings=Settings())
    shutil.rmtree(tmp_path / "i")
    assert 503 in every_answer(app.test_client(), app)


def test_errors_that_nobody_foresaw(index: Path) -> None:
    app = create_app(index, settings=Settings())
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/boum")
    def boum() -> Response:
        raise RuntimeError("<b>")

    answer = app.test_client().get("/boum")
    assert answer.status_code == 500
    hold(answer, "500")


@pytest.mark.parametrize("path", ["/r/", "/r/search?q=x", "/r/api/v1/search", "/r/search.csv?q=x", "/r/articles/x"])
def test_whatever_a_host_says_of_our_routes_in_its_own_words(index: Path, settings: Settings, path: str) -> None:
    app = Flask("host")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    status = 0

    def authorize() -> bool:
        if status == 599:
            raise RuntimeError("a host's own mistake")
        return abort(status)

    app.register_blueprint(create_blueprint(index, settings=settings, authorize=authorize), url_prefix="/r")
    for status in (*default_exceptions, 599):
        answer = app.test_client().get(path)
        assert answer.status_code == (500 if status == 599 else status)
        hold(answer, f"{status} {path}")


def test_a_host_keeps_its_own_routes_and_its_own_headers(index: Path, settings: Settings) -> None:
    app = Flask("host")
    mine = {"Content-Security-Policy": "default-src 'self' cdn.example", "X-Frame-Options": "DENY"}

    def authorize() -> Response | bool:
        return Response("log in", headers=mine) if "stop" in request.args else True

    app.register_blueprint(create_blueprint(index, settings=settings, authorize=authorize), url_prefix="/r")
    app.add_url_rule("/", "home", lambda: "host")

    @app.after_request
    def loosen(response: Response) -> Response:
        response.headers["X-Blueprint"] = request.blueprint or ""
        if "loose" in request.args:
            response.headers.update(mine)  # as Flask-Talisman does
        return response

    client = app.test_client()
    met = every_answer(client, app, "/r")
    assert {200, 304, 404, 405} <= met
    for address in ("/", "/absent", "/r", "/static/absent"):
        assert not set(HEADERS) & set(client.get(address).headers.keys()), address
    for address in ("/r/search?q=x&stop=1", "/r/search?q=x&loose=1", "/r/api/v1/search?loose=1"):
        answer = client.get(address)
        for name, value in HEADERS.items():
            assert answer.headers.getlist(name) == [mine.get(name, value)]
    # What binds a whole domain is for the host to say.
    for address in ("/", "/r/", "/r/search?q=x"):
        assert "Strict-Transport-Security" not in client.get(address, base_url="https://localhost").headers


def test_the_policy_is_strict(client: FlaskClient) -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy.pop("default-src") == policy.pop("base-uri") == "'none'"
    assert set(policy.values()) == {"'self'"}
    assert {"script-src", "style-src", "form-action", "frame-ancestors"} <= set(policy)
    assert HEADERS["Cross-Origin-Resource-Policy"] == HEADERS["Cross-Origin-Opener-Policy"] == "same-origin"


def test_only_the_widget_may_be_run_elsewhere_and_only_where_the_api_is_open(index: Path) -> None:
    name = "Cross-Origin-Resource-Policy"
    for origins, policy in (("", "same-origin"), ("https://exemple.fr", "cross-origin"), ("*", "cross-origin")):
        client = create_app(index, settings=Settings(cors_origins=origins)).test_client()
        for address in (
            f"/static/trouvere/{WIDGET_SCRIPT}",
            "/static/trouvere/trouvere.js",
            "/search?q=x",
            "/api/v1/search",
        ):
            with client.get(address, headers={"Origin": "https://exemple.fr"}) as answer:
                assert answer.headers.getlist(name) == [policy if WIDGET_SCRIPT in address else "same-origin"], address


@pytest.mark.parametrize("path", ["/", "/search.rss?q=x", "/api/v1/none", "/absent", "/articles", "/healthz"])
def test_who_came_by_https_stays_there(index: Path, path: str) -> None:
    name = "Strict-Transport-Security"
    app = create_app(index, settings=Settings(proxies=1))
    alone = create_app(index, settings=Settings())
    quiet = create_app(index, settings=Settings(proxies=1, hsts=0))
    forwarded = {"X-Forwarded-Proto": "https"}
    assert app.test_client().get(path, headers=forwarded).headers.getlist(name) == ["max-age=31536000"]
    assert alone.test_client().get(path, base_url="https://localhost").headers.getlist(name) == ["max-age=31536000"]
    # Browsers ignore it over http; a stranger's word is not taken where no proxy is known.
    assert name not in app.test_client().get(path).headers
    assert name not in alone.test_client().get(path, headers=forwarded).headers
    assert name not in quiet.test_client().get(path, headers=forwarded).headers


def test_static_files_are_kept_under_the_address_of_this_version_alone(client: FlaskClient) -> None:
    page = client.get("/").text
    (address,) = set(re.findall(r"/static/trouvere/trouvere\.css\?v=\w+", page))
    with client.get(address) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in (address + "0", address.partition("=")[0] + "=", address.partition("?")[0]):
        with client.get(other) as answer:
            assert answer.headers["Cache-Control"] == "no-cache"
