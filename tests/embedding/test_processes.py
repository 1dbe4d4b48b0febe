"""One index, many threads and processes: searchers that are shared and forked, save hooks that come at once, servers."""

import http.client
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from trouvere.index import Article, delete_articles, update_index
from trouvere.index.engines.embedded.lock import writing
from trouvere.index.errors import IndexLocked
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.search.query.filters import Filters
from trouvere.web.archive import Archive
from trouvere.web.params import SearchParams

HOOKS = 8
PATIENT = Settings(lock_wait=120)
"""For tests: a loaded machine is not what they are about."""
FORK = multiprocessing.get_context("fork")


def article(number: int) -> Article:
    return Article(id=f"a{number}", title=f"Article {number}", text=f"La grève numéro {number} continue.", source="AP")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    update_index(tmp_path / "i", [article(0)])
    return tmp_path / "i"


def ids(path: Path) -> set[str]:
    with open_searcher(path) as searcher:
        return {hit.article.id for hit in searcher.search("grève", limit=100).hits}


def save(path: Path, hook: int) -> None:
    for number in range(2):
        update_index(path, [article(10 * hook + number)], settings=PATIENT)


@pytest.mark.parametrize("kind", ["processes", "threads"])
def test_save_hooks_at_once_lose_no_article(kind: str, tmp_path: Path) -> None:
    """Not even where there is no index yet: one of them builds it, and the others add to it."""
    path = tmp_path / "i"
    if kind == "threads":
        with ThreadPoolExecutor(HOOKS) as pool:
            list(pool.map(lambda hook: save(path, hook), range(HOOKS)))
    else:
        processes = [FORK.Process(target=save, args=(path, hook)) for hook in range(HOOKS)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0] * HOOKS
    assert ids(path) == {f"a{10 * hook + number}" for hook in range(HOOKS) for number in range(2)}


def test_a_hook_waits_for_another_writer_but_not_for_ever(index: Path) -> None:
    freed = threading.Event()

    def hold() -> None:
        with writing(index, "build"):
            held.set()
            freed.wait()

    held = threading.Event()
    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    with pytest.raises(IndexLocked):
        update_index(index, [article(1)], wait=0.05)
    with pytest.raises(IndexLocked):
        delete_articles(index, ["a0"], settings=Settings(lock_wait=0))
    threading.Timer(0.2, freed.set).start()
    assert update_index(index, [article(1)], wait=60).indexed == 1
    holder.join()
    assert delete_articles(index, ["a0"]).deleted == 1


def test_a_process_forked_while_writing_does_not_keep_the_lock(index: Path) -> None:
    with writing(index, "build"):
        child = os.fork()
        if not child:
            time.sleep(60)
            os._exit(0)
    try:
        assert update_index(index, [article(1)], wait=0).indexed == 1
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def answers_in_children(ask: Callable[[], int], children: int = 12) -> list[int]:
    """Fork while other threads ask; returns how the children ended. One that hangs is ended by its own alarm."""
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            ask()

    threads = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    ended = []
    try:
        for _ in range(children):
            child = os.fork()
            if not child:
                signal.alarm(30)
                os._exit(0 if ask() > 0 else 3)
            ended.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return ended


# From 3.12 on Python warns of forking with threads. That is what servers do, and what this is about.
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_searcher_opened_before_the_fork_answers_in_children(index: Path) -> None:
    numbers = iter(range(1, 1_000_000))
    with open_searcher(index) as searcher:

        def ask() -> int:
            if next(numbers) % 50 == 0:  # now and then another generation: that is when locks are held
                update_index(index, [article(next(numbers))], settings=PATIENT)
            return searcher.search("grève").total + len(searcher.suggest("gr")) + len(searcher.search("grêve").hits)

        assert answers_in_children(ask) == [0] * 12


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_an_archive_opened_before_the_fork_answers_in_children(index: Path) -> None:
    archive = Archive(index, Settings(), Filters(source="AP"))
    assert answers_in_children(lambda: archive.search(SearchParams(query="grève")).total) == [0] * 12


def forked_meanwhile(monkeypatch: pytest.MonkeyPatch, where: str, ask: Callable[[], object]) -> int:
    """Fork while another thread asks and has come to `where`, a function that is called with a lock held.

    Returns how the child ended, which asks too.
    """
    module, _, name = where.rpartition(".")
    real = getattr(sys.modules[module], name)
    parent, there, go_on = os.getpid(), threading.Event(), threading.Event()

    def slow(*args: object, **options: object) -> object:
        if os.getpid() == parent:
            there.set()
            go_on.wait()
        return real(*args, **options)

    monkeypatch.setattr(where, slow)
    thread = threading.Thread(target=ask)
    thread.start()
    there.wait()
    child = os.fork()
    if not child:
        signal.alarm(10)
        os._exit(0 if ask() else 3)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    go_on.set()
    thread.join()
    return ended


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_lock_that_was_held_at_the_fork_is_no_matter_in_the_child(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(index, Settings())
    archive_asks = lambda: archive.search(SearchParams(query="grève")).total  # noqa: E731
    assert forked_meanwhile(monkeypatch, "trouvere.web.archive.open_searcher", archive_asks) == 0
    with open_searcher(index) as searcher:
        update_index(index, [article(1)])
        searcher_asks = lambda: searcher.search("grève").total == 2  # noqa: E731
        assert (
            forked_meanwhile(monkeypatch, "trouvere.search.engines.embedded.index_reader.published", searcher_asks) == 0
        )


def test_no_property_waits_for_a_lock_of_all_its_objects() -> None:
    """As that of functools does in Python 3.11: a fork may leave it locked."""
    from trouvere.index.lazy import cached_property

    there, go_on = threading.Event(), threading.Event()

    class One:
        def __init__(self, slow: bool) -> None:
            self.slow = slow

        @cached_property
        def value(self) -> int:
            if self.slow:
                there.set()
                assert go_on.wait(30)
            return 1

    thread = threading.Thread(target=lambda: One(slow=True).value)
    thread.start()
    there.wait()
    other = One(slow=False)
    assert (other.value, other.value) == (1, 1)
    go_on.set()
    thread.join()


@contextmanager
def running(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=os.environ | environment)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def get(port: int, address: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    while True:
        assert process.poll() is None, log.read_text()
        try:
            if get(port, "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)


SERVERS = {
    "gunicorn": ["gunicorn", "--workers", "2", "--threads", "4"],
    "gunicorn preloaded": ["gunicorn", "--preload", "--workers", "3", "--threads", "2"],
    "gunicorn preloaded, one thread": ["gunicorn", "--preload", "--workers", "2"],
    "waitress": ["waitress"],
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_answers_while_generations_are_published(name: str, index: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    module, *options = SERVERS[name]
    if module == "gunicorn":
        where = ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "trouvere.web:create_app()"]
        command = [sys.executable, "-m", "gunicorn", *options, *where]
    else:
        command = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "--call", "trouvere.web:create_app"]
    addresses = (
        "/search?q=gr%C3%A8ve",
        "/api/v1/search?q=gr%C3%A8ve",
        "/api/v1/suggest?q=gr",
        "/articles/a0",
        "/readyz",
    )
    stop = threading.Event()

    def ask(which: int) -> list[tuple[int, str]]:
        found, number = [], which
        while not stop.is_set():
            address = addresses[number % len(addresses)]
            found.append((get(port, address)[0], address))
            number += 1
        return found

    with running(command, log, TROUVERE_INDEX=str(index)) as process, ThreadPoolExecutor(4) as pool:
        until_ready(port, process, log)
        readers = [pool.submit(ask, number) for number in range(4)]
        for number in range(1, 16):
            update_index(index, [article(number)])
        # Every worker sees the last one: asked more often than there are workers and threads.
        totals = [json.loads(get(port, "/api/v1/search?q=gr%C3%A8ve")[1])["total"] for _ in range(20)]
        stop.set()
        answered = [one for reader in readers for one in reader.result()]
    assert {status for status, _ in answered} == {200}, log.read_text()
    assert {address for _, address in answered} == set(addresses)
    assert set(totals) == {16}
    assert "Traceback" not in log.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--preload"]], ids=["gunicorn", "gunicorn preloaded"])
def test_a_service_lives_on_while_its_workers_are_killed_over_a_bad_publication(
    options: list[str], index: Path, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "log"
    where = ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "trouvere.web:create_app()"]
    command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "2", *options, *where]

    def opened(pid: str) -> bool:
        return str(index) in Path(f"/proc/{pid}/maps").read_text()

    def statuses(route: str) -> set[int]:
        found = set()
        for _ in range(12):
            try:
                found.add(get(port, route)[0])
            except (OSError, http.client.HTTPException):
                time.sleep(0.5)
        return found

    with running(command, log, TROUVERE_INDEX=str(index)) as process:

        def children() -> list[str]:
            return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()

        until_ready(port, process, log)
        assert statuses("/search?q=gr%C3%A8ve") == {200}
        # Only a worker that has opened what was published before lives on: one may have answered all of these.
        deadline = time.monotonic() + 60
        while len(known := children()) < 2 or not all(map(opened, known)):
            assert time.monotonic() < deadline, log.read_text()
            get(port, "/search?q=gr%C3%A8ve")
        (manifest,) = index.glob("generations/*/manifest.json")
        content = manifest.read_bytes()
        manifest.write_bytes(b"")
        os.utime(index / "CURRENT")
        assert statuses("/search?q=gr%C3%A8ve") == {200}
        for _ in range(2):
            for child in children():
                os.kill(int(child), signal.SIGKILL)
            time.sleep(4)
            assert process.poll() is None, log.read_text()
            assert statuses("/search?q=gr%C3%A8ve") == {503}
            assert statuses("/healthz") == {200}
        manifest.write_bytes(content)
        assert statuses("/search?q=gr%C3%A8ve") == {200}
        assert statuses("/readyz") == {200}
    assert "HaltServer" not in log.read_text()
    assert "index.unreadable" in log.read_text()
