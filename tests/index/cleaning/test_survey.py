"""Survey: what of the articles of a build its owner would mend."""

import datetime as dt
from collections.abc import Iterable

import pytest

from trouvere.index.article import Article
from trouvere.index.cleaning.survey import CUT, MISREAD_DATE, MOST_REPEATS, REPEATED_TITLE, UNDATED, UNSOURCED, Survey
from trouvere.index.report import Remark

WHOLE = Article(title="Titre", text="Un texte.", date=dt.date(2021, 5, 4), source="Le Journal")


def found(articles: Iterable[Article]) -> dict[str, Remark]:
    survey = Survey()
    for number, article in enumerate(articles):
        survey.add(article, f"a.csv:{number}")
    return {remark.what: remark for remark in survey.remarks()}


def test_of_articles_that_lack_nothing_there_is_nothing_to_tell() -> None:
    assert found([WHOLE]) == {}


def test_articles_without_a_date_or_a_source_are_counted_with_an_example() -> None:
    told = found([WHOLE, Article(title="A", text="x.", source="S"), Article(title="B", text="x.")])
    assert (told[UNDATED].articles, told[UNDATED].example) == (2, "a.csv:1")
    assert (told[UNSOURCED].articles, told[UNSOURCED].example) == (1, "a.csv:2")
    assert all(remark.advice for remark in told.values())


def test_a_date_that_is_not_understood_is_shown() -> None:
    told = found([Article(title="A", text="x.", source="S", extra={"date": "mardi"})])
    assert told[MISREAD_DATE].example == "a.csv:0 : « mardi »"
    assert UNDATED not in told


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Le pont de Cosne… [+1234 chars]", True),
        ("Le pont de Cosne rouvre […]", True),
        ("Le pont de Cosne rouvre [...]", True),
        ("Le pont de Cosne rouvre…", True),
        ("Le pont de Cosne rouvre...", True),
        ("Le pont de Cosne… Lire la suite", True),
        ("Le pont de Cosne (...)", True),
        ("Le pont de Cosne rouvre.", False),
        ("« Et puis… », dit-il.", False),
        ("Le pont […] rouvre.", False),
        ("Voir la note [1]", False),
        ("", False),
    ],
)
def test_a_text_looks_cut_by_its_end(text: str, cut: bool) -> None:
    assert (CUT in found([Article(title="A", text=text, source="S")])) is cut


def test_a_reader_may_say_that_a_text_is_cut() -> None:
    assert found([Article(title="A", text="Le pont.", source="S", extra={"truncated": True})])[CUT].articles == 1


@pytest.mark.parametrize(("times", "told"), [(MOST_REPEATS, False), (MOST_REPEATS + 1, True)])
def test_a_title_that_many_share_is_told_with_how_many(times: int, told: bool) -> None:
    remarks = found([*(Article(title="Le Journal", text=f"{n}.") for n in range(times)), WHOLE])
    assert (REPEATED_TITLE in remarks) is told
    if told:
        assert remarks[REPEATED_TITLE].articles == times
        assert remarks[REPEATED_TITLE].example == f"« Le Journal », {times} fois"


def test_surveys_of_several_processes_are_one() -> None:
    apart, together = Survey(), Survey()
    for part in range(3):
        one = Survey()
        for number in range(10):
            article = Article(title="Le Journal", text=f"{part} {number}.")
            one.add(article, f"{part}:{number}")
            together.add(article, f"{part}:{number}")
        apart.take(one.packed())
    assert apart.remarks() == together.remarks()
    assert [remark.articles for remark in apart.remarks()] == [30, 30, 30]
