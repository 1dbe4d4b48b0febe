"""Values of a facet by the beginning of a word: what a thousand or a million of them take is bounded."""

from contextlib import suppress
from itertools import count
from pathlib import Path

from trouvere.index import Article, Field, build_index
from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.errors import SearchTimeout
from trouvere.index.settings import Settings
from trouvere.search.budget import Budget, within
from trouvere.search.engines.embedded.values.value_counts import ValueCounts
from trouvere.search.query.named_fields import ValuePrefix


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
