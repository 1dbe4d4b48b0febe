"""What no browser sends, to `trouvere serve`'s own server: each line of an answer is ours, and a body is not kept."""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from trouvere.web.serving import BODY_BYTES, listening

OURS = {"date", "server", "content-type", "content-length", "connection", "location", "allow", "link", "retry-after"}
OURS |= {"cache-control", "etag", "last-modified", "vary", "content-disposition", "transfer-encoding", "accept-ranges"}


@pytest.fixture(scope="module")
def served(app: Flask) -> Iterator[int]:
    server = listening(app, "127.0.0.1", 0, 2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.trigger.pull_trigger(server.close)
    server.task_dispatcher.shutdown()
    app.extensions.pop("trouvere-waiting")
    thread.join(10)


def sent(port: int, *parts: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they are; returns the status, the headers and the body of the first answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        with contextlib.suppress(ConnectionError):  # refused before all of it was read
            for part in parts:
                wire.sendall(part)
        got = b""
        with contextlib.suppress(ConnectionResetError):
            while part := wire.recv(1 << 16):
                got += part
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), dict(line.lower().split(": ", 1) for line in lines), body


def get(target: str, *headers: str, method: str = "GET") -> bytes:
    lines = (f"{method} {target} HTTP/1.1", *(headers or ("Host: localhost",)), "Connection: close")
    return "\r\n".join((*lines, "", "")).encode("latin-1")


LONG = "a" * 10_000
TARGETS = (
    *("/articles/%00", "/articles/%0d%0aX-Evil:%20y", "/articles/%E2%80%A8X-Evil:y", "/articles/%ED%A0%80", "/%ff"),
    *(
        "/articles%0d%0aX-Evil:%20y",
        "/articles?%0d%0aX-Evil:%20y",
        "/articles?\x00",
        "/articles?a=\xff",
        "//x//articles",
    ),
    *(f"/articles/{LONG}", f"/search?q={LONG}", f"/search.rss?q={LONG}", f"/api/v1/search?q=gr%C3%A8ve&source={LONG}"),
    *(
        "/articles/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/trouvere/%2e%2e/%2e%2e/app.py",
        "/static/trouvere/..%2fapp.py",
    ),
    *("/static/trouvere/%5c..%5c..%5capp.py", "/static/trouvere//etc/passwd", "/articles/../../../etc/passwd"),
    *(
        "http://evil.example/articles",
        "http://evil.example//articles",
        "//evil.example/articles",
        "*",
        "evil.example:443",
    ),
    *("/search.csv?q=gr%C3%A8ve%0d%0aX-Evil:y", "/search.jsonl?q=gr%C3%A8ve&per_page=2&source=%0d%0aX-Evil:%20y"),
    *("/search.json?q=gr%C3%A8ve&per_page=2&category=%C3%89conomie&match=any&from=1999-01-01%0d%0aX-Evil:y",),
)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_no_address_adds_a_header_or_leads_away(served: int, target: str, method: str) -> None:
    status, headers, body = sent(served, get(target, method=method))
    assert status in (200, 308, 400, 404, 405)
    assert not [name for name in headers if "evil" in name]
    strangers = {name for name in headers if name not in OURS and not name.startswith(("x-", "content-", "cross-"))}
    assert strangers <= {"referrer-policy", "permissions-policy"}
    assert re.match(r"/(?![/\\])", headers.get("location", "/"))
    assert b"root:" not in body
    assert b"def create_app" not in body


def test_no_name_adds_a_header(served: int) -> None:
    for host in (
        "x\r\n X-Evil: y",
        "x\tX-Evil: y",
        "x\x0bX-Evil: y",
        "x\x85X-Evil: y",
        "x, y",
        "x\r\nHost: evil.example",
    ):
        status, headers, body = sent(served, get("/articles", f"Host: {host}"))
        assert status in (308, 400)
        assert "x-evil" not in headers
        assert "evil" not in headers.get("location", "").lower()
        assert b"evil" not in body.lower()


def test_what_two_servers_would_read_in_two_ways_is_refused(served: int) -> None:
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for headers in (
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: +5",),
        ("Content-Length: 5, 5",),
        ("Content-Length: -1",),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding : chunked",),
        ("Transfer-Encoding: \x0bchunked",),
    ):
        status, _, body = sent(served, get("/", "Host: localhost", *headers, method="POST"), smuggled)
        assert status in (400, 501), headers
        assert b'"ok"' not in body


def test_a_body_is_refused_before_it_is_kept(served: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    announced = get("/search?q=x", "Host: localhost", f"Content-Length: {1 << 29}", method="POST")
    assert sent(served, announced)[0] == 413
    chunked = get("/search?q=x", "Host: localhost", "Transfer-Encoding: chunked", method="POST")
    chunk = b"10000\r\n" + bytes(1 << 16) + b"\r\n"
    assert sent(served, chunked, *[chunk] * 64)[0] == 413
    assert not list(tmp_path.iterdir())
    small = get("/search?q=x", "Host: localhost", f"Content-Length: {BODY_BYTES // 2}", method="POST")
    assert sent(served, small, bytes(BODY_BYTES // 2))[0] == 405


def test_a_long_id_is_asked_for_as_any_other(served: int) -> None:
    for path in (f"/articles/{quote('é' * 5_000)}", f"/articles/?id={quote('é/' * 5_000)}", f"/api/v1/articles/{LONG}"):
        assert sent(served, get(path))[0] == 404
    assert sent(served, get("/" + "a" * 300_000))[0] == 431
