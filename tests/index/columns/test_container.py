"""Containers give back what was written, and notice every byte that is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.columns.read.container import BLOCK_BYTES, Container
from trouvere.index.columns.write import container as container_writer
from trouvere.index.columns.write.container import ContainerWriter, Stream
from trouvere.index.errors import CorruptIndex, IncompatibleIndex
from trouvere.index.storage import DISK

DTYPES = ("<u1", "<u2", "<u4", "<u8", "<i4", "<i8", "<f4")


@contextmanager
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


def columns() -> st.SearchStrategy[list[tuple[str, int, int]]]:
    """Draw columns: a type, how many elements, and in how many pieces they are written; 0 pieces for all at once."""
    sizes = st.sampled_from((0, 0, 1, 7, 63, 64, 65, 1_000, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 40_000))
    return st.lists(st.tuples(st.sampled_from(DTYPES), sizes, st.integers(0, 4)), max_size=6)


def filled(dtype: str, size: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 200, size).astype(dtype)


@settings(max_examples=60, deadline=None)
@given(columns(), st.sampled_from((16, 4096, 4 << 20)))
def test_columns_come_back_whatever_their_sizes_and_pieces(drawn: list[tuple[str, int, int]], in_memory: int) -> None:
    with folder() as place, patch.object(Stream, "MEMORY_BYTES", in_memory):
        path = place / "file"
        with ContainerWriter(DISK, path) as writer:
            for number, (dtype, size, pieces) in enumerate(drawn):
                array = filled(dtype, size, number)
                if pieces:
                    stream = writer.stream(f"c{number}", dtype)
                    for piece in np.array_split(array, pieces):
                        stream.write(piece)
                else:
                    writer.add(f"c{number}", array)
            writer.close({"some": ["meta", 1]})
        assert [p.name for p in place.iterdir()] == ["file"]
        file = Container(DISK, path)
        assert file.meta == {"some": ["meta", 1]}
        for number, (dtype, size, _) in enumerate(drawn):
            array = filled(dtype, size, number)
            assert f"c{number}" in file
            column = file.column(f"c{number}")
            assert column.array.dtype == np.dtype(dtype)
            assert column.part(size // 3, size // 2).tolist() == array[size // 3 : size // 2].tolist()
            assert file.whole(f"c{number}").tolist() == array.tolist()
            assert file.table(f"c{number}").tolist() == array.tolist()
        file.check_all()
        assert file.sound
        assert "other" not in file


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small"
    with ContainerWriter(DISK, path) as writer:
        writer.add("bytes", np.arange(70, dtype="u1"))
        writer.add("none", np.zeros(0, "<u4"))
        writer.stream("numbers", "<u4").write(np.arange(30))
        writer.close({"a": 1})
    return path


def touched(path: Path) -> tuple[object, ...]:
    file = Container(DISK, path)
    return file.meta, *(file.whole(name).tolist() for name in ("bytes", "none", "numbers"))


def test_every_flipped_bit_is_noticed(small: Path) -> None:
    content = small.read_bytes()
    right = touched(small)
    assert right == ({"a": 1}, list(range(70)), [], list(range(30)))
    for at in range(len(content)):
        for bit in (0, 3, 7):
            flipped = bytearray(content)
            flipped[at] ^= 1 << bit
            small.write_bytes(flipped)
            with pytest.raises(CorruptIndex) as caught:
                touched(small)
                Container(DISK, small).check_all()
            assert "small" in str(caught.value)
            assert caught.value.hint


def test_truncation_and_extension_are_noticed_on_opening(small: Path) -> None:
    content = small.read_bytes()
    for end in range(len(content)):
        small.write_bytes(content[:end])
        with pytest.raises(CorruptIndex):
            Container(DISK, small)
    for more in (b"\0", b"x" * 40, content, content[-40:], content[64:]):
        small.write_bytes(content + more)
        with pytest.raises(CorruptIndex):
            Container(DISK, small)


def test_a_block_is_verified_when_it_is_touched_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "big"
    with ContainerWriter(DISK, path) as writer:
        writer.add("numbers", np.arange(100_000, dtype="<u4"))
        writer.close({})
    content = bytearray(path.read_bytes())
    content[64 + 4 * 90_000] ^= 1
    path.write_bytes(content)
    file = Container(DISK, path)
    assert file.column("numbers").part(0, 50_000).tolist() == list(range(50_000))
    assert not file.sound
    for call in (lambda: file.whole("numbers"), lambda: file.column("numbers").part(90_000, 90_001), file.check_all):
        with pytest.raises(CorruptIndex, match="abîmé entre les octets 327680 et 393216"):
            call()
    assert file.column("numbers").part(60_000, 60_010).tolist() == list(range(60_000, 60_010))


def test_another_version_says_how_to_rebuild(tmp_path: Path) -> None:
    path = tmp_path / "later"
    with patch.object(container_writer, "VERSION", 2), ContainerWriter(DISK, path) as writer:
        writer.close({})
    with pytest.raises(IncompatibleIndex, match="format 2") as caught:
        Container(DISK, path)
    assert "trouvere index" in (caught.value.hint or "")


def test_what_is_no_container_and_what_is_not_there(tmp_path: Path) -> None:
    for content in (b"", b"x", b"\0" * 200, b"TROUVCOL" * 30):
        (tmp_path / "f").write_bytes(content)
        with pytest.raises(CorruptIndex):
            Container(DISK, tmp_path / "f")
    with pytest.raises(CorruptIndex, match="absent"):
        Container(DISK, tmp_path / "nothing")


def test_a_writer_that_gives_up_leaves_no_streams_behind(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError),
        patch.object(Stream, "MEMORY_BYTES", 8),
        ContainerWriter(DISK, tmp_path / "f") as writer,
    ):
        writer.stream("numbers", "<u4").write(np.arange(100))
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_what_was_let_go_is_read_again(tmp_path: Path) -> None:
    column = filled("<u4", 3 * BLOCK_BYTES, 1)
    with ContainerWriter(DISK, tmp_path / "file") as writer:
        writer.add("n", column)
        writer.close({})
    file = Container(DISK, tmp_path / "file")
    found = file.whole("n")
    file.let_go()
    assert np.array_equal(found, column)
    assert np.array_equal(file.whole("n"), column)
