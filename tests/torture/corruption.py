"""Damage of six kinds to the files of a published generation: the right answers or `CorruptIndex`, nothing else."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from examples import QUICK, SETTINGS, answers, articles, several
from faulty_storage import copy_index

from torture.outcome import Both, Outcome, Plan
from trouvere.index import build_index, check_index, describe_index, update_index
from trouvere.index.engines.embedded.read.manifest import NAME
from trouvere.index.errors import CorruptIndex, IncompatibleIndex

KINDS = ("flip", "truncate", "extend", "swap", "delete", "stale")


def one_segment(index: Path) -> None:
    """Two generations whose files have the same names and, some of them, the same sizes."""
    build_index(index, articles("préfet", 0, 40), storage=QUICK, settings=SETTINGS)
    build_index(index, articles("évêque", 0, 40), storage=QUICK, settings=SETTINGS)


def many_segments(index: Path) -> None:
    """Two generations of several segments, with deletions."""
    several(index)
    update_index(index, articles("consul", 17, 20), storage=QUICK, settings=SETTINGS)


def corruptions(plan: Plan) -> Outcome:
    """Damage `plan.rounds` copies of two indexes; of each kind a half at least must have an effect."""
    outcome = Outcome()
    refused = dict.fromkeys(KINDS, 0)
    for name, prepare in (("one segment", one_segment), ("many segments", many_segments)):
        index = plan.work / name / "index"
        index.parent.mkdir()
        prepare(index)
        corrupted(index, name, plan.rounds // 2, plan.seed, outcome, refused)
    for kind, count in refused.items():
        # Nothing of what is swapped may be read: the table of contents is written for others.
        few = count < plan.rounds // len(KINDS) // 2 and kind != "swap"
        outcome.hold(not few, f"{kind}: only {count} of {plan.rounds // len(KINDS)} had an effect")
    parts = ", ".join(f"{kind} {count}" for kind, count in refused.items())
    outcome.note = Both(
        f"refusées : {parts} ; les autres sans effet, et nommées par `check`",
        f"refused: {parts}; the others without effect, and named by `check`",
    )
    return outcome


def corrupted(index: Path, name: str, times: int, seed: int, outcome: Outcome, refused: dict[str, int]) -> None:
    """Damage copies of an index, and ask each all there is to ask."""
    right = answers(index)
    generations = sorted(describe_index(index).generations)
    for turn in range(times):
        kind = KINDS[turn % len(KINDS)]
        copy = index.with_name(f"i{turn}")
        copy_index(index, copy)
        folder, older = (copy / "generations" / name for name in (generations[-1], generations[-2]))
        files, version = damage(kind, folder, older, random.Random(f"{name} {turn} {seed}"))
        what = f"corruption, seed {seed}, {name}, round {turn}, {kind} {' '.join(sorted(files))}"
        outcome.tries += 1
        try:
            refused[kind] += asked(copy, right, files, version, outcome, what)
            checked(copy, files, version, outcome, what)
        # Whatever else may come out is what is looked for.
        except Exception as error:
            outcome.failures.append(f"{what}: raw {type(error).__name__}: {error}")
        shutil.rmtree(copy)


def asked(copy: Path, right: object, files: set[str], version: bool, outcome: Outcome, what: str) -> bool:
    """Ask a damaged index; returns whether it was refused, and notes a wrong answer or an unhelpful refusal."""
    try:
        outcome.hold(answers(copy) == right, f"{what}: WRONG ANSWER")
        return False
    except CorruptIndex as error:
        outcome.hold(bool(error.hint), f"{what}: no hint: {error}")
        outcome.hold(any(name in str(error) for name in files), f"{what}: another file is named: {error}")
    except IncompatibleIndex as error:
        outcome.hold(version and bool(error.hint), f"{what}: {error}")
    return True


def checked(copy: Path, files: set[str], version: bool, outcome: Outcome, what: str) -> None:
    """See that `check` names one of the damaged files, and none where nothing is damaged."""
    try:
        report = check_index(copy)
    except IncompatibleIndex as error:
        outcome.hold(version, f"{what}: check: {error}")
        return
    named = {one.file for one in report.damage}
    outcome.hold(report.ok == (not files), f"{what}: check says {'sound' if report.ok else 'damaged'}")
    outcome.hold(bool(files & named) or not files, f"{what}: check names {named}")


def put(path: Path, content: bytes) -> None:
    """Replace a file: under another inode, for the old one is the model's."""
    path.unlink()
    path.write_bytes(content)


def damage(kind: str, folder: Path, older: Path, dice: random.Random) -> tuple[set[str], bool]:
    """Damage a generation; returns the files that are not what was published, and whether version bytes are hit."""
    # By name and not by size: a small file is as likely to be hit as a big one.
    path = dice.choice(sorted(folder.iterdir()))
    content = path.read_bytes()
    version = False
    match kind:
        case "flip":
            at = dice.randrange(len(content))
            if dice.random() < 0.2:
                at = dice.randrange(min(16, len(content)))
            flipped = bytearray(content)
            flipped[at] ^= 1 << dice.randrange(8)
            version = 8 <= at < 12 or (path.name == NAME and b'"format": ' in content[max(0, at - 12) : at])
            put(path, bytes(flipped))
        case "truncate":
            put(path, content[: dice.choice((0, dice.randrange(len(content)), len(content) - 1))])
        case "extend":
            put(path, content + dice.choice((b"\0", dice.randbytes(dice.randrange(1, 100)), content[-64:], content)))
        case "swap":
            same = [p for p in sorted(folder.iterdir()) if p != path and p.stat().st_size == path.stat().st_size]
            other = dice.choice(same or [p for p in sorted(folder.iterdir()) if p != path])
            theirs = other.read_bytes()
            put(path, theirs)
            put(other, content)
            return ({path.name, other.name} if theirs != content else set()), False
        case "delete":
            path.unlink()
        case "stale":
            shared = [p for p in sorted(older.iterdir()) if (folder / p.name).exists()]
            changed = [p for p in shared if p.read_bytes() != (folder / p.name).read_bytes()]
            close = [p for p in changed if p.stat().st_size == (folder / p.name).stat().st_size]
            stale = dice.choice(close if close and dice.random() < 0.8 else changed)
            put(folder / stale.name, stale.read_bytes())
            return {stale.name}, False
    return {path.name}, version
