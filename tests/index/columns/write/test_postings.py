"""Ascending lists, lexicons, inversion: what was written comes back, compared with the plainest way to say it."""

from bisect import bisect_left
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.columns.read.container import Container
from trouvere.index.columns.read.field import OWNER_BITS
from trouvere.index.columns.read.lexicon import Lexicon
from trouvere.index.columns.read.sorted_ints import SortedInts
from trouvere.index.columns.write.container import ContainerWriter
from trouvere.index.columns.write.field import first_addresses
from trouvere.index.columns.write.lexicon import write_lexicon
from trouvere.index.columns.write.postings import invert, lists_of_values, ranges
from trouvere.index.columns.write.run import RunVocabulary
from trouvere.index.columns.write.sorted_ints import SortedIntsWriter
from trouvere.index.errors import BuildError
from trouvere.index.storage import DISK


def made(path: Path, lists: list[list[int]], space: int, pieces: int) -> SortedInts:
    with ContainerWriter(DISK, path) as container:
        writer = SortedIntsWriter(container, "n", space)
        for piece in np.array_split(np.arange(len(lists)), pieces):
            chosen = [lists[number] for number in piece]
            values = np.array([value for one in chosen for value in one], np.int64)
            writer.write(values, np.array([len(one) for one in chosen], np.int64))
        container.close(writer.finish())
    return SortedInts(Container(DISK, path), "n")


@st.composite
def ascending_lists(draw: st.DrawFn) -> tuple[list[list[int]], int]:
    # 2¹⁶ and below: one high half; above, several; near 2²⁴ lists of hundreds are still short.
    space = draw(st.sampled_from((1, 5, 1 << 16, (1 << 16) + 1, 1 << 18, 1 << 21)))
    dice = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    sizes = draw(
        st.lists(st.sampled_from((1, 2, 4, 5, 6, 13, 14, 15, 98, 100, 101, 400, 3_000)), min_size=1, max_size=12)
    )
    edges = [value for value in (0, 0xFFFF, 0x10000, 0x1FFFF, space - 1) if value < space]
    lists = []
    for size in sizes:
        near = dice.integers(0, space, size) if dice.random() < 0.7 else dice.integers(0, min(space, 5_000), size)
        lists.append(sorted({*near.tolist(), *dice.choice(edges, 1).tolist()}))
    return lists, space


@settings(max_examples=150, deadline=None)
@given(ascending_lists(), st.integers(1, 3), st.data())
def test_ascending_lists_come_back(drawn: tuple[list[list[int]], int], pieces: int, data: st.DataObject) -> None:
    lists, space = drawn
    with TemporaryDirectory() as folder:
        found = made(Path(folder, "f"), lists, space, min(pieces, len(lists)))
        for number, expected in enumerate(lists):
            got = found.get(number, len(expected))
            assert got.dtype == np.int64
            assert got.tolist() == expected
            bound = st.integers(0, space) | st.sampled_from(expected)
            low, top = sorted(data.draw(st.tuples(bound, bound)))
            most = data.draw(st.sampled_from((1, 3, 1_000_000)))
            heads = found.heads(number, len(expected), [(low, top), (0, space)], most)
            within = [value for value in expected if low <= value < top]
            assert heads == [within[:most], expected[:most]]
        counts = np.array(list(map(len, lists)))
        first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(lists))] * 2)))
        for low, high in ((0, len(lists)), (first, last)):
            expected = [value for one in lists[low:high] for value in one]
            assert found.between(low, high, counts[low:high]).tolist() == expected


def test_the_highest_numbers_there_are(tmp_path: Path) -> None:
    space = 1 << 32
    long = np.unique(np.random.default_rng(1).integers(0, space, 250_000)).tolist()
    lists = [[0], [space - 1], [0xFFFF, 0x10000, space - 1], long, [7]]
    found = made(tmp_path / "f", lists, space, 2)
    for number, expected in enumerate(lists):
        assert found.get(number, len(expected)).tolist() == expected
    with pytest.raises(BuildError, match="trop grand"):
        made(tmp_path / "g", lists, space + 1, 1)


TERMS = st.lists(st.text(max_size=6).map(lambda t: t.encode("utf-8", "surrogatepass")), max_size=80, unique=True)


@settings(max_examples=200, deadline=None)
@given(TERMS, st.lists(st.text(max_size=4).map(lambda t: t.encode("utf-8", "surrogatepass")), max_size=20))
def test_lexicon(terms: list[bytes], others: list[bytes]) -> None:
    terms.sort()
    with TemporaryDirectory() as folder:
        with ContainerWriter(DISK, Path(folder, "f")) as container:
            write_lexicon(container, terms)
            container.close({})
        lexicon = Lexicon(Container(DISK, Path(folder, "f")))
        assert len(lexicon) == len(terms)
        assert lexicon.all() == list(lexicon) == [lexicon[n] for n in range(len(lexicon))] == terms
        for term in [*terms, *others, b"", b"\xff"]:
            assert lexicon.find(term) == (terms.index(term) if term in terms else -1)
            assert lexicon.ceiling(term) == bisect_left(terms, term)
            low, high = lexicon.prefixed(term)
            assert terms[low:high] == [other for other in terms if other.startswith(term)]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.integers(0, 8), max_size=30), min_size=1, max_size=12), st.data())
def test_invert_and_take(texts: list[list[int]], data: st.DataObject) -> None:
    naive: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for doc, words in enumerate(texts):
        for position, word in enumerate(words):
            naive[word][doc].append(2 * position)
    tokens = [(word, doc, 2 * position) for doc, words in enumerate(texts) for position, word in enumerate(words)]
    terms, docs, positions = (np.array([token[n] for token in tokens], np.int64) for n in range(3))
    first = first_addresses(np.array([2 * len(words) for words in texts], np.int64))
    owners = np.repeat(np.arange(len(texts)), np.diff(first) >> OWNER_BITS)
    lists = invert(terms, (first[docs] + positions).astype(np.uint32), owners)
    assert lists.numbers.tolist() == sorted(naive)
    chosen = data.draw(st.permutations(range(len(naive)))) if naive else []
    taken = lists.take(np.array(chosen, np.int64))
    expected = [naive[lists.numbers[n]] for n in chosen]
    assert taken.counts.tolist() == [len(by_doc) for by_doc in expected]
    assert taken.docs.tolist() == [doc for by_doc in expected for doc in by_doc]
    assert taken.tf.tolist() == [len(found) for by_doc in expected for found in by_doc.values()]
    assert taken.weights.tolist() == [sum(map(len, by_doc.values())) for by_doc in expected]
    assert taken.addresses is not None
    assert taken.addresses.tolist() == [
        first[doc] + at for by_doc in expected for doc, found in by_doc.items() for at in found
    ]


@given(st.dictionaries(st.text(max_size=3), st.sets(st.integers(0, 20), min_size=1).map(sorted), max_size=8))
def test_lists_of_values(values: dict[str, list[int]]) -> None:
    terms, lists = lists_of_values(values)
    assert [term.decode("utf-8", "surrogatepass") for term in terms] == list(values)
    taken = lists.take(np.arange(len(values)))
    assert taken.counts.tolist() == [len(docs) for docs in values.values()]
    assert taken.docs.tolist() == [doc for docs in values.values() for doc in docs]


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 5)), max_size=20))
def test_ranges(pairs: list[tuple[int, int]]) -> None:
    starts, counts = (np.array([pair[n] for pair in pairs], np.int64) for n in range(2))
    assert ranges(starts, counts).tolist() == [start + n for start, count in pairs for n in range(count)]


@given(st.lists(st.text(max_size=12), unique=True, min_size=1, max_size=30), st.data())
def test_numbers_in_the_order_of_the_heads_of_their_terms(words: list[str], data: st.DataObject) -> None:
    vocabulary = RunVocabulary(words, [])
    numbers = data.draw(st.lists(st.integers(0, len(words) - 1), max_size=20))
    ordered = vocabulary.ordered(np.array(numbers, np.int32), stems=False).tolist()
    assert sorted(ordered) == sorted(set(numbers))
    heads = [words[number].encode("utf-8", "surrogatepass")[:8].ljust(8, b"\0") for number in ordered]
    assert heads == sorted(heads)
