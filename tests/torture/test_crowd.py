"""The short form of `scripts/torture --only crowd`."""

from pathlib import Path

from torture.crowd import CROWD, MOST, SERVERS, crowds
from torture.outcome import Plan


def test_one_more_than_may_be_is_refused_at_once_by_real_servers(tmp_path: Path) -> None:
    outcome = crowds(Plan(rounds=1, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == len(SERVERS) * (CROWD + MOST)
