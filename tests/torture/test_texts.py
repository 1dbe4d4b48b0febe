"""The short form of `scripts/torture --only texts`."""

from pathlib import Path

from torture.outcome import Plan
from torture.texts import ADDRESSES, AT_ONCE, long_texts


def test_long_articles_of_every_shape_are_answered_or_refused(tmp_path: Path) -> None:
    outcome = long_texts(Plan(rounds=1, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == AT_ONCE * len(ADDRESSES)
