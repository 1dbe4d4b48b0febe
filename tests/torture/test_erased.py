"""The short form of `scripts/torture --only erased`."""

from pathlib import Path

from torture.erased import purges
from torture.outcome import Plan


def test_what_is_purged_is_in_no_file(tmp_path: Path) -> None:
    outcome = purges(Plan(rounds=4, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == 4
