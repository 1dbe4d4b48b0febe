"""What a search asks of hosts that are slow, that hang, that are not there: made-up hosts, on the loopback."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
from cluster.servers import free_ports

from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.errors import ClusterUnavailable
from trouvere.index.settings import Settings
from trouvere.search.budget import Budget, within
from trouvere.search.engines.opensearch.transport import GRACE_SECONDS, HOST_SHARE, Transport

pytest.importorskip("opensearchpy", reason="opensearch-py is not installed")
DEADLINE = 1.5
ANSWER = {"timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": []}}


class Host:
    """Answers every search after some seconds, or never; notes what it was told that it may take."""

    def __init__(self, seconds: float | None) -> None:
        self.told: list[str] = []
        host, self._ended = self, Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                lines = self.rfile.read(int(self.headers["content-length"])).splitlines()
                host.told += [body["timeout"] for body in map(json.loads, lines) if "timeout" in body]
                if host._ended.wait(seconds):
                    return
                found: Any = {"responses": [ANSWER]} if self.path.endswith("_msearch") else ANSWER
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """Say nothing: the client has gone away."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port

    def __enter__(self) -> "Host":
        Thread(target=self._server.serve_forever, args=(0.01,)).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def hosts(*seconds: float | None) -> Iterator[tuple[Transport, list[Host]]]:
    with ExitStack() as stack:
        there = [stack.enter_context(Host(each)) for each in seconds]
        address = parse(f"opensearch://{','.join(f'127.0.0.1:{one.port}' for one in there)}/index")
        wire = Transport(address, Settings(opensearch_timeout=60))
        stack.callback(wire.close)
        yield wire, there


@pytest.mark.parametrize("together", [False, True])
def test_a_search_that_takes_more_than_half_of_its_time_is_answered(together: bool) -> None:
    slow = 0.6 * DEADLINE
    assert slow < HOST_SHARE * DEADLINE
    with hosts(slow, slow) as (wire, there), within(Budget(DEADLINE)):
        found = wire.searches("index", [{}])[0] if together else wire.search("index", {})
        (told,) = there[0].told + there[1].told
    assert found == ANSWER
    assert 0.9 * DEADLINE < int(told.removesuffix("ms")) / 1000 <= DEADLINE


def test_one_host_has_all_the_time_there_is() -> None:
    with hosts(0.9 * DEADLINE) as (wire, _), within(Budget(DEADLINE)):
        assert wire.search("index", {}) == ANSWER


def test_a_host_that_hangs_leaves_time_for_another() -> None:
    with hosts(None, 0.0) as (wire, there):
        started = time.monotonic()
        for _ in range(4):
            with within(Budget(DEADLINE)):
                assert wire.search("index", {}) == ANSWER
        took = time.monotonic() - started
    assert len(there[0].told) == 1
    assert HOST_SHARE * DEADLINE <= took < 4 * HOST_SHARE * DEADLINE


def test_hosts_that_all_hang_keep_nobody_long_past_the_deadline() -> None:
    with hosts(None, None, None) as (wire, there), within(Budget(DEADLINE)):
        started = time.monotonic()
        with pytest.raises(ClusterUnavailable):
            wire.search("index", {})
        took = time.monotonic() - started
    assert took < 2 * (DEADLINE + GRACE_SECONDS)
    assert sorted(len(one.told) for one in there) == [0, 1, 1]


def test_a_host_that_is_not_there_is_passed_over() -> None:
    (nobody,) = free_ports(1)
    with hosts(0.0) as (_, (there,)):
        wire = Transport(parse(f"opensearch://127.0.0.1:{nobody},127.0.0.1:{there.port}/index"), Settings())
        for _ in range(4):
            with within(Budget(DEADLINE)):
                assert wire.search("index", {}) == ANSWER
        wire.close()
