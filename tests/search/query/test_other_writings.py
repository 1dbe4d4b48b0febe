"""How else a word may be written: dates, verbs with their pronouns, words joined and apart; what the plan makes of it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index import Article, build_index
from trouvere.index.analysis import french
from trouvere.index.analysis.compounds import humps, joined_words, parts_of
from trouvere.index.analysis.data import entries
from trouvere.index.analysis.stemming import stem_of_word
from trouvere.search import Searcher, open_searcher
from trouvere.search.query.dates import MONTHS, other_dates
from trouvere.search.query.inversion import asked, frames


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("rassure-t-elle", "rassure"),
        ("Développe-t-il", "developpe"),
        ("n'est-il", "est"),
        ("va-t-en", "va"),
        ("va-t’en", "va"),
        ("dis‑tu", "dis"),
        ("dites-le-moi", "dites"),
        ("allons-y", "allons"),
        ("entre-t-il", "entre"),
        *(
            (word, "")
            for word in ("rendez-vous", "celui-ci", "celui-là", "peut-être", "vis-à-vis", "chez-soi", "entre-nous")
        ),
        *(
            (word, "")
            for word in ("vous-même", "on-dit", "garde-à-vous", "qu'en-dira-t-on", "Villiers-le-Bel", "Jean-Luc")
        ),
    ],
)
def test_a_pronoun_hangs_on_a_verb(word: str, verb: str) -> None:
    tokens = tuple(french().tokens(word))
    expected = [verb] if verb else [token.text for token in tokens]
    assert [token.text for token in asked(word, tokens)] == expected


def test_what_only_opens_a_question() -> None:
    assert [word for word in ("est-ce", "Qu’est-ce", "EST-CE", "est-il", "ce", "fut-ce") if frames(word)] == [
        "est-ce",
        "Qu’est-ce",
        "EST-CE",
    ]


DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))


@given(DAYS)
def test_each_way_to_write_a_day_leads_to_each_other(day: dt.date) -> None:
    first = (f"{day.day}", MONTHS[day.month - 1], f"{day.year}")
    ways = {first, *other_dates(first)}
    assert (f"{day:%d}", f"{day:%m}", f"{day:%Y}") in ways
    assert (f"{day:%Y}", f"{day:%m}", f"{day:%d}") in ways
    assert all({way, *other_dates(way)} == ways for way in ways)


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("2019 20", {"2019 2020"}),
        ("1999 2000", {"1999 00"}),
        ("mars 2023", {"03 2023", "3 2023"}),
        *(
            (typed, set())
            for typed in ("2019 21", "1914 1918", "32 12 2023", "12 13 2023", "12 mars", "12 mars 1023", "2023")
        ),
    ],
)
def test_what_is_a_date_or_a_season(typed: str, others: set[str]) -> None:
    assert set(map(" ".join, other_dates(tuple(typed.split())))) == others


KNOWN = dict.fromkeys(
    "anti vol que mission e mail mails t shirt total energies rn 20 4 sur prise pre sent co pie".split(), 3
)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("antivol", "anti vol"),
        ("mails", ""),
        ("email", "e mail"),
        ("emails", "e mails"),
        ("tshirt", "t shirt"),
        ("totalenergies", "total energies"),
        ("rn20", "rn 20"),
        ("4x4", "4 4"),
        *((word, "") for word in ("emission", "surprise", "antique", "present", "copie", "5x4", "telemail")),
    ],
)
def test_where_a_joined_word_is_cut(word: str, parts: str) -> None:
    french_words = {"surprise", "antique", "emission", "present", "copie", "antivol"}
    found = parts_of(
        word, lambda word: KNOWN.get(word, 0), lambda word: word in KNOWN and word != "que", french_words.__contains__
    )
    assert found == ([tuple(parts.split())] if parts else [])


def test_a_word_that_everybody_joins_is_not_cut() -> None:
    assert parts_of("antivol", lambda word: 2_000, lambda word: True, lambda word: True) == []


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("Total", "Énergies", "totalenergies"),
        ("RN", "20", "rn20"),
        ("A", "320", "a320"),
        ("wi", "fi", "wifi"),
        ("e", "mails", "emails"),
        ("co", "working", "coworking"),
        ("la", "porte", None),
        ("a", "mis", None),
        ("en", "fin", None),
    ],
)
def test_which_words_may_be_one(one: str, other: str, joined: str | None) -> None:
    assert joined_words(one, other) == joined


def test_capitals_tell_the_words_in_one() -> None:
    assert humps("BalanceTonPorc") == ("balance", "ton", "porc")
    assert humps("ÉtatUrgence") == ("etat", "urgence")
    assert [humps(word) for word in ("Paris", "SNCF", "iPhone", "paris", "ABc2")] == [()] * 5


def test_both_spellings_of_1990_have_one_stem() -> None:
    lines = [line.split(": ") for line in entries("spellings.txt")]
    assert len(lines) > 60
    for word, others in lines:
        assert {stem_of_word(other) for other in others.split()} == {stem_of_word(word)}, word


TEXTS = {
    "joined": "Un antivol cède.",
    "apart": "Un anti-vol cède.",
    "plural": "Des grands-mères tricotent.",
    "singular": "Une grand-mère tricote.",
    "shirt": "Un t-shirt sèche au vent.",
    "street": "Un feu au 12 cours de la Marne.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("otherwise") / "index"
    build_index(path, [Article(id=name, title="Titre", text=text) for name, text in TEXTS.items()])
    with open_searcher(path) as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("antivol", ["joined", "apart"]),
        ("anti-vol", ["apart", "joined"]),
        ("antivols", ["joined", "apart"]),
        ("grand-mère", ["singular", "plural"]),
        ("grands-mères", ["plural", "singular"]),
        ('"grand-mère"', ["singular"]),
        ("titre:grand-mère", []),
    ],
)
def test_what_is_written_as_typed_comes_first(searcher: Searcher, query: str, found: list[str]) -> None:
    assert [hit.article.id for hit in searcher.search(query).hits] == found


def test_another_way_to_write_a_word_is_no_slip_of_it(searcher: Searcher) -> None:
    results = searcher.search("tshirt")
    assert (results.total, results.corrected, results.suggestion) == (1, None, None)


def test_the_words_of_an_inflected_compound_are_marked_and_explained(searcher: Searcher) -> None:
    hits = {hit.article.id: hit for hit in searcher.search("grand-mère", explain=True).hits}
    marked = [fragment.text for fragment in hits["plural"].snippets[0].fragments if fragment.matched]
    assert marked == ["grands", "mères"]
    explained = hits["plural"].explanation
    assert explained is not None
    (word,) = explained.words
    assert [(one.kind, one.term) for one in word.contributions] == [("other", "grand mere")]


def test_a_street_after_a_number_is_a_variant_and_said_to_be(searcher: Searcher) -> None:
    results = searcher.search("12 crs de la Marne", match="all")
    assert [hit.article.id for hit in results.hits] == ["street"]
    assert [(one.word, one.variant) for one in results.variants] == [("crs", "cours")]
    assert searcher.search("crs", match="all").total == 0


def test_the_number_of_an_article_of_law_puts_it_before_those_that_cite_it(tmp_path: Path) -> None:
    numbers = [
        f"{letter}{chapter}-{number}"
        for letter, chapter in (("L", 121), ("R", 4227), ("LO", 151))
        for number in range(1, 15)
    ]
    cited = [(*numbers[-3:], *numbers)[at : at + 3] for at in range(len(numbers))]
    articles = [
        Article(
            id=number,
            title=f"Code du travail, article {number}",
            text=f"Selon les articles {', '.join((*others, *others))}.",
        )
        for number, others in zip(numbers, cited, strict=True)
    ]
    build_index(tmp_path / "index", articles)
    with open_searcher(tmp_path / "index") as searcher:
        for number in numbers:
            bare = number.lstrip("LRO")
            for query in (number, bare, f"article {bare}"):
                assert searcher.search(query).hits[0].article.id == number, query
