"""Clients that never end what they began, at a real `trouvere serve`: others are answered, these are let go of.

Each round draws how many there are, what each of them does, and how few descriptors the server has. Its log stays short.
"""

from __future__ import annotations

import http.client
import os
import random
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from torture.outcome import Both, Outcome, Plan
from torture.readers import free_port
from trouvere.index import Article, build_index

MANY, SHORT, FEW = 500, 150, 64
"""Clients of a round, and of one in the short form; descriptors that a server may have at least."""
PATIENCE, SLACK = 1, 20
"""Seconds that the server waits for a client; those after which one that is still there was forgotten."""
PROMPT, NARROW, AT_ALL = 1.0, 3.0, 30.0
"""Seconds that an answer may take meanwhile; with few descriptors, for TCP asks a second time after one of them; and in
the short form, which asks whether it comes."""
LOG = 20_000
"""Bytes of a log that is short."""
LONG = "/api/v1/articles/long"
HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
HALVES: dict[str, bytes] = {
    "silent": b"",
    "blank lines": b"\r\n\r\n",
    "half a line": b"GET /sea",
    "half a head": HEAD + b"X: ",
    "half a long head": HEAD + b"X: " + b"a" * 60_000,
    "half a body": b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nq=",
    "half a chunk": b"POST /search HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nq=",
    "continue": b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n",
    "no protocol": b"\x16\x03\x01\x02\x00\x01\x00",
}
READS = b"GET " + LONG.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n"
"""What those ask, many times at once, who do not read what they are answered."""
DRIPS = (b"a", b"\r\n")

Hold = Callable[[bool, str], None]


def unended(plan: Plan) -> Outcome:
    """Have `plan.rounds` crowds of such clients come, each to a server of its own."""
    index = plan.work / "long.idx"
    build_index(index, [Article(id="long", title="Long", text="le pont " * 60_000)])
    outcome = Outcome()
    short = plan.rounds == 1
    many = SHORT if short else MANY
    for number in range(plan.rounds):
        rng = random.Random(f"{plan.seed} {number}")
        few = 0 if number % 2 else rng.choice((FEW, FEW, 100, 250))
        readers = rng.randint(4, 40)
        what = (
            f"connections, seed {plan.seed}, round {number}, {few or 'all'} descriptors, {readers} of them read nothing"
        )
        with _served(index, plan.work / "log", few) as (port, process), ExitStack() as opened:
            prompt = AT_ALL if short else NARROW if few else PROMPT
            _crowd(port, rng, (readers, many), opened, outcome.hold, what, prompt)
            outcome.tries += many
            outcome.hold(process.poll() is None, f"{what}: the server has ended")
        log = (plan.work / "log").read_text("utf-8", "replace")
        outcome.hold(len(log) < LOG and "Traceback" not in log, f"{what}: a log of {len(log)} bytes: {log[-1_500:]}")
        outcome.hold(process.returncode == 0, f"{what}: ended with {process.returncode}")
    outcome.note = Both(
        f"{MANY} clients à la fois, attendus {PATIENCE} s, avec tous les descripteurs ou {FEW} à 250",
        f"{MANY} clients at once, awaited {PATIENCE} s, with all descriptors or {FEW} to 250",
    )
    return outcome


def _crowd(
    port: int, rng: random.Random, sizes: tuple[int, int], opened: ExitStack, hold: Hold, what: str, prompt: float
) -> None:
    """Have so many come, the first ones to read nothing; ask meanwhile, and until all others were let go of."""
    readers, many = sizes
    clients: dict[socket.socket, str] = {}
    for number in range(many):
        kind = "reads nothing" if number < readers else rng.choice(tuple(HALVES))
        client = opened.enter_context(socket.socket())
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        client.settimeout(SLACK)
        client.connect(("127.0.0.1", port))
        clients[client] = kind
        _send(client, READS * 40 if kind == "reads nothing" else HALVES[kind])
        if (number + 1) % (many // 5) == 0:
            for url in ("/healthz", "/search?q=pont", "/readyz"):
                status, seconds, _ = asked(port, url)
                hold(
                    status == 200 and seconds < prompt,
                    f"{what}, {number + 1} came: {url}: {status}, {seconds:.1f} s",
                )
    # Of those who do not read nobody can see here that they were let go of.
    clients = {client: kind for client, kind in clients.items() if kind != "reads nothing"}
    begun = time.monotonic()
    dripping = rng.sample(sorted(clients, key=socket.socket.fileno), 50)
    while time.monotonic() < begun + SLACK and clients:
        for client in dripping:
            if client in clients:
                _send(client, rng.choice(DRIPS))
        for client in [client for client in clients if _closed(client)]:
            del clients[client]
        status, seconds, _ = asked(port, "/healthz")
        hold(status == 200 and seconds < prompt, f"{what}, waiting: {status}, {seconds:.1f} s")
        time.sleep(0.2)
    hold(not clients, f"{what}: {len(clients)} are still there: {sorted(set(clients.values()))}")


def _send(client: socket.socket, data: bytes) -> None:
    client.setblocking(False)
    with suppress(OSError):  # hung up, or full
        client.send(data)


def _closed(client: socket.socket) -> bool:
    """Say whether the server has hung up, maybe after it said why."""
    client.setblocking(False)
    try:
        return not client.recv(1 << 16)
    except BlockingIOError:
        return False
    except OSError:
        return True


def asked(port: int, url: str) -> tuple[int | str, float, int]:
    """Return the status of an answer, or what came instead, how long it took, and its bytes."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=AT_ALL)
    try:
        connection.request("GET", url)
        answer = connection.getresponse()
        size = len(answer.read())
        return answer.status, time.monotonic() - begun, size
    except (OSError, http.client.HTTPException) as error:
        return f"{type(error).__name__}: {error}", time.monotonic() - begun, 0
    finally:
        connection.close()


@contextmanager
def _served(index: Path, log: Path, few: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve an index by `trouvere serve`, which may have so few descriptors; 0 for as many as there are."""
    _have_room()
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TROUVERE_")}
    own = {"TROUVERE_REQUEST_TIMEOUT": str(PATIENCE), "TROUVERE_LOG_LEVEL": "warning"}
    command = [str(Path(sys.executable).with_name("trouvere")), "serve", str(index), "--port", str(port)]
    limit = f"ulimit -n {few} && " if few else ""
    with log.open("wb") as file:
        process = subprocess.Popen(
            ["sh", "-c", f'{limit}exec "$@"', "sh", *command], stdout=file, stderr=file, env=kept | own
        )
    try:
        until = time.monotonic() + 60
        while asked(port, "/readyz")[0] != 200:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"trouvere serve did not come up: {log.read_text('utf-8', 'replace')[-2_000:]}")
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        process.wait(60)


def _have_room() -> None:
    """Have this process open as many sockets as there are clients."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY + 200
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )
