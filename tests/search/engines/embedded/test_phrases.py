"""Phrases: whichever way two words are intersected, those texts are found in which they follow each other."""

import random

import pytest

from trouvere.index import build_index
from trouvere.index.article import Article
from trouvere.index.columns.read.field import FieldReader
from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.read.segment import Segment
from trouvere.index.engines.embedded.read.generation import published
from trouvere.search.engines.embedded.terms import phrases

WORDS = ["la"] * 8 + ["de"] * 6 + ["mer"] * 3 + ["vent", "sable", "dune"]
TEXTS = [
    random.Random(seed).choices(WORDS, k=random.Random(-seed).choice((1, 5, 200, 3_000))) for seed in range(1, 260)
]


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    path = tmp_path_factory.mktemp("phrases") / "index"
    build_index(path, [Article(id=f"{n:03}", text=" ".join(words)) for n, words in enumerate(TEXTS)])
    folder, manifest = published(path)
    generation = Generation(folder, manifest.segments)
    return generation.segments[0]


@pytest.fixture(scope="module")
def field(segment: Segment) -> FieldReader:
    return segment.field("text")


@pytest.fixture(scope="module")
def stems(segment: Segment) -> FieldReader:
    """Those of the words are the words themselves; « la » and « de » have none."""
    return segment.field("text_stem")


WAYS = {
    "as stored": {"LOCATE_NS": 0},
    "by search": {"LOCATE_NS": 1 << 40, "SEARCH_NS": 0, "DECODE_NS": 0, "TABLES_NS": 1 << 60},
    "by tables": {"TABLES_NS": 0, "LOOK_NS": 0},
    "by small tables": {"TABLES_NS": 0, "LOOK_NS": 0, "TABLE_RUNS": 1},
    "as measured": {},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("slop", [0, 2])
def test_every_way_finds_the_same(field: FieldReader, way: str, slop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(phrases, name, value)
    assert field.first_addresses[-1] > 4 << 16, "some text stands on the edge of a stretch"
    dice = random.Random(5)
    for _ in range(60):
        words = dice.choices(["la", "de", "mer", "vent", "sable", "dune"], k=dice.choice((2, 2, 3, 4)))
        terms = [field.lexicon.find(word.encode()) for word in words]
        expected = [number for number, text in enumerate(TEXTS) if _stand(text, words, slop)]
        assert phrases.in_order([(field, term) for term in terms], slop).tolist() == expected, words


def _stand(text: list[str], words: list[str], slop: int) -> bool:
    ends = {at for at, word in enumerate(text) if word == words[0]}
    for word in words[1:]:
        ends = {
            at for at, here in enumerate(text) if here == word and any(at - step in ends for step in range(1, slop + 2))
        }
    return bool(ends)


def test_words_and_stems_stand_side_by_side(field: FieldReader, stems: FieldReader) -> None:
    dice = random.Random(6)
    for _ in range(30):
        words = dice.choices(["la", "de", "mer", "vent", "sable", "dune"], k=3)
        columns = [field if word in ("la", "de") or dice.random() < 0.3 else stems for word in words]
        found = [(column, column.lexicon.find(word.encode())) for column, word in zip(columns, words, strict=True)]
        for slop in (0, 2):
            expected = [number for number, text in enumerate(TEXTS) if _stand(text, words, slop)]
            assert phrases.in_order(found, slop).tolist() == expected, words
