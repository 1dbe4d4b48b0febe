"""All that can be done to an index, by Python, by its commands and over HTTP, here and by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from examples import SETTINGS
from jinja2.bccache import Bucket, BytecodeCache
from whoosh.query import Term

from trouvere.index.engines.whoosh import open_index
from trouvere.index.settings import Settings
from trouvere.index.storage import DISK
from trouvere.search import open_searcher
from trouvere.web import create_app
from trouvere.web.cli import root

ADDRESSES = (
    *("", "search?q=maire", "search?q=zanzibar", "articles/a/3", "similar?id=a/3", "explain?id=a/3&q=maire"),
    *(f"search.{form}?q=maire" for form in ("rss", "csv", "json", "jsonl")),
    *("opensearch.xml", "suggest.json?q=vis", "metrics", "readyz", "static/trouvere/trouvere.css"),
    *("api/v1/search?q=maire&explain=true", "api/v1/articles/a/3", "api/v1/suggest?q=vis", "api/v1/similar?id=a/3"),
    *("api/v1/explain?id=a/3&q=maire", "api/v1/openapi.json"),
    *("facets/source?q=maire", "api/v1/facets/source?q=maire", "api/v1/fields"),
)


class Compiled(BytecodeCache):
    """Templates of Trouvère's own, compiled once for all the apps that are made here."""

    def __init__(self) -> None:
        self.code: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known."""
        bucket.code = self.code.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Know it from now on."""
        self.code[bucket.key] = bucket.code


COMPILED = Compiled()


def commands(index: Path, aside: Path) -> list[list[str]]:
    """Return every command on an index, `serve` apart: those that only read it, then those that make it anew."""
    name, saved = str(index), str(aside / f"saved-{index.name}")
    new, log, asked = str(aside / "new.jsonl"), str(aside / "queries.jsonl"), str(aside / "asked.jsonl")
    return [
        ["index", "info", name, "--json"],
        ["index", "check", name, "--json"],
        ["search", name, "maire"],
        ["search", name, "--batch", asked, "--run", str(aside / "out.run")],
        ["suggest", name, "vis"],
        ["report", name, "--log", log, "--html", str(aside / "report.html")],
        ["index", "backup", name, saved],
        ["index", "restore", saved, f"{saved}-restored"],
        ["index", "restore", name, f"{saved}-again"],
        ["index", "copy", name, f"{saved}-copied"],
        ["index", "update", name, new],
        ["index", "delete", name, "a/4", "--purge"],
        ["index", "prune", name],
        ["index", "rebuild", name],
        ["index", "optimize", name],
        ["index", "build", name, new],
    ]


def walk(index: Path, aside: Path) -> list[str]:
    """Do all of it; returns the exceptions that are none of ours."""
    wrong: list[str] = []

    def tried(call: Callable[[], object], what: str) -> None:
        try:
            call()
        except Exception as error:
            # A searcher is given no other errors; that the commands make sentences of all is seen below.
            if not type(error).__module__.startswith("trouvere."):
                wrong.append(f"{what}: {type(error).__name__}: {error}")

    def asked() -> None:
        with open_searcher(index, settings=SETTINGS) as searcher:
            for what, call in (
                ("search", lambda: searcher.search("maire visite", explain=True, histogram=True)),
                ("suggest", lambda: searcher.suggest("vis")),
                ("similar", lambda: searcher.similar("a/3")),
                ("explain", lambda: searcher.explain("maire", "a/3")),
                ("article", lambda: searcher.article("a/3")),
                ("advise", lambda: searcher.advise("maire zanzibar")),
                ("overview", searcher.overview),
                ("count", searcher.count),
            ):
                tried(call, what)

    tried(asked, "open_searcher")

    def read_by_whoosh() -> None:
        with open_index(index).searcher() as searcher:
            searcher.search(Term("text", "maire"))

    tried(read_by_whoosh, "open_index")

    def visited() -> None:
        app = create_app(index, settings=Settings(query_log=str(aside / "log.jsonl")))
        app.jinja_env.bytecode_cache = COMPILED
        client = app.test_client()
        for address in ADDRESSES:
            tried(lambda address=address: client.get(f"/{address}").close(), address)  # type: ignore[misc]

    tried(visited, "create_app")
    (aside / "new.jsonl").write_text('{"id": "new", "title": "Neuf", "text": "Un texte."}\n')
    (aside / "asked.jsonl").write_text('{"id": "1", "text": "maire"}\n')
    (aside / "queries.jsonl").write_text('{"hour": "2026-11-01T10", "kind": "page", "query": "zanzibar", "total": 0}\n')
    for command in commands(index, aside):
        result = CliRunner().invoke(root, command)
        if result.exception and not isinstance(result.exception, SystemExit):
            tried(lambda result=result: (_ for _ in ()).throw(result.exception), " ".join(command[:2]))  # type: ignore[misc]
    for leftover in aside.glob(f"saved-{index.name}*"):
        DISK.remove(leftover)
    return wrong


def serve(index: Path, aside: Path, plant: Callable[[Path], None]) -> Iterator[str]:
    """Run `trouvere serve` as it is installed and ask it everything, before and after `plant` does its work, and once
    more by a process that starts on what was planted; yields what is wrong with the answers."""
    with _serving(index, aside) as address:
        yield from _asked(address)
        plant(index)
        yield from _asked(address)
    with _serving(index, aside) as address:
        if address:  # else refused at the start, in a sentence
            yield from _asked(address)


@contextmanager
def _serving(index: Path, aside: Path) -> Iterator[str]:
    """Yield the address that a process serves an index at; "" where it has ended by itself, as it should, with 1."""
    command = [str(Path(sys.executable).with_name("trouvere")), "serve", str(index), "--port", "0"]
    environment = {**os.environ, "TROUVERE_QUERY_LOG": str(aside / "log.jsonl"), "TROUVERE_LOG_LEVEL": "error"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=aside, env=environment) as process:
        assert process.stderr
        said = []
        try:
            for line in process.stderr:
                said.append(line)
                if "http://" in line:
                    yield line.split("http://")[1].split("/")[0]
                    return
            if process.wait(60) != 1:
                raise RuntimeError(f"trouvere serve ended with {process.returncode}: {''.join(said)}")
            yield ""
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _asked(address: str) -> Iterator[str]:
    for target in ADDRESSES:
        wire = HTTPConnection(address, timeout=60)
        wire.request("GET", f"/{target}")
        status = wire.getresponse().status
        wire.close()
        if status not in (200, 404, 503):
            yield f"trouvere serve answered /{target} with {status}"
