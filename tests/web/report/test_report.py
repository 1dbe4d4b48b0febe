"""`trouvere report`: what is counted of a log, asked again of the index, and shown."""

import base64
import datetime as dt
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from click.testing import CliRunner, Result

from trouvere.index.settings import Settings
from trouvere.web.catalogue import load_catalogue
from trouvere.web.cli import root
from trouvere.web.report.asked_again import RetriedQuery
from trouvere.web.report.figures import figures_of, times_of
from trouvere.web.report.log_reader import LoggedSearch, QueryLogReading
from trouvere.web.report.page import page
from trouvere.web.report.plots import plots_of
from trouvere.web.report.terminal import bars

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&</style>{{ 7*7 }}"


def search(query: str = "grève", day: str = "2026-11-02", **values: Any) -> LoggedSearch:
    hour = dt.datetime.fromisoformat(f"{day}T09:00")
    given = {"kind": "page", "total": 3, "took_ms": 2.0, "page": 1, "corrected": False}
    return LoggedSearch(hour=hour, query=query, **{**given, **values})


def line(query: str = "grève", hour: str = "2026-11-02T09", **values: Any) -> str:
    given = {"kind": "page", "total": 3, "took_ms": 2.0, "match": "all", "page": 1}
    return json.dumps({"hour": hour, "query": query, **given, **values}, ensure_ascii=False)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "queries.jsonl"
    lines = [line() for _ in range(5)]
    lines += [line("Grève", took_ms=9.0), line("GREVE"), line("  grève ", page=2), line(kind="export")]
    lines += [line("zanzibar", "2026-11-04T20", total=0)] * 2 + [line("Loukatchenko", total=2, corrected=True)]
    lines += [
        line("Pékin", "2026-11-05T08", total=0, match="all"),
        line("[courriel]", total=0),
        "{",
        "[]",
        '{"hour": 1}',
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def trouvere(*arguments: object, **environ: str) -> Result:
    result = CliRunner().invoke(root, [str(argument) for argument in arguments], env=environ)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_what_is_counted() -> None:
    searches = [
        search(),
        search("Grève"),
        search("greve", took_ms=40.0),
        search(" GRÈVE", page=3),
        search(kind="export"),
    ]
    searches += [search("zanzibar", "2026-11-05", total=0, kind="api"), search("Loukatchenko", corrected=True)]
    figures = figures_of(searches, top=2)
    assert (figures.searches, figures.distinct, figures.following, figures.exports) == (5, 3, 1, 1)
    assert (figures.empty, figures.corrected, figures.by_kind) == (1, 1, {"page": 4, "api": 1})
    assert [(one.text, one.searches) for one in figures.frequent] == [("grève", 3), ("Loukatchenko", 1)]
    assert [(one.text, one.empty) for one in figures.without] == [("Loukatchenko", 1), ("zanzibar", 1)]
    assert figures.slow[0].times.longest == 40.0
    assert [(one.day.day, one.searches, one.empty) for one in figures.days] == [
        (2, 4, 0),
        (3, 0, 0),
        (4, 0, 0),
        (5, 1, 1),
    ]
    assert figures.hours[9] == sum(figures.hours) == sum(figures.spread) == 5


def test_the_spelling_shown_is_the_one_most_have_used() -> None:
    (one,) = figures_of([search("peKIN"), search("Pékin"), search("Pékin"), search("pékin")], top=9).frequent
    assert one.text == "Pékin"


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        ([], (0, 0, 0)),
        ([3], (3, 3, 3)),
        ([4, 1, 3, 2], (2, 4, 4)),
        (range(1, 101), (50, 95, 100)),
        ([1] * 19 + [9], (1, 1, 9)),
    ],
)
def test_times(took: list[float], expected: tuple[float, float, float]) -> None:
    found = times_of(list(took))
    assert (found.median, found.p95, found.longest) == expected


def test_lines_that_are_none_are_counted(tmp_path: Path) -> None:
    bad = [
        "{",
        "[]",
        "7",
        "null",
        '{"hour": "2026-11-02T09"}',
        line(hour="0001-01-01T00"),
        line(total="x"),
        "x" * 30_000,
    ]
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join([line("un"), *bad, "", line("deux")]), encoding="utf-8")
    log = QueryLogReading(path)
    assert [one.query for one in log] == ["un", "deux"]
    assert log.damaged == 7 + 3


def test_the_file_before_is_read_first(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(line("deux"), encoding="utf-8")
    (tmp_path / "q.jsonl.1").write_text(line("un"), encoding="utf-8")
    assert [one.query for one in QueryLogReading(tmp_path / "q.jsonl")] == ["un", "deux"]


def test_json(index: Path, log: Path) -> None:
    result = trouvere("report", index, "--log", log, "--json", "--top", 3)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["searches"], found["following"], found["exports"], found["damaged"]) == (12, 1, 1, 3)
    assert found["frequent"][0]["text"] == "grève"
    assert found["frequent"][0]["searches"] == 7
    without = {one["text"]: one["now"] for one in found["without"]}
    assert without["zanzibar"] == {"total": 0, "instead": "", "instead_total": 0}
    assert without["Loukatchenko"]["instead"] == "Loukachenko"
    assert without["Loukatchenko"]["instead_total"] == 2
    assert "lignes illisibles" in result.stderr


def test_a_query_that_finds_something_by_now(index: Path, log: Path) -> None:
    found = json.loads(trouvere("report", index, "--log", log, "--json").stdout)
    without = {one["text"]: one["now"] for one in found["without"]}
    assert without["Pékin"]["total"] == 2
    assert without["[courriel]"] is None


def test_the_table(index: Path, log: Path) -> None:
    result = trouvere("report", index, "--log", log)
    assert result.exit_code == 0
    for words in ("Du 2 novembre 2026 au 5 novembre 2026", "12 recherches", "zanzibar", "Loukachenko (2)", "1 export"):
        assert words in result.stdout, words


def test_since(index: Path, log: Path) -> None:
    found = json.loads(trouvere("report", index, "--log", log, "--since", "2026-11-04", "--json").stdout)
    assert found["searches"] == 3
    result = trouvere("report", index, "--log", log, "--since", "2027")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Aucune recherche" in result.stderr


def test_the_log_of_the_settings(index: Path, log: Path, tmp_path: Path) -> None:
    assert "12 recherches" in trouvere("report", index, "--set", f"query_log={log}").stdout
    beside = Path(f"{index}.queries.jsonl")
    beside.write_bytes(log.read_bytes())
    try:
        assert "12 recherches" in trouvere("report", index, TROUVERE_QUERY_LOG="oui").stdout
        assert "12 recherches" in trouvere("report", index).stdout
    finally:
        beside.unlink()


def test_what_to_do_where_there_is_no_log(index: Path, tmp_path: Path) -> None:
    off = trouvere("report", index)
    assert (off.exit_code, off.stdout) == (1, "")
    assert "ne sont pas journalisées" in off.stderr and 'query_log = "oui"' in off.stderr
    assert "pas encore de journal" in trouvere("report", index, TROUVERE_QUERY_LOG="oui").stderr
    gone = trouvere("report", index, "--log", tmp_path / "gone")
    assert gone.exit_code == 1 and "introuvable" in gone.stderr
    (tmp_path / "empty").touch()
    empty = trouvere("report", index, "--log", tmp_path / "empty")
    assert empty.exit_code == 0 and 'query_log = "oui"' in empty.stderr
    assert trouvere("report", tmp_path / "nulle", "--log", tmp_path / "empty").exit_code == 1
    assert trouvere("report", index, "--top", "0").exit_code == 2


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page(index: Path, log: Path, tmp_path: Path, language: str) -> None:
    out = tmp_path / "report.html"
    result = trouvere("report", index, "--log", log, "--html", out, TROUVERE_LANGUAGE=language)
    assert result.exit_code == 0, result.stderr
    html = out.read_text(encoding="utf-8")
    tree = lxml.html.fromstring(html)
    assert tree.get("lang") == language
    assert len(tree.findall(".//figure")) == 4
    assert tree.find(".//section[1]//tbody/tr/th").text == "grève"
    for table in tree.iter("table"):
        assert all(cell.get("scope") for cell in table.iter("th"))
    for plot in tree.xpath("//figure//svg"):
        assert plot.get("role") == "img" and plot.get("aria-label")
    # Nothing is asked of anybody, and the one style sheet is the one that the policy names.
    assert not re.search(r"(?:src|href)=|@import|url\(|https?:", html.replace(" xmlns=", ""))
    style = base64.b64encode(hashlib.sha256(tree.find(".//style").text.encode()).digest()).decode()
    assert f"style-src 'sha256-{style}'" in tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert not tree.xpath("//*[@style]")


def test_a_query_is_text_whatever_it_holds() -> None:
    figures = figures_of([search(HOSTILE, total=0), search(HOSTILE, total=0, day="2026-11-09")], top=5)
    html = page(figures, {HOSTILE: RetriedQuery(0, HOSTILE, 1)}, settings=Settings(site_name=HOSTILE))
    tree = lxml.html.fromstring(html)
    assert not tree.xpath("//script | //img | //*[@onerror]")
    assert [cell.text for cell in tree.xpath("//tbody/tr/th") if cell.text == HOSTILE] == [HOSTILE] * 3
    assert tree.find(".//q").text == HOSTILE


def test_a_page_about_nothing() -> None:
    html = page(figures_of([], top=5), {}, settings=Settings())
    assert load_catalogue("fr")("report.none") in html
    assert "<svg" not in html


@pytest.mark.parametrize(("days", "bars_shown"), [(1, 1), (62, 62), (200, 29), (800, 27)])
def test_a_bar_is_a_day_a_week_or_a_month(days: int, bars_shown: int) -> None:
    first = dt.date(2026, 1, 1)
    searches = [search(day=(first + dt.timedelta(n)).isoformat(), total=n % 3) for n in range(days)]
    by_period, empty, _, hours = plots_of(figures_of(searches, top=1), load_catalogue("fr"))
    assert len(by_period.bars) == len(by_period.rows) == bars_shown
    assert sum(int(row[1]) for row in by_period.rows) == days
    assert all(bar.x >= 0 and bar.x + bar.width <= by_period.width for bar in by_period.bars)
    assert all(0 <= bar.lower <= bar.height <= by_period.floor for bar in by_period.bars)
    assert all(0 <= float(point.split(",")[1]) <= empty.floor for point in empty.line.split())
    assert [row[1] for row in hours.rows].count("0") == 23


def test_bars() -> None:
    assert bars([0, 1, 50, 100]) == " ▁▄█"
    assert bars([]) == bars([0]).strip() == ""
