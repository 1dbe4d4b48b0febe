"""One article that takes too much CPU is given up, by name, wherever it is worked on; the others are indexed."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from trouvere.index import build_index, update_index
from trouvere.index.cleaning import leftovers
from trouvere.index.errors import ArticleError
from trouvere.index.report import BuildReport
from trouvere.index.settings import Settings
from trouvere.index.sources.markdown.reader import reader as markdown
from trouvere.index.sources.records import field_values
from trouvere.index.workers import batches
from trouvere.index.workers.cpu_limit import CpuLimit, allowing

SECONDS = 0.1
SETTINGS = Settings(max_article_seconds=SECONDS, processes=1)
TRAP = "piège"


def pattern(text: str) -> None:
    """A regular expression that would take ages: one call of C."""
    if TRAP in text:
        re.search(r"^(a+)+$", "a" * 60 + "b")


def loop(text: str) -> None:
    """A loop that ends only with its test."""
    end = time.process_time() + 60
    while TRAP in text and time.process_time() < end:
        pass


def stubborn(text: str) -> None:
    """A library that goes on whatever its parts raise."""
    for _ in range(60 if TRAP in text else 0):
        try:
            loop(text)
        except Exception:
            continue


PLANTED = pytest.mark.parametrize("planted", [pattern, loop, stubborn])
IN_STEPS = pytest.mark.parametrize("planted", [loop, stubborn])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    place.mkdir()
    for name, text in (("a", "Un bon voisin."), ("b", f"Un {TRAP}."), ("c", "Un autre voisin.")):
        (place / f"{name}.txt").write_text(f"Titre {name}\n\n{text}", encoding="utf-8")
    return place


def plant(patch: pytest.MonkeyPatch, planted: Callable[[str], None]) -> None:
    clean = leftovers.without

    def slow(text: str) -> str:
        planted(text)
        return clean(text)

    patch.setattr(leftovers, "without", slow)


def given_up(report: BuildReport, name: str) -> None:
    (skipped,) = report.skipped
    assert name in skipped.where
    assert f"{SECONDS:g} s de calcul" in skipped.reason
    assert "max_article_seconds" in skipped.reason


@PLANTED
def test_a_build_goes_on(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, planted: Callable[[str], None]
) -> None:
    plant(monkeypatch, planted)
    started = time.process_time()
    report = build_index(tmp_path / "i", folder, settings=SETTINGS)
    assert time.process_time() - started < 40 * SECONDS
    assert report.articles == 2
    given_up(report, "b.txt")


@PLANTED
def test_an_update_goes_on(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, planted: Callable[[str], None]
) -> None:
    build_index(tmp_path / "i", folder / "a.txt", settings=SETTINGS)
    plant(monkeypatch, planted)
    report = update_index(tmp_path / "i", folder, settings=SETTINGS)
    assert (report.articles, report.indexed) == (2, 1)
    given_up(report, "b.txt")


@IN_STEPS
def test_a_thread_goes_on(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, planted: Callable[[str], None]
) -> None:
    plant(monkeypatch, planted)
    reports: list[BuildReport] = []

    def work() -> None:
        reports.append(build_index(tmp_path / "i", [folder / "a.txt", folder / "b.txt"], settings=SETTINGS))
        reports.append(update_index(tmp_path / "i", [folder / "b.txt", folder / "c.txt"], settings=SETTINGS))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert [report.articles for report in reports] == [1, 2]
    for report in reports:
        given_up(report, "b.txt")


def test_worker_processes_go_on(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workers find the slow pattern where Python looks when it starts; this process does not have it."""
    planting = tmp_path / "planting"
    planting.mkdir()
    (planting / "sitecustomize.py").write_text(
        "import re\n"
        "from trouvere.index.cleaning import leftovers\n"
        "clean = leftovers.without\n"
        "def slow(text):\n"
        f"    if {TRAP!r} in text: re.search('^(a+)+$', 'a' * 60 + 'b')\n"
        "    return clean(text)\n"
        "leftovers.without = slow\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(planting))
    monkeypatch.setattr(batches, "RUN_CHARS", 300)
    settings = Settings(max_article_seconds=SECONDS, processes=2)
    report = build_index(tmp_path / "i", folder, settings=settings)
    assert report.articles == 2
    given_up(report, "b.txt")


def test_reading_goes_on(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "d.md").write_text(f"# Titre\n\nUn {TRAP}.\n", encoding="utf-8")
    (folder / "e.md").write_text("# Titre\n\nUn voisin.\n", encoding="utf-8")
    (folder / "b.txt").unlink()
    read = markdown.plain_text

    def slow(text: str) -> tuple[str, str]:
        stubborn(text)
        return read(text)

    monkeypatch.setattr(markdown, "plain_text", slow)
    report = build_index(tmp_path / "i", folder, settings=SETTINGS)
    assert report.articles == 3
    given_up(report, "d.md")


def test_a_row_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"text,tags\nUn,a\nDeux,{TRAP}\nTrois,c\n", encoding="utf-8")
    several = field_values.several

    def slow(name: str, value: object, *, own: bool = False) -> tuple[str, ...] | None:
        pattern(str(value))
        return several(name, value, own=own)

    monkeypatch.setattr(field_values, "several", slow)
    report = build_index(tmp_path / "i", table, settings=SETTINGS)
    assert report.articles == 2
    given_up(report, "t.csv:3")


def test_strict_says_which(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, pattern)
    with pytest.raises(ArticleError, match=r"b\.txt.*max_article_seconds"):
        build_index(tmp_path / "i", folder, settings=SETTINGS, strict=True)


def test_a_long_article_is_analysed_for_trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trouvere.index.analysis.bulk.analyzer import BulkAnalyzer

    analyze = BulkAnalyzer.analyze

    def slow(self: BulkAnalyzer, texts: list[str]) -> object:
        loop("".join(texts))
        return analyze(self, texts)

    monkeypatch.setattr(BulkAnalyzer, "analyze", slow)
    source = tmp_path / "a.txt"
    source.write_text(f"{TRAP} " * 20_000, encoding="utf-8")
    with pytest.raises(Exception, match="aucun article"):
        build_index(tmp_path / "i", source, settings=SETTINGS)


def test_many_articles_have_more_time_than_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(text: str) -> None:
        end = time.thread_time() + SECONDS / 2
        while time.thread_time() < end:
            pass

    plant(monkeypatch, work)
    source = tmp_path / "a.jsonl"
    source.write_text("".join(f'{{"id":"{n}","text":"mot"}}\n' for n in range(5)), encoding="utf-8")
    report = build_index(tmp_path / "i", source, settings=SETTINGS)
    assert (report.articles, report.skipped) == (5, ())


def test_what_the_inner_part_takes_is_said_of_the_inner_part() -> None:
    with allowing(0.1), CpuLimit(KeyError):
        with pytest.raises(ValueError, match=r"0\.1 s"), CpuLimit(ValueError):
            loop(TRAP)
        # What holds for the outer part begins anew.
        assert time.process_time() > 0


@pytest.fixture
def host() -> Iterator[list[int]]:
    heard: list[int] = []
    signal.signal(signal.SIGVTALRM, lambda number, frame: heard.append(number))
    yield heard
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def test_a_signal_of_the_host_is_left_alone(
    host: list[int], tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, loop)
    before = signal.getsignal(signal.SIGVTALRM)
    given_up(build_index(tmp_path / "i", folder, settings=SETTINGS), "b.txt")
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert not host


def test_nothing_is_left_behind(tmp_path: Path, folder: Path) -> None:
    build_index(tmp_path / "i", folder, settings=SETTINGS)
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_without_a_bound_nothing_ticks() -> None:
    with allowing(0), CpuLimit(ValueError):
        assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
