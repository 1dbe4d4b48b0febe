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


@pytest.mark.parametrize(
    ("prefix", "proposed"),
    [
        ("saint-é", "saint-Étienne"),
        ("covid-1", "covid-19"),
        ("le téléphérique du s", "le téléphérique du soir"),
        ("conseil des ", "conseil des ministres"),
        ("conseil des", "conseil des ministres"),
    ],
)
def test_compounds_and_stop_words_go_on(searcher: Searcher, prefix: str, proposed: str) -> None:
    assert proposed in [str(one) for one in searcher.suggest(prefix)]


def test_completions_tell_nothing_of_what_filters_keep_back(searcher: Searcher) -> None:
    assert [str(one) for one in searcher.suggest("marath", filters=Filters(source=("AFP",)))]
    assert searcher.suggest("marath", filters=Filters(source=("AP",))) == ()


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("visite Pékkin", "visite Pékin"),
        ("le maratho de Pékin", "le Marathon de Pékin"),
        ("conservasion loi", "conservation loi"),
        ("téléphérrique du soir", "téléphérique du soir"),
    ],
)
def test_a_slip_beside_other_words_is_corrected(searcher: Searcher, query: str, meant: str) -> None:
    results = searcher.search(query)
    assert (results.corrected, results.suggestion) == (meant, None)
    assert results.total == searcher.search(meant).total > 0


@pytest.mark.parametrize("query", ['"marraton"', '"téléphérrique du soir"', "« Pékkin! »", '"marraton*"'])
def test_what_is_in_quotes_is_only_proposed(searcher: Searcher, query: str) -> None:
    results = searcher.search(query)
    assert (results.total, results.corrected) == (0, None)
    assert results.suggestion
    assert searcher.search(results.suggestion).total


@pytest.mark.parametrize(
    "query", ["visite versatile", "conservatrice loi", "marathon maternel", "visite OTAM", "visite G20x"]
)
def test_good_french_and_what_is_no_word_is_left_alone(searcher: Searcher, query: str) -> None:
    results = searcher.search(query)
    assert (results.corrected, results.suggestion) == (None, None)


@pytest.mark.parametrize(
    ("typed", "word"), [("visite louka", "Loukachenko"), ("téléphér", "téléphérique"), ("saint-ét", "Étienne")]
)
def test_while_one_types_the_last_word_is_a_beginning(searcher: Searcher, typed: str, word: str) -> None:
    results = searcher.search(typed, typing=True, limit=30)
    assert results.corrected is None
    assert {hit.article.id for hit in searcher.search(word).hits} & {hit.article.id for hit in results.hits}
    finished = searcher.search(typed + " ", typing=True)
    assert finished.total == searcher.search(typed + " ").total
