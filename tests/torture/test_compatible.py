"""The same as `scripts/torture --only compatible`."""

from pathlib import Path

from torture.compatible import versions
from torture.outcome import Plan


def test_an_index_of_another_version_opens_or_says_what_to_do(tmp_path: Path) -> None:
    outcome = versions(Plan(rounds=1, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries >= 8
