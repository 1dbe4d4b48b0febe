"""The power fails at a random moment and what was not synced is lost, torn, or there: old or new, whole; and what a
call has returned from is never lost."""

import random
from contextlib import suppress
from pathlib import Path

import pytest
from examples import OPERATIONS, QUICK, Operation, assert_tidy, assert_whole, state
from faulty_storage import CountingStorage, PowerLossStorage, PowerLost, copy_index

from trouvere.index.errors import ArticleNotFound, IndexNotFound, TrouvereError

LOSSES = 60
SHARE = LOSSES // len(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_after_a_power_loss_readers_see_old_or_new(tmp_path: Path, operation: Operation) -> None:
    model, new = tmp_path / "model" / "index", tmp_path / "new" / "index"
    model.parent.mkdir()
    new.parent.mkdir()
    operation.prepare(model)
    old = None
    if model.exists():
        old = state(model)
        copy_index(model, new)
    counting = CountingStorage()
    operation.run(new, counting)
    wanted, total = state(new), len(counting.operations)
    publishing = next(n for n, what in enumerate(counting.operations, 1) if what == "rename CURRENT")
    for seed in range(SHARE):
        dice = random.Random(f"{operation.name} {seed}")
        # A third anywhere, a third around the publication, a third after the call has returned.
        moment = (dice.randint(1, total), publishing + dice.randint(-6, 6), total + 1)[seed % 3]
        root = tmp_path / f"before{seed}"
        root.mkdir()
        if old:
            copy_index(model, root / "index")
        storage = PowerLossStorage(root, moment)
        returned = False
        try:
            operation.run(root / "index", storage)
            returned = True
        except PowerLost:
            pass
        after = tmp_path / f"after{seed}"
        storage.survivors(after, dice)
        index = after / "index"
        try:
            found = state(index)
            assert_whole(index)
        except IndexNotFound:
            found = None
        what = (seed, moment, storage.operations[-1])
        assert found in ((wanted,) if returned else (old, wanted)), what
        with suppress(ArticleNotFound):
            operation.run(index, QUICK)
        assert state(index) == wanted, what
        assert_whole(index)
        assert_tidy(index, published=found != wanted)


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
