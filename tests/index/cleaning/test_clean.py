"""`clean` as a whole: the shapes of real articles, and what holds for any text."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.article import Article, RawArticle
from trouvere.index.cleaning import clean
from trouvere.index.cleaning.leftovers import is_leftover
from trouvere.index.errors import ArticleError
from trouvere.index.sources.values import raw

REPUBLISHED = """Le pont de Kerval fermé au milieu des travaux

[ad_1]

KERVAL (AP) – Le pont a été fermé mardi, l’accès étant interdit aux piétons..

La mairie promet une réouverture en avril.

[ad_2]

Source link -39"""

SCRAPED = """Ker-Maria (CNN) maire Anne Le Goff Rencontre partenaire gallois — un proche allié — en visite mercredi.
Elle a accueilli la délégation au grand phare.
Paul Morin et Sandy Le Bihan de CNN ont contribué au reportage."""

WORDS = st.sampled_from(("Le", "pont", "fermé", "mardi", "l’accès", "reste", "[sic]", "ad_1", "source", "link", "39"))
SENTENCES = st.lists(WORDS, min_size=3, max_size=9).map(lambda words: " ".join(["Enfin", *words]) + ".")
LEFTOVERS = st.sampled_from(
    ["[ad_1]", "[ad_2]", "Source link", "Source link -39", "Partager sur Facebook", "S’abonner à la newsletter", ""]
)
CHARS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\n\n\n  \r\t\x00\x92\ud800e\u0301[ad_1]..ink9")))


def test_a_republished_article_has_its_own_title() -> None:
    article = clean(RawArticle(text=REPUBLISHED))
    assert article.title == "Le pont de Kerval fermé au milieu des travaux"
    assert not article.title_derived
    assert (article.place, article.source) == ("KERVAL", "AP")
    assert article.text == (
        "KERVAL (AP) – Le pont a été fermé mardi, l’accès étant interdit aux piétons..\n\n"
        "La mairie promet une réouverture en avril."
    )


def test_a_scraped_article_gets_a_title_from_its_first_sentence() -> None:
    article = clean(RawArticle(text=SCRAPED))
    assert article.title == ("maire Anne Le Goff Rencontre partenaire gallois — un proche allié — en visite mercredi")
    assert article.title_derived
    assert (article.place, article.source) == ("Ker-Maria", "CNN")
    assert article.authors == ("Paul Morin", "Sandy Le Bihan")
    assert article.text == SCRAPED, "the dateline and the contributors are prose and stay"


def test_what_is_given_wins_over_what_is_found() -> None:
    article = clean(RawArticle(text=SCRAPED, title="Au phare", place="Brest", source="Le Rivage", authors=("Z",)))
    assert (article.title, article.place, article.source, article.authors) == ("Au phare", "Brest", "Le Rivage", ("Z",))


@pytest.mark.parametrize("text", ["", " \n\u2028", "[ad_1]\n\nSource link -39", "\x00\ud800"])
def test_nothing_left_is_an_error(text: str) -> None:
    with pytest.raises(ArticleError, match="ni titre ni texte"):
        clean(RawArticle(text=text))


def test_a_title_alone_is_an_article() -> None:
    assert clean(RawArticle(text="", title="Un titre")) == clean(RawArticle(text="[ad_1]", title=" Un  titre\n"))


def test_fields_are_cleaned_too() -> None:
    article = clean(
        RawArticle(
            text="Texte.",
            title="E\u0301tat\x00 de\n droit",
            category="Mon\ud800de",
            tags=(" a ", "a", "", "b\u0000"),
            extra={
                "note": "x\x00\ud800y",
                "liste": [1, {"k": "\udfff"}],
                "nan": float("nan"),
                "jour": dt.date(2023, 3, 1),
            },
        )
    )
    assert article.title == "État de droit"
    assert article.category == "Monde"
    assert article.tags == ("a", "b")
    assert article.extra == {"note": "xy", "liste": [1, {"k": ""}], "nan": None, "jour": "2023-03-01"}
    assert article.packed()[4:].decode()


def test_extra_nested_beyond_reason_is_refused() -> None:
    deep: object = 1
    for _ in range(500):
        deep = [deep]
    with pytest.raises(ArticleError, match="imbriqué"):
        clean(RawArticle(text="Texte.", extra={"x": deep}))


@given(st.lists(st.one_of(SENTENCES, LEFTOVERS), max_size=12), st.sampled_from(["\n", "\n\n", "\r\n", "\n\n\n\n"]))
def test_every_sentence_survives_and_only_known_leftovers_go(pieces: list[str], between: str) -> None:
    try:
        article = clean(RawArticle(text=between.join(pieces)))
    except ArticleError:
        assert not any(piece.endswith(".") for piece in pieces)
        return
    left = [line for line in article.text.split("\n") if line]
    if not article.title_derived:
        left.insert(0, article.title)
    assert left == [piece for piece in pieces if piece.endswith(".")]


@given(SENTENCES, SENTENCES)
def test_a_marker_inside_a_line_goes_alone(first: str, second: str) -> None:
    assert clean(RawArticle(text=f"{first} [ad_1] {second}")).text == f"{first} {second}"
    assert clean(RawArticle(text=f"{first}[ad_1]{second} [ad_2] Source link -39")).text == f"{first} {second}"


@given(
    CHARS,
    CHARS,
    st.sampled_from(["", "2023-03", "hier", "2023-03-01T10:00:00Z"]),
    st.sampled_from(["", "ftp://x", "https://x.fr/é"]),
)
def test_cleaning_twice_changes_nothing(text: str, title: str, date: str, url: str) -> None:
    try:
        once = clean(RawArticle(text=text, title=title, date=date, url=url, place=title, tags=(text, title)))
    except ArticleError:
        return
    assert clean(raw(once)) == once
    for value in (once.title, once.text, *once.tags):
        value.encode()
        assert "\x00" not in value and "\r" not in value
    assert not any(is_leftover(line) for line in once.text.split("\n"))


@given(CHARS)
def test_a_clean_article_stays_the_value_it_was(text: str) -> None:
    try:
        once = clean(RawArticle(text=text))
    except ArticleError:
        return
    assert Article.from_dict(once.as_dict()) == once
