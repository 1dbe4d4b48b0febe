"""The short form of `scripts/torture --only queries`."""

from pathlib import Path

from torture.fuzzing import hostile
from torture.outcome import Plan
from torture.queries import fuzzed


def test_no_query_is_an_error(tmp_path: Path) -> None:
    rounds = len(hostile()) + 300
    outcome = fuzzed(Plan(rounds=rounds, seed=0, work=tmp_path))
    # How long it takes is looked at by the long form alone: who runs this may be doing other things.
    assert not [failure for failure in outcome.failures if not failure.endswith(" s")]
    assert outcome.tries == 2 * rounds
