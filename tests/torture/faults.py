"""A disk that refuses any one operation, or all from one on; and one that is really full."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from examples import OPERATIONS, QUICK, Operation, assert_tidy, assert_whole, state
from faulty_storage import CountingStorage, FaultyStorage, copy_index

from torture.outcome import Both, Outcome, Plan
from trouvere.index.errors import ArticleNotFound, BuildError, IndexNotFound, TrouvereError
from trouvere.index.storage import DISK

WAYS = ((errno.ENOSPC, True), (errno.EIO, True), (errno.EIO, False), (errno.ENOSPC, False))
"""The errors that a disk gives, and whether it goes on giving them."""
MEBI = 1 << 20


def faults(plan: Plan) -> Outcome:
    """Let every operation of a disk fail in turn, under all that is ever written, in `plan.rounds` ways (at most 4)."""
    outcome, counted, failed = Outcome(), 0, 0
    for at, operation in enumerate(OPERATIONS):
        (work := plan.work / str(at)).mkdir()
        operations, errors = faults_of(operation, work, plan.rounds, outcome)
        counted += operations
        failed += errors
    outcome.note = Both(
        f"chacune des {counted} opérations de disque ; {failed} refusées avec un message, les autres sans effet",
        f"each of the {counted} operations of the disk; {failed} refused with a message, the others without effect",
    )
    return outcome


def faults_of(operation: Operation, work: Path, ways: int, outcome: Outcome) -> tuple[int, int]:
    """Let every operation of a disk fail under one operation of an index; returns how many there are, and errors."""
    model, new = work / "model", work / "new"
    operation.prepare(model)
    if old := state_or_nothing(model):
        copy_index(model, new)
    counting = CountingStorage()
    operation.run(new, counting)
    wanted = state(new)
    assert wanted != old
    failed = 0
    for number in range(1, len(counting.operations) + 1):
        for turn in range(min(ways, len(WAYS))):
            code, for_good = WAYS[(number + turn) % len(WAYS)]
            index = work / f"i{number}-{turn}"
            if old:
                copy_index(model, index)
            storage = FaultyStorage(number, code, for_good=for_good)
            outcome.tries += 1
            what = f"{operation.name}, operation {number}, {errno.errorcode[code]}{' for good' * for_good}"
            try:
                # Each n is tried again in one of its ways, and a quarter of them where there is one way only.
                failed += judged(operation, index, storage, (old, wanted), outcome, what, (number + turn) % 4 == 0)
            except (AssertionError, TrouvereError, OSError) as error:
                outcome.failures.append(f"{what}: {type(error).__name__}: {error}")
            QUICK.remove(index)
    outcome.hold(failed > len(counting.operations) / 2, f"{operation.name}: only {failed} operations were noticed")
    return len(counting.operations), failed


def judged(
    operation: Operation,
    index: Path,
    storage: FaultyStorage,
    states: tuple[object, object],
    outcome: Outcome,
    what: str,
    again: bool,
) -> bool:
    """Do an operation on a disk that fails, look at the index, and do it again; returns whether an error was said."""
    old, wanted = states
    error = None
    try:
        operation.run(index, storage)
    except BuildError as caught:
        error = caught
    found = state_or_nothing(index)
    what = f"{what} ({storage.operations[storage.fail_at - 1]})"
    outcome.hold(found in states, f"{what}: a reader sees neither old nor new: {found}")
    if error is None:
        outcome.hold(found == wanted, f"{what}: no error, and not published")
    else:
        outcome.hold(bool(error.hint), f"{what}: no hint: {error}")
        outcome.hold(("rien n'a été publié" in str(error)) == (found == old), f"{what}: said: {error}")
        outcome.hold(("est publiée" in str(error)) == (found == wanted), f"{what}: said: {error}")
    if found:
        assert_whole(index)
    if again:
        # What was published in spite of the error is not there to be deleted once more.
        with suppress(ArticleNotFound):
            operation.run(index, QUICK)
        outcome.hold(state(index) == wanted, f"{what}: doing it again gave something else")
        assert_whole(index)
        assert_tidy(index, published=found != wanted)
    return error is not None


def full(plan: Plan) -> Outcome:
    """Do every operation on real file systems (tmpfs), each a little larger than the one before, that get full."""
    outcome, refused = Outcome(), 0
    for at, operation in enumerate(OPERATIONS):
        (work := plan.work / str(at)).mkdir()
        model, new = work / "model", work / "new"
        operation.prepare(model)
        if old := state_or_nothing(model):
            copy_index(model, new)
        operation.run(new, DISK)
        wanted = state(new)
        held = weight(model)
        for turn in range(plan.rounds):
            room = held + 16_384 + (weight(new) + held) * turn // plan.rounds
            what = f"{operation.name}, a disk of {room:,} bytes"
            try:
                with tmpfs(work / "disk", room) as disk:
                    outcome.tries += 1
                    refused += filled(operation, disk, model, (old, wanted), outcome, what)
            except PermissionError as error:
                outcome.skipped = f"tmpfs cannot be mounted here, root is needed: {error}"
                return outcome
            except (AssertionError, TrouvereError, OSError) as error:
                outcome.failures.append(f"{what}: {type(error).__name__}: {error}")
    outcome.hold(refused > plan.rounds, f"only {refused} of {outcome.tries} disks got full")
    outcome.note = Both(f"{refused} disques pleins avant la fin", f"{refused} disks full before the end")
    return outcome


def filled(
    operation: Operation, disk: Path, model: Path, states: tuple[object, object], outcome: Outcome, what: str
) -> bool:
    """Do an operation on a disk that may be too small, look, give it room and do it again; returns whether it was."""
    index = disk / "index"
    old, wanted = states
    if old:
        copied(model, index)
    error = None
    try:
        operation.run(index, DISK)
    except BuildError as caught:
        error = caught
    found = state_or_nothing(index)
    outcome.hold(found in states, f"{what}: a reader sees neither old nor new: {found}")
    if error is None:
        outcome.hold(found == wanted, f"{what}: no error, and not published")
    else:
        outcome.hold("place" in str(error.hint), f"{what}: {error} → {error.hint}")
        outcome.hold(("rien n'a été publié" in str(error)) == (found == old), f"{what}: said: {error}")
    if found:
        assert_whole(index)
    subprocess.run(["mount", "-o", f"remount,size={64 * MEBI}", str(disk)], check=True)
    with suppress(ArticleNotFound):
        operation.run(index, DISK)
    outcome.hold(state(index) == wanted, f"{what}: doing it again gave something else")
    assert_whole(index)
    assert_tidy(index, published=found != wanted)
    return error is not None


@contextmanager
def tmpfs(folder: Path, size: int) -> Iterator[Path]:
    """Mount a small disk; raises `PermissionError` where that is not allowed."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise PermissionError(str(error)) from error
    if done.returncode:
        raise PermissionError(done.stderr.strip())
    try:
        yield folder
    finally:
        # What is still mapped goes when its last reader lets go of it.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def copied(index: Path, target: Path) -> None:
    """Copy an index byte by byte, files of two generations that are one file included only once."""
    seen: dict[int, Path] = {}
    for path in sorted(index.rglob("*")):
        place = target / path.relative_to(index)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif first := seen.get(path.stat().st_ino):
            place.hardlink_to(first)
        else:
            place.write_bytes(path.read_bytes())
            seen[path.stat().st_ino] = place


def weight(index: Path) -> int:
    """Return the room that an index takes on a disk of pages of 4 KiB."""
    sizes = {file.stat().st_ino: file.stat().st_size for file in index.rglob("*") if file.is_file()}
    return sum((size + 4095) // 4096 * 4096 for size in sizes.values())


def state_or_nothing(index: Path) -> object:
    """Return the state of an index, None where there is none."""
    try:
        return state(index)
    except IndexNotFound:
        return None
