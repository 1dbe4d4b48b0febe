"""How the command ends where somebody stops it, or stops listening to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trouvere.index import Article, build_index, describe_index

COMMAND = str(Path(sys.executable).with_name("trouvere"))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build_index(tmp_path / "i", [Article(id=f"a{n}", text=f"Le pont numéro {n} rouvre.") for n in range(40)])
    return tmp_path / "i"


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_stage_behind(sent: signal.Signals, index: Path) -> None:
    command = [COMMAND, "index", "build", str(index), "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not list(index.glob("building-*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert list(index.glob("building-*"))
        process.send_signal(sent)
        process.send_signal(sent)
        assert process.wait(60) == 128 + sent
        assert process.stderr
        said = process.stderr.read()
    assert said == f"Erreur : arrêté ({sent.name}) ; ce qui est publié est entier\n"
    assert not list(index.glob("building-*"))
    assert describe_index(index).articles == 40


def test_a_signal_that_is_ignored_stays_so(index: Path) -> None:
    command = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", COMMAND, "index", "update", str(index), "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while not list(index.glob("building-*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGHUP)
        process.communicate(b'{"id": "b", "text": "Une gare."}\n', timeout=60)
        assert process.returncode == 0
    assert describe_index(index).articles == 41


@pytest.mark.parametrize("arguments", [("search", "i", "pont", "--limit", "40"), ("index", "info", "i", "--json")])
def test_who_stops_listening_is_no_failure(arguments: tuple[str, ...], index: Path) -> None:
    # Closed at once, as by `true`; and never open, as by `>&-`.
    for how in ('"$@" | true', '"$@" >&- 2>&-'):
        script = f"set -o pipefail; {how}"
        command = ["bash", "-c", script, "bash", COMMAND, *arguments]
        done = subprocess.run(command, cwd=index.parent, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), how


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is always full")  # noqa: PTH110
def test_what_cannot_be_printed_is_told(index: Path) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [COMMAND, "index", "info", str(index)], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Erreur : plus de place sur le disque")
