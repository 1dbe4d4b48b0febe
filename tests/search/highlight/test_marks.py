"""Marks over many real articles, where the development data is at hand: see `tests/contract/test_marks.py`."""

import gzip
import json
import random
from itertools import islice
from pathlib import Path

import pytest
from contract.marking import faults, questions, unmarked, unquoted

from trouvere.index import Article, build_index
from trouvere.search import open_searcher

GOV = Path(__file__).resolve().parents[4] / "shared" / "data" / "gov" / "corpus.jsonl.gz"
ASKED = 300


@pytest.mark.skipif(not GOV.exists(), reason="no development data")
def test_what_is_found_in_gov_is_marked(tmp_path: Path) -> None:
    with gzip.open(GOV, "rt", encoding="utf-8") as lines:
        read = [json.loads(line) for line in islice(lines, 0, 20_000, 10)]
    build_index(tmp_path / "index", [Article(id=each["id"], title=each["title"], text=each["text"]) for each in read])
    dice = random.Random(16)
    with open_searcher(tmp_path / "index") as searcher:
        articles = [searcher.article(each["id"]) for each in dice.sample(read, ASKED // 4)]
        asked = list(questions(articles, dice, 1))
        assert len(asked) > ASKED // 2
        assert [fault for question in asked for fault in faults(searcher, *question)] == []
        typed = list(unquoted(articles, dice, ASKED // 6))
        assert len(typed) > ASKED // 2
        assert [fault for query in typed for fault in unmarked(searcher, query)] == []
