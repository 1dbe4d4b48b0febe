"""Values of a facet by the beginning of a word: what a thousand or a million of them take is bounded."""

from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from trouvere.index import Article, Field, build_index
from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.errors import SearchTimeout
from trouvere.index.settings import Settings
from trouvere.search.budget import Budget, within
from trouvere.search.engines.embedded.values.value_counts import ValueCounts
from trouvere.search.query.named_fields import ValuePrefix, word_beginnings


def test_what_was_made_before_a_deadline_is_there_for_the_next_who_asks(tmp_path: Path) -> None:
    field = Field("lot")
    lots = [f"Lot {number}" for number in range(300)]
    build_index(
        tmp_path / "i", [Article(id="1", text="Pont", extra={"lot": lots})], settings=Settings(), fields=[field]
    )
    folder, manifest = published(tmp_path / "i")
    generation = Generation(folder, manifest.segments, fields=manifest.fields)
    counts = ValueCounts(generation, field.column)
    totals, late = counts.totals(generation.live.nonzero()[0]), 0
    total = 0
    while not total:
        with within(Budget(seconds=100, clock=count().__next__)), suppress(SearchTimeout):
            _, total = counts.listed(totals, ValuePrefix("lot 2"), 5, 0)
        late += not total
    assert total == 111
    assert 2 <= late <= 4


@pytest.mark.parametrize(
    ("value", "prefix", "fits"),
    [
        ("Pays de la Loire", "loire", True),
        ("Pays de la Loire", "PAYS  de l", True),
        ("Pays de la Loire", "paysdelaloire", True),
        ("Pays de la Loire", "ays", False),
        ("Pays de la Loire", "pays loire", False),
        ("Loire-Atlantique", "loire-at", True),
        ("Loire-Atlantique", "atl", True),
        ("(Île) d’Yeu", "ile", True),
        ("(Île) d’Yeu", "(î", True),
        ("e\u0301te\u0301 indien", "été i", True),
        ("a.b", ".", False),
        ("a.b", "a.", True),
        ("axb", "a.b", False),
        ("x", "", True),
    ],
)
def test_a_prefix_is_one_of_a_value_from_any_of_its_words(value: str, prefix: str, fits: bool) -> None:
    assert ValuePrefix(prefix).fits(value) is fits


def test_a_long_text_has_no_more_beginnings_than_it_is_long() -> None:
    text = "un mot puis un autre " * 20_000
    assert len(word_beginnings(text)) <= len(text) + 1
    assert ValuePrefix("autre un mot").fits(text)
