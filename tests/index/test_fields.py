"""Declared fields: what a site declares, and terms that stand in the order of their values."""

import datetime as dt
import math
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trouvere.index import SettingsError, UsageError, validation
from trouvere.index.field_terms import KINDS, Kind, number_of_term, term_of_number
from trouvere.index.fields import MOST_FIELDS, MOST_LABEL_CHARS, RESERVED, Field, declared, field_named
from trouvere.index.settings import Settings, origins
from trouvere.index.validation import Unfit

REGION, PRICE, PAID, DAY = Field("region"), Field("prix", "number"), Field("payant", "boolean"), Field("jour", "date")
FINITE = st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = FINITE | st.integers(-(1 << 53), 1 << 53)
TIMES = st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)).map(
    lambda one: one.replace(second=0, microsecond=0)
)


@given(NUMBERS, NUMBERS)
@example(0.0, -0.0)
@example(-1, -2)
@example(5e-324, 0)
@example(1, 256)
def test_terms_of_numbers_stand_in_their_order(one: float, other: float) -> None:
    first, second = PRICE.term(one), PRICE.term(other)
    assert (first < second) == (one < other)
    assert (first == second) == (one == other)
    # The columns compare bytes.
    assert (first.encode() < second.encode()) == (one < other)


@given(NUMBERS)
@example(-0.0)
def test_a_number_comes_back_from_its_term(number: float) -> None:
    back = PRICE.value(PRICE.term(number))
    assert back == number
    assert isinstance(back, int) == (float(number).is_integer() and abs(number) < 1 << 53)
    assert number_of_term(term_of_number(float(number))) == number


@given(st.dates() | TIMES, st.dates() | TIMES)
@example(dt.date(2023, 3, 1), dt.datetime(2023, 3, 1, 0, 1))
@example(dt.date(999, 3, 1), dt.datetime(2023, 3, 1, 0, 1))
def test_terms_of_dates_stand_in_their_order(one: dt.date, other: dt.date) -> None:
    def when(value: dt.date) -> dt.datetime:
        return value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)

    first, second = DAY.term(one), DAY.term(other)
    assert (first < second) == (when(one) < when(other))
    assert dt.datetime.fromisoformat(str(DAY.value(first))) == when(one)


@given(st.text().filter(lambda text: text.strip()))
def test_a_keyword_is_itself_but_for_its_blanks(text: str) -> None:
    if written := " ".join(text.split()):
        assert REGION.value(REGION.term(text)) == written
        assert REGION.term(written) == written


@pytest.mark.parametrize(
    ("field", "value", "meant"),
    [
        (PRICE, "12", 12),
        (PRICE, " 12,5 ", 12.5),
        (PRICE, "12.50", 12.5),
        (PRICE, "1 234,50 €", 1234.5),
        (PRICE, "1\u202f234\u202f567", 1234567),
        (PRICE, "1\u00a0234 euros", 1234),
        (PRICE, "-3", -3),
        (PRICE, "\u2212" + "3,5", -3.5),
        (PRICE, "+4", 4),
        (PRICE, ".5", 0.5),
        (PRICE, "1e3", 1000),
        (PRICE, "20 %", 20),
        (PRICE, 0, 0),
        (PRICE, -0.0, 0),
        (PAID, True, True),
        (PAID, "Oui", True),
        (PAID, "vrai", True),
        (PAID, 1, True),
        (PAID, "TRUE", True),
        (PAID, False, False),
        (PAID, " non ", False),
        (PAID, "faux", False),
        (PAID, 0.0, False),
        (DAY, "2023-03-01", "2023-03-01"),
        (DAY, "01/03/2023", "2023-03-01"),
        (DAY, "1er mars 2023", "2023-03-01"),
        (DAY, "2023-03-01T17:30", "2023-03-01T17:30"),
        (DAY, "2023-03-01T17:30:59+02:00", "2023-03-01T17:30"),
        (DAY, "2023-03-01T00:00", "2023-03-01"),
        (DAY, dt.datetime(999, 3, 1, 7, 5), "0999-03-01T07:05"),
        (REGION, "  Côte\n d’Or ", "Côte d’Or"),
        (REGION, 75, "75"),
        (REGION, 75.0, "75"),
        (REGION, 7.5, "7.5"),
        (REGION, 12345678901234567890, "12345678901234567890"),
        (REGION, True, "true"),
        (REGION, dt.date(2023, 3, 1), "2023-03-01"),
    ],
)
def test_what_a_value_means(field: Field, value: object, meant: object) -> None:
    assert field.value(field.term(value)) == meant
    assert field.terms({field.name: value}) == field.fitting({field.name: value}) == (field.term(value),)


NO_NUMBERS: tuple[object, ...] = (True, math.inf, 10**400, {}, b"12")
NO_BOOLEANS: tuple[object, ...] = ("peut-être", 2, "2", 0.5, {})
NO_DATES: tuple[object, ...] = ("bientôt", "2023-13-01", "2023-02-30", 20, True, {})
NO_TEXTS: tuple[object, ...] = ({}, b"x", math.inf, 10**5000, object)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((PRICE, value) for value in ("gratuit", "12 €/mois", "1,234,5", "1 23", ".", "€", "1e999", "1.234.567", "٣")),
        *((PRICE, value) for value in NO_NUMBERS),
        *((PAID, value) for value in NO_BOOLEANS),
        *((DAY, value) for value in NO_DATES),
        *((REGION, value) for value in NO_TEXTS),
    ],
    ids=validation.told,
)
def test_what_does_not_fit_is_refused_and_left_out(field: Field, value: object) -> None:
    with pytest.raises(Unfit):
        field.term(value)
    with pytest.raises(Unfit):
        field.terms({field.name: value})
    assert field.fitting({field.name: value}) == ()


@pytest.mark.parametrize("nothing", [None, "", [], (), [None, ""], "  ", "\n", math.nan, [" ", math.nan]])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_no_value(nothing: object, kind: Kind) -> None:
    assert Field("x", kind).terms({"x": nothing}) == Field("x", kind).terms({}) == ()


@pytest.mark.parametrize("nothing", ["N/A", "n/a", " - ", "—", "null", "NaN", "?", ["nc", None]])
@pytest.mark.parametrize("kind", ["number", "date", "boolean"])
def test_what_stands_in_a_table_for_nothing_is_no_fault_of_a_number_or_date(nothing: object, kind: Kind) -> None:
    assert Field("x", kind).terms({"x": nothing}) == Field("x", kind).fitting({"x": nothing}) == ()


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *(("€ 9,90", 9.9), ("$12", 12), ("12,50 € TTC", 12.5), ("12,50€HT", 12.5), ("£3", 3), ("8 EUR", 8)),
        *(("12.000,00 €", 12_000), ("-1.234.567,5", -1_234_567.5), ("1,234.50", 1234.5), ("12.000", 12)),
    ],
)
def test_a_price_is_a_number_as_shops_write_it(written: str, number: float) -> None:
    assert PRICE.terms({"prix": written}) == (PRICE.term(number),)


@pytest.mark.parametrize(
    ("written", "same"),
    [("10...20", "10..20"), ("10…20", "10..20"), ("…20", "..20"), ("10 … ", "10.."), ("10...", "10..")],
)
def test_a_range_may_have_three_dots(written: str, same: str) -> None:
    assert PRICE.span(written) == PRICE.span(same)


@pytest.mark.parametrize(
    ("written", "term"),
    [
        *(("4 mai 2021 à 17h45", "2021-05-04T17:45"), ("04/05/2021 17:45", "2021-05-04T17:45")),
        *(("Tue, 04 May 2021 15:30:00 +0000", "2021-05-04T15:30"), ("1620142200000", "2021-05-04T15:30")),
        *((1620142200, "2021-05-04T15:30"), (1620142200000, "2021-05-04T15:30"), (1620142200.0, "2021-05-04T15:30")),
        *((20210504, "2021-05-04"), ("2021-05-04 24:00", "2021-05-04"), ("2021-05-04T00:00", "2021-05-04")),
    ],
)
def test_the_minute_of_a_declared_date_is_kept_in_every_writing(written: object, term: str) -> None:
    assert DAY.terms({DAY.name: written}) == (term,)


@pytest.mark.parametrize(
    ("wanted", "passing"),
    [
        ("2021-05-04", ["2021-05-04", "2021-05-04T17:30", "2021-05-04T18:00"]),
        ("4 mai 2021", ["2021-05-04", "2021-05-04T17:30", "2021-05-04T18:00"]),
        ("2021-05-04T17:30", ["2021-05-04T17:30"]),
        ("2021-05-04T17:30..2021-05-04T18:00", ["2021-05-04T17:30", "2021-05-04T18:00"]),
        ("2021-05-04T17:31..", ["2021-05-04T18:00", "2021-05-05"]),
        ("..2021-05-04T00:00", ["2021-05-04"]),
        ("2021-05-04T00:00..2021-05-04T17:30", ["2021-05-04", "2021-05-04T17:30"]),
    ],
)
def test_an_end_of_a_range_of_dates_may_be_a_minute(wanted: str, passing: list[str]) -> None:
    low, high = DAY.span(wanted)
    terms = ("2021-05-04", "2021-05-04T17:30", "2021-05-04T18:00", "2021-05-05")
    assert [term for term in terms if low <= term <= high] == passing


def test_several_values_are_each_one_once() -> None:
    assert REGION.terms({"region": ["Loire", "Nièvre", "Loire", None]}) == ("Loire", "Nièvre")
    assert PRICE.terms({"prix": (2, "2", 10)}) == (PRICE.term(2), PRICE.term(10))


def test_one_and_true_are_told_apart_whichever_comes_first() -> None:
    assert [REGION.term(value) for value in (1, True, 1.0, "1")] == ["1", "true", "1", "1"]
    with pytest.raises(Unfit):
        PRICE.term(True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(RESERVED))
def test_what_means_something_already_is_refused(name: str, kind: Kind) -> None:
    for written in (name, name.upper(), name.capitalize(), name.replace("_", "-")):
        with pytest.raises(UsageError, match="désigne déjà autre chose") as caught:
            Field(written, kind)
        assert caught.value.hint


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name",
    ["", " ", "a b", "a/b", "../x", "a.b", "1er", "_x", "-x", "a:b", "a\nb", "a\0", "x" * 41, "prix€", 3, None, ["x"]],
)
def test_what_is_no_name_is_refused(name: Any, kind: Kind) -> None:
    with pytest.raises(UsageError, match="nom de champ"):
        Field(name, kind)


@given(st.from_regex(r"[^\W\d_][\w-]{0,39}", fullmatch=True))
@example("É" * 40)
@example("own-x")
@example("Region")
def test_a_column_is_a_plain_name_of_a_file_and_of_its_own(name: str) -> None:
    try:
        field = Field(name)
    except UsageError:
        return
    assert field.column.isascii()
    assert field.column.lower() == field.column
    assert not set(field.column) - set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    assert field.column.startswith(("own-", "own_"))
    assert len(field.column) <= 50


BAD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "nombre"}, "type 'nombre' inconnu"),
    ({"kind": []}, "inconnu"),
    ({"label": 3}, "label doit être un texte"),
    ({"label": "a\nb"}, "label doit être un texte"),
    ({"label": "\ud800"}, "label doit être un texte"),
    ({"label_en": "x" * (MOST_LABEL_CHARS + 1)}, "label_en doit être un texte"),
    ({"facet": "oui"}, "facet doit être vrai ou faux"),
    ({"show": None}, "show doit être vrai ou faux"),
]


@pytest.mark.parametrize(("values", "says"), BAD_FIELDS)
def test_bad_values_are_refused_with_a_next_step(values: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        Field("region", **values)
    assert caught.value.hint


def test_only_keywords_and_booleans_are_counted_unless_it_is_said() -> None:
    assert [Field("x", kind).facet for kind in KINDS] == [kind in ("keyword", "boolean") for kind in KINDS]
    assert Field("x", "number", facet=True).facet


def test_labels_of_two_languages() -> None:
    assert [Field("prix").labelled(one) for one in ("fr", "en")] == ["prix", "prix"]
    assert [Field("prix", label="Prix").labelled(one) for one in ("fr", "en")] == ["Prix", "Prix"]
    assert [Field("prix", label="Prix", label_en="Price").labelled(one) for one in ("fr", "en")] == ["Prix", "Price"]


TABLE = {"region": {"label": "Région"}, "prix": {"kind": "number", "facet": True}}


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ({}, ()),
        ((), ()),
        ("", ()),
        (" ; \n,", ()),
        ("region", (REGION,)),
        ("region;prix:number", (REGION, PRICE)),
        ("region, prix : number\n", (REGION, PRICE)),
        (["region", "prix:number"], (REGION, PRICE)),
        (("region,prix:number", "payant:boolean"), (REGION, PRICE, PAID)),
        ([REGION, "prix:number"], (REGION, PRICE)),
        (iter([REGION]), (REGION,)),
        (["prix", "prix:number"], (PRICE,)),
        (TABLE, (Field("region", label="Région"), Field("prix", "number", facet=True))),
        ([{"name": "prix", "kind": "number"}], (PRICE,)),
        ([REGION.as_dict(), PRICE.as_dict()], (REGION, PRICE)),
        ({"prix": {}}, (Field("prix"),)),
        ({"prix": "number", "region": "keyword"}, (PRICE, REGION)),
    ],
)
def test_what_is_declared(raw: object, fields: tuple[Field, ...]) -> None:
    assert declared(raw) == fields


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (3, "une suite de champs"),
        (None, "une suite de champs"),
        ([3], "il faut un Field"),
        ([None], "il faut un Field"),
        ("prix:", "^$"),
        ("prix:prix:number", "inconnu"),
        (":number", "nom de champ"),
        ({"prix": 3}, "pas un tableau"),
        ({"prix": "nombre"}, "inconnu"),
        ({"prix": {"type": "number"}}, "« type » inconnu"),
        ({"prix": {"kind": 3}}, "inconnu"),
        ([{"kind": "number"}], "nom de champ"),
        (["prix", "Prix"], "se confondent"),
        (["Région", "region"], "se confondent"),
        (["prix-ttc", "prix_ttc"], "se confondent"),
        ([f"champ{number}" for number in range(MOST_FIELDS + 1)], f"plus de {MOST_FIELDS}"),
        (["source"], "désigne déjà autre chose"),
        (["Étiquettes"], "désigne déjà autre chose"),
    ],
)
def test_what_cannot_be_declared_says_what_to_do(raw: object, says: str) -> None:
    if says == "^$":
        assert declared(raw) == (Field("prix"),)
        return
    with pytest.raises(UsageError, match=says) as caught:
        declared(raw)
    assert caught.value.hint


@pytest.mark.parametrize(("written", "name"), [("Prix TTC", "prix_ttc"), ("Région (FR)", "region_fr")])
def test_the_title_of_a_column_is_no_name_but_has_one(written: str, name: str) -> None:
    with pytest.raises(UsageError, match="pas un nom de champ") as caught:
        Field(written)
    assert f" : {name}," in str(caught.value.hint)
    assert Field(name).terms({written: "x"}) == ("x",)


@pytest.mark.parametrize(("asked", "name"), [("prix", "prix"), ("PRIX", "prix"), ("Region", "Région"), ("x", None)])
def test_a_field_is_known_whatever_its_case_and_accents(asked: str, name: str | None) -> None:
    found = field_named((PRICE, Field("Région")), asked)
    assert (found and found.name) == name


def test_settings_take_them_from_everywhere(tmp_path: Any) -> None:
    (tmp_path / "trouvere.toml").write_text(
        '[fields.region]\nlabel = "Région"\n\n[fields.prix]\nkind = "number"\n', encoding="utf-8"
    )
    of_file = (Field("region", label="Région"), PRICE)
    assert Settings.load(folder=tmp_path, environ={}).fields == of_file
    environ = {"TROUVERE_FIELDS": "payant:boolean"}
    assert origins({}, tmp_path, environ)["fields"] == ((PAID,), "TROUVERE_FIELDS")
    assert origins({"fields": ("jour:date",)}, tmp_path, environ)["fields"] == ((DAY,), "option")
    assert Settings(fields=["region"]).fields == (REGION,)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["fields = 3", '[fields.source]\nkind = "keyword"', '[fields.prix]\nkind = "money"'])
def test_settings_name_the_place_of_a_bad_declaration(text: str, tmp_path: Any) -> None:
    (tmp_path / "trouvere.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"trouvere\.toml : champ") as caught:
        Settings.load(folder=tmp_path, environ={})
    assert caught.value.exit_code == 2
    assert caught.value.hint


SPANS = [
    (PRICE, "10..20", [10, 15, 20], [9.99, 20.01, -10]),
    (PRICE, "10..", [10, 1e300], [9, -20]),
    (PRICE, "..20", [-1e300, 20], [21]),
    (PRICE, "10", [10], [9, 11]),
    (PRICE, "-5..-2", [-5, -2, -3.5], [-6, -1, 3]),
    (DAY, "2023-03", ["2023-03-01", "2023-03-31T23:59"], ["2023-02-28", "2023-04-01"]),
    (DAY, "2023..2024-02", ["2023-01-01", "2024-02-29"], ["2022-12-31", "2024-03-01"]),
    (DAY, "..2023", ["0800-01-01", "2023-12-31"], ["2024-01-01"]),
]


@pytest.mark.parametrize(("field", "wanted", "inside", "outside"), SPANS)
def test_a_span_has_both_its_ends(field: Field, wanted: str, inside: list[Any], outside: list[Any]) -> None:
    low, high = field.span(wanted)
    for value in inside:
        assert low <= field.term(value) <= high, value
    for value in outside:
        assert not low <= field.term(value) <= high, value


@pytest.mark.parametrize("wanted", ["", "..", "x", "10..x", "a..b"])
@pytest.mark.parametrize("field", [PRICE, DAY])
def test_a_span_that_means_nothing_is_refused(field: Field, wanted: str) -> None:
    with pytest.raises(Unfit):
        field.span(wanted)


@pytest.mark.parametrize("given", [[""], ["region", " "], ("",)])
def test_an_option_that_names_no_field_does_not_declare_none(given: Any) -> None:
    with pytest.raises(UsageError, match="pas un nom de champ"):
        declared(given)


def test_a_number_too_great_is_told_as_it_was_written() -> None:
    with pytest.raises(Unfit, match="1e309"):
        PRICE.term("1e309")


@pytest.mark.parametrize("kind", ["number", "date", "boolean"])
@pytest.mark.parametrize("text", ["1" + " " * 300_000 + "x", "1" * 300_000, "4 mai " * 50_000, "1 000" * 60_000])
def test_a_long_text_is_no_value_at_once(kind: Any, text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(Unfit):
        Field("prix", kind).term(text)
    assert time.perf_counter() - began < 2
