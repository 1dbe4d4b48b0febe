"""Damage of six kinds to the files of a published generation: the right answers or `CorruptIndex`, nothing else."""

import pickle
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from examples import QUERIES, QUICK, SETTINGS, answers, articles, several
from faulty_storage import copy_index

from trouvere.index import build_index, update_index
from trouvere.index.check import check_index
from trouvere.index.errors import CorruptIndex, IncompatibleIndex, IndexNotFound, TrouvereError
from trouvere.index.generation import describe, published
from trouvere.index.manifest import NAME, entry_of
from trouvere.search import open_searcher

CORRUPTIONS = 200
KINDS = ("flip", "truncate", "extend", "swap", "delete", "stale")


def one_segment(index: Path) -> None:
    """Two generations whose files have the same names and, some of them, the same sizes."""
    build_index(index, articles("préfet", 0, 40), storage=QUICK, settings=SETTINGS)
    build_index(index, articles("évêque", 0, 40), storage=QUICK, settings=SETTINGS)


def many_segments(index: Path) -> None:
    several(index)
    update_index(index, articles("consul", 17, 20), storage=QUICK, settings=SETTINGS)


@pytest.fixture(scope="module", params=[one_segment, many_segments], ids=["one segment", "many segments"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corruption") / "index"
    request.param(path)
    return path


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


def test_damage_is_refused_or_without_effect_and_named(index: Path, tmp_path: Path) -> None:
    right = answers(index)
    generations = sorted(describe(index).generations)
    refused = dict.fromkeys(KINDS, 0)
    for seed in range(CORRUPTIONS // 2):
        kind = KINDS[seed % len(KINDS)]
        copy = tmp_path / f"i{seed}"
        copy_index(index, copy)
        folder, older = (copy / "generations" / name for name in (generations[-1], generations[-2]))
        files, version = damage(kind, folder, older, random.Random(f"{index.parent.name[:-1]} {seed}"))
        what = (seed, kind, files)
        try:
            assert answers(copy) == right, what
        except CorruptIndex as error:
            assert error.hint
            assert any(name in str(error) for name in files), (what, str(error))
            refused[kind] += 1
        except IncompatibleIndex as error:
            assert version, (what, str(error))
            assert error.hint
            refused[kind] += 1
        try:
            report = check_index(copy)
            named = {one.file for one in report.damage}
            assert report.ok == (not files), what
            assert files & named or not files, (what, named)
        except IncompatibleIndex:
            assert version, what
        shutil.rmtree(copy)
    # Nothing of this is read but the table of contents that is written for others.
    assert all(count >= CORRUPTIONS // 2 // len(KINDS) // 2 for kind, count in refused.items() if kind != "swap"), (
        refused
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"000009-00000000\n", b"../x\n", b"\0\n", b"0000\x0002-0\n", b"\xff\xfe", b"a" * 9_999],
)
def test_a_damaged_current_is_refused_and_a_build_repairs_it(tmp_path: Path, content: bytes) -> None:
    index = tmp_path / "index"
    one_segment(index)
    put(index / "CURRENT", content)
    for call in (describe, answers):
        with pytest.raises(CorruptIndex):
            call(index)
    try:
        assert not check_index(index).ok
    except CorruptIndex as error:
        assert "CURRENT" in str(error)
    with pytest.raises(CorruptIndex):
        open_searcher(index)
    build_index(index, articles("maire"), storage=QUICK, settings=SETTINGS)
    assert check_index(index).ok


def test_without_current_there_is_no_index(tmp_path: Path) -> None:
    one_segment(tmp_path)
    (tmp_path / "CURRENT").unlink()
    with pytest.raises(IndexNotFound):
        open_searcher(tmp_path)


class Payload:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.mark,)


def used(index: Path) -> None:
    """Do to an index all that reads one, whatever comes of it."""

    def search() -> None:
        with open_searcher(index, settings=SETTINGS) as searcher:
            for query in QUERIES:
                searcher.search(query)

    def update() -> None:
        update_index(index, articles("consul", 30, 31), storage=QUICK, settings=SETTINGS)

    for call in (search, lambda: describe(index), lambda: check_index(index), update):
        try:
            call()
        except TrouvereError:
            continue


def test_the_payload_works(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Payload(tmp_path / "mark")))
    assert (tmp_path / "mark").exists()


def test_pickles_planted_in_every_file_are_never_executed(index: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    payload = pickle.dumps(Payload(mark), protocol=2)
    names = [path.relative_to(index) for path in sorted(index.rglob("*")) if path.is_file()]
    # Each file as nothing but the pickle, and at its old size; and all at once.
    for number, planted in enumerate([[name] for name in names] + [names]):
        copy = tmp_path / f"i{number}"
        copy_index(index, copy)
        for name in planted:
            size = (copy / name).stat().st_size
            put(copy / name, payload.ljust(size, b".") if number % 2 else payload)
        used(copy)
        assert not mark.exists(), planted
        shutil.rmtree(copy)


def test_a_planted_pickle_that_the_manifest_vouches_for_is_not_executed_either(index: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    payload = pickle.dumps(Payload(mark), protocol=2)
    right = answers(index)
    copy = tmp_path / "index"
    copy_index(index, copy)
    folder, manifest = published(copy)
    planted = [name for name in manifest.files if "." not in name or name.endswith(".toc")]
    assert planted
    for name in [*planted, "_MAIN_2.toc", "planted.pickle"]:
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_bytes(payload)
        manifest.files[name] = entry_of(QUICK, folder / name)
    put(folder / NAME, replace(manifest, files=manifest.files).as_json())
    assert answers(copy) == right
    used(copy)
    assert not mark.exists()
