"""An index is data: pickles planted in its files are never loaded, whatever is done to it.

A hook of the interpreter sees each pickle that looks for a class, and each file that is opened.
"""

from __future__ import annotations

import os
import pickle
import random
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from examples import QUICK, SETTINGS, articles, several
from faulty_storage import copy_index

from torture.outcome import Both, Outcome, Plan
from torture.silence import unlogged
from torture.walking import serve, walk
from trouvere.index import update_index
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.embedded.read.manifest import NAME, entry_of
from trouvere.index.storage import DISK

CODE = ("pickle.find_class", "os.system", "ctypes.dlopen")
"""Not `exec` and `compile`: Werkzeug compiles its routes and Jinja its templates, of Trouvère's own files."""
SERVED = 80
"""One way in so many, for each core, is tried on `trouvere serve` too: a process is slow to start."""
FEW = 50
MEMORY = "/dev/shm"
Way = tuple[str, Callable[[Path], None]]


@dataclass
class Watch:
    """What a hook has seen; it sees nothing while it is not `on`."""

    on: bool = False
    events: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event in CODE:
            self.events.append(f"{event} {str(arguments)[:120]}")
        elif event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            self.opened.append(os.fsdecode(arguments[0]))


WATCH = Watch()
_HOOKED: list[Watch] = []


@contextmanager
def watched() -> Iterator[Watch]:
    """See what the interpreter does meanwhile. A hook can never be taken away: there is one a process."""
    if not _HOOKED:
        sys.addaudithook(WATCH)
        _HOOKED.append(WATCH)
    WATCH.events, WATCH.opened, WATCH.on = [], [], True
    try:
        yield WATCH
    finally:
        WATCH.on = False


class Payload:
    """Touches a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.mark,)


def put(path: Path, content: bytes) -> None:
    """Replace a file, under another inode: the old one is the model's."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def vouched(index: Path, names: list[str], payload: bytes) -> None:
    """Plant a payload in files of a generation, behind a manifest that vouches for them."""
    folder, manifest = published(index)
    for name in names:
        put(folder / name, payload)
        manifest.files[name] = entry_of(QUICK, folder / name)
    put(folder / NAME, replace(manifest, files=manifest.files).as_json())


def ways_to_plant(model: Path, payloads: list[bytes]) -> list[Way]:
    """Return every way to plant each payload in an index like `model`, by a name."""
    _, manifest = published(model)
    names = [path.relative_to(model) for path in sorted(model.rglob("*")) if path.is_file()]
    ways: list[Way] = []
    for payload in payloads:
        for name in names:
            size = (model / name).stat().st_size
            ways.append((f"{name} whole", lambda i, n=name, p=payload: put(i / n, p)))  # type: ignore[misc]
            ways.append((f"{name} as long", lambda i, n=name, p=payload, s=size: put(i / n, p.ljust(s, b"."))))  # type: ignore[misc]
        for file in (*manifest.files, "planted.pickle", "_MAIN_2.toc"):
            ways.append((f"{file} vouched for", lambda i, f=file, p=payload: vouched(i, [f], p)))  # type: ignore[misc]
        ways.append(("all vouched for", lambda i, p=payload: vouched(i, [*manifest.files], p)))  # type: ignore[misc]
    return ways


def pickles(plan: Plan) -> Outcome:
    """Plant pickles in every file of an index, `plan.rounds` times at most, and do all that can be done to it: in as
    many processes as there are cores where it is often."""
    hands = os.cpu_count() or 1 if plan.rounds > FEW else 1
    # In memory where that is a folder: that a disk has it all is another promise, and half of the time.
    with TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else plan.work) as work:
        shares = [(Path(work, f"hand{hand}"), plan.seed, plan.rounds, hand, hands) for hand in range(hands)]
        if hands == 1:
            return planted(*shares[0])
        outcome = Outcome()
        with ProcessPoolExecutor(hands, mp_context=get_context("spawn")) as crew:
            for share in crew.map(planted, *zip(*shares, strict=True)):
                outcome.tries += share.tries
                outcome.failures += share.failures
                outcome.note = share.note
        return outcome


@unlogged()
def planted(work: Path, seed: int, rounds: int, hand: int, hands: int) -> Outcome:
    """Try one's share of the ways; at one in `SERVED` of them a process of its own serves the index too."""
    model, mark, outcome = work / "model", work / "mark", Outcome()
    work.mkdir()
    several(model)
    update_index(model, articles("consul", 17, 20), storage=QUICK, settings=SETTINGS)
    warm = work / "warm"
    copy_index(model, warm)
    outcome.failures += [f"nothing planted: {one}" for one in walk(warm, work)]  # imports what is imported at first use
    payloads = [pickle.dumps(Payload(mark), protocol=protocol) for protocol in (0, 2, 5)]
    pickle.loads(payloads[0])
    outcome.hold(mark.exists(), "the payload does not work: nothing was tried")
    mark.unlink()
    ways = ways_to_plant(model, payloads)
    chosen = random.Random(seed).sample(ways, min(rounds, len(ways)))
    for turn, (what, plant) in list(enumerate(chosen))[hand::hands]:
        index = work / f"i{turn}"
        if turn % SERVED in range(hands):  # so that each hand has its part of them
            copy_index(model, index)
            outcome.failures += [f"{what}: {one}" for one in serve(index, work, plant)]
            outcome.hold(not mark.exists(), f"{what}: the pickle was run by trouvere serve")
            DISK.remove(index)
        copy_index(model, index)
        plant(index)
        with watched() as seen:
            wrong = walk(index, work)
        outcome.tries += 1
        outcome.hold(not mark.exists(), f"{what}: the pickle was run")
        outcome.hold(not seen.events, f"{what}: {seen.events[:3]}")
        outcome.failures.extend(f"{what}: {one}" for one in wrong)
        mark.unlink(missing_ok=True)
        DISK.remove(index)
    outcome.note = Both(
        f"de {len(ways)} façons ; `trouvere serve` aussi, une fois sur {SERVED // hands}",
        f"in {len(ways)} ways; `trouvere serve` too, once in {SERVED // hands}",
    )
    return outcome
