import datetime as dt
from typing import Any

import pytest

from trouvere.index.analysis import folded_value
from trouvere.index.errors import UsageError
from trouvere.search.query.filters import NO_VALUE, Filters


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
    assert Filters(source="AP") == Filters(source=("AP",))


def test_case_and_accents_do_not_count() -> None:
    assert folded_value("ÉCONOMIE") == folded_value("Economie") == folded_value("e\u0301conomie")


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ({"source": "AP"}, {"source": ("AP",)}),
        ({"source": ["AP", "CNN"]}, {"source": ("AP", "CNN")}),
        ({"source": {"CNN", "AP"}}, {"source": ("AP", "CNN")}),
        ({"source": iter(["AP"])}, {"source": ("AP",)}),
        ({"source": None, "date_from": None, "date_to": None}, {}),
        ({"date_from": "2023-03-01"}, {"date_from": dt.date(2023, 3, 1)}),
        (
            {"date_from": "2023", "date_to": "2023"},
            {"date_from": dt.date(2023, 1, 1), "date_to": dt.date(2023, 12, 31)},
        ),
        ({"date_to": "2024-02"}, {"date_to": dt.date(2024, 2, 29)}),
        ({"date_to": dt.datetime(2023, 3, 1, 10)}, {"date_to": dt.date(2023, 3, 1)}),
    ],
)
def test_what_has_one_meaning_is_taken(given: dict[str, Any], same: dict[str, Any]) -> None:
    assert Filters(**given) == Filters(**same)
    assert hash(Filters(**same)) == hash(Filters(**same))


@pytest.mark.parametrize(
    "value", [3, 0, False, True, 1.5, b"AP", {"AP": 1}, object(), [None], ["AP", None], [3], [["AP"]]]
)
@pytest.mark.parametrize("field", ["source", "category", "tags", "authors"])
def test_nothing_refused_becomes_no_filter(field: str, value: object) -> None:
    """What confines a reader is made of values of a program: one that is missing must not open everything."""
    with pytest.raises(UsageError, match=f"Filters : {field} = .* ; il faut ") as caught:
        Filters(**{field: value})  # type: ignore[arg-type]
    assert caught.value.hint


@pytest.mark.parametrize("value", ["hier", "2023-02-30", 2023, True, 0, dt.time(1), float("nan"), ["2023-01-01"]])
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(UsageError, match=r"Filters : date_from = .* ; il faut une date"):
        Filters(date_from=value)  # type: ignore[arg-type]
