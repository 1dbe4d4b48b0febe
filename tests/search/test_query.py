import datetime as dt

import pytest

from trouvere.index.analysis import folded_value
from trouvere.search.query import NO_VALUE, Filters


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (("AP",), (), ("AP",)),
        ((), ("AP",), ("AP",)),
        (("AP", "CNN"), ("CNN", "AFP"), ("CNN",)),
        (("ap",), ("AP",), ("ap",)),
        (("Économie",), ("economie", "Monde"), ("Économie",)),
        (("AP",), ("AFP",), (NO_VALUE,)),
        ((NO_VALUE,), ("AP",), (NO_VALUE,)),
    ],
)
def test_values_of_two_filters(mine: tuple[str, ...], theirs: tuple[str, ...], both: tuple[str, ...]) -> None:
    assert Filters(category=mine).and_also(Filters(category=theirs)) == Filters(category=both)


def test_the_narrower_dates_win() -> None:
    early, late = dt.date(2022, 1, 1), dt.date(2023, 1, 1)
    assert Filters(date_from=early, date_to=late).and_also(Filters(date_from=late)) == Filters(
        date_from=late, date_to=late
    )
    assert Filters(date_to=late).and_also(Filters(date_to=early)) == Filters(date_to=early)


def test_one_value_may_be_given_as_a_string() -> None:
    assert Filters(source="AP") == Filters(source=("AP",))  # type: ignore[arg-type]


def test_case_and_accents_do_not_count() -> None:
    assert folded_value("ÉCONOMIE") == folded_value("Economie") == folded_value("e\u0301conomie")
