"""Manifests that nobody has written, and links that lead out of an index: refused, and nothing outside is opened."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from examples import answers, several
from faulty_storage import copy_index

from torture.outcome import Both, Outcome, Plan
from torture.pickles import put, watched
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.embedded.read.manifest import NAME
from trouvere.index.errors import CorruptIndex, IncompatibleIndex
from trouvere.index.fields import Field
from trouvere.index.storage import DISK

FIELD = Field("region").as_dict()


def forgeries(values: dict[str, Any], outside: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield manifests that nobody has written, each with a name."""
    files, segments = values["files"], values["segments"]
    name = next(iter(files))
    for path in (f"../../../{outside}", f"/{outside}", "..", ".", "", "a/b", "a\0b", "\\\\x\\y", "s1.text\n", "~"):
        yield f"file {path!r}", values | {"files": files | {path: files[name]}}
        yield f"segment {path!r}", values | {"segments": [*segments, segments[0] | {"name": path}]}
        yield f"generation {path!r}", values | {"generation": path}
        yield f"field {path!r}", values | {"fields": [FIELD | {"name": path}]}
    numbers: tuple[Any, ...] = (-1, 1 << 32, 1 << 62, 10**400, 1.5, True, "3", None, [], {})
    for number in numbers:
        yield f"size {str(number)[:9]}", values | {"files": files | {name: files[name] | {"size": number}}}
        for key in ("documents", "deleted"):
            yield f"{key} {str(number)[:9]}", values | {"segments": [segments[0] | {key: number}, *segments[1:]]}
        yield f"articles {str(number)[:9]}", values | {"articles": number}
        yield f"number {str(number)[:9]}", values | {"number": number if number is not True else -5}
        yield f"files {str(number)[:9]}", values | {"files": number}
        yield f"segments {str(number)[:9]}", values | {"segments": number if number != [] else None}
        yield f"format {str(number)[:9]}", values | {"format": number}
        yield f"fields {str(number)[:9]}", values | {"fields": number if number != [] else [[]]}
        for key in FIELD if number != "3" else ("kind", "facet", "show"):
            yield f"{key} {str(number)[:9]}", values | {"fields": [FIELD | {key: number if number is not True else -1}]}
    yield "10,000 fields", values | {"fields": [FIELD | {"name": f"f{number}"} for number in range(10_000)]}
    yield "a field twice", values | {"fields": [FIELD, FIELD]}


def signed(values: dict[str, Any]) -> bytes:
    """Return a manifest with the hash that Trouvère would write: forging it takes no secret."""

    def encoded(them: dict[str, Any]) -> bytes:
        return json.dumps(them, ensure_ascii=False, indent=1, sort_keys=True).encode()

    rest = {key: value for key, value in values.items() if key != "sha256"}
    return encoded(rest | {"sha256": hashlib.sha256(encoded(rest)).hexdigest()})


def raw(depth: int = 200_000) -> Iterator[tuple[str, bytes]]:
    """Yield what is hardly JSON."""
    yield "deep lists", b"[" * depth + b"]" * depth
    yield "deep objects", b'{"a":' * depth + b"1" + b"}" * depth
    yield "long number", b'{"format": ' + b"9" * 100_000 + b"}"
    yield "NaN", b'{"format": NaN}'
    yield "nothing", b""
    yield "too long", b" " * ((1 << 24) + 2)
    yield "not text", b"\xff\xfe{}"


def links(index: Path, folder: Path, outside: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield ways to let an index lead out of itself."""
    file = sorted(folder.glob("*.text"))[0]

    def instead(path: Path, make: Callable[[], None]) -> Callable[[], None]:
        def made() -> None:
            DISK.remove(path)
            make()

        return made

    def linked(path: Path, target: Path) -> Callable[[], None]:
        return instead(path, lambda: path.symlink_to(target))

    def piped(path: Path) -> Callable[[], None]:
        return instead(path, lambda: os.mkfifo(path))

    for path in (file, folder / NAME, index / "CURRENT"):
        yield f"{path.name} a link", linked(path, outside / "secret")
        yield f"{path.name} a link to itself", linked(path, path)
        yield f"{path.name} a pipe", piped(path)
        yield f"{path.name} a device", linked(path, Path("/dev/zero"))
    yield "the generation a link", linked(folder, outside)
    yield "generations a link", linked(folder.parent, outside)
    for name in (
        "../../etc",
        "/etc",
        "..",
        "000001-ab/../../..",
        "000001-ab\0",
        "٣-ab",
        "9" * 200 + "-ab",
        "1-ab\n2-cd",
    ):
        yield f"CURRENT {name[:20]!r}", lambda name=name: put(index / "CURRENT", name.encode())  # type: ignore[misc]


def forged(plan: Plan) -> Outcome:
    """Forge manifests and links: refused as `CorruptIndex`, and no file outside the index is opened for it."""
    model, outside, outcome = plan.work / "model", plan.work / "outside", Outcome()
    several(model)
    outside.mkdir()
    (outside / "secret").write_text("secret")
    answers(model)
    folder, _ = published(model)
    values = json.loads((folder / NAME).read_bytes())
    ways: list[tuple[str, Callable[[Path], None]]] = []
    for what, content in (*((w, signed(v)) for w, v in forgeries(values, "outside/secret")), *raw()):
        place = (folder / NAME).relative_to(model)
        ways.append((what, lambda i, p=place, c=content: put(i / p, c)))  # type: ignore[misc]
    for number, (what, _) in enumerate(links(model, folder, outside)):
        ways.append((what, lambda i, n=number: list(links(i, i / folder.relative_to(model), outside))[n][1]()))  # type: ignore[misc]
    for turn, (what, forge) in enumerate(random.Random(plan.seed).sample(ways, min(plan.rounds, len(ways)))):
        index = plan.work / f"f{turn}"
        copy_index(model, index)
        forge(index)
        with watched() as seen:
            for call in (answers, published):
                try:
                    call(index)
                    outcome.failures.append(f"{what}: {call.__name__} took it")
                except (CorruptIndex, IncompatibleIndex) as error:
                    outcome.hold(bool(error.hint), f"{what}: no next step")
                except Exception as error:
                    outcome.failures.append(f"{what}: {call.__name__}: {type(error).__name__}: {error}")
        outcome.tries += 1
        inside = (str(plan.work / "outside"), "/etc", "/dev/zero")
        out = [path for path in seen.opened if path.startswith(inside)]
        outcome.hold(not out, f"{what}: opened {out[:2]}")
        outcome.hold((outside / "secret").read_text() == "secret", f"{what}: wrote outside")
        outcome.hold([path.name for path in outside.iterdir()] == ["secret"], f"{what}: the folder outside has changed")
        DISK.remove(index)
    outcome.note = Both(
        f"{len(ways)} manifestes, liens et CURRENT forgés", f"{len(ways)} forged manifests, links and CURRENT"
    )
    return outcome
