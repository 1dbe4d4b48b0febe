"""Ascending lists: however they are read — whole, in stretches, by looking numbers up — they hold the same."""

import random

import numpy as np
import pytest

from trouvere.index.columns.read.container import Array, Container
from trouvere.index.columns.read.sorted_ints import SortedInts
from trouvere.index.columns.write.container import ContainerWriter
from trouvere.index.columns.write.sorted_ints import SortedIntsWriter
from trouvere.index.storage import DISK

RUN = 1 << 16


def drawn(space: int, count: int, seed: int) -> Array:
    return np.array(sorted(random.Random(seed).sample(range(space), count)), np.int64)


LISTS = {
    "one number": np.array([7]),
    "short": drawn(40 * RUN, 90, 1),
    "long, in all runs": drawn(40 * RUN, 20_000, 2),
    "long, in few runs": 12 * RUN - 300 + drawn(RUN, 5_000, 3),
    "long, with gaps": np.concatenate([drawn(RUN, 300, 4), 39 * RUN + drawn(RUN, 300, 5)]),
    "long, up to the edges": np.unique(
        np.concatenate([np.arange(0, 40) * RUN, np.arange(1, 41) * RUN - 1, drawn(40 * RUN, 900, 6)])
    ),
}


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> SortedInts:
    path = tmp_path_factory.mktemp("ascending") / "lists"
    with ContainerWriter(DISK, path) as container:
        writer = SortedIntsWriter(container, "x", 40 * RUN)
        writer.write(np.concatenate(list(LISTS.values())), np.array([len(each) for each in LISTS.values()]))
        container.close(writer.finish())
    return SortedInts(Container(DISK, path), "x")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_whole(lists: SortedInts, name: str) -> None:
    expected = LISTS[name]
    for dtype in (np.int64, np.uint32):
        found = lists.get(list(LISTS).index(name), len(expected), dtype)
        assert found.dtype == dtype
        assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("runs", [1, 7, 64])
def test_stretches_joined_are_the_list(lists: SortedInts, name: str, runs: int) -> None:
    expected = LISTS[name]
    number = list(LISTS).index(name)
    found = [lists.stretch(number, len(expected), high, runs) + (high << 16) for high in range(0, 40, runs)]
    assert np.concatenate(found).tolist() == expected.tolist()


@pytest.mark.parametrize("name", LISTS)
def test_numbers_are_located(lists: SortedInts, name: str) -> None:
    expected = LISTS[name].tolist()
    near = sorted({number + step for number in expected[::3] for step in (-1, 0, 1) if 0 <= number + step < 40 * RUN})
    wanted = np.array([*near, 40 * RUN + 5])
    found = lists.locate(list(LISTS).index(name), len(expected), wanted)
    places = {number: place for place, number in enumerate(expected)}
    assert found.tolist() == [places.get(number, -1) for number in wanted.tolist()]
