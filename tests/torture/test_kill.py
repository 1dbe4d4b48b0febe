"""The short form of `scripts/torture --only kill`."""

from pathlib import Path

from torture.kill import kills
from torture.outcome import Plan


def test_kill_9_leaves_the_old_generation_or_the_new_one(tmp_path: Path) -> None:
    outcome = kills(Plan(rounds=25, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == 25
