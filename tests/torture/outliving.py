"""Bad files under who searches: what is open goes on answering, what starts meanwhile waits, all recover by themselves.

One index, and three readers who have it open: a searcher, an app, a blueprint. Again and again something happens to its
files; then an app and a blueprint start as well, questions are asked of all of them, and the files are mended.
"""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from examples import QUICK, SETTINGS, articles
from flask import Flask
from flask.testing import FlaskClient

from torture.corruption import put
from torture.outcome import Outcome, Plan
from trouvere.index import build_index, update_index
from trouvere.index.engines.embedded.read.layout import CURRENT, GENERATIONS
from trouvere.index.engines.embedded.read.manifest import NAME
from trouvere.index.errors import IndexNotFound, TrouvereError
from trouvere.index.events import Event, log
from trouvere.search import open_searcher
from trouvere.web import create_app, create_blueprint

PREFIX = "/recherche"


def next_generation(index: Path) -> Path:
    """Publish a generation with the files of the one published, each under another inode; returns its folder."""
    before = (index / CURRENT).read_text().strip()
    number = int(before.partition("-")[0]) + 1
    name = f"{number:06d}-{before.partition('-')[2]}"
    folder = index / GENERATIONS / name
    shutil.copytree(index / GENERATIONS / before, folder)
    values = json.loads((folder / NAME).read_bytes())
    put(folder / NAME, signed(values | {"number": number, "generation": name}))
    (index / "CURRENT.new").write_text(f"{name}\n")
    (index / "CURRENT.new").replace(index / CURRENT)
    return folder


def signed(values: dict[str, Any]) -> bytes:
    """Return a manifest with its hash."""
    from torture.forged import signed

    return signed(values)


def damaged(index: Path, dice: random.Random, how: Callable[[Path], None]) -> None:
    """Publish a generation, and do something to one of its files before anybody opens it."""
    folder = next_generation(index)
    files = [path for path in sorted(folder.iterdir()) if path.name != NAME and not path.name.endswith(".toc")]
    how(dice.choice(files))


def flipped(path: Path) -> None:
    """Damage the end of a file, which is verified when it is opened."""
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    put(path, bytes(content))


def moved(path: Path) -> Path:
    """Move something out of the way."""
    return path.rename(path.with_name(f"{path.name}.away"))


def emptied(folder: Path) -> None:
    """Remove the folders in a folder."""
    for path in folder.iterdir():
        shutil.rmtree(path)


def in_place_of(path: Path, make: Callable[[Path], object]) -> None:
    """Put something else in the place of a file or a folder."""
    moved(path)
    make(path)


Fault = Callable[[Path, random.Random], object]

FAULTS: dict[str, Fault] = {
    "CURRENT is away": lambda i, _: moved(i / CURRENT),
    "CURRENT is empty": lambda i, _: put(i / CURRENT, b""),
    "CURRENT is garbage": lambda i, d: put(i / CURRENT, d.randbytes(20)),
    "CURRENT names what is not there": lambda i, _: put(i / CURRENT, b"000777-00000000\n"),
    "CURRENT leads to itself": lambda i, _: in_place_of(i / CURRENT, lambda path: path.symlink_to(path)),
    "CURRENT is a link": lambda i, _: in_place_of(i / CURRENT, lambda path: path.symlink_to(f"{path}.away")),
    "CURRENT is a folder": lambda i, _: in_place_of(i / CURRENT, Path.mkdir),
    "CURRENT is a pipe": lambda i, _: in_place_of(i / CURRENT, os.mkfifo),
    "generations is away": lambda i, _: moved(i / GENERATIONS),
    "generations is a file": lambda i, _: in_place_of(i / GENERATIONS, Path.touch),
    "generations leads to itself": lambda i, _: in_place_of(i / GENERATIONS, lambda path: path.symlink_to(path)),
    "the index is away": lambda i, _: moved(i),
    "the index is empty": lambda i, _: in_place_of(i, Path.mkdir),
    "the index is a file": lambda i, _: in_place_of(i, Path.touch),
    "the index leads to itself": lambda i, _: in_place_of(i, lambda path: path.symlink_to(path)),
    "a newer format": lambda i, _: republished(i, format=99),
    "another analysis": lambda i, _: republished(i, analysis="fr-999"),
    "an empty manifest": lambda i, _: put(next_generation(i) / NAME, b""),
    "a manifest cut short": lambda i, _: put((f := next_generation(i)) / NAME, (f / NAME).read_bytes()[:-9]),
    "no manifest": lambda i, _: (next_generation(i) / NAME).unlink(),
    "a file cut short": lambda i, d: damaged(i, d, lambda path: put(path, path.read_bytes()[:-1])),
    "an empty file": lambda i, d: damaged(i, d, lambda path: put(path, b"")),
    "a file away": lambda i, d: damaged(i, d, Path.unlink),
    "a folder for a file": lambda i, d: damaged(i, d, lambda path: in_place_of(path, Path.mkdir)),
    "a file of something else": lambda i, d: damaged(i, d, flipped),
    "the open generation loses its files": lambda i, _: emptied(i / GENERATIONS),
    "the open manifest is emptied": lambda i, _: touched(i, (published_in(i) / NAME).write_bytes(b"")),
    "the open manifest is emptied, nobody told": lambda i, _: (published_in(i) / NAME).write_bytes(b""),
}
"""What happens to an index while somebody searches in it; none writes into a file of columns that is open."""

UNNOTICED = {
    name for name in FAULTS if name.startswith(("generations", "the open generation")) or "nobody told" in name
}
"""What is no matter to who has the generation open, since nothing else was published: `readyz` alone looks that far."""
STOPS = {"the index is away", "the index is a file"}
"""Where there is no place of an index any more, an app does not start."""


def published_in(index: Path) -> Path:
    """Return the folder of the published generation."""
    return index / GENERATIONS / (index / CURRENT).read_text().strip()


def touched(index: Path, _: object) -> None:
    """Give `CURRENT` another date, as something that copies it over itself does."""
    os.utime(index / CURRENT, ns=(1, 1))


def republished(index: Path, **values: object) -> None:
    """Publish a generation whose manifest says something else, and is sound."""
    folder = next_generation(index)
    put(folder / NAME, signed(json.loads((folder / NAME).read_bytes()) | values))


class Log(logging.Handler):
    """Keeps the events of one kind."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep an event."""
        if isinstance(record.msg, Event):
            self.events.append(record.msg)

    def taken(self, *names: str) -> list[Event]:
        """Return the events of these names, and forget all."""
        found = [event for event in self.events if event.name in names]
        self.events.clear()
        return found


class Bystanders:
    """Who has the index open: a searcher, an app, a blueprint."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self.searcher = open_searcher(index, settings=SETTINGS)
        self.clients = started(index)

    def answers(self) -> list[object]:
        """Return what each of them answers to some questions, without the time and the generation."""
        found: list[object] = [replace(self.searcher.search("visite"), took_ms=0, generation="").total]
        return found + [said(client, prefix) for client, prefix in self.clients]


def started(index: Path) -> list[tuple[FlaskClient, str]]:
    """Start an app and a host with a blueprint; raises what `create_app` does."""
    app = create_app(index, settings=SETTINGS)
    host = Flask("host")
    host.register_blueprint(create_blueprint(index, settings=SETTINGS), url_prefix=PREFIX)
    return [(app.test_client(), ""), (host.test_client(), PREFIX)]


def said(client: FlaskClient, prefix: str) -> tuple[object, ...]:
    """Return what a client is answered: statuses, and what was found."""
    found = client.get(f"{prefix}/api/v1/search?q=visite&per_page=3")
    article = client.get(f"{prefix}/api/v1/articles/a/7")
    return found.status_code, (found.json or {}).get("total"), article.status_code


def outliving(plan: Plan) -> Outcome:
    """Let `plan.rounds` things happen, each of them at least once where there are enough rounds."""
    outcome, dice = Outcome(), random.Random(plan.seed)
    index, kept = plan.work / "index", plan.work / "kept"
    build_index(index, articles("préfet", 0, 30), storage=QUICK, settings=SETTINGS)
    heard = Log()
    log.addHandler(heard)
    level, propagated = log.level, log.propagate
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        readers = Bystanders(index)
        order = [name for _ in range(0, plan.rounds, len(FAULTS)) for name in dice.sample(list(FAULTS), len(FAULTS))]
        for turn, name in enumerate(order[: plan.rounds]):
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(index, kept)
            what = f"outliving, seed {plan.seed}, round {turn}, {name}"
            outcome.tries += 1
            try:
                happened(readers, name, dice, heard, outcome, what)
            # Whatever else may come out is what is looked for.
            except Exception as error:
                outcome.failures.append(f"{what}: raw {type(error).__name__}: {error}")
            mended(index, kept)
            if turn % 4 == 3:
                update_index(index, articles("consul", turn % 20, turn % 20 + 2), storage=QUICK, settings=SETTINGS)
        readers.searcher.close()
    finally:
        log.removeHandler(heard)
        log.setLevel(level)
        log.propagate = propagated
    return outcome


def mended(index: Path, kept: Path) -> None:
    """Put the index back as it was."""
    for path in (index, index.with_name(f"{index.name}.away")):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    shutil.copytree(kept, index)


def happened(readers: Bystanders, name: str, dice: random.Random, heard: Log, outcome: Outcome, what: str) -> None:
    """Let one thing happen, ask, mend, ask again."""
    index, kept = readers.index, readers.index.with_name("kept")
    right = readers.answers()
    outcome.hold(all(one[0] == 200 for one in right[1:]), f"{what}: before: {right}")  # type: ignore[index]
    heard.taken()
    FAULTS[name](index, dice)
    trouble = name not in UNNOTICED
    for _ in range(2):
        outcome.hold(readers.answers() == right, f"{what}: those who have it open: {readers.answers()}")
    outcome.hold((readers.searcher.trouble is not None) == trouble, f"{what}: {readers.searcher.trouble!r}")
    told = heard.taken("index.unreadable", "request.failed")
    outcome.hold(len(told) == 3 * trouble, f"{what}: told {[str(one) for one in told]}")
    for times in (1, 0):
        ready = readers.clients[0][0].get("/readyz")
        status, generation = (ready.json or {}).get("status"), (ready.json or {}).get("generation")
        outcome.hold((status, ready.status_code, bool(generation)) == ("stale", 503, True), f"{what}: {ready.json}")
        more = heard.taken("index.unreadable", "request.failed")
        outcome.hold(len(more) == (not trouble) * times, f"{what}: readyz told {[str(one) for one in more]}")
        told += more
    outcome.hold(all(str(index) in str(event) and "hint" in event.values for event in told), f"{what}: {told}")
    late = started_meanwhile(index, name, outcome, what)
    heard.taken()
    for client, prefix in late:
        found = said(client, prefix)
        outcome.hold(found == (503, None, 503), f"{what}: who starts meanwhile: {found}")
        if prefix:
            # Now and then: to compile the templates of a page takes longer than all else here.
            page = client.get(f"{prefix}/").status_code if dice.random() < 0.2 else 503
            outcome.hold(page == 503, f"{what}: the page of who starts meanwhile: {page}")
        else:
            ready = client.get("/readyz")
            outcome.hold(ready.status_code == 503 and "reason" in (ready.json or {}), f"{what}: readyz: {ready.json}")
            outcome.hold(client.get("/healthz").status_code == 200, f"{what}: healthz")
    failed = heard.taken("request.failed")
    outcome.hold(len(failed) in (2 * len(late), 2 * len(late) + 1), f"{what}: {len(failed)} failures told")
    outcome.hold(all(str(index) in str(one.values.get("message")) for one in failed), f"{what}: {failed}")
    mended(index, kept)
    outcome.hold(readers.answers() == right, f"{what}: mended: {readers.answers()}")
    outcome.hold(readers.searcher.trouble is None, f"{what}: mended: {readers.searcher.trouble!r}")
    outcome.hold(readers.clients[0][0].get("/readyz").status_code == 200, f"{what}: mended: readyz")
    again = heard.taken("index.readable")
    outcome.hold(len(again) == (3 if trouble else 1), f"{what}: mended: told {[str(one) for one in again]}")
    for client, prefix in late:
        outcome.hold(said(client, prefix) == right[1], f"{what}: mended, who started meanwhile: {said(client, prefix)}")
        if not prefix:
            outcome.hold(client.get("/readyz").status_code == 200, f"{what}: mended, readyz")


def started_meanwhile(index: Path, name: str, outcome: Outcome, what: str) -> list[tuple[FlaskClient, str]]:
    """Start an app and a host while the index is as it is; an app does not where there is no place of an index."""
    try:
        late = started(index)
        outcome.hold(name not in STOPS, f"{what}: it starts")
        return late
    except TrouvereError as error:
        known = name in STOPS and isinstance(error, IndexNotFound)
        outcome.hold(known, f"{what}: it does not start: {type(error).__name__}: {error}")
        host = Flask("host")
        host.register_blueprint(create_blueprint(index, settings=SETTINGS), url_prefix=PREFIX)
        return [(host.test_client(), PREFIX)]
