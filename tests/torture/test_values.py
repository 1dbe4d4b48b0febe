"""The short form of `scripts/torture --only values`."""

from pathlib import Path

from torture.outcome import Plan
from torture.values import values


def test_junk_costs_its_own_article(tmp_path: Path) -> None:
    outcome = values(Plan(rounds=12, seed=1, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries >= 10
