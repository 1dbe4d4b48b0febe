import copy
import datetime as dt
import pickle
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import pytest

from trouvere.index import Article, Field
from trouvere.index.analysis import folded_value
from trouvere.index.errors import UsageError
from trouvere.search.query.filters import NO_VALUE, Filters, conditions, passes


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
    assert Filters(category=mine or None).and_also(Filters(category=theirs or None)) == Filters(category=both)


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


@pytest.mark.parametrize(
    "nothing", [Filters(source=[]), Filters(source=(), category="Monde"), Filters(fields={"r": []})]
)
@pytest.mark.parametrize("other", [Filters(), Filters(tags="Chine"), Filters(without={"source": "AP"})])
def test_who_is_in_no_group_sees_nothing_whatever_is_added(nothing: Filters, other: Filters) -> None:
    for both in (nothing.and_also(other), other.and_also(nothing)):
        assert both.confining() == Filters(source=NO_VALUE)


def test_no_article_has_the_value_that_stands_for_none() -> None:
    forged = Article(id="1", text="Secret", source=NO_VALUE)
    assert not passes(forged, Filters(source=[]).confining())
    assert not passes(forged, Filters(source="AP").and_also(Filters(source="AFP")))


REGION, PRICE, DAY = Field("region"), Field("prix", "number"), Field("parution", "date")


@pytest.mark.parametrize("name", ["region", "source", "tags"])
@pytest.mark.parametrize("pair", [(1, 2), (2020, None), [(1, 2)]])
def test_a_range_of_words_is_refused_where_it_would_exclude_nothing(name: str, pair: Any) -> None:
    given = Filters(without={name: pair})
    same = (copy.deepcopy(given), pickle.loads(pickle.dumps(given)), Filters(**asdict(given)))
    for filters in (given, replace(given, date_from=dt.date(2023, 1, 1)), Filters(source="AP").and_also(given), *same):
        with pytest.raises(UsageError, match="intervalle"):
            conditions(filters, (REGION,))


def test_a_keyword_may_be_written_as_a_range_is() -> None:
    article = Article(id="1", text="Texte", extra={"region": "1..2"})
    assert passes(article, Filters(fields={"region": "1..2"}), (REGION,))
    assert not passes(article, Filters(fields={"region": [1, 2]}), (REGION,))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Decimal("12.50"), True),
        ((Decimal(12), Decimal(13)), True),
        ([Decimal(12), (Decimal(20), None)], False),
        ((None, 10**300), True),
        ((-1e308, 1e308), True),
        ((20, 10), True),  # the ends turned round
    ],
)
def test_numbers_of_a_program(wanted: Any, found: bool) -> None:
    article = Article(id="1", text="Texte", extra={"prix": Decimal("12.50")})
    assert passes(article, Filters(fields={"prix": wanted}), (PRICE,)) is found


@pytest.mark.parametrize("wanted", [10**400, (10**400, None), Decimal("sNaN"), [10**400]])
def test_a_number_beyond_all_others_is_refused(wanted: Any) -> None:
    with pytest.raises(UsageError, match="un nombre"):
        Filters(fields={"prix": wanted})


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_the_first_and_the_last_day_there_is(day: dt.date) -> None:
    article = Article(id="1", text="Texte", extra={"parution": day})
    for wanted in (day, (dt.date.min, dt.date.max), (day, None), (None, day)):
        assert passes(article, Filters(fields={"parution": wanted}), (DAY,))
