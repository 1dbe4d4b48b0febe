"""Readers of a server while generations are published one after another: no error, and no page of two generations.

Every article of a generation says which one it is of, and how many there are tells it too, so that any answer can be
judged by itself. On the loopback only, bounded in readers, in time and in pace: each reads for a while between pages.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from torture.outcome import Both, Outcome, Plan
from torture.readers import Answer, free_port, read_for
from trouvere.index import Article, build_index, update_index
from trouvere.index.settings import Settings

READERS = 50
PACE = 0.5
"""Seconds between an answer and the next question of a reader, at the mean."""
ASKED_AGAIN = 10
"""Times that all readers ask once more where a worker still holds what is gone."""
SIZES = (90, 97)
"""Articles of a generation: 90, then 91 … 96, then 90 again."""
QUIET = Settings(processes=1, keep_generations=2)
SERVERS = {
    "waitress": ["waitress", "--listen=127.0.0.1:{port}", "--threads=8", "--call", "trouvere.web:create_app"],
    "gunicorn": ["gunicorn", "--workers=2", "--threads=8"],
    "gunicorn --preload": ["gunicorn", "--workers=2", "--threads=8", "--preload"],
}
GUNICORN = ["--bind=127.0.0.1:{port}", "--keep-alive=60", "--no-control-socket", "trouvere.web:create_app()"]
ADDRESSES = (
    "/search?q=gr%C3%A8ve",
    "/api/v1/search?q=gr%C3%A8ve&per_page=100",
    "/articles/a1?q=gr%C3%A8ve",
    "/api/v1/similar?id=a1",
    "/search?q=gr%C3%A8ve&page=99",
    "/search.jsonl?q=gr%C3%A8ve&per_page=100",
    "/api/v1/suggest?q=gr",
    "/",
)
MARK = re.compile(r"marque(\d{6})")


def size_of(generation: int) -> int:
    """Return how many articles a generation has."""
    low, high = SIZES
    return low + generation % (high - low)


def articles(generation: int) -> list[Article]:
    """Return the articles of a generation: title, text, source and tag of each tell which one that is."""
    mark = f"marque{generation:06d}"
    return [
        Article(
            id=f"a{number}",
            title=f"La grève des trains, {mark}",
            text=f"La grève {mark} continue, dit le syndicat numéro {number % 9}. "
            + "Les trains attendent. " * 5
            + mark,
            source=f"Agence {mark}",
            tags=(mark,),
        )
        for number in range(size_of(generation))
    ]


@dataclass
class Publisher:
    """Publishes generations, each other than the last; from time to time one from scratch."""

    index: Path
    published: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def publish(self) -> None:
        """Publish the next generation."""
        number = self.published + 1
        if number % 3:
            update_index(self.index, articles(number), settings=QUIET, mirror=True, max_delete=1.0)
        else:
            build_index(self.index, articles(number), settings=QUIET)
        self.published = number

    def keep_publishing(self, pause: float) -> None:
        """Publish until told to stop."""
        while not self.stop.wait(pause):
            self.publish()


def under_load(plan: Plan, servers: Collection[str] = tuple(SERVERS)) -> Outcome:
    """Read for `plan.rounds` seconds in all, the servers in turn, while generations are published."""
    outcome, notes = Outcome(), []
    for name in servers:
        index = plan.work / name.replace(" ", "")
        publisher = Publisher(index)
        publisher.publish()
        with served(name, index, plan.work / "log") as (port, process):
            thread = threading.Thread(target=publisher.keep_publishing, args=(0.2,))
            thread.start()
            try:
                answers = read_for(port, ADDRESSES, READERS, plan.rounds / len(servers), PACE, plan.seed)
            finally:
                publisher.stop.set()
                thread.join()
            # Whoever asks now sees the last one, in every worker; what came before is let go of, by a worker that was
            # not asked this time when it is.
            last = read_for(port, ADDRESSES[1:2], READERS, 0, PACE, plan.seed)
            for _ in range(ASKED_AGAIN):
                if not (held := held_by(process.pid, index)):
                    break
                last += read_for(port, ADDRESSES[1:2], READERS, 0, PACE, plan.seed)
        for answer in answers + last:
            outcome.tries += 1
            if wrong := wrong_with(answer, publisher.published):
                outcome.failures.append(f"{name}, seed {plan.seed}: {wrong}")
        outdated = sum(f"marque{publisher.published:06d}" not in answer.text for answer in last)
        outcome.hold(not outdated, f"{name}: {outdated} readers still see an old generation")
        outcome.hold(not held, f"{name}: files of generations that are gone are still held: {sorted(held)[:5]}")
        log = (plan.work / "log").read_text("utf-8", "replace")
        outcome.hold("Traceback" not in log, f"{name}: {log[-2_000:]}")
        times = sorted(answer.seconds for answer in answers)
        p99 = 1000 * times[int(0.99 * (len(times) - 1))]
        notes.append(
            Both(
                f"{name} : {len(answers)} réponses, {publisher.published} générations, p99 {p99:.0f} ms",
                f"{name}: {len(answers)} answers, {publisher.published} generations, p99 {p99:.0f} ms",
            )
        )
    outcome.note = Both(" ; ".join(each.fr for each in notes), "; ".join(each.en for each in notes))
    return outcome


def wrong_with(answer: Answer, published: int) -> str:
    """Return what is wrong with an answer, "" where nothing is: an error, or more than one generation in it."""
    where = f"{answer.address}: {answer.status}"
    if answer.status != 200:
        return f"{where} {answer.text[:200]!r}"
    marks = {int(mark) for mark in MARK.findall(answer.text)}
    if answer.address.startswith("/api/v1/suggest"):
        return "" if len(marks) <= 1 else f"{where}, of generations {sorted(marks)}"
    if len(marks) != 1:
        return f"{where}, of generations {sorted(marks)}"
    generation = marks.pop()
    size = size_of(generation)
    if not 1 <= generation <= published + 1:
        return f"{where}, of generation {generation}, which was never published"
    if "/api/v1/" in answer.address:
        found = json.loads(answer.text)
        # The number of the first one is 1, and each publication is one more.
        if int(found["generation"].partition("-")[0]) != generation:
            return f"{where}, said to be {found['generation']}, its articles are of {generation}"
        if "total" in found and not (
            found["total"] == size == len(found["hits"])
            and [(one["value"], one["count"]) for one in found["facets"]["source"]]
            == [(f"Agence marque{generation:06d}", size)]
        ):
            return f"{where}, total {found['total']}, {len(found['hits'])} hits, {size} articles, {found['facets']}"
    elif answer.address.startswith("/search.jsonl") and answer.text.count("\n") != size:
        return f"{where}, {answer.text.count(chr(10))} lines of {size}"
    elif answer.address.startswith("/search?") and f"{size} articles" not in answer.text.replace("\xa0", " "):
        return f"{where}, not the total of generation {generation}, {size}"
    return ""


@contextmanager
def served(name: str, index: Path, log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve an index as a site would; yields the port and the process, once it answers."""
    port = free_port()
    module, *options = SERVERS[name]
    words = [*options, *(GUNICORN if module == "gunicorn" else ())]
    command = [sys.executable, "-P", "-m", module, *(word.format(port=port) for word in words)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TROUVERE_")}
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=file, cwd=index.parent, env=kept | {"TROUVERE_INDEX": str(index)}
        )
    try:
        while not _ready(port):
            if process.poll() is not None:
                raise RuntimeError(f"{name} did not come up: {log.read_text('utf-8', 'replace')[-2_000:]}")
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        process.wait(60)


def _ready(port: int) -> bool:
    try:
        return read_for(port, ("/readyz",), 1, 0, 0, 0)[0].status == 200
    except OSError:
        return False


def held_by(root: int, index: Path) -> set[str]:
    """Return the files of an index that a process or a child of it has open or mapped, though they are gone."""
    found: set[str] = set()
    for pid in (root, *children_of(root)):
        proc = Path("/proc", str(pid))
        names = [
            line.partition(str(index))[2] for line in (proc / "maps").read_text().splitlines() if str(index) in line
        ]
        for descriptor in (proc / "fd").iterdir():
            try:
                names.append(str(descriptor.readlink()).partition(str(index))[2])
            except FileNotFoundError:
                continue
        found.update(f"{pid}{name}" for name in names if name.endswith("(deleted)"))
    return found


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    threads = Path("/proc", str(pid), "task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
