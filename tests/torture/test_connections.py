"""The short form of `scripts/torture --only connections`."""

from pathlib import Path

from torture.connections import SHORT, unended
from torture.outcome import Plan


def test_clients_that_never_end_do_not_stop_a_real_server(tmp_path: Path) -> None:
    outcome = unended(Plan(rounds=1, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == SHORT
