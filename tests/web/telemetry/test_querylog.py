"""The log of queries: each search once, nobody in it, never in the way, whole whoever writes at the same time."""

import datetime as dt
import json
import logging
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.settings import Settings
from trouvere.web import create_app
from trouvere.web.telemetry.query_privacy import MAIL_MASK, MOST_CHARS, NUMBER_MASK, masked
from trouvere.web.telemetry.querylog import QueryLog, path_of

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queries.jsonl"


@pytest.fixture
def client(index: Path, path: Path) -> FlaskClient:
    return create_app(index, settings=Settings(query_log=str(path))).test_client()


@pytest.fixture
def lines(path: Path) -> Lines:
    return lambda: [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_nothing_is_logged_unless_asked_for(index: Path, tmp_path: Path) -> None:
    before = sorted(index.parent.iterdir())
    create_app(index, settings=Settings()).test_client().get("/search?q=grève")
    assert sorted(index.parent.iterdir()) == before
    assert path_of(Settings(), index) is None
    assert path_of(Settings(query_log="non"), index) is None


def test_oui_means_beside_the_index(tmp_path: Path) -> None:
    assert path_of(Settings(query_log="oui"), "a/articles.idx/") == Path("a/articles.idx.queries.jsonl")
    assert path_of(Settings(query_log="Oui"), Path("articles.idx")) == Path("articles.idx.queries.jsonl")
    assert path_of(Settings(query_log="/var/log/q.jsonl"), "articles.idx") == Path("/var/log/q.jsonl")


def test_a_search_is_a_line(client: FlaskClient, path: Path, lines: Lines) -> None:
    client.get("/search?q=grève&source=AP&from=2022-01-01")
    (line,) = lines()
    assert dt.datetime.strptime(line.pop("hour"), "%Y-%m-%dT%H") <= dt.datetime.now()
    assert line.pop("took_ms") >= 0
    assert line == {
        "kind": "page",
        "query": "grève",
        "total": 6,
        "match": "all",
        "page": 1,
        "filters": ["source", "from"],
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_each_kind_once_and_nothing_else(client: FlaskClient, lines: Lines) -> None:
    for address in (
        *("/?q=grève", "/search?q=grève&page=2", "/search?q=grève&page=99", "/api/v1/search?q=grève&page=2"),
        *("/search.csv?q=grève", "/search.rss?q=grève", "/search.json?q=grève", "/search.jsonl?q=grève"),
    ):
        assert client.get(address).status_code == 200, address
    kinds = [(line["kind"], line["page"]) for line in lines()]
    assert kinds[:4] == [("page", 1), ("page", 2), ("page", 2), ("api", 2)]
    assert [kind for kind, _ in kinds[4:]] == ["export"] * 4
    for address in (
        *("/", "/search?q=", "/api/v1/search?q=", "/api/v1/suggest?q=gr", "/articles/cnn-1?q=Pékin", "/opensearch.xml"),
        *("/api/v1/articles/cnn-1", "/api/v1/explain?q=grève&id=cnn-1", "/api/v1/search?q=grève&per_page=0", "/nulle"),
        *("/api/v1/similar?id=cnn-1", "/healthz", "/readyz", "/static/trouvere/trouvere.css"),
    ):
        client.get(address).close()
    client.head("/search?q=grève")
    assert len(lines()) == 8


@pytest.mark.parametrize(
    "header",
    [
        ("X-Trouvere-Typing", "1"),
        ("X-Trouvere-Typing", "0"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
    ],
)
def test_what_nobody_stopped_at_is_not_logged(client: FlaskClient, lines: Lines, header: tuple[str, str]) -> None:
    assert client.get("/search?q=grè", headers=[header]).status_code == 200
    assert lines() == []


def test_while_one_types_the_last_word_is_a_beginning(client: FlaskClient) -> None:
    typing = {"X-Trouvere-Typing": "1"}
    assert "Loukachenko</mark>" in client.get("/search?q=Loukach", headers=typing).text
    for address, headers in (("/search?q=Loukach", {}), ("/search?q=Loukach+", typing)):
        answer = client.get(address, headers=headers)
        assert "Loukachenko</mark>" not in answer.text
        assert "X-Trouvere-Typing" in answer.vary


def test_an_answer_that_a_browser_has_already_is_no_new_search(client: FlaskClient, lines: Lines) -> None:
    tag = client.get("/api/v1/search?q=grève").headers["ETag"]
    assert client.get("/api/v1/search?q=grève", headers={"If-None-Match": tag}).status_code == 304
    assert len(lines()) == 1


def test_a_correction_is_said(client: FlaskClient, lines: Lines) -> None:
    client.get("/search?q=Loukachenk0o")
    client.get("/search?q=Loukatchenko")
    assert [line.get("corrected", False) for line in lines()] == [False, True]
    assert lines()[1]["query"] == "Loukatchenko"


def test_nobody_is_in_it(client: FlaskClient, path: Path) -> None:
    client.set_cookie("session", "témoin-cookie")
    client.get(
        "/search?q=jean.dupont%40exemple.fr+06+12+34+56+78+grève&utm_source=témoin-param",
        headers={
            "User-Agent": "témoin-navigateur",
            "Referer": "https://témoin-referer.example/",
            "X-Forwarded-For": "203.0.113.7",
            "Accept-Language": "tlh",
            "Authorization": "Basic dGVtb2luOnRlbW9pbg==",
        },
        environ_overrides={"REMOTE_ADDR": "198.51.100.23", "REMOTE_USER": "témoin-nom"},
    )
    content = path.read_text(encoding="utf-8")
    assert json.loads(content)["query"] == f"{MAIL_MASK} {NUMBER_MASK} grève"
    for trace in ("témoin", "203.0.113", "198.51.100", "tlh", "dGVtb2lu", "dupont", "06 12", "utm"):
        assert trace not in content
    # The hour, and nothing finer that could be set beside another log.
    assert set(json.loads(content)) <= {"hour", "kind", "query", "total", "took_ms", "match", "page", "suggested"}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("jean.dupont@exemple.fr grève", f"{MAIL_MASK} grève"),
        ("écrire à <a@b.example>, vite", f"écrire à <{MAIL_MASK}>, vite"),
        *(
            (number, NUMBER_MASK)
            for number in ("06 12 34 56 78", "0612345678", "+33 (0)6.12.34.56.78", "06-12-34-56-78")
        ),
        *(
            (number, NUMBER_MASK)
            for number in ("1 84 12 76 451 089 46", "4970 1012 3456 7890", "12345678", "192.168.1.12")
        ),
        ("FR76 3000 6000 0112 3456 7890 189", NUMBER_MASK),
        *(
            (same, same)
            for same in ("2023-03-01", "01/03/2023", "2010 2011 2012", "1914-1918", "1 000 000", "loi 2023-270")
        ),
        *(
            (same, same)
            for same in (
                "article 49.3",
                "75001 75002 75003",
                "G20",
                "covid 19",
            )
        ),
        ("  Grève \n des\u202ftrains\x00 ", "Grève des trains"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_what_names_a_person_is_masked(query: str, kept: str) -> None:
    assert masked(query) == kept


def test_a_query_is_cut_after_it_was_masked() -> None:
    assert len(masked("mot " * 1_000)) == MOST_CHARS
    assert "dupont" not in masked("x" * (MOST_CHARS - 10) + " jean.dupont@exemple.fr")


@settings(deadline=None)
@given(st.text())
def test_any_query_is_one_short_line(query: str) -> None:
    kept = masked(query)
    assert len(kept) <= MOST_CHARS
    assert "\n" not in kept and "\r" not in kept
    kept.encode()


@pytest.mark.parametrize("where", ["a/missing/folder/q.jsonl", ".", "pipe"])
def test_a_log_that_cannot_be_written_is_said_once_and_searching_goes_on(
    index: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    client = create_app(index, settings=Settings(query_log=str(tmp_path / where))).test_client()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert client.get("/search?q=grève").status_code == 200
    assert [record.message for record in caplog.records if "queries are not logged" in record.message] != []
    assert len([record for record in caplog.records if "queries are not logged" in record.message]) == 1


def test_a_full_disk_is_no_fault_of_the_reader(index: Path, caplog: pytest.LogCaptureFixture) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    client = create_app(index, settings=Settings(query_log="/dev/full")).test_client()
    assert client.get("/search?q=grève").status_code == 200
    assert "queries are not logged" in caplog.text


WRITER = """
import sys, threading
from pathlib import Path
from trouvere.web.telemetry.querylog import QueryLog

log, name = QueryLog(Path(sys.argv[1]), most_bytes=int(sys.argv[3])), sys.argv[2]
def write(thread):
    for number in range(300):
        log.append(f'{{"{name}": [{thread}, {number}, "{"x" * 300}"]}}\\n'.encode())
threads = [threading.Thread(target=write, args=(thread,)) for thread in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def written(path: Path, most_bytes: int) -> list[Any]:
    """Have four processes of four threads write 300 lines each, and return what is in the files then."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, str(most_bytes)]) for name in "abcd"]
    assert [writer.wait() for writer in writers] == [0] * 4
    files = [one for one in (path.with_name(path.name + ".1"), path) if one.exists()]
    return [json.loads(line) for one in files for line in one.read_text().splitlines()]


def test_processes_and_threads_lose_nothing_and_tear_nothing(path: Path) -> None:
    found = written(path, 1 << 30)
    assert len(found) == 4 * 4 * 300
    places = {(name, thread, number) for line in found for name, (thread, number, _) in line.items()}
    assert len(places) == len(found)


def test_a_log_is_rotated_once_by_whoever_is_first(path: Path) -> None:
    # One rotation in the whole of 1.6 MB: a second one, by a process that came late, would lose the first file.
    found = written(path, 1_000_000)
    assert len(found) == 4 * 4 * 300
    assert path.with_name(path.name + ".1").stat().st_size > 1_000_000
    assert path.stat().st_size < 1_000_000


def test_a_log_never_takes_more_than_two_files(path: Path) -> None:
    log = QueryLog(path, most_bytes=1_000)

    def fill() -> None:
        for _ in range(100):
            log.append(b"x" * 99 + b"\n")

    threads = [threading.Thread(target=fill) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.name for one in path.parent.iterdir()} <= {path.name, path.name + ".1"}
    assert sum(one.stat().st_size for one in path.parent.iterdir()) < 3_000
