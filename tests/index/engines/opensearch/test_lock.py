"""Who is known to be dead, and who may only seem so from here."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trouvere.index.engines.opensearch import lock


@pytest.fixture
def dead() -> dict[str, Any]:
    """What a process of this machine that is no more had written."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return {**lock._machine(), "pid": ended.pid}


def test_a_process_of_this_machine_that_is_no_more_is_dead(dead: dict[str, Any]) -> None:
    assert lock._is_dead(dead)


@pytest.mark.parametrize("name", ["host", "boot", "processes"])
def test_one_of_another_machine_or_container_with_the_same_name_may_live(dead: dict[str, Any], name: str) -> None:
    assert not lock._is_dead({**dead, name: "other"})


def test_one_that_does_not_say_where_it_runs_may_live(dead: dict[str, Any]) -> None:
    assert not lock._is_dead({"host": dead["host"], "pid": dead["pid"]})


def test_where_it_is_not_known_which_machine_this_is_any_may_live(
    dead: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lock, "BOOT", tmp_path / "absent")
    assert not lock._is_dead(dead)
    assert not lock._is_dead({**lock._machine(), "pid": dead["pid"]})
