"""Markup of content systems around and within a text: nothing of it is lost, and home pages are no articles."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fixtures import Articles

from trouvere.index.settings import Settings
from trouvere.index.sources import read

FIRST = "Le tribunal de Vierzy a donné raison mardi aux riverains de la carrière, qui se plaignaient de la poussière."
SECOND = "La société devra limiter le passage à trente véhicules par jour, et arroser les pistes tout au long de l'été."
THIRD = "Son avocat n'a pas souhaité commenter la décision ; un appel est possible jusqu'à la fin du mois prochain."
LEAD = "Dix ans de procédure ont pris fin dans une salle trop petite, où le village entier s'était donné rendez-vous."
PROSE = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
One = Callable[..., Any]


@pytest.fixture
def one(articles: Articles, tmp_path: Path) -> One:
    def read_one(body: str, head: str = "<title>Le jugement</title>") -> Any:
        path = tmp_path / "page.html"
        path.write_text(f'<!doctype html><html lang="fr"><head>{head}</head><body>{body}</body></html>')
        (article,) = articles([path])
        return article

    return read_one


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (f'<article><p class="has-medium-font-size">{LEAD}</p>{PROSE}</article>', [LEAD, FIRST, SECOND, THIRD]),
        (f'<article><p class="has-share-color with-menu">{LEAD}</p>{PROSE}</article>', [LEAD, FIRST, SECOND, THIRD]),
        (
            '<div class="texte"><p>' + FIRST + "</p><p>" + SECOND + "</p><p>" + THIRD + "</p></div>"
            '<div class="ps"><h2>Post-scriptum :</h2><p>La réunion est le 3 décembre.</p></div>'
            '<div class="notes"><p>[1] Le jugement est en ligne.</p></div>',
            [FIRST, SECOND, THIRD, "Post-scriptum :", "La réunion est le 3 décembre.", "[1] Le jugement est en ligne."],
        ),
        (
            f'<div class="w"><p>{FIRST}</p><div class="mw-heading"><h2>Histoire</h2><span class="mw-editsection">'
            f"<a>modifier</a></span></div><p>{SECOND}</p><h3>Avant</h3><h4>En 1921</h4><p>{THIRD}</p></div>",
            [FIRST, "Histoire", SECOND, "Avant", "En 1921", THIRD],
        ),
        (
            f"<article>{PROSE}<figure><img><figcaption><div>La fête</div><div>Le soir du jugement.</div></figcaption>"
            "</figure></article>",
            [FIRST, SECOND, THIRD, "La fête Le soir du jugement."],
        ),
        (
            f"<article><h1>T</h1><p>21 nov. 2023 à 17:10 - Temps de lecture 2 min</p>{PROSE}"
            "<p>Chaque matin, recevez l’essentiel de l'actualité.</p></article>",
            [FIRST, SECOND, THIRD],
        ),
    ],
    ids=["font size", "looks", "postscript", "headings", "caption of blocks", "tool lines"],
)
def test_the_lines_of_a_text(one: One, body: str, lines: list[str]) -> None:
    assert one(body).text.split("\n") == lines


def test_a_title_over_two_lines_has_two_words(one: One) -> None:
    assert one(f"<article><h1>Carrière :<br>le jugement</h1>{PROSE}</article>", "").title == "Carrière : le jugement"


def test_the_first_heading_may_be_the_name_of_the_site(one: One) -> None:
    article = one(
        f'<h1 class="spip_logo_site"><a href="/">Le collectif</a></h1><div><h1>Le jugement</h1>{PROSE}</div>',
        "<title>Le jugement - Le collectif</title>",
    )
    assert (article.title, article.source) == ("Le jugement", "Le collectif")


def test_a_headline_that_no_title_is_like_is_a_description(one: One) -> None:
    head = (
        "<title>Carrière de Vierzy — Wikilivre</title><script type='application/ld+json'>"
        '{"@type":"Article","name":"Carrière de Vierzy","headline":"site industriel","publisher":{"name":"Wikilivre"}}'
        "</script>"
    )
    assert one(f"<h1>Carrière de Vierzy</h1><div>{PROSE}</div>", head).title == "Carrière de Vierzy"


def test_the_byline_of_an_old_page_is_a_line_among_breaks(one: One) -> None:
    article = one(
        "<TABLE><TR><TD><A HREF=a>Accueil</A><BR><A HREF=b>Archives</A></TD><TD><B>Le jugement</B><BR>"
        f"<I>par Paul Morin, le 21 novembre 2003</I><P>{FIRST}<P>{SECOND}<P>{THIRD}</TD></TR></TABLE>"
    )
    assert (article.authors, article.date) == (("Paul Morin",), "21 novembre 2003")
    assert "Paul Morin" not in article.text


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ('[{"name":"Ouest-Rives"},{"name":"Anne Martin"}]', ("Anne Martin",)),
        ('[{"name":"Ouest-Rives"},{"name":"AFP"}]', ("Ouest-Rives", "AFP")),
    ],
)
def test_a_paper_is_no_author_beside_a_person(one: One, authors: str, expected: tuple[str, ...]) -> None:
    head = (
        '<title>Le jugement</title><meta property="og:site_name" content="Ouest-Rives.fr"><script '
        f'type="application/ld+json">{{"@type":"NewsArticle","headline":"Le jugement","author":{authors}}}</script>'
    )
    assert one(f"<article><h1>Le jugement</h1>{PROSE}</article>", head).authors == expected


def test_the_name_of_a_paper_is_better_than_its_address(one: One) -> None:
    head = (
        '<title>Le jugement</title><meta property="og:site_name" content="Le Globe.fr"><script '
        'type="application/ld+json">{"@type":"NewsArticle","headline":"Le jugement","publisher":{"name":"Le Globe"}}'
        "</script>"
    )
    assert one(f"<article><h1>Le jugement</h1>{PROSE}</article>", head).source == "Le Globe"


TITLES = [f"Titre numéro {number} : un village se réveille sous la neige" for number in range(25)]


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("".join(f'<article><a href="/{title}"><h2>{title}</h2></a></article>' for title in TITLES), ""),
        ("<h1>Archives</h1><ul>" + "".join(f'<li><a href="/{title}">{title}</a></li>' for title in TITLES), ""),
        (
            "".join(
                f'<div><h3><a href="/{title}">{title}</a></h3><p>Les habitants ont vu un paysage blanc, {title[:15]}.'
                "</p></div>"
                for title in TITLES
            ),
            '<meta property="og:type" content="website">',
        ),
    ],
    ids=["home page", "archives", "teasers"],
)
def test_a_list_of_titles_is_no_article(tmp_path: Path, body: str, head: str) -> None:
    path = tmp_path / "accueil.html"
    path.write_text(
        f"<!doctype html><html><head><title>Une</title>{head}</head><body><main>{body}</main></body></html>"
    )
    skipped: list[Any] = []
    assert list(read(path, settings=Settings(), on_skip=skipped.append)) == []
    assert [skip.reason for skip in skipped] == ["aucun article trouvé dans la page"]


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Dix guides</h1>{PROSE}<ul>"
        + "".join(f'<li><a href="/{title}">{title}</a> : un livre de poche</li>' for title in TITLES[:10])
        + "</ul></article>",
        f"<h1>Vos démarches</h1>{PROSE * 3}<ul>"
        + "".join(f'<li><a href="/{title}">{title[:30]}</a></li>' for title in TITLES[:9])
        + "</ul>",
        "<h1>Glossaire</h1><dl>"
        + "".join(f"<dt><a href='#a'>{title}</a></dt><dd>{FIRST}</dd>" for title in TITLES)
        + "</dl>",
    ],
    ids=["guides", "links below prose", "glossary"],
)
def test_an_article_with_links_is_one(one: One, body: str) -> None:
    assert one(body).text
