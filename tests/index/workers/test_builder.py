"""Builds in one process and in several: the same bytes, the same article of an id, no process left behind."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Thread, active_count

import pytest

from trouvere.index import build_index, check_index, describe_index, rebuild_index
from trouvere.index.article import RawArticle
from trouvere.index.columns.read.generation import Generation
from trouvere.index.errors import ArticleError, BuildError
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources.data import json_lines
from trouvere.index.storage import DISK
from trouvere.index.workers import batches
from trouvere.index.workers import pool as crew
from trouvere.index.workers.builder import Builder, Built
from trouvere.index.workers.tasks import Merge

WORDS = ("le la les un grève train préfet côte cœur d’or l’eau Ukraine presqu’île SNCF visite travaux 2023").split()
SMALL = 20_000


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    # Only this process cuts batches: its workers take them as they come.
    monkeypatch.setattr(batches, "RUN_CHARS", SMALL)


def raw_articles(count: int = 600, seed: int = 0) -> list[RawArticle]:
    dice = random.Random(seed)
    return [
        RawArticle(
            id=f"a{number}",
            title=" ".join(dice.choices(WORDS, k=4)),
            text=" ".join([*dice.choices(WORDS, k=dice.choice((5, 30, 200))), f"mot{number}"]),
            source=dice.choice(("AP", "AFP", "")),
            tags=("mer",) if number % 3 else (),
            date=f"2023-01-{number % 28 + 1:02d}",
        )
        for number in range(count)
    ]


def build(folder: Path, articles: Iterable[RawArticle], processes: int) -> tuple[Built, list[Skipped]]:
    folder.mkdir()
    skipped: list[Skipped] = []
    made = Builder(DISK, folder, Settings(processes=processes), skipped.append, lambda count: None)
    return made.build(articles), skipped


def children() -> set[int]:
    """Return the processes that this one has started and not yet waited for, dead ones included."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # A thread may end meanwhile.
            found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def workers() -> set[int]:
    """Return the living worker processes: other tests may have left children of other kinds."""
    found = set()
    for child in children():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if not gone(child) and b"workers.worker_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.add(child)
    return found


def gone(process: int) -> bool:
    """Tell whether a process has ended, perhaps unwaited for by whoever has adopted it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.fixture(autouse=True)
def no_process_and_no_thread_is_left() -> Iterator[None]:
    before, threads = children(), active_count()
    yield
    assert children() <= before
    assert active_count() <= threads


def test_one_process_or_two_write_the_same_bytes(tmp_path: Path) -> None:
    articles = raw_articles()
    # Ids that come again, in the same batch and batches later, and articles that cannot be used.
    articles += [*raw_articles(40, seed=1), *raw_articles(20, seed=2)]
    articles[7:7] = [RawArticle(id="empty", text=" ", origin="s.jsonl:8")]
    articles[400:400] = [RawArticle(id="empty too", text="", origin="s.jsonl:401")]
    built, skipped = zip(*(build(tmp_path / str(n), articles, processes=n) for n in (1, 2)), strict=True)
    assert built[0] == built[1]
    assert built[0].articles == 600
    assert built[0].duplicates == 60
    assert [skip.where for skip in skipped[0]] == [skip.where for skip in skipped[1]] == ["s.jsonl:8", "s.jsonl:401"]
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "2").iterdir())
    assert not [name for name in names if name.endswith(".tmp")]
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name
    generation = Generation(tmp_path / "2", built[1].segments)
    found = {article.id: article.text for article in generation.articles()}
    last = {raw.id: raw.text for raw in articles if raw.text.strip()}
    assert found == last


def test_the_batch_in_which_an_id_comes_last_does_not_matter(tmp_path: Path) -> None:
    articles = [*raw_articles(300), *raw_articles(300, seed=3)]
    made, _ = build(tmp_path / "b", articles, processes=1)
    assert (made.articles, made.duplicates) == (300, 300)
    once, _ = build(tmp_path / "once", raw_articles(300, seed=3), processes=1)
    assert made.digest == once.digest


def test_lines_are_parsed_by_the_workers_as_they_would_be_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "BATCH_BYTES", 3_000)
    lines = [json.dumps({"id": raw.id, "corps": raw.text, "title": raw.title}) for raw in raw_articles()]
    lines[5:5] = ["{", "", '{"id": "x", "corps": {"de": 1}}', '{"id": "nothing"}']
    lines.append(lines[9])
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "b.txt").write_text("Un texte entre deux fichiers de lignes.", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text("\n".join(lines[:40]), encoding="utf-8")
    sources = [tmp_path / name for name in ("a.jsonl", "b.txt", "c.jsonl")]
    reports = {}
    for processes in (1, 2, 3):
        index = tmp_path / str(processes)
        reports[processes] = build_index(
            index, sources, settings=Settings(processes=processes), rename={"text": "corps"}
        )
        with pytest.raises(ArticleError, match=r"a\.jsonl:6: JSON invalide"):
            build_index(
                tmp_path / "strict",
                sources,
                strict=True,
                settings=Settings(processes=processes),
                rename={"text": "corps"},
            )
    for processes, report in reports.items():
        assert (report.articles, report.duplicates, report.skipped_total) == (601, 37, 6)
        assert report.skipped == reports[1].skipped
        assert [(Path(skip.where).name, skip.reason) for skip in report.skipped] == [
            (f"{name}:{number}", reason)
            for name in ("a.jsonl", "c.jsonl")
            for number, reason in ((6, "JSON invalide"), (8, "« text » n'est pas un texte"), (9, "ni titre ni texte"))
        ]
        assert describe_index(tmp_path / str(processes)).digest == describe_index(tmp_path / "1").digest
        for file in Path(describe_index(tmp_path / "1").path).glob("s1.*"):
            other = Path(describe_index(report.path).path) / file.name
            assert other.read_bytes() == file.read_bytes(), file.name


def test_nothing_usable_builds_nothing(tmp_path: Path) -> None:
    made, skipped = build(tmp_path / "b", [RawArticle(text="", origin="s:1")], processes=2)
    assert made == Built()
    assert [skip.where for skip in skipped] == ["s:1"]


class Killing:
    """Articles, with a worker killed after some of them."""

    def __init__(self, articles: Sequence[RawArticle], after: int) -> None:
        self.articles = articles
        self.after = after
        self.killed = 0

    def __iter__(self) -> Iterator[RawArticle]:
        for number, article in enumerate(self.articles):
            if number >= self.after and not self.killed and (started := workers()):
                self.killed = min(started)
                os.kill(self.killed, signal.SIGKILL)
            yield article


@pytest.mark.parametrize("after", [0, 300, 599])
def test_a_worker_that_dies_ends_the_build_and_nothing_else(tmp_path: Path, after: int) -> None:
    index = tmp_path / "index"
    build_index(index, raw_articles(5), settings=Settings(processes=1))
    before = describe_index(index)
    articles = Killing(raw_articles(), after)
    with pytest.raises(BuildError, match=r"processus d.indexation") as caught:
        build_index(index, articles, settings=Settings(processes=2))
    assert articles.killed
    assert caught.value.hint
    assert describe_index(index) == before
    assert check_index(index).ok
    # The failed build has cleared up after itself; the next one finds nothing in its way.
    assert not list(index.glob("building-*"))
    assert build_index(index, raw_articles(), settings=Settings(processes=2)).articles == 600
    assert check_index(index).ok


def test_a_worker_that_dies_in_the_merge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def merge(self: crew.WorkerPool, tasks: Sequence[Merge], on_written: Callable[[Merge], None]) -> None:
        for process in workers():
            os.kill(process, signal.SIGKILL)
        original(self, tasks, on_written)

    original = crew.WorkerPool.merge
    monkeypatch.setattr(crew.WorkerPool, "merge", merge)
    with pytest.raises(BuildError, match=r"processus d.indexation"):
        build_index(tmp_path / "index", raw_articles(), settings=Settings(processes=2))
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_what_a_worker_cannot_write_is_a_build_error(tmp_path: Path) -> None:
    folder = tmp_path / "gone"

    def articles() -> Iterator[RawArticle]:
        for number, article in enumerate(raw_articles()):
            if number == 200:
                folder.rename(tmp_path / "elsewhere")
            yield article

    with pytest.raises(BuildError, match="No such file"):
        build(folder, articles(), processes=2)


def test_strict_stops_the_workers(tmp_path: Path) -> None:
    articles = [*raw_articles(), RawArticle(text="", origin="s.jsonl:601"), *raw_articles(50, seed=4)]
    with pytest.raises(ArticleError, match=r"s\.jsonl:601"):
        build_index(tmp_path / "index", articles, strict=True, settings=Settings(processes=2))
    assert not (tmp_path / "index" / "CURRENT").exists()
    assert not list((tmp_path / "index").glob("building-*"))


def test_an_error_of_the_source_stops_the_workers(tmp_path: Path) -> None:
    def articles() -> Iterator[RawArticle]:
        yield from raw_articles()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(tmp_path / "index", articles(), settings=Settings(processes=2))


def test_workers_end_with_a_parent_that_is_killed_and_the_next_build_clears_up(tmp_path: Path) -> None:
    index = tmp_path / "index"
    source = tmp_path / "program.py"
    source.write_text(
        "import sys, time\n"
        "from trouvere.index import build_index\n"
        "from trouvere.index.article import RawArticle\n"
        "from trouvere.index.workers import batches\n"
        "from trouvere.index.settings import Settings\n"
        "batches.RUN_CHARS = 1000\n"
        "def articles():\n"
        "    for n in range(10_000):\n"
        "        yield RawArticle(id=str(n), text='Le préfet visite la côte. ' * 10)\n"
        "        if n == 100:\n"
        "            print('begun', flush=True)\n"
        "        time.sleep(0.001)\n"
        "build_index(sys.argv[1], articles(), settings=Settings(processes=2))\n"
    )
    with subprocess.Popen([sys.executable, str(source), str(index)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"
        workers = [int(n) for n in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
        assert len(workers) == 2
        process.kill()
    end = time.monotonic() + 5
    while not all(map(gone, workers)) and time.monotonic() < end:
        time.sleep(0.01)
    assert all(map(gone, workers))
    assert list(index.glob("building-*"))
    report = build_index(index, raw_articles(5), settings=Settings(processes=1))
    assert any("building-" in notice for notice in report.notices)
    assert any("verrou abandonné" in notice for notice in report.notices)
    assert not list(index.glob("building-*"))
    assert rebuild_index(index).articles == 5


def test_builds_in_threads_of_one_program(tmp_path: Path) -> None:
    reports = []

    def run(name: str) -> None:
        reports.append(build_index(tmp_path / name, raw_articles(200), settings=Settings(processes=2)))

    threads = [Thread(target=run, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.articles for report in reports] == [200, 200]
