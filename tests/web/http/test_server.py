"""The server of `trouvere serve`: who makes room, who is let go of, and what few descriptors allow."""

import logging
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask, Response

from trouvere.web.http.concurrency import ARRIVED_KEY
from trouvere.web.http.server import CONNECTION_DESCRIPTORS, MIN_CONNECTIONS, SPARE_DESCRIPTORS, Server, room_for
from trouvere.web.serving import listening

PATIENCE = 60
ASKS = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def app() -> Flask:
    flask = Flask(__name__)
    flask.add_url_rule("/healthz", view_func=lambda: "ok")
    flask.add_url_rule("/big", endpoint="big", view_func=lambda: Response(b"x" * 20_000_000))
    flask.add_url_rule("/slow", endpoint="slow", view_func=lambda: str(go.wait(PATIENCE)))
    return flask


go = threading.Event()


@contextmanager
def served(**values: float) -> Iterator[tuple[int, Server]]:
    go.clear()
    server = listening(app(), "127.0.0.1", 0, 2, **values)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port, server
    finally:
        go.set()
        server.lanes.shutdown()
        server.trigger.pull_trigger(server.close)
        thread.join(PATIENCE)
        assert not thread.is_alive()


def client(port: int, sent: bytes = b"", opened: ExitStack | None = None) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    if opened:
        opened.enter_context(one)
    one.sendall(sent)
    return one


def answered(port: int) -> bool:
    with client(port, ASKS) as one:
        return one.recv(100).startswith(b"HTTP/1.1 200")


def test_whoever_has_waited_longest_makes_room() -> None:
    with served(connections=8, patience=PATIENCE) as (port, server), ExitStack() as opened:
        clients = []
        for _ in range(40):
            clients.append(client(port, b"GET / HTTP/1.1\r\n", opened))
            time.sleep(0.015)
        assert answered(port)
        assert len(server.active_channels) <= 8
        assert clients[0].recv(1) == b""


def test_a_client_that_does_not_send_its_request_is_let_go_of() -> None:
    with served(patience=1) as (port, _), ExitStack() as opened:
        for sent in (b"", b"GET / HTTP/1.1\r\n", b"\r\n"):
            assert client(port, sent, opened).recv(1) == b""
        one = client(port, ASKS, opened)
        assert one.recv(1_000)
        # Who was answered may ask again, later.
        time.sleep(2.5)
        one.sendall(ASKS)
        assert one.recv(1_000)


def test_readers_that_do_not_read_keep_no_thread() -> None:
    with served(connections=20, patience=PATIENCE) as (port, _), ExitStack() as opened:
        for _ in range(4):
            client(port, b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n" * 5, opened)
        with client(port, b"GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") as reader:
            size = 0
            while part := reader.recv(1 << 20):
                size += len(part)
        assert size > 20_000_000


def test_what_searches_nothing_has_threads_of_its_own() -> None:
    with served() as (port, server), ExitStack() as opened:
        for _ in range(5):
            client(port, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", opened)
        assert answered(port)
        until = time.monotonic() + PATIENCE
        while server.waiting != 3 and time.monotonic() < until:
            time.sleep(0.01)
        assert server.waiting == 3


def test_requests_that_follow_each_other_are_answered_in_order_each_with_its_time() -> None:
    seen: list[float] = []

    def note(environ: dict[str, object], start_response: object) -> list[bytes]:
        seen.append(float(str(environ[ARRIVED_KEY])))
        start_response("200 OK", [("Content-Type", "text/plain")])  # type: ignore[operator]
        return [str(environ["PATH_INFO"]).encode()]

    flask = Flask(__name__)
    flask.wsgi_app = note  # type: ignore[method-assign]
    begun = time.monotonic()
    server = listening(flask, "127.0.0.1", 0, 2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    lines = b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % number for number in range(9))
    with client(server.effective_port, lines + b"GET /9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") as one:
        text = b"".join(iter(lambda: one.recv(1 << 16), b""))
    server.lanes.shutdown()
    server.trigger.pull_trigger(server.close)
    thread.join(PATIENCE)
    assert [part.split(b"\r\n\r\n")[1][:2] for part in text.split(b"HTTP/1.1 200 OK")[1:]] == [
        b"/%d" % number for number in range(10)
    ]
    assert seen == sorted(seen)
    assert seen[0] >= begun


def test_where_the_system_has_no_room_it_is_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with served() as (port, server), caplog.at_level(logging.WARNING, "trouvere"):
        accept, failing = server.accept, [3]

        def fail() -> object:
            if failing[0]:
                failing[0] -= 1
                raise OSError(24, "Too many open files")
            return accept()

        monkeypatch.setattr("trouvere.web.http.server.PAUSE_SECONDS", 0.05)
        monkeypatch.setattr(server, "accept", fail)
        assert answered(port)
        assert not failing[0]
    assert [str(record.msg).split()[0] for record in caplog.records] == ["server.full"]


CALL = """
import resource
from trouvere.web.http.server import room_for
soft, hard = map(int, {limits})
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
try:
    print(room_for(1_000), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("soft", "hard"),
    [
        (64, 64),
        (256, 256),
        (64, 256),
        (
            SPARE_DESCRIPTORS + CONNECTION_DESCRIPTORS * MIN_CONNECTIONS,
            SPARE_DESCRIPTORS + CONNECTION_DESCRIPTORS * MIN_CONNECTIONS,
        ),
    ],
)
def test_there_are_as_many_connections_as_there_are_descriptors_for(soft: int, hard: int) -> None:
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < hard:
        pytest.skip("fewer descriptors than are tried")
    call = CALL.format(limits=f"({soft}, {hard})")
    said = subprocess.run([sys.executable, "-c", call], capture_output=True, encoding="utf-8", check=True).stdout
    if hard < 64:
        assert said.startswith("TrouvereError trop peu de descripteurs")
        return
    room, allowed = map(int, said.split())
    assert allowed == hard
    assert MIN_CONNECTIONS <= room <= (hard - SPARE_DESCRIPTORS) // CONNECTION_DESCRIPTORS


def test_of_enough_descriptors_as_many_connections_as_wanted() -> None:
    assert room_for(4) == 4
