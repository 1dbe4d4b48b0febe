"""More searches at once than may be, on real servers: so many are let in, one more is refused at once, others are answered.

A search waits for a file here, and says by another that it has begun; nothing depends on how fast a machine is.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp, mkstemp
from typing import Any, NamedTuple

from flask import Flask

from torture.outcome import Both, Outcome, Plan
from torture.readers import free_port
from trouvere.index import build_index
from trouvere.index.settings import Settings
from trouvere.search.engines.searcher import RequestSearcher

MOST, THREADS, CROWD = 4, 8, 40
"""Searches at once that are let in; threads, so that some are free to refuse; requests of the crowd."""
PATIENCE = 60
DOOR = "TORTURE_DOOR"
SERVERS = {
    "trouvere serve": ["torture.crowd", "{port}"],
    "gunicorn": [
        "gunicorn",
        "--workers=1",
        f"--threads={THREADS}",
        "--bind=127.0.0.1:{port}",
        "--no-control-socket",
        "torture.crowd:app()",
    ],
}


class Answer(NamedTuple):
    """What one request was given."""

    status: int
    retry: str
    text: str


def crowds(plan: Plan) -> Outcome:
    """Have `plan.rounds` crowds come, to each server."""
    index = plan.work / "sample.idx"
    build_index(index, [str(files("trouvere.index") / "sample")])
    outcome = Outcome()
    for name in SERVERS:
        with _served(name, index, plan.work / "log") as (port, door):
            for number in range(plan.rounds):
                _crowd(port, door, outcome, f"{name}, crowd {number}")
            log = (plan.work / "log").read_text("utf-8", "replace")
            outcome.hold("Traceback" not in log, f"{name}: {log[-2_000:]}")
    outcome.note = Both(
        f"{MOST} recherches admises à la fois, {CROWD} demandes de plus, par {' et '.join(SERVERS)}",
        f"{MOST} searches admitted at once, {CROWD} more requests, by {' and '.join(SERVERS)}",
    )
    return outcome


def _crowd(port: int, door: Path, outcome: Outcome, what: str) -> None:
    """Let as many in as may be, have a crowd come, open the door: nothing but a refusal is given meanwhile."""
    for left in door.iterdir():
        left.unlink()
    with ThreadPoolExecutor(MOST + CROWD) as people:
        inside: list[Future[Answer]] = [people.submit(_asked, port, "/search?q=Loukachenko") for _ in range(MOST)]
        try:
            until = time.monotonic() + PATIENCE
            while len(list(door.iterdir())) < MOST and time.monotonic() < until:
                time.sleep(0.01)
            urls = [("/search?q=x", "/api/v1/search?q=x", "/articles/cnn-1")[number % 3] for number in range(CROWD)]
            refused = list(people.map(lambda url: _asked(port, url), urls))
            free = _asked(port, "/healthz")
        finally:
            (door / "open").touch()
        let_in = [one.result() for one in inside]
    outcome.tries += CROWD + MOST
    wrong = [one for one in refused if one.status != 503 or not one.retry.isdigit() or int(one.retry) < 1]
    outcome.hold(not wrong, f"{what}: {len(wrong)} of {CROWD} were not refused: {wrong[:1]}")
    outcome.hold(free.status == 200, f"{what}: {free}, though it searches nothing")
    outcome.hold({one.status for one in let_in} == {200}, f"{what}: {let_in}")
    after = _asked(port, "/search?q=Loukachenko")
    outcome.hold(after.status == 200, f"{what}: {after}, though there is room again")


def _asked(port: int, url: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", url)
        got = connection.getresponse()
        return Answer(got.status, got.headers.get("Retry-After", ""), got.read(300).decode("utf-8", "replace"))
    except OSError as error:
        return Answer(0, "", str(error))
    finally:
        connection.close()


@contextmanager
def _served(name: str, index: Path, log: Path) -> Iterator[tuple[int, Path]]:
    """Serve an index by a server whose searches wait; yields its port and the folder that they wait for."""
    port, door = free_port(), Path(mkdtemp(dir=index.parent))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TROUVERE_")}
    paths = os.pathsep.join(filter(None, sys.path))
    own = {"TROUVERE_INDEX": str(index), "TROUVERE_MAX_CONCURRENT": str(MOST), DOOR: str(door), "PYTHONPATH": paths}
    command = [sys.executable, "-P", "-m", *(word.format(port=port) for word in SERVERS[name])]
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=kept | own)
    try:
        until = time.monotonic() + PATIENCE
        while _asked(port, "/readyz").status != 200:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{name} did not come up: {log.read_text('utf-8', 'replace')[-2_000:]}")
            time.sleep(0.05)
        yield port, door
    finally:
        process.terminate()
        process.wait(PATIENCE)


# In the server's process


def make_searches_wait() -> None:
    """Have every search of this process say that it has begun, and wait until the door is open."""
    door, search = Path(os.environ[DOOR]), RequestSearcher.search

    def slow(*args: Any, **values: Any) -> Any:
        if not (door / "open").exists():
            os.close(mkstemp(dir=door)[0])
            until = time.monotonic() + PATIENCE
            while not (door / "open").exists() and time.monotonic() < until:
                time.sleep(0.01)
        return search(*args, **values)

    RequestSearcher.search = slow  # type: ignore[method-assign]


def app() -> Flask:
    """Return the app for gunicorn."""
    from trouvere.web import create_app

    make_searches_wait()
    return create_app()


if __name__ == "__main__":
    from trouvere.web.serving import serve_index

    make_searches_wait()
    settings = Settings.load({"host": "127.0.0.1", "port": sys.argv[1], "threads": str(THREADS)})
    serve_index(os.environ["TROUVERE_INDEX"], settings)
