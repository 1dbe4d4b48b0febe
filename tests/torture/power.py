"""The power fails at a random moment and what was not synced is lost, torn, or there: old or new, whole; and what a
call has returned from is never lost."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

from examples import OPERATIONS, QUICK, Operation, assert_tidy, assert_whole, state
from faulty_storage import CountingStorage, PowerLossStorage, PowerLost, copy_index

from torture.faults import state_or_nothing
from torture.outcome import Both, Outcome, Plan
from trouvere.index.errors import ArticleNotFound, TrouvereError


def losses(plan: Plan) -> Outcome:
    """Lose power `plan.rounds` times, under each operation as often as under the others."""
    outcome, before = Outcome(), 0
    for at, operation in enumerate(OPERATIONS):
        (work := plan.work / str(at)).mkdir()
        share = (plan.rounds + at) // len(OPERATIONS)
        before += losses_of(operation, work, share, plan.seed, outcome)
    outcome.note = Both(
        f"{before} fois l'ancienne génération, {outcome.tries - before} fois la nouvelle",
        f"{before} times the old generation, {outcome.tries - before} times the new one",
    )
    return outcome


def losses_of(operation: Operation, work: Path, times: int, seed: int, outcome: Outcome) -> int:
    """Lose power under one operation; returns how often the old state was found."""
    model, new = work / "model" / "index", work / "new" / "index"
    model.parent.mkdir()
    new.parent.mkdir()
    operation.prepare(model)
    if old := state_or_nothing(model):
        copy_index(model, new)
    counting = CountingStorage()
    operation.run(new, counting)
    wanted, total = state(new), len(counting.operations)
    publishing = next(n for n, what in enumerate(counting.operations, 1) if what == "rename CURRENT")
    before = 0
    for turn in range(times):
        dice = random.Random(f"{operation.name} {turn} {seed}")
        # A third anywhere, a third around the publication, a third after the call has returned.
        moment = (dice.randint(1, total), publishing + dice.randint(-6, 6), total + 1)[turn % 3]
        root = work / f"before{turn}"
        root.mkdir()
        if old:
            copy_index(model, root / "index")
        outcome.tries += 1
        what = f"power, seed {seed}, {operation.name}, round {turn}, operation {moment}"
        try:
            found = lost(operation, root, work / f"after{turn}", moment, dice, (old, wanted), outcome, what)
            before += found == old
        except (AssertionError, TrouvereError, OSError) as error:
            outcome.failures.append(f"{what}: {type(error).__name__}: {error}")
        QUICK.remove(root)
        QUICK.remove(work / f"after{turn}")
    return before


def lost(
    operation: Operation,
    root: Path,
    after: Path,
    moment: int,
    dice: random.Random,
    states: tuple[object, object],
    outcome: Outcome,
    what: str,
) -> object:
    """Lose power at one moment, look at what a reboot finds, and do the operation again; returns the state found."""
    storage = PowerLossStorage(root, moment)
    returned = False
    with suppress(PowerLost):
        operation.run(root / "index", storage)
        returned = True
    storage.survivors(after, dice)
    index = after / "index"
    wanted = states[1]
    if found := state_or_nothing(index):
        assert_whole(index)
    what = f"{what} ({storage.operations[-1]})"
    outcome.hold(found in states, f"{what}: a reader sees neither old nor new: {found}")
    outcome.hold(not returned or found == wanted, f"{what}: had returned, and is lost")
    with suppress(ArticleNotFound):
        operation.run(index, QUICK)
    outcome.hold(state(index) == wanted, f"{what}: doing it again gave something else")
    assert_whole(index)
    assert_tidy(index, published=found != wanted)
    return found
