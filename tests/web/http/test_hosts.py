"""The service answers under its own names; nothing of an address that it was asked by leads elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trouvere.index.errors import SettingsError
from trouvere.index.settings import Settings
from trouvere.web import create_app, create_blueprint
from trouvere.web.http.hosts import read_hosts

EVIL = "evil.example"
PATHS = (
    *("/", "/search?q=grève", "/search?q=zanzibar", "/articles/greve-1", "/articles/absent", "/absent", "/articles"),
    *("/similar?id=greve-1", "/explain?id=greve-1&q=grève", "/opensearch.xml", "/suggest.json?q=gr", "//articles"),
    *(f"/search.{form}?q=grève&per_page=2" for form in ("rss", "csv", "jsonl", "json")),
    *("/api/v1/search?q=grève", "/api/v1/articles/greve-1", "/api/v1/openapi.json", "/api//x", "/api/v1/search?page=x"),
    *("/static/trouvere/trouvere.css", "/static/trouvere/absent"),
)
FREE = ("/healthz", "/readyz", "/metrics")


def said(client: FlaskClient, path: str, **asked: str) -> Iterator[str]:
    """Return all that an answer says: its headers and its body."""
    headers = {name.replace("_", "-"): value for name, value in asked.items()}
    with client.get(path, headers=headers) as answer:
        yield from answer.headers.values()
        yield answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def named(index: Path) -> FlaskClient:
    return create_app(index, settings=Settings(hosts="exemple.fr, .Été.fr")).test_client()


@pytest.mark.parametrize("host", ["exemple.fr", "Exemple.FR", "exemple.fr:8080", "xn--t-9fab.fr", "a.b.xn--t-9fab.fr"])
def test_it_answers_under_its_names(named: FlaskClient, host: str) -> None:
    assert named.get("/search?q=grève", headers={"Host": host}).status_code == 200
    feed = named.get("/search.rss?q=grève", headers={"Host": host})
    assert f"<link>http://{host.lower()}/search?" in feed.text.lower()


@pytest.mark.parametrize("path", [*PATHS, "/nulle\r\npart"])
@pytest.mark.parametrize(
    "host", [EVIL, f"exemple.fr.{EVIL}", f"exemple.fr@{EVIL}", f"exemple.fr/{EVIL}", f'"><b>{EVIL}', "sous.exemple.fr"]
)
def test_under_no_other(named: FlaskClient, path: str, host: str) -> None:
    answer = named.get(path, headers={"Host": host})
    assert answer.status_code == 400
    expected = "application/problem+json" if path.startswith("/api/") else "text/html; charset=utf-8"
    assert answer.content_type == expected
    assert host not in answer.text
    assert not any(host in value for value in answer.headers.values())


def test_who_supervises_asks_by_number(named: FlaskClient) -> None:
    for path in FREE:
        assert named.get(path, headers={"Host": "10.0.0.3:8080"}).status_code == 200


def test_without_names_every_one_is_as_good(client: FlaskClient) -> None:
    answer = client.get("/search.rss?q=grève", headers={"Host": "où.on-veut.example"})
    assert answer.status_code == 200
    assert "http://autre.example/" in client.get("/search.rss?q=x", headers={"Host": "autre.example"}).text


@pytest.mark.parametrize("path", [*PATHS, *FREE])
def test_a_stranger_is_not_taken_for_a_proxy(client: FlaskClient, index: Path, path: str) -> None:
    forged = {
        "X_Forwarded_Host": EVIL,
        "X_Forwarded_Prefix": f"//{EVIL}",
        "X_Forwarded_Proto": "https",
        "X_Forwarded_Port": "666",
        "Forwarded": f"host={EVIL};proto=https",
        "X_Original_URL": f"/{EVIL}",
        "X_Rewrite_URL": f"/{EVIL}",
        "X_Host": EVIL,
    }
    for one in said(client, path, **forged):
        assert EVIL not in one
        assert ":666" not in one
    # And the nearest proxy's word comes before what a stranger told it.
    behind = create_app(index, settings=Settings(proxies=1)).test_client()
    for one in said(behind, path, X_Forwarded_Host=f"{EVIL}, exemple.fr", X_Forwarded_Prefix=f"//{EVIL}, /r"):
        assert EVIL not in one


@pytest.mark.parametrize("path", PATHS)
def test_a_forwarded_prefix_is_no_other_host(index: Path, path: str) -> None:
    behind = create_app(index, settings=Settings(proxies=1)).test_client()
    for prefix in (f"//{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}"):
        answer = behind.get(path, headers={"X-Forwarded-Prefix": prefix})
        assert answer.status_code == 400
    assert 'href="/r/' in behind.get("/search?q=grève", headers={"X-Forwarded-Prefix": "/r"}).text


def test_what_was_kept_under_a_wrong_name_is_not_found_unchanged(client: FlaskClient) -> None:
    for path in ("/search.rss?q=grève", "/search.json?q=grève&per_page=2"):
        tag = client.get(path, headers={"Host": EVIL}).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 200
        assert EVIL not in again.text
        assert client.get(path, headers={"If-None-Match": again.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("host", ["a_b", "a/b", "a b", '"', "x@y", "[::1", "x:99999", "x:"])
def test_a_name_that_none_can_have_is_in_no_address(client: FlaskClient, host: str) -> None:
    for path in ("/search.rss?q=grève", "/opensearch.xml", "/articles/greve-1"):
        for one in said(client, path, Host=host):
            assert "http:///" not in one
            assert f"http://{host}" not in one


@pytest.mark.parametrize(
    "path",
    [
        *("/articles", "//articles", "////evil.example/articles", "/\\evil.example/articles", "/api/v1//articles"),
        *("/articles?next=//evil.example", "/%5Cevil.example/articles", "//evil.example/..%2farticles", "/articles//"),
        *("/articles?x=%0d%0aLocation:%20//evil.example", "/%0d%0aLocation:%20x/..//articles", "//evil.example"),
        *("/search?next=//evil.example&url=//evil.example&return_to=//evil.example&redirect=//evil.example&q=x"),
    ],
)
def test_no_redirect_leaves_the_site(client: FlaskClient, path: str) -> None:
    for host in ("localhost", EVIL, "a_b"):
        answer = client.get(path, headers={"Host": host})
        for location in answer.headers.getlist("Location"):
            assert location.startswith("/")
            assert not location.startswith(("//", "/\\"))
            assert "\\" not in location
            assert not answer.data
        assert "Refresh" not in answer.headers
    assert client.get("/articles").headers["Location"] == "/articles/"


def test_a_redirect_keeps_the_prefix(index: Path) -> None:
    behind = create_app(index, settings=Settings(proxies=1)).test_client()
    moved = behind.get("/articles?id=greve-1", headers={"X-Forwarded-Prefix": "/r", "X-Forwarded-Host": "exemple.fr"})
    assert moved.headers["Location"] == "/r/articles/?id=greve-1"


def test_in_a_host_its_own_list_counts(index: Path, settings: Settings) -> None:
    app = Flask("host")
    app.config["TRUSTED_HOSTS"] = ["exemple.fr"]
    app.register_blueprint(create_blueprint(index, settings=settings), url_prefix="/r")
    client = app.test_client()
    assert client.get("/r/search.rss?q=x", headers={"Host": "exemple.fr"}).status_code == 200
    for path in ("/r/search.rss?q=x", "/r/search?q=x", "/r/api/v1/search?q=x"):
        assert client.get(path, headers={"Host": EVIL}).status_code == 400


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        (" exemple.fr,exemple.fr\n.b.fr ", ("exemple.fr", ".b.fr")),
        ("Été.fr 10.0.0.1", ("xn--t-9fab.fr", "10.0.0.1")),
    ],
)
def test_names_are_read(text: str, names: tuple[str, ...]) -> None:
    assert read_hosts(text) == names


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("https://exemple.fr/x", "comme exemple.fr"),
        ("exemple.fr:80", "comme exemple.fr"),
        *((one, "comme recherche.exemple.fr") for one in ("*", ".", "[::1]", "@")),
        *((one, "") for one in ("a_b", "a..b", "*.exemple.fr", "a@b", "é" * 99)),
    ],
)
def test_what_is_no_name_is_said_at_once(index: Path, text: str, hint: str) -> None:
    with pytest.raises(SettingsError, match="n'est pas un nom de machine") as refused:
        create_app(index, settings=Settings(hosts=text))
    assert hint in str(refused.value.hint)
