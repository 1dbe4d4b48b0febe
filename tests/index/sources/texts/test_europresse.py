"""Exports of Europresse: several articles in a file, without what the seller adds."""

from pathlib import Path

import pytest
from fixtures import Articles

from trouvere.index.article import RawArticle


def article(number: int, *, new: bool = True, authors: str = "Anne Martin", date: str = "mardi 4 mai 2021") -> str:
    text = "docOcurrContainer" if new else "DocText clearfix"
    return f"""<article><header>
<div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Courrier du Quai - Loire</span></div>
<span class="DocHeader">Politique, {date}, p. 8</span>
<div class="titreArticle"><p class="titreArticleVisu rdp__articletitle">Le pont n° {number} rouvre </p></div>
<p class="sm-margin-bottomNews">{authors}</p></header>
<section><div class="{text}"><p>Le pont rouvre <mark>lundi</mark>.</p><p>Les habitants s'en réjouissent.</p>
<p>© 2021 Le Courrier du Quai. Tous droits réservés.</p></div></section>
<aside><div class="publiC"><small>Certificat émis le 5 mai 2021 à Bibliothèque</small>
<span class="publiC-lblNodoc">news·20210504·CQ·{number}</span></div></aside></article>"""


def told(one: RawArticle) -> tuple[object, ...]:
    return (one.id, one.title, one.date, one.source, one.category, one.authors, one.extra)


@pytest.mark.parametrize("new", [True, False])
def test_html_export(new: bool, articles: Articles, tmp_path: Path) -> None:
    page = "".join(
        article(number, new=new, authors=("Anne Martin", "Par Anne Martin et Paul Morin")[number])
        for number in range(2)
    )
    (tmp_path / "a.html").write_text(
        f"<html><head><title>Europresse</title></head><body>{page}</body></html>", encoding="utf-8"
    )
    found = articles(tmp_path)
    assert [told(one) for one in found] == [
        (
            f"news·20210504·CQ·{number}",
            f"Le pont n° {number} rouvre",
            "2021-05-04",
            "Le Courrier du Quai",
            "Politique",
            authors,
            {"page": "8"},
        )
        for number, authors in enumerate((("Anne Martin",), ("Anne Martin", "Paul Morin")))
    ]
    assert {one.text for one in found} == {"Le pont rouvre lundi.\n\nLes habitants s'en réjouissent."}
    assert found[1].origin == f"{tmp_path / 'a.html'} (article 2)"


def test_html_without_a_number_has_the_date_of_its_header(articles: Articles, tmp_path: Path) -> None:
    page = article(1, date="samedi 1er mai 2021 - 17:00").replace("news·20210504·CQ·1", "")
    (tmp_path / "a.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    assert [one.date for one in articles(tmp_path)] == ["samedi 1er mai 2021"]


def test_page_with_an_article_is_no_export(articles: Articles, tmp_path: Path) -> None:
    page = "<html><body><article><h1>Le pont</h1><p>Le pont rouvre lundi, après six mois de travaux.</p></article></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert [one.origin for one in articles(tmp_path)] == [str(tmp_path / "a.html")]


TEXT = """Le Monde
Politique, mardi 4 mai 2021, p. 8

Le pont rouvre

Anne Martin

Le pont rouvre lundi.

Les habitants s'en réjouissent.

© 2021 SA Le Monde. Tous droits réservés.
Certificat émis le 5 mai 2021 à Bibliothèque à des fins de visualisation personnelle et temporaire.
news·20210504·LM·123456

Le Figaro
mercredi 5 mai 2021

Sans signature

Un texte qui commence aussitôt.

news·20210505·LFF·2021-05x1
"""


def test_text_export(articles: Articles, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    found = articles(tmp_path)
    assert [told(one) for one in found] == [
        (
            "news·20210504·LM·123456",
            "Le pont rouvre",
            "2021-05-04",
            "Le Monde",
            "Politique",
            ("Anne Martin",),
            {"page": "8"},
        ),
        ("news·20210505·LFF·2021-05x1", "Sans signature", "2021-05-05", "Le Figaro", "", (), {}),
    ]
    assert [one.text for one in found] == [
        "Le pont rouvre lundi.\n\nLes habitants s'en réjouissent.",
        "Un texte qui commence aussitôt.",
    ]


def test_text_of_windows_and_a_name_with_an_apostrophe(articles: Articles, tmp_path: Path) -> None:
    text = TEXT.replace("Anne Martin", "Stéphane d’Orval").replace("\n", "\r\n")
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert [(one.title, one.authors) for one in articles(tmp_path)] == [
        ("Le pont rouvre", ("Stéphane d’Orval",)),
        ("Sans signature", ()),
    ]


def test_export_of_before_2018(articles: Articles, tmp_path: Path) -> None:
    page = """<html><body><article><header><span class="DocPublicationName">Le Courrier, no. 10512</span>
<span class="DocHeader">FRANCE, mercredi 4 mars 2015, p. 14</span><div class="titreArticle"><p><b>Le pont</b></p></div>
<p><em>Par Anne Martin</em></p></header><section class="DocText clearfix"><p>Le pont rouvre lundi.</p></section>
<footer><div class="publiC-lblNodoc">news·20150304·LC·1</div></footer></article></body></html>"""
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert [told(one) for one in articles(tmp_path)] == [
        ("news·20150304·LC·1", "Le pont", "2015-03-04", "Le Courrier", "FRANCE", ("Anne Martin",), {"page": "14"})
    ]
