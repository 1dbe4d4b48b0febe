"""The short forms of `scripts/torture --only overwriting,outliving`."""

import inspect
from pathlib import Path

from torture.outcome import Plan
from torture.outliving import outliving
from torture.overwriting import overwriting
from trouvere.search import Searcher
from trouvere.search.engines.searcher import RequestSearcher


def test_what_is_open_outlives_bad_files_and_what_starts_meanwhile_waits(tmp_path: Path) -> None:
    outcome = outliving(Plan(rounds=16, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == 16


def test_a_file_overwritten_in_place_is_noticed_and_named(tmp_path: Path) -> None:
    outcome = overwriting(Plan(rounds=24, seed=0, work=tmp_path))
    assert not outcome.failures
    assert outcome.tries == 24


def test_every_question_that_reads_files_looks_at_them() -> None:
    beside = {"generation", "edition", "fields", "trouble", "count", "held", "close"}
    asked = {name for name in vars(Searcher) if not name.startswith("_")} - beside
    assert asked
    for name in asked:
        assert "self._opened.answered(" in inspect.getsource(getattr(RequestSearcher, name)), name
