"""A disk that refuses any one operation, or all from one on: the old generation or the new one, and an error that says
what happened and what to do."""

import errno
from contextlib import suppress
from pathlib import Path

import pytest
from examples import OPERATIONS, QUICK, SETTINGS, Operation, articles, assert_tidy, assert_whole, small, state
from faulty_storage import CountingStorage, FaultyStorage, copy_index

from trouvere.index import delete_articles
from trouvere.index.errors import ArticleNotFound, BuildError, IndexNotFound
from trouvere.index.generation import describe


def state_or_nothing(index: Path) -> object:
    try:
        return state(index)
    except IndexNotFound:
        return None


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_whatever_operation_fails_readers_see_old_or_new(tmp_path: Path, operation: Operation) -> None:
    model, new = tmp_path / "model", tmp_path / "new"
    operation.prepare(model)
    old = state_or_nothing(model)
    if old:
        copy_index(model, new)
    counting = CountingStorage()
    operation.run(new, counting)
    wanted = state(new)
    assert wanted != old
    failed = published = 0
    for number in range(1, len(counting.operations) + 1):
        index = tmp_path / f"i{number}"
        if old:
            copy_index(model, index)
        storage = FaultyStorage(number, errno.ENOSPC if number % 2 else errno.EIO, for_good=number // 2 % 2 == 0)
        error = None
        try:
            operation.run(index, storage)
        except BuildError as caught:
            error = caught
        found = state_or_nothing(index)
        what = storage.operations[number - 1]
        assert found in (old, wanted), what
        if error is None:
            assert found == wanted, what
        else:
            failed += 1
            assert error.hint, what
            assert ("rien n'a été publié" in str(error)) == (found == old), (what, str(error))
            assert ("est publiée" in str(error)) == (found == wanted), (what, str(error))
        published += found == wanted
        if found:
            assert_whole(index)
        if number % 4 == 0:
            # What was published in spite of the error is not there to be deleted once more.
            with suppress(ArticleNotFound):
                operation.run(index, QUICK)
            assert state(index) == wanted, what
            assert_whole(index)
            assert_tidy(index, published=found != wanted)
        QUICK.remove(index)
    assert failed > len(counting.operations) / 2
    assert published > 0


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
    assert describe(index).articles == len(articles("préfet")) - 1
    delete_articles(index, ["a/3"], purge=True, storage=QUICK, settings=SETTINGS)
    assert len(describe(index).generations) == 1
