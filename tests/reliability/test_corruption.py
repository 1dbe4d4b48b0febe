"""A damaged `CURRENT`, and pickles planted in an index; damage of every other kind is in torture/corruption.py."""

import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from examples import QUERIES, QUICK, SETTINGS, answers, articles
from faulty_storage import copy_index
from torture.corruption import many_segments, one_segment, put

from trouvere.index import build_index, check_index, describe_index, update_index
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.embedded.read.manifest import NAME, entry_of
from trouvere.index.errors import CorruptIndex, IndexNotFound, TrouvereError
from trouvere.search import open_searcher


@pytest.fixture(scope="module", params=[one_segment, many_segments], ids=["one segment", "many segments"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corruption") / "index"
    request.param(path)
    return path


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"000009-00000000\n", b"../x\n", b"\0\n", b"0000\x0002-0\n", b"\xff\xfe", b"a" * 9_999],
)
def test_a_damaged_current_is_refused_and_a_build_repairs_it(tmp_path: Path, content: bytes) -> None:
    index = tmp_path / "index"
    one_segment(index)
    put(index / "CURRENT", content)
    for call in (describe_index, answers):
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


def test_without_current_nothing_is_added_to_an_index_that_had_generations(tmp_path: Path) -> None:
    """It would be published alone, and the articles of before be gone with their generations."""
    index = tmp_path / "index"
    one_segment(index)
    content = (index / "CURRENT").read_bytes()
    (index / "CURRENT").unlink()
    for mirror in (False, True):
        with pytest.raises(CorruptIndex, match="CURRENT") as error:
            update_index(index, articles("consul", 30, 31), mirror=mirror, storage=QUICK, settings=SETTINGS)
        assert "CURRENT" in (error.value.hint or "") or "generations" in (error.value.hint or "")
    (index / "CURRENT").write_bytes(content)
    assert update_index(index, articles("consul", 40, 41), storage=QUICK, settings=SETTINGS).articles == 41
    # A first build that died before it said so has published nothing: the next begins anew.
    build_index(tmp_path / "first", articles("préfet"), storage=QUICK, settings=SETTINGS)
    (tmp_path / "first" / "CURRENT").unlink()
    assert update_index(tmp_path / "first", articles("maire", 30, 31), storage=QUICK, settings=SETTINGS).articles == 1


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

    for call in (search, lambda: describe_index(index), lambda: check_index(index), update):
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
