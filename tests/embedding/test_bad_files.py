"""An index that the system does not let be read, and what a host's log holds of it: never 500, never an empty log.

What is damaged, away or newer is in torture/outliving.py, what is overwritten in torture/overwriting.py; workers that
are killed meanwhile are in test_processes.py.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from trouvere.index import Article, build_index, check_index, describe_index, update_index
from trouvere.index.cli.click_fr import guarded
from trouvere.index.errors import TrouvereError
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.web import create_app, create_blueprint

SETTINGS = Settings(processes=1, log_level="error")
ARTICLES = [Article(id=f"a{n}", title="Grève", text=f"La grève des trains continue, jour {n}.") for n in range(5)]
ROUTES = ("/", "/search?q=gr%C3%A8ve", "/articles/a1", "/api/v1/search?q=x", "/api/v1/suggest?q=gr", "/search.rss?q=x")


@pytest.fixture
def index() -> Iterator[Path]:
    """An index in a folder that any account may look into, unlike those of pytest."""
    place = Path(tempfile.mkdtemp(prefix="trouvere-"))
    place.chmod(0o755)
    build_index(place / "i", ARTICLES, settings=SETTINGS)
    yield place / "i"
    for path in place.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(place)


def in_child(work: Callable[[], object], before: Callable[[], object]) -> Any:
    """Return what `work` returns in a forked process, after `before`; an error as its name and its words."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            signal.alarm(60)
            before()
            found = work()
        except BaseException as error:
            found = f"{type(error).__name__}: {error}"
        os.write(write, json.dumps(found, default=str).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        content = file.read()
    os.waitpid(child, 0)
    return json.loads(content)


def without_rights() -> None:
    """Be an account that owns nothing, where this one may do anything."""
    if os.geteuid() == 0:
        os.setegid(65534)
        os.seteuid(65534)


def asked(index: Path) -> dict[str, object]:
    """Start an app and a blueprint, and ask both, and Python; returns what came of it."""
    app, host = create_app(index, settings=SETTINGS), Flask("host")
    host.register_blueprint(create_blueprint(index, settings=SETTINGS))
    found: dict[str, object] = {
        one.name: sorted({one.test_client().get(route).status_code for route in ROUTES}) for one in (app, host)
    }
    found["readyz"] = app.test_client().get("/readyz").json
    for call in (open_searcher, describe_index, check_index):
        try:
            call(index)  # type: ignore[operator]
            found[call.__name__] = "ok"
        except TrouvereError as error:
            found[call.__name__] = [type(error).__name__, str(error), error.hint]
    return found


PLACES = {
    "the index": lambda index: index,
    "CURRENT": lambda index: index / "CURRENT",
    "generations": lambda index: index / "generations",
    "the generation": lambda index: next((index / "generations").iterdir()),
    "the manifest": lambda index: next((index / "generations").glob("*/manifest.json")),
    "a file": lambda index: next((index / "generations").glob("*/s1.text")),
}


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("place", PLACES)
def test_an_index_that_may_not_be_read_is_503_with_what_to_do(place: str, index: Path) -> None:
    # Everything is imported before: afterwards this account may not even read the program.
    assert asked(index)["trouvere.web.app"] == [200]
    path = PLACES[place](index)
    path.chmod(0o000 if path.is_file() else 0o600)
    found = in_child(lambda: asked(index), without_rights)
    assert found["trouvere.web.app"] == found["host"] == [503], found
    assert found["readyz"] == {"status": "unavailable", "reason": "UnreadableIndex"}
    for call in ("open_searcher", "describe_index"):
        kind, message, hint = found[call]
        assert (kind, str(index) in message, "accès refusé" in message) == ("UnreadableIndex", True, True), found
        assert "droits" in hint
    # `check` says it of the index, or of the file.
    assert found["check_index"] == "ok" or found["check_index"][0] == "UnreadableIndex"
    code = in_child(lambda: guarded(lambda: open_searcher(index)), without_rights)
    assert code == 1
    path.chmod(0o755)
    assert asked(index)["host"] == [200]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_without_a_descriptor_left_the_generation_before_answers(index: Path) -> None:
    def ask() -> object:
        with open_searcher(index, settings=SETTINGS) as searcher:
            update_index(index, [Article(id="b", title="Grève", text="La grève finit.")], settings=SETTINGS)
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            taken = []
            resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
            with suppress(OSError):
                while True:
                    taken.append(os.dup(0))
            for _ in range(4):
                os.close(taken.pop())
            before = (searcher.search("grève").total, type(searcher.trouble).__name__)
            for one in taken:
                os.close(one)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            for _ in range(100):
                if searcher.search("grève").total == 6:
                    return [*before, 6, searcher.trouble]
                time.sleep(0.05)
            return before

    assert in_child(ask, lambda: None) == [5, "UnreadableIndex", 6, None]


def test_a_file_cut_short_under_a_reader_is_noticed_before_it_is_read(index: Path) -> None:
    """Most often: whoever is reading at that very moment is ended by the system (docs/en/deploying.md)."""
    program = """
import os, sys, time
from pathlib import Path
from trouvere.search import open_searcher
from trouvere.index.errors import CorruptIndex
index = Path(sys.argv[1])
searcher = open_searcher(index)
for path in sorted(index.glob("generations/*/s1.*")):
    content = path.read_bytes()
    print(searcher.search("grève").total)
    os.truncate(path, 0)
    time.sleep(0.01)
    try:
        searcher.search("grève des trains")
        print("not noticed", path)
    except CorruptIndex as error:
        assert path.name in str(error), error
    path.write_bytes(content)
print(searcher.search("grève").total)
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, str(index)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, set(done.stdout.split())) == (0, {"5"}), done.stderr


HOST = """
import sys
from flask import Flask
from trouvere.web import create_blueprint
app = Flask("host")
app.register_blueprint(create_blueprint(sys.argv[1]), url_prefix="/r")
client = app.test_client()
print(client.get("/r/search?q=secretissime").status_code, client.get("/r/api/v1/search?q=secretissime").status_code)
"""


@pytest.mark.parametrize("configured", ["", "import logging; logging.basicConfig(format='HOST %(message)s')"])
def test_a_host_that_has_configured_no_logs_is_told_of_a_wrong_path(configured: str, tmp_path: Path) -> None:
    program = configured + HOST
    where = tmp_path / "nulle-part.idx"
    done = subprocess.run([sys.executable, "-P", "-c", program, str(where)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["503", "503"]
    lines = [line for line in done.stderr.splitlines() if str(where) in line]
    assert len(lines) == 2
    assert all("request.failed" in line and "IndexNotFound" in line and "index build" in line for line in lines)
    assert all(line.startswith("HOST") == bool(configured) for line in lines)
    assert "secretissime" not in done.stderr


def test_what_is_raised_is_not_printed_too(tmp_path: Path) -> None:
    program = "import sys; from trouvere.index import update_index\ntry: update_index(sys.argv[1], [1])\nexcept Exception: print('raised')"
    command = [sys.executable, "-P", "-c", program, str(tmp_path / "i")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("raised", "")
