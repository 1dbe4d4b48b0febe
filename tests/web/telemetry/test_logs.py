"""What the server's log holds: a line an event, the incident that a reader was told of, and nobody's words."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from trouvere.index import Article, build_index, delete_articles, update_index
from trouvere.index.errors import ArticleError, CorruptIndex, SettingsError
from trouvere.index.events import Event, log
from trouvere.index.settings import Settings
from trouvere.web import create_app, create_blueprint
from trouvere.web.archive import Archive
from trouvere.web.telemetry.logs import formatter_of, log_to_stderr

SECRET, ASKED = "zorglubique", "bulgroz"
QUIET = Settings(processes=1)
ODD = 'a\nb\r\u2028c\x85d\x1b[31m\x00\ud800" é\u202e'
ARTICLES = [
    Article(
        id=f"a{n}",
        title=f"Grève {SECRET}",
        text=f"La grève {SECRET} continue {n}.",
        source=f"Agence {SECRET}",
        tags=(SECRET,),
    )
    for n in range(3)
]


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Returns what is written to the log, in one of the formats."""
    stream = io.StringIO()
    handler, level = logging.StreamHandler(stream), log.level
    handler.setFormatter(formatter_of(request.param))
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield stream
    log.removeHandler(handler)
    log.setLevel(level)


def lines_of(stream: io.StringIO) -> list[str]:
    text = stream.getvalue()
    assert text.splitlines() == text.split("\n")[:-1], "a line is forged"
    return text.splitlines()


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    build_index(tmp_path / "i", ARTICLES, settings=QUIET)
    return create_app(tmp_path / "i", settings=QUIET)


def test_no_word_of_an_article_or_a_query_is_logged(
    app: Flask, written: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    addresses = [rule.rule for rule in app.url_map.iter_rules() if "<" not in rule.rule]
    for address in [
        *addresses,
        "/articles/a1",
        "/api/v1/articles/a1",
        f"/articles/{ASKED}",
        f"/api/{ASKED}",
        f"/{ASKED}",
    ]:
        for values in (
            {"q": f"grève {SECRET} {ASKED}"},
            {"q": ODD.replace("\ud800", "") + ASKED, "page": ASKED},
            {"id": ASKED, "source": ASKED},
        ):
            client.get(address, query_string=values, headers={"Referer": f"http://x/{ASKED}", "User-Agent": ASKED})
    client.post("/search", data={"q": ASKED})
    update_index(tmp_path / "i", [*ARTICLES, Article(id="b", title=SECRET, text=f"Neuf {SECRET}.")], settings=QUIET)
    (tmp_path / "bad.jsonl").write_text(f'{{"title": "{SECRET}", "text": {SECRET}')
    with pytest.raises(ArticleError):
        update_index(tmp_path / "i", tmp_path / "bad.jsonl", settings=QUIET, strict=True)
    delete_articles(tmp_path / "i", ["b"], settings=QUIET, purge=True)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"{SECRET} {ASKED}")

    monkeypatch.setattr(Archive, "search", fail)
    assert client.get(f"/search?q={ASKED}").status_code == 500
    assert client.get(f"/api/v1/search?q={ASKED}").status_code == 500
    lines = lines_of(written)
    assert len(lines) > 3 * len(addresses) // 2
    assert not [line for line in lines if SECRET in line or ASKED in line]
    for event in ("request.answered", "request.failed", "generation.opened", "generation.published", "generation.pruned",
                  "writing.finished", "writing.failed"):  # fmt: skip
        assert any(event in line for line in lines), event


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_hostile_begins_a_line(form: str) -> None:
    # Formatted here and not logged: what pytest captures must be UTF-8 where tests run in several processes.
    formatter, failed = formatter_of(form), RuntimeError(ODD)
    event = Event("trial", {"index": ODD, "generations": (ODD,)})
    for message, given, error in (
        (event, (), None),
        ("%s", (ODD,), None),
        ("what %s", (ODD,), (RuntimeError, failed, None)),
    ):
        line = formatter.format(logging.LogRecord("trouvere.x", logging.WARNING, "x.py", 1, message, given, error))
        assert len(line.splitlines()) == 1
        assert "\x1b" not in line
        assert "Traceback" not in line
    assert len(str(event).splitlines()) == 1


@pytest.mark.parametrize(
    "error", [RuntimeError("secret"), CorruptIndex("s1.text : abîmé", hint="trouvere index check")]
)
def test_an_incident_that_a_reader_was_told_of_is_found_in_the_log(
    error: Exception, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter_of("json"))
    host = Flask("host")
    host.register_blueprint(create_blueprint(tmp_path / "i", settings=QUIET), url_prefix="/recherche")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Archive, "search", fail)
    log.addHandler(handler)
    try:
        found = []
        for client, prefix in ((app.test_client(), ""), (host.test_client(), "/recherche")):
            page = client.get(f"{prefix}/search?q=x")
            instance = client.get(f"{prefix}/api/v1/search?q=x").get_json()["instance"]
            failed = [
                one for one in map(json.loads, stream.getvalue().splitlines()) if one["event"] == "request.failed"
            ][-2:]
            assert instance == f"urn:uuid:{failed[1]['incident']}"
            assert failed[0]["incident"][:8] in page.get_data(as_text=True)
            found += failed
    finally:
        log.removeHandler(handler)
    assert {one["error"] for one in found} == {type(error).__name__}
    ours = isinstance(error, CorruptIndex)
    assert {one.get("hint") for one in found} == {"trouvere index check" if ours else None}
    assert all(("fail" in str(one.get("at"))) != ours for one in found)
    assert len({one["incident"] for one in found}) == 4


def test_a_reader_who_asks_for_nothing_that_there_is_gets_no_incident(app: Flask) -> None:
    client = app.test_client()
    assert "instance" not in client.get("/api/v1/articles/none").get_json()
    assert "incident" not in client.get("/articles/none").get_data(as_text=True)


def test_a_host_that_has_said_where_logs_go_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    before = (list(logging.getLogger().handlers), logging.getLogger().level)
    monkeypatch.setattr(log, "handlers", [own := logging.NullHandler()])
    log_to_stderr(Settings(log_format="json"))
    assert log.handlers == [own]
    monkeypatch.setattr(log, "handlers", [])
    monkeypatch.setattr(log, "propagate", False)
    log_to_stderr(Settings(log_format="json", log_level="warning"))
    log_to_stderr(Settings(log_level="error"))
    assert (len(log.handlers), log.level) == (1, logging.ERROR)
    log.setLevel(logging.NOTSET)
    assert (list(logging.getLogger().handlers), logging.getLogger().level) == before


@pytest.mark.parametrize("values", [{"log_format": "xml"}, {"log_level": "loud"}])
def test_a_format_or_a_level_that_there_is_not_is_said_to_be_so(values: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(values))):
        log_to_stderr(Settings(**values))  # type: ignore[arg-type]


def test_a_command_logs_where_it_is_asked_to_and_a_search_does_not_import_what_writes_lines(tmp_path: Path) -> None:
    build_index(tmp_path / "i", ARTICLES, settings=QUIET)
    (tmp_path / "b.txt").write_text(f"Une dépêche {SECRET} de plus sur la grève des trains.")
    command = "import sys; from trouvere.web.cli import root; root(sys.argv[1:], standalone_mode=False); print('structlog' in sys.modules)"

    def run(*words: str) -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, "-P", "-c", command, *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.stdout, done.stderr

    said = run("search", "i", "grève")
    assert (said[0].splitlines()[-1], "event=" in said[1]) == ("False", False)
    said = run("index", "update", "i", "b.txt", "--set", "log_format=json")
    events = [json.loads(line) for line in said[1].splitlines() if line.startswith("{")]
    assert [one["event"] for one in events] == ["generation.published", "writing.finished"]
    assert (events[-1]["command"], events[-1]["indexed"], events[-1]["articles"]) == ("update", 1, 4)
    assert SECRET not in said[1]
    said = run("index", "build", "i", "nowhere")
    assert "SourceError" in said[1]
    assert "writing.failed" not in said[1]
