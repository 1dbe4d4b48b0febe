"""The power fails at a random moment and what was not synced is lost, torn, or there: old or new, whole; and what a
call has returned from is never lost."""

import random
from pathlib import Path

from examples import OPERATIONS, assert_whole, state
from faulty_storage import PowerLossStorage
from torture.outcome import Plan
from torture.power import losses

from trouvere.index.errors import TrouvereError


def test_after_a_power_loss_readers_see_old_or_new(tmp_path: Path) -> None:
    outcome = losses(Plan(rounds=60, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == 60


class Careless(PowerLossStorage):
    """A disk that says it has synced and has not: the test must notice."""

    def sync(self, path: Path) -> None:
        pass


def test_the_loss_of_what_nobody_synced_is_noticed(tmp_path: Path) -> None:
    operation = OPERATIONS[1]
    lost = 0
    for seed in range(8):
        root = tmp_path / f"before{seed}"
        root.mkdir()
        operation.prepare(root / "index")
        storage = Careless(root, 10_000)
        operation.run(root / "index", storage)
        storage.survivors(tmp_path / f"after{seed}", random.Random(seed))
        try:
            assert_whole(tmp_path / f"after{seed}" / "index")
            assert state(tmp_path / f"after{seed}" / "index") == state(root / "index")
        except (AssertionError, TrouvereError):
            lost += 1
    assert lost >= 6
