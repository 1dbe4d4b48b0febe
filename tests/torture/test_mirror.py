"""The short form of `scripts/torture --only mirror`."""

from pathlib import Path

from torture.mirror import FAULTS, MOMENTS, mirrors
from torture.outcome import Plan


def test_what_could_not_be_read_is_not_gone(tmp_path: Path) -> None:
    outcome = mirrors(Plan(rounds=len(FAULTS), seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == len(FAULTS) + len(MOMENTS)
