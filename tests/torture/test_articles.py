"""The short form of `scripts/torture --only articles`."""

from pathlib import Path

import pytest

from torture.articles import SMALL, holds_secret, sprung
from torture.confined import watch
from torture.outcome import Plan


def test_traps_cost_themselves_and_nobody_is_called(tmp_path: Path) -> None:
    outcome = sprung(Plan(rounds=1, seed=0, work=tmp_path), alone=False, depth=5_000, **SMALL)
    assert not outcome.failures
    assert outcome.tries > 100
    assert not holds_secret(tmp_path / "t0" / "i")


def test_calls_of_libraries_are_watched() -> None:
    if not watch():
        pytest.skip("strace does not work here: only what Python itself calls is counted")
