"""Who is known to be dead, who may only seem so from here; and a host that hangs does not cost the lock."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from trouvere.index.engines.opensearch import lock
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.client import connect
from trouvere.index.settings import Settings


@pytest.fixture
def dead() -> dict[str, Any]:
    """What a process of this machine that is no more had written."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return {**lock._machine(), "pid": ended.pid}


def test_a_process_of_this_machine_that_is_no_more_is_dead(dead: dict[str, Any]) -> None:
    assert lock._is_dead(dead)


@pytest.mark.parametrize("name", ["host", "boot", "processes"])
def test_one_of_another_machine_or_container_with_the_same_name_may_live(dead: dict[str, Any], name: str) -> None:
    assert not lock._is_dead({**dead, name: "other"})


def test_one_that_does_not_say_where_it_runs_may_live(dead: dict[str, Any]) -> None:
    assert not lock._is_dead({"host": dead["host"], "pid": dead["pid"]})


def test_where_it_is_not_known_which_machine_this_is_any_may_live(
    dead: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lock, "BOOT_ID_FILE", tmp_path / "absent")
    assert not lock._is_dead(dead)
    assert not lock._is_dead({**lock._machine(), "pid": dead["pid"]})


class Taking(ThreadingHTTPServer):
    """Takes whatever is written, as the document of a lock is."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.written = 0


class Answer(BaseHTTPRequestHandler):
    server: Taking

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.written += 1
        content = json.dumps({"_seq_no": self.server.written, "_primary_term": 1}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hosts() -> Iterator[tuple[Taking, Address]]:
    """A cluster of two hosts, of which one takes calls and never answers."""
    with Taking() as running, socket.create_server(("127.0.0.1", 0)) as silent:
        Thread(target=running.serve_forever, daemon=True).start()
        ports = (silent.getsockname()[1], running.server_port)
        yield running, Address(tuple(("127.0.0.1", port) for port in ports), "x")
        running.shutdown()


def test_a_host_that_hangs_does_not_keep_a_lock_from_being_renewed(
    hosts: tuple[Taking, Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("opensearchpy", reason="opensearch-py is absent: pip install trouvere[opensearch]")
    for name in ("RENEWAL_SECONDS", "ANSWER_SECONDS", "RETRY_SECONDS"):
        monkeypatch.setattr(lock, name, 0.1)
    running, address = hosts
    client = connect(address, Settings(opensearch_timeout=60))
    held = lock.ClusterLock(client, address, {"token": "x"}, {"if_seq_no": 0, "if_primary_term": 1})
    renewing = Thread(target=held.renew, daemon=True)
    renewing.start()
    end = time.monotonic() + 20
    while running.written < 3 and time.monotonic() < end:
        time.sleep(0.05)
    renewed = running.written
    held.let_go(renewing)
    client.close()
    assert renewed >= 3
