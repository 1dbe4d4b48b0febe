"""deploying.md, in both languages, and the systemd units: commands and settings that exist, units that systemd reads in silence."""

import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from dataclasses import fields
from pathlib import Path

import click
import pytest

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app
from trouvere.web.cli import root

ROOT = Path(__file__).resolve().parents[2]
DOCS = [ROOT / "docs" / language / "deploying.md" for language in ("fr", "en")]
UNITS = sorted((ROOT / "docs" / "systemd").iterdir())
KNOWN = {field.name for field in fields(Settings)}


class Unit(ConfigParser):
    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str  # type: ignore[assignment, method-assign]
        self.read_string(path.read_text(encoding="utf-8"))


def parsed(words: list[str]) -> click.Context:
    """Return a `trouvere` command as click understands it; fails where there is no such command or option."""
    command: click.Command = root
    context = click.Context(root)
    while isinstance(command, click.Group):
        found = command.get_command(context, words[0])
        assert found, words
        command, words = found, words[1:]
    return command.make_context(command.name, words)


def commands(text: str) -> list[list[str]]:
    lines = [shlex.split(line, comments=True) for line in text.splitlines()]
    return [[Path(words[0]).name, *words[1:]] for words in lines if words]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_what_there_is(path: Path) -> None:
    unit = Unit(path)
    assert unit["Unit"]["Description"]
    text = path.read_text(encoding="utf-8")
    for line in re.findall(r"^Exec\w+=/srv/trouvere/venv/bin/(.*)", text, re.MULTILINE):
        words = shlex.split(line)
        if words[0] == "trouvere":
            parsed(words[1:])
        else:
            assert words[0] == "gunicorn"
            assert words[-1] == "trouvere.web:create_app()"
    for name in re.findall(r"\bTROUVERE_(\w+)=", text):
        assert name.lower() in KNOWN, name
    if path.suffix == ".timer":
        assert path.with_suffix(".service") in UNITS
        assert unit["Install"]["WantedBy"] == "timers.target"


def test_the_service_tells_systemd_when_it_is_ready() -> None:
    """Type=notify needs a gunicorn that says so; it does since 20."""
    assert Unit(ROOT / "docs" / "systemd" / "trouvere.service")["Service"]["Type"] == "notify"
    from gunicorn import systemd

    assert systemd.sd_notify


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_has_nothing_to_say_of_the_units(tmp_path: Path) -> None:
    """As if they were installed: with programs where they say they are."""
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/srv/trouvere/venv/bin/", f"{tmp_path}/bin/")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    for name in ("gunicorn", "trouvere"):
        (tmp_path / "bin" / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / path.name) for path in UNITS)],
        capture_output=True,
        text=True,
    )
    ours = [line for line in said.stderr.splitlines() if "trouvere" in line]
    assert (said.returncode, ours) == (0, []), said.stderr


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.parent.name)
def test_the_commands_and_settings_of_the_page_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    ours = [words[1:] for block in blocks for words in commands(block) if words[0] == "trouvere"]
    assert len(ours) >= 5
    for words in ours:
        parsed(words)
    for name in re.findall(r"\bTROUVERE_(\w+)", text):
        assert name.lower() in KNOWN, name
    for path in re.findall(r"\]\(([^)#]+)\)", text):
        assert (page.parent / path).exists(), path
    for path in re.findall(r"\]\(([^)#]+)\)", (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")):
        assert (ROOT / "docs" / path).exists(), path


def test_the_addresses_of_supervision_answer(tmp_path: Path) -> None:
    build_index(tmp_path / "i", [Article(id="1", text="Un mot.")])
    client = create_app(tmp_path / "i", settings=Settings()).test_client()
    addresses = [re.findall(r"^\| `(/\w+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE) for page in DOCS]
    assert addresses[0] == addresses[1]
    for address in addresses[0]:
        assert client.get(address).status_code == 200, address
