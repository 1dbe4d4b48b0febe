"""The short form of `scripts/torture --only corruption`."""

from pathlib import Path

from torture.corruption import corruptions
from torture.outcome import Plan


def test_damage_is_refused_or_without_effect_and_named(tmp_path: Path) -> None:
    outcome = corruptions(Plan(rounds=200, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == 200
