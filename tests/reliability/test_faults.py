"""A disk that refuses any one operation, or all from one on: the old generation or the new one, and an error that says
what happened and what to do."""

from pathlib import Path

import pytest
from examples import OPERATIONS, QUICK, SETTINGS, Operation, articles, small
from faulty_storage import CountingStorage, FaultyStorage, copy_index
from torture.faults import faults_of
from torture.outcome import Outcome

from trouvere.index import delete_articles, describe_index
from trouvere.index.errors import BuildError


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_whatever_operation_fails_readers_see_old_or_new(tmp_path: Path, operation: Operation) -> None:
    outcome = Outcome()
    faults_of(operation, tmp_path, 1, outcome)
    assert not outcome.failures
    assert outcome.tries > 20


def test_a_purge_that_cannot_remove_what_is_old_says_so(tmp_path: Path) -> None:
    counting = CountingStorage()
    small(tmp_path / "model")
    copy_index(tmp_path / "model", tmp_path / "counted")
    delete_articles(tmp_path / "counted", ["a/3"], purge=True, storage=counting, settings=SETTINGS)
    last = max(n for n, what in enumerate(counting.operations, 1) if what.startswith("remove 0"))
    index = tmp_path / "index"
    copy_index(tmp_path / "model", index)
    with pytest.raises(BuildError, match="gardent leur texte") as caught:
        delete_articles(index, ["a/3"], purge=True, storage=FaultyStorage(last), settings=SETTINGS)
    assert caught.value.hint
    assert describe_index(index).articles == len(articles("préfet")) - 1
    delete_articles(index, ["a/3"], purge=True, storage=QUICK, settings=SETTINGS)
    assert len(describe_index(index).generations) == 1
