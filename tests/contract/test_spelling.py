"""Did you mean, and completion: nothing is proposed that finds nothing."""

import pytest

from trouvere.search import Filters, Searcher


@pytest.mark.parametrize(
    ("query", "meant"),
    [("Loukachenco", "Loukachenko"), ("marraton", "marathon"), ("téléphérrique", "téléphérique"), ("Pékkin", "Pékin")],
)
def test_a_slip_is_corrected(searcher: Searcher, query: str, meant: str) -> None:
    results = searcher.search(query)
    assert (results.corrected or "").lower() == meant.lower()
    assert results.total == searcher.search(meant).total > 0


def test_what_finds_enough_is_left_alone(searcher: Searcher) -> None:
    results = searcher.search("préfet")
    assert (results.corrected, results.suggestion) == (None, None)


@pytest.mark.parametrize(
    ("prefix", "proposed"),
    [("louk", "Loukachenko"), ("téléph", "téléphérique"), ("marathon de p", "marathon de Pékin"), ("visite d'é", "")],
)
def test_what_is_being_typed_is_completed(searcher: Searcher, prefix: str, proposed: str) -> None:
    found = searcher.suggest(prefix)
    assert not proposed or proposed in [str(one) for one in found]
    for one in found:
        assert "".join(fragment.text for fragment in one.fragments) == one.text
        assert searcher.search(one.text, match="all", limit=1).total


def test_completions_tell_nothing_of_what_filters_keep_back(searcher: Searcher) -> None:
    assert [str(one) for one in searcher.suggest("marath", filters=Filters(source=("AFP",)))]
    assert searcher.suggest("marath", filters=Filters(source=("AP",))) == ()
