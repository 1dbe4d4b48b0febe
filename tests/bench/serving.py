"""Serves what is measured over HTTP: Trouvère by gunicorn, and a bare Flask app that answers as many bytes."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, Response

from bench.processes import Failed, surroundings

THREADS = 4
"""Of each worker: as many as `trouvere serve` has."""
SECONDS = 60
"""Until a server that does not answer is given up."""


def bare(size: int) -> Flask:
    """Return an app that does nothing but answer JSON of this size: what any Flask program pays."""
    app = Flask("bare")
    body = b'{"x":"' + b"x" * max(0, size - 8) + b'"}'

    @app.get("/api/v1/search")
    def search() -> Response:
        return Response(body, mimetype="application/json")

    return app


@contextmanager
def served(app: str, work: Path, workers: int) -> Iterator[int]:
    """Serve an app that gunicorn finds by name, and yield the port; raises `Failed` where it does not come up."""
    said = work / "gunicorn.log"
    options = {"bind": "127.0.0.1:0", "worker-class": "gthread", "workers": workers, "threads": THREADS}
    command = [sys.executable, "-P", "-m", "gunicorn", *(f"--{name}={value}" for name, value in options.items()), app]
    with said.open("wb") as log:
        process = subprocess.Popen(command, cwd=work, env=surroundings(work), stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + SECONDS
        while not _booted(text := said.read_text("utf-8", "replace"), workers):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"gunicorn {app} did not come up:\n{text[-2_000:]}")
            time.sleep(0.02)
        yield int(re.findall(r"http://127\.0\.0\.1:(\d+)", text)[0])
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)


def _booted(said: str, workers: int) -> bool:
    return said.count("Booting worker") >= workers and "Listening at" in said
