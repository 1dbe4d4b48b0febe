import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from trouvere.index import Article, build_index
from trouvere.web.cli import COMMANDS, root

SOURCE = "Loukachenko à Pékin\n\nLe président Loukachenko est arrivé mercredi à Pékin pour une visite de trois jours.\n"
MAIN = "from trouvere.web.cli import main; main()"


def trouvere(*arguments: object, **environ: str) -> Result:
    result = CliRunner().invoke(root, [str(argument) for argument in arguments], env=environ)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def run(*arguments: object, **options: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", MAIN, *map(str, arguments)]
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", **options
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "articles.idx"
    build_index(path, [Article(id="1", title="Visite à Pékin", text="Une visite à Pékin, en mars.")])
    return path


def every_command() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(root, info_name="trouvere")
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command
        yield name, command
        for below, inner in getattr(command, "commands", {}).items():
            yield f"{name} {below}", inner


@pytest.mark.parametrize("name", ["", *(name for name, _ in every_command())])
def test_every_help_has_an_example(name: str) -> None:
    result = trouvere(*name.split(), "--help")
    assert result.exit_code == 0
    assert f"Usage : root {name}".strip() in result.stdout
    _, *examples = re.split(r"Exemples? :\n", result.stdout)
    assert f"trouvere {name}".strip() in "".join(examples)
    for english in ("Show this", "Commands:", "Usage:", "[default", "[required"):
        assert english not in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_root_says_what_each_command_does(name: str) -> None:
    assert re.search(rf"^  {name} +\S", trouvere("--help").stdout, re.MULTILINE)


LOADED = """
import sys
from trouvere.web.cli import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def loaded(*arguments: object) -> set[str]:
    command = [sys.executable, "-c", LOADED, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return set(done.stderr.split())


def test_help_imports_nothing_heavy() -> None:
    assert not loaded("--help") & {
        "flask",
        "trafilatura",
        "whoosh",
        "rich",
        "numpy",
        "waitress",
        "trouvere.index.cli.commands",
    }
    assert not loaded("index", "build", "--help") & {"flask", "trafilatura", "whoosh", "numpy"}


def test_search_never_imports_flask_or_the_readers(index: Path) -> None:
    assert not loaded("search", index, "Pékin") & {"flask", "trafilatura", "waitress", "trouvere.index.sources"}


def test_version() -> None:
    assert re.fullmatch(r"trouvere \d+\.\d+.*\n", trouvere("--version").stdout)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("serch",), "commande inconnue : « serch »\n→ peut-être « root search »"),
        (("index", "biuld"), "→ peut-être « root index build »"),
        (("xyz",), "→ « root --help »"),
        (("--nope",), "option inconnue : --nope"),
        (("index",), "il manque une commande"),
        (("settings", "more"), "en trop : more"),
        (("settings", "--json=1"), "--json n’attend pas de valeur"),
        (("serve", "x", "--port", "eighty"), "--port : « eighty » n'est pas un nombre entier"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], says: str) -> None:
    result = trouvere(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_settings_and_where_they_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trouvere.toml").write_text("snippets = 1\n", encoding="utf-8")
    result = trouvere("settings", "--json", "--set", "per_page=20", TROUVERE_PORT="9000")
    found = json.loads(result.stdout)
    assert (found["per_page"]["value"], found["per_page"]["origin"]) == (20, "option")
    assert (found["port"]["value"], found["port"]["origin"]) == (9000, "TROUVERE_PORT")
    assert (found["snippets"]["value"], found["snippets"]["origin"]) == (1, "trouvere.toml")
    assert found["host"]["origin"] == "défaut"
    table = trouvere("settings").stdout
    assert re.search(r"^snippets +1 +trouvere\.toml +Extraits par article", table, re.MULTILINE)
    (tmp_path / "trouvere.toml").write_text("snippets = many\n", encoding="utf-8")
    assert trouvere("settings").exit_code == 2
    assert trouvere("settings", "--set", "nope=1").exit_code == 2


def test_demo_on_given_articles(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SOURCE, encoding="utf-8")
    result = trouvere("demo", tmp_path / "a.txt", "--no-serve", "--index", tmp_path / "demo.idx")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Recherche : visite de Loukachenko à Pékin\n1 article · ")
    assert "‹Loukachenko›" in result.stdout
    assert "Indexés" in result.stderr
    assert (tmp_path / "demo.idx" / "CURRENT").exists()
    again = trouvere("demo", tmp_path / "a.txt", "--no-serve", "--index", tmp_path / "demo.idx", "--query", "xyzzy")
    assert "Aucun article" in again.stdout


def test_demo_on_the_sample() -> None:
    result = trouvere("demo", "--no-serve")
    assert result.exit_code == 0, result.stderr
    assert "‹Loukachenko›" in result.stdout
    assert "‹Pékin›" in result.stdout


def test_serve_wants_an_index(tmp_path: Path) -> None:
    result = trouvere("serve")
    assert (result.exit_code, "il manque INDEX" in result.stderr) == (2, True)
    result = trouvere("serve", tmp_path / "nowhere", "--port", "0")
    assert (result.exit_code, "il n'y a pas d'index ici" in result.stderr) == (1, True)
    assert "répond" not in result.stderr


def test_serve_says_that_the_port_is_taken(index: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = trouvere("serve", index, "--port", port)
    assert result.exit_code == 1
    assert f"le port {port} est déjà pris\n→ " in result.stderr
    assert trouvere("serve", index, "--host", "nowhere.invalid").exit_code == 2


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_until_it_is_told_to_stop(how: signal.Signals, index: Path) -> None:
    with run("serve", index, "--port", "0") as server:
        assert server.stderr
        try:
            # A line of the log tells that the index was opened.
            line = next(line for line in server.stderr if "event=" not in line)
            address = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert address, line
            with urllib.request.urlopen(f"{address[0]}search?q=visite", timeout=10) as page:
                assert "Pékin" in page.read().decode()
        finally:
            server.send_signal(how)
            said = server.stderr.read()
        assert server.wait(10) == 0
    lines = said.splitlines()
    assert lines[-1] == "Arrêté."
    events = [re.findall(r" event=(\S+)", line) for line in lines[:-1]]
    assert events == [["server.started"], ["generation.opened"], ["request.answered"], ["server.stopped"]]


def test_ctrl_c_ends_a_build_with_a_sentence(tmp_path: Path) -> None:
    with run("index", "build", tmp_path / "new.idx", "-", stdin=subprocess.PIPE) as building:
        assert building.stdin
        assert building.stderr
        building.stdin.write('{"id": "1", "text": "Un article."}\n')
        building.stdin.flush()
        for _ in range(200):  # until it has begun
            if (tmp_path / "new.idx").exists():
                break
            signal.sigtimedwait([], 0.05)
        building.send_signal(signal.SIGINT)
        said = building.stderr.read()
        assert building.wait(10) == 130
    assert "interrompu" in said
    assert "Traceback" not in said
    assert not (tmp_path / "new.idx" / "CURRENT").exists()


def test_a_closed_pipe_is_no_drama(index: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", MAIN, "search", str(index), "Pékin"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    os.close(writing)
    assert done.stderr == ""


def test_a_terminal_that_cannot_write_everything(index: Path) -> None:
    command = [sys.executable, "-c", MAIN, "search", str(index), "œuvre"]
    environ = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, capture_output=True, env=environ, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u0153" in done.stdout
