"""Bylines: the people they name, and prose that begins as they do."""

import pytest

from trouvere.index.article import RawArticle
from trouvere.index.cleaning import clean
from trouvere.index.cleaning.people import is_byline, named, people


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Par Anne L'Hostis et Paul Morin, publié le 4 mai 2021 à 17h00", ("Anne L'Hostis", "Paul Morin")),
        ("Recueilli par Anne MARTIN", ("Anne MARTIN",)),
        ("Par ANNE L'HOSTIS DE LA TOUR", ("Anne L'Hostis de la Tour",)),
        ("Par Le Figuier avec AFP et Reuters", ("Le Figuier", "AFP", "Reuters")),
        ("R.M. avec AFP", ("R.M.", "AFP")),
        ("20 Minutes avec agences", ("20 Minutes",)),
        ("De notre correspondante à Rome, Anne Martin", ("Anne Martin",)),
        ("Anne Martin pour La Traverse", ("Anne Martin",)),
        ("Anne Martin, économiste, et Paul Morin, maître de conférences", ("Anne Martin", "Paul Morin")),
        ("La rédaction de Cosne", ("La rédaction de Cosne",)),
        ("Le 4 mai 2021 à 17h00", ()),
        ("admin", ()),
        ("redaction@courrier.example", ()),
        ("https://courrier.example/anne", ()),
        ("un mot sans majuscule", ()),
        ("Par " + "Anne Martin, " * 99, ()),
    ],
)
def test_people(written: str, names: tuple[str, ...]) -> None:
    assert people(written) == names


@pytest.mark.parametrize(
    "line", ["Par ailleurs, le maire a parlé.", "Par", "Anne Martin", "Parfait", "Par Anne Martin a parlé."]
)
def test_what_is_no_byline(line: str) -> None:
    assert not is_byline(line)
    assert named((line,)) == (line,)


def test_authors_that_are_bylines_are_cleaned_once() -> None:
    article = clean(
        RawArticle(
            text="Un texte.", authors=("Par Anne Martin", "Paul Morin", "Propos recueillis par Luc Petit avec AFP")
        )
    )
    assert article.authors == ("Anne Martin", "Paul Morin", "Luc Petit", "AFP")
    assert clean(RawArticle(text="Un texte.", authors=article.authors)).authors == article.authors
