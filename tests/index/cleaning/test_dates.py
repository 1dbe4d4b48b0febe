"""Dates: the day as written in whatever form, with its time, none where there is doubt, what is kept of the text."""

import datetime as dt
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.article import RawArticle
from trouvere.index.cleaning import clean
from trouvere.index.cleaning.dates import MOST_CHARS, date_of_text, day_of_text, parse

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
SHORT_MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
ENGLISH_MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
ENGLISH_WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


@pytest.mark.parametrize(
    ("written", "day", "kept"),
    [
        ("2023-03-01", dt.date(2023, 3, 1), None),
        (" 2023-03-01 ", dt.date(2023, 3, 1), None),
        ("2023-03", dt.date(2023, 3, 1), "2023-03"),
        ("2023", dt.date(2023, 1, 1), "2023"),
        ("2023-03-01T25:00:00", dt.date(2023, 3, 1), "2023-03-01T25:00:00"),
        ("2023-03-01+02:00", dt.date(2023, 3, 1), "2023-03-01+02:00"),
        ("2023\u201103\u201101", dt.date(2023, 3, 1), None),
        ("1er mars 2023", dt.date(2023, 3, 1), None),
        ("mercredi 1er mars 2023", dt.date(2023, 3, 1), None),
        (" Publié  le 1er mars 2023", dt.date(2023, 3, 1), None),
        ("01/03/2023", dt.date(2023, 3, 1), None),
        ("20230301", dt.date(2023, 3, 1), None),
        ("01/03/23", dt.date(2023, 3, 1), "01/03/23"),
        ("01/03/23 mercredi", dt.date(2023, 3, 1), "01/03/23 mercredi"),
        ("2023-3-1 (mercredi)", dt.date(2023, 3, 1), None),
        ("mars 2023", dt.date(2023, 3, 1), "mars 2023"),
        ("1er mars 2023 à minuit", dt.date(2023, 3, 1), "1er mars 2023 à minuit"),
        ("1er mars 2023 à 24h", dt.date(2023, 3, 1), "1er mars 2023 à 24h"),
        ("1er mars 2023 (mis à jour le 5)", dt.date(2023, 3, 1), "1er mars 2023 (mis à jour le 5)"),
        ("au printemps", None, "au printemps"),
        ("2023-13-01", None, "2023-13-01"),
        ("0000", None, "0000"),
        ("", None, None),
        ("  ", None, None),
        ("0000-00-00", None, None),
    ],
)
def test_what_is_kept_is_what_says_more_than_the_day(written: str, day: dt.date | None, kept: str | None) -> None:
    assert parse(written, {"k": 1}) == (day, {"k": 1} if kept is None else {"k": 1, "date": kept})


TIMES_READ = [
    ("2023-03-01T23:30:00-05:00", "2023-03-01T23:30:00-05:00", False),
    ("2023-03-01T10:00:00Z", "2023-03-01T10:00:00+00:00", False),
    ("2023-03-01t10:00:00z", "2023-03-01T10:00:00+00:00", False),
    ("2023-03-01 10:00", "2023-03-01T10:00:00", False),
    ("2023-03-01T10:00:59.999999", "2023-03-01T10:00:59", False),
    ("2023-03-01T10:00:00+00:09:21", "2023-03-01T10:00:00+00:09", False),
    ("2023-03-01T00:00:00", "2023-03-01T00:00:00", False),
    ("2023-03-01, 10:00", "2023-03-01T10:00:00", False),
    ("2023-W09-3T10:00", "2023-03-01T10:00:00", False),
    ("20230301T100000Z", "2023-03-01T10:00:00+00:00", False),
    ("20230301100001", "2023-03-01T10:00:01", False),
    ("202303011000", "2023-03-01T10:00:00", False),
    ("D:20230301100000-05'30'", "2023-03-01T10:00:00-05:30", False),
    ("Wed, 01 Mar 2023 00:30:00 +0100", "2023-03-01T00:30:00+01:00", False),
    ("Wed, 01 Mar 2023 10:00:00 GMT", "2023-03-01T10:00:00+00:00", False),
    ("Wed, 01 Mar 2023 23:59:59 EST", "2023-03-01T23:59:59-05:00", False),
    ("mer., 01 mars 2023 10:00:00 +0100", "2023-03-01T10:00:00+01:00", False),
    ("Wed Mar 01 15:00:00 +0000 2023", "2023-03-01T15:00:00+00:00", False),
    ("1677628800", "2023-03-01T00:00:00+00:00", False),
    ("1677678601.75", "2023-03-01T13:50:01+00:00", False),
    ("1677678601000", "2023-03-01T13:50:01+00:00", False),
    ("mercredi 1er mars 2023 à 17h30", "2023-03-01T17:30:00", False),
    ("1er mars 2023 à 17h", "2023-03-01T17:00:00", False),
    ("1er mars 2023 à 9 heures 5", "2023-03-01T09:05:00", False),
    ("1er mars 2023 17 h 00 min 08 s", "2023-03-01T17:00:08", False),
    ("1er mars 2023 - 17.30", "2023-03-01T17:30:00", False),
    ("1er mars 2023 à midi", "2023-03-01T12:00:00", False),
    ("1er mars 2023 à 17:00 (UTC+2)", "2023-03-01T17:00:00+02:00", False),
    ("1er mars 2023 à 17:00:00 heure normale d’Europe centrale", "2023-03-01T17:00:00+01:00", False),
    ("17:30 - 1 mars 2023", "2023-03-01T17:30:00", False),
    ("3:00 PM · Mar 1, 2023", "2023-03-01T15:00:00", False),
    ("March 1, 2023 12:15 AM", "2023-03-01T00:15:00", False),
    ("March 1, 2023 12:15 p.m.", "2023-03-01T12:15:00", False),
    ("01/03/2023 11:59:59 PM", "2023-03-01T23:59:59", False),
    ("Publié le 01/03/2023 à 15h00, mis à jour le 5 mars 2023 à 10h", "2023-03-01T15:00:00", True),
    ("01/03/23 15:00", "2023-03-01T15:00:00", True),
    ("2023-03-01 15:00:00 Europe/Paris", "2023-03-01T15:00:00", True),
    ("1er mars 2023 à 17h30 (heure de Paris)", "2023-03-01T17:30:00", True),
    ("2023-03-01 15:00:00 Etc/GMT+2", "2023-03-01T15:00:00", True),
    ("2023-03-01 15:00:00 IST", "2023-03-01T15:00:00", True),
]


@pytest.mark.parametrize(("written", "time", "kept"), TIMES_READ)
def test_the_time_is_read_with_the_day(written: str, time: str, kept: bool) -> None:
    """And its text is kept only where it says more: a year in doubt, a zone that is no offset, a second date."""
    article = clean(RawArticle(text="Un texte.", date=written))
    assert isinstance(article.date, dt.datetime)
    assert (article.date.isoformat(), article.extra) == (time, {"date": written} if kept else {})
    assert clean(RawArticle(text="Un texte.", date=time)).date == article.date


@pytest.mark.parametrize(
    ("clock", "half", "hour"), [(h, x, h % 12 + 12 * (x == "PM")) for h in range(1, 13) for x in ("AM", "PM")]
)
def test_twelve_hours_twice(clock: int, half: str, hour: int) -> None:
    assert date_of_text(f"March 1, 2023 {clock}:05 {half}") == dt.datetime(2023, 3, 1, hour, 5)


ZONES = st.integers(-1439, 1439).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
SPAN = dt.datetime(1000, 1, 1), dt.datetime(2199, 12, 31)
INSTANTS = st.datetimes(*SPAN) | st.datetimes(*SPAN, timezones=ZONES)


@given(INSTANTS, st.sampled_from(["T", " ", "t"]), st.sampled_from(["seconds", "milliseconds", "microseconds"]))
def test_a_time_in_iso_8601_reads_back(instant: dt.datetime, sign: str, spec: str) -> None:
    date, extra = parse(instant.isoformat(sign, spec), {})
    assert isinstance(date, dt.datetime)
    assert (date.isoformat(), extra) == (instant.replace(microsecond=0).isoformat(), {})


@given(
    INSTANTS,
    st.sampled_from(["", "Publié le ", "mardi "]),
    st.sampled_from([" à {:%H:%M:%S}", ", {:%Hh%M}", " - {:%H:%M}"]),
)
def test_a_time_in_words_reads_back(instant: dt.datetime, before: str, form: str) -> None:
    zone = f" {instant:%z}" if "h" not in form and instant.tzinfo else ""
    date = date_of_text(f"{before}{instant.day} {MONTHS[instant.month - 1]} {instant.year}{form.format(instant)}{zone}")
    whole = instant.replace(microsecond=0, second=instant.second if "%S" in form else 0)
    assert isinstance(date, dt.datetime)
    assert date.isoformat() == (whole if zone else whole.replace(tzinfo=None)).isoformat()


FOURTH_OF_MAY = """
4 mai 2021 | 04 mai 2021 | 4 MAI 2021 | mardi 4 mai 2021 | Mardi, 4 mai 2021 | mar. 4 mai 2021 | mar 04 mai 2021
le 4 mai 2021 | Le mardi 4 mai 2021 à 17 heures 30 | Paris, le 4 mai 2021 | Saint-Brieuc, le mardi 4 mai 2021
mardi 4 mai 2021 à 17h30 | 4 mai 2021 à 17h | 4 mai 2021 17 h 30 | 4 mai 2021, 15 h | 4 mai 2021 - 9h05 | 4 mai 2021 à midi
4 mai 2021 à 17h30 (heure de Paris) | 4 mai 2021 à 17:00:00 heure d’été d’Europe centrale | 4 mai 2021 à 17:00:00 UTC+2
Publié le 4 mai 2021 | Publié le : 04/05/2021 - 15:00 | publiée le mardi 4 mai 2021 | Mis en ligne le 4 mai 2021
Date de mise en ligne : mardi 4 mai 2021 | Date de publication : 04/05/2021 | Paru le 4 mai 2021 | Édition du 4 mai 2021
Mis à jour le 4 mai 2021 | Dernière mise à jour : 4 mai 2021 à 16:00 | Posted on May 4, 2021 | Last updated: May 4, 2021
Publié le 04/05/2021 à 15h00, mis à jour le 5 mai 2021 à 10h | 4 mai 2021 (mis à jour le 5) | Publié le 4 mai 2021 | 4 mai 2021.
Publié le 04/05/2021 à 15:00 - Modifié le 05/05/2021 à 18:00 | Mis à jour le 5 mai 2021, publié le 4 mai 2021
Par Zoé Martin, publié le 4 mai 2021 | mardi 4 mai 2021, par Anne Martin | 4 mai 2021 - 3 min de lecture
(4 mai 2021) | « 4 mai 2021 » | "4 mai 2021" | <2021-05-04 Tue> | [2021-05-04 mar. 15:00] | ４ mai ２０２１ | 4\xa0mai\u202f2021
04/05/2021 | 4/5/2021 | 4.5.2021 | 04.05.2021 | 04-05-2021 | 4 / 5 / 2021 | 04 05 2021 | 4-mai-2021 | 4.mai.2021 | 04MAY2021:15:00:00
04/05/21 | 4.5.21 | 4/5/21 15:00 | 04-mai-21 | 4 mai 21 | Tue, 4 May 21 15:00:00 GMT | Tuesday, 04-May-21 15:00:00 GMT
\u200e04\u200e/\u200e05\u200e/\u200e2021 \u200e15\u200e:\u200e00 | 04/05/2021 15:00 | 04/05/2021, 15:00:00 | 04/05/2021 à 10h15
2021/05/04 | 2021.05.04 | 2021-5-4 | 2021/5/4 15:00 | 2021:05:04 15:00:00 | 2021 05 04 | 20210504 | 20210504.0 | 2021_05_04
20210504150000 | 202105041500 | 20210504T150000Z | D:20210504150000+02'00' | 2021-05-04Z | 2021-05-04+02:00 | 2021\u201105\u201104
2021-05-04 15:00 UTC | 2021-05-04 15:00:00 +0200 | 2021-05-04 15:00:00 CEST | 2021-05-04 15:00:00 Europe/Paris
2021-05-04T15:00:00.000Z | 2021-05-04T15:00:00.1234567Z | 2021-05-04T15:00+02:00[Europe/Paris] | 2021-05-04T23:30:00\u221204:00
2021-05-04T23:30:00-04:00 | 2021-05-04T00:30:00+14:00 | 2021-05-04T25:00:00 | 2021-05-04 17 h 00 min 00 s
2021-05-04 00:00:00 -0400 -0400
mar., 04 mai 2021 17:00:00 +0200 | Tue, 04 May 2021 15:00:00 GMT | Tue, 04 May 2021 23:30:00 -0400 | Tue, 04 May 2021 15:00:00 +0000 (UTC)
Tue May 04 15:00:00 +0000 2021 | Tue May  4 15:00:00 2021 | Tue May 04 15:00:00 CEST 2021 | mar. mai  4 15:00:00 CEST 2021
mar. 4 mai 15:00:00 CEST 2021 | mardi 4 mai 2021, 15:00:00 (UTC+0200) | Tue May 04 2021 17:00:00 GMT+0200 (heure d’été d’Europe centrale)
04/May/2021:15:00:00 +0200 | Tue, 2021/05/04 08:19:53 EDT | mar. 04/05/2021 | 04/05/2021 3:00 PM | 04/05/2021 3 p.m. | 4 mai 2021 12:00 AM
May 4, 2021 | May 4th, 2021 at 3:00pm EDT | Tuesday, May 4, 2021 3:00 PM | 4 May 2021 | the 4th of May 2021 | 2021 May 4
3:00 PM · May 4, 2021 | 17:30 - 4 mai 2021 | 15h30, le mardi 4 mai 2021
1620140400 | 1620140400.0 | 1620140400.25 | 1620140400000 | 1620140400000.0 | 1620140400000000 | 1620140400000000000
"""


@pytest.mark.parametrize("written", [each for line in FOURTH_OF_MAY.split("\n") for each in line.split(" | ") if each])
def test_every_writing_of_a_day(written: str) -> None:
    assert day_of_text(written) == dt.date(2021, 5, 4)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        # Day first, as far as it can be.
        ("05/06/2021 10:00", "2021-06-05"),
        ("5/4/2021, 5:00:00 PM", "2021-04-05"),
        ("05/26/2021", "2021-05-26"),
        ("05-26-2021", "2021-05-26"),
        ("05/26/21", "2021-05-26"),
        # Two figures of a year.
        ("06/06/44", "1944-06-06"),
        ("31/12/39", "2039-12-31"),
        ("14 juillet 89", "1989-07-14"),
        # « mar. » is Tuesday before a day, March before its number.
        ("Mar 4, 2021", "2021-03-04"),
        ("4 mar 2021", "2021-03-04"),
        ("Mar 2021", "2021-03-01"),
        # The first day of a month or year.
        ("août 2004", "2004-08-01"),
        ("AOÛT 2004", "2004-08-01"),
        ("en août 2004", "2004-08-01"),
        ("08/2004", "2004-08-01"),
        ("2004/8", "2004-08-01"),
        ("2004.0", "2004-01-01"),
        ("1886", "1886-01-01"),
        ("15 août 1886", "1886-08-15"),
        ("1ᵉʳ janvier 1631", "1631-01-01"),
        ("29 février 2020", "2020-02-29"),
        # The day of an epoch is that of UTC; before 2001 it has nine figures.
        ("946684800", "2000-01-01"),
        ("1620172799", "2021-05-04"),
        ("1620172800", "2021-05-05"),
        # Python's own reading would be a day of 1610.
        ("1610120400000", "2021-01-08"),
        # Feeds, with English and French words.
        ("Wed, 05 May 2021 00:30:00 CEST", "2021-05-05"),
        ("Wed, 01 Mar 2023 10:00:00 +0100", "2023-03-01"),
        ("mer., 01 mars 2023 10:00:00 +0100", "2023-03-01"),
        ("Mardi 1 août 2023 09:05:00 GMT", "2023-08-01"),
        ("dim. 12 févr. 2023 10:00:00 +0000", "2023-02-12"),
        ("3 décembre 2023 10:00 +0000", "2023-12-03"),
        ("Sat, 07 May 2022 23:59:59 EST", "2022-05-07"),
    ],
)
def test_which_day(written: str, day: str) -> None:
    assert str(day_of_text(written)) == day


@pytest.mark.parametrize("number", range(12))
def test_the_names_of_months(number: int) -> None:
    names = {MONTHS[number], SHORT_MONTHS[number], SHORT_MONTHS[number].rstrip("."), ENGLISH_MONTHS[number]}
    names |= {ENGLISH_MONTHS[number][:3]}
    plain = str.maketrans("éû", "eu")
    for name in (*names, *(name.upper() for name in names), *(name.translate(plain) for name in names)):
        assert day_of_text(f"4 {name} 2021") == dt.date(2021, number + 1, 4), name


NOT_UNDERSTOOD = """
il y a 2 jours | il y a 3 heures | hier | aujourd'hui à 17h30 | mardi | lundi dernier | 14 juillet | mai | 12:30 | 17h30
31 février 2021 | 29 février 2021 | 32 mai 2021 | 2021-02-30 | 31/04/2021 | 02/30/2021 | 00/05/2021 | 2021/26/05 | 2021/13/01
Wed, 32 May 2021 17:00:00 CEST | 32 mars 2023 10:00 | 0612345678 | 06 12 34 56 78 | 06.12.34.56.78 | +33612345678 | 33612345678 | 612345678
2070360024 | 9782070360024 | 3123456789012 | 7 | 42 | 12345 | 123456 | 44320 | 44320.5 | 1,62014E+12 | -1620140400 | 20211345
4 floréal an X | 14 thermidor an II | 4/V/2021 | IV mai MMXXI | 4 mai 17h30 | 4 mai 21:30 | 4 mai 21:30:15 | 4 mai 17 h 30 | 14 juillet 14 h
mardi 4 mai 12 heures | le 4 mai 10 à 12 heures | 4 mai | May 21 | mai-21 | mai 21 | 4 jui 2021 | 4 mai 999 | 4 mai 9999 | 4 mai 20210
du 4 au 6 mai 2021 | 4-6 mai 2021 | 4 et 5 mai 2021 | 4 mai 2021 et 5 mai 2021 | dimanche 2 - lundi 3 mai 2021 | mai-juin 2021
vers 1886 | 1886-1887 | 2020-21 | avant le 4 mai 2021 | jusqu’au 4 mai 2021 | fin mai 2021 | printemps 2021 | T2 2021 | semaine 18
de 2004 à 2010 | 2021-05-04 au 2021-05-06 | 10.1.20.21 | 192.168.1.1 | v1.2.3 | 12.30.45 | 12-30-45 | 5.2021 | 2021.05 | 2021.5
page 4, mai 2021 | numéro 2021 | n° 123 | 4 mai 2021 annulé | май | 五月四日
"""


@pytest.mark.parametrize("written", [each for line in NOT_UNDERSTOOD.split("\n") for each in line.split(" | ") if each])
def test_no_day_where_there_is_doubt(written: str) -> None:
    assert parse(written, {}) == (None, {"date": written})


NO_DATE = """
0000-00-00 00:00:00 | 0000-00-00 | 0000-00-00T00:00:00Z | 00/00/0000 | 00/00/0000 00:00 | 0001-01-01 | 0001-01-01T00:00:00Z
Mon, 30 Nov -0001 00:00:00 +0000 | lun., 30 Nov -0001 00:00:00 +0000 | -0001-11-30T00:00:00+00:00 | -0001-11-30 00:00:00
30 novembre -0001 | 30/11/-0001 | 01/01/0001 00:00:00 | 1900-01-00 | null | NULL | None | nan | NaT | undefined | Invalid date
- | -- | — | ? | … | __/__/____ | N/A | n/a | #N/A | #N/D | s.d. | Sans date | inconnue | 0 | 0.0 | \\N
"""


@pytest.mark.parametrize("written", [each for line in NO_DATE.split("\n") for each in line.split(" | ") if each])
def test_what_stands_for_no_date_says_nothing(written: str) -> None:
    assert parse(written, {}) == (None, {})
    assert clean(RawArticle(text="Un texte.", date=written)).extra == {}


def test_a_long_text_is_no_date() -> None:
    assert day_of_text("4 mai 2021" + " " * MOST_CHARS) == dt.date(2021, 5, 4)
    long = "Publié le 4 mai 2021, " + "mis à jour " * 12
    assert parse(long, {}) == (None, {"date": long.strip()})


Form = Callable[[dt.date], str]
FORMS: dict[str, Form] = {
    "iso": lambda d: d.isoformat(),
    "words": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "first": lambda d: f"{d.day}{'er' if d.day == 1 else ''} {SHORT_MONTHS[d.month - 1]} {d.year}",
    "weekday": lambda d: f"{WEEKDAYS[d.weekday()].title()} {d.day} {MONTHS[d.month - 1]} {d.year}",
    "abbreviated": lambda d: f"{WEEKDAYS[d.weekday()][:3]}. {d.day:02} {SHORT_MONTHS[d.month - 1].upper()} {d.year}",
    "figures": lambda d: f"{d:%d/%m}/{d.year}",
    "short figures": lambda d: f"{d.day}.{d.month}.{d.year}",
    "dashes": lambda d: f"{d:%d-%m}-{d.year}",
    "year first": lambda d: f"{d.year}/{d.month}/{d.day}",
    "compact": lambda d: f"{d.year}{d:%m%d}",
    "rfc": lambda d: f"{ENGLISH_WEEKDAYS[d.weekday()]}, {d.day:02} {ENGLISH_MONTHS[d.month - 1][:3]} {d.year}",
    "english": lambda d: f"{ENGLISH_MONTHS[d.month - 1]} {d.day}, {d.year}",
    "published": lambda d: f"Publié le {d.day} {MONTHS[d.month - 1]} {d.year}",
}
TIMES = ["", " 10:00", " 23:59:59 +0000", " à 17h30", " 9 h", ", 15:00 GMT", " - 23h59", " 3:00 PM", " 00:30:00 CEST"]
DAYS = st.dates(dt.date(1000, 1, 1), dt.date(2199, 12, 31))


@given(DAYS, st.sampled_from(sorted(FORMS)), st.sampled_from(TIMES))
def test_a_day_in_any_form_reads_back(day: dt.date, form: str, hour: str) -> None:
    assert day_of_text(FORMS[form](day) + ("" if form == "compact" else hour)) == day


@given(st.dates(dt.date(1940, 1, 1), dt.date(2039, 12, 31)), st.sampled_from(["/", "."]), st.sampled_from(TIMES))
def test_a_year_of_two_figures_reads_back(day: dt.date, gap: str, hour: str) -> None:
    assert day_of_text(f"{day.day:02}{gap}{day.month:02}{gap}{day.year % 100:02}{hour}") == day


@given(st.datetimes(dt.datetime(1995, 6, 1), dt.datetime(2033, 5, 1)), st.sampled_from([1, 10**3, 10**6, 10**9]))
def test_an_epoch_reads_back(moment: dt.datetime, unit: int) -> None:
    seconds = int(moment.replace(tzinfo=dt.UTC).timestamp())
    for written in (str(seconds * unit), f"{seconds * unit}.0"):
        date = date_of_text(written)
        assert isinstance(date, dt.datetime)
        assert date.isoformat() == moment.replace(microsecond=0, tzinfo=dt.UTC).isoformat()


PARTS = "le|à|de|publié|il y a|1er|31|4|12|005|123|an|jours|,|-|/|:|.|h|+0200|UTC".split("|")
WORDS = st.sampled_from([*WEEKDAYS, *MONTHS, *SHORT_MONTHS, *ENGLISH_MONTHS, *ENGLISH_WEEKDAYS, *TIMES, *PARTS])


@given(st.lists(WORDS, max_size=7).map(" ".join))
def test_no_day_without_a_year(text: str) -> None:
    """A number after a month may be a year of two figures, so that none stands there."""
    day = day_of_text(text)
    assert day is None or any(f"{day.year % 100:02}" in part for part in text.split()), day


@given(st.text(st.one_of(st.characters(), st.sampled_from("0123456789/-.: hmaiTZjuinét")), max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    day, extra = parse(text, {})
    assert day is None or 1 <= day.year <= 9999
    article = clean(RawArticle(text="a", date=text))
    assert article.date == day
    assert clean(RawArticle(text="a", date=str(article.as_dict().get("date", "")))).date == day
    assert set(extra) <= {"date"}


@pytest.mark.parametrize(
    "piece", ["1", "12 ", "mai ", "mar ", "le ", ", ", "- ", "1er ", "a/", " par a", "2021-", "é\u0301", "ﷺ"]
)
def test_hostile_texts_take_no_time(piece: str) -> None:
    for start in ("", "4 mai 2021 ", "publié "):
        whole = (start + piece * 1_000_000)[:1_000_000]
        begun = time.process_time()
        day_of_text(whole[:MOST_CHARS])
        assert time.process_time() - begun < 0.2
        assert day_of_text(whole) is None
        assert time.process_time() - begun < 2
