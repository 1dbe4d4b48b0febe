"""What pages say of their articles, case by case: titles, authors, dates, sections, tags, sources, what is cut."""

import json
from pathlib import Path

import pytest
from fixtures import Articles, Texts

from trouvere.index.article import RawArticle
from trouvere.index.report import Skipped

PROSE = (
    "<p>La circulation a repris lundi sur le pont, après six mois de travaux qui avaient coupé la ville en deux.</p>"
)
MORE = """<p>Les riverains s'en réjouissent, et les commerçants du quai espèrent le retour de leurs clients.</p>
<p>La facture, réglée pour moitié par la région, atteint trois millions d'euros, selon la mairie.</p>"""
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8">{head}</head><body><nav><a href="/">Accueil</a></nav>
<article>{body}</article></body></html>"""
SITE = '<meta property="og:site_name" content="Le Courrier du quai">'
ADDRESS = '<link rel="canonical" href="https://www.courrier-du-quai.example/pont">'


def page(head: str = "", body: str = PROSE) -> str:
    return PAGE.format(head=head, body=body)


def linked(kind: str = "NewsArticle", **fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": kind, **fields})}</script>'


@pytest.fixture
def read_page(tmp_path: Path, articles: Articles) -> "ReadPage":
    return ReadPage(tmp_path, articles)


class ReadPage:
    """Reads a page from its HTML."""

    def __init__(self, folder: Path, articles: Articles) -> None:
        self.folder = folder
        self.articles = articles

    def __call__(self, html: str, name: str = "a.html") -> RawArticle:
        (self.folder / name).write_text(html, encoding="utf-8")
        (article,) = self.articles([self.folder / name])
        return article


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Le pont rouvre - Le Courrier du quai", "Le pont rouvre"),
        ("Le pont rouvre – Le Courrier du quai", "Le pont rouvre"),
        ("Le pont rouvre — le courrier du quai", "Le pont rouvre"),
        ("Le pont rouvre | Le Courrier du Quai", "Le pont rouvre"),
        ("Le pont rouvre : Le Courrier du quai", "Le pont rouvre"),
        ("Le pont rouvre · Le Courrier du quai", "Le pont rouvre"),
        ("Le pont rouvre • Le Courrier du quai", "Le pont rouvre"),
        ("Le pont rouvre sur Le Courrier du quai", "Le pont rouvre"),
        ("Le pont rouvre - courrier-du-quai.example", "Le pont rouvre"),
        ("Le Courrier du quai - Le pont rouvre", "Le pont rouvre"),
        ("Le Courrier du quai | Le pont rouvre", "Le pont rouvre"),
        ("Le pont rouvre | Travaux | Le Courrier du quai", "Le pont rouvre"),
        ("Le pont rouvre - Travaux - Le Courrier du quai", "Le pont rouvre"),
        ("Cosne-sur-Loire : le pont rouvre - Le Courrier du quai", "Cosne-sur-Loire : le pont rouvre"),
        ("Lyon - Marseille : 2-1", "Lyon - Marseille : 2-1"),
        ("Lyon - Marseille : 2-1 - Le Courrier du quai", "Lyon - Marseille : 2-1"),
        ("« Un pont, c'est une promesse » - Le Courrier du quai", "« Un pont, c'est une promesse »"),
        ("Le Courrier du quai", "Le Courrier du quai"),
        ("Le Courrier du quai : un journal d'hier", "Le Courrier du quai : un journal d'hier"),
        ("Une histoire du Courrier du quai", "Une histoire du Courrier du quai"),
    ],
)
@pytest.mark.parametrize("form", ["<title>{}</title>", '<meta property="og:title" content="{}">'])
def test_titles_are_without_the_name_of_the_site(read_page: ReadPage, title: str, read: str, form: str) -> None:
    section = '<meta property="article:section" content="Travaux">'
    assert read_page(page(SITE + ADDRESS + section + form.format(title))).title == read


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            linked(headline="De JSON-LD") + '<meta property="og:title" content="De partage">',
            "<h1>Du corps</h1>",
            "De JSON-LD",
        ),
        ('<meta property="og:title" content="De partage"><title>De la tête</title>', "<h1>Du corps</h1>", "De partage"),
        ("<title>De la tête</title>", "<h1>Du corps</h1>", "Du corps"),
        ("<title>De la tête</title>", "", "De la tête"),
        ("<title>Le pont rouvre - Autre chose</title>", "<h1>Le pont rouvre</h1>", "Le pont rouvre"),
        (linked(headline="Le pont de…"), "<h1>Le pont de Cosne rouvre</h1>", "Le pont de Cosne rouvre"),
        (linked(headline="L&rsquo;&eacute;t&eacute; &amp; le pont"), "", "L’été & le pont"),
        (linked("WebPage", name="Le pont - Site") + "<title>Le pont</title>", "", "Le pont"),
        (linked("Organization", name="Le Courrier") + "<title>Le pont | Le Courrier</title>", "", "Le pont"),
        ('<meta name="DC.title" content="Le pont">', "", "Le pont"),
    ],
)
def test_where_the_title_is_read(read_page: ReadPage, head: str, body: str, title: str) -> None:
    assert read_page(page(head, body + PROSE)).title == title


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        (
            "Par Anne L'Hostis et Paul Morin, publié le 4 mai 2021 à 17h00, mis à jour à 18h00",
            ("Anne L'Hostis", "Paul Morin"),
        ),
        ("Par Anne Martin", ("Anne Martin",)),
        ("par Anne Martin", ("Anne Martin",)),
        ("PAR ANNE MARTIN", ("Anne Martin",)),
        ("Par Anne Martin, Paul Morin et Luc Petit", ("Anne Martin", "Paul Morin", "Luc Petit")),
        ("Recueilli par Anne MARTIN", ("Anne MARTIN",)),
        ("Propos recueillis par Anne Martin", ("Anne Martin",)),
        ("Propos recueillis par Anne Martin et Paul Morin", ("Anne Martin", "Paul Morin")),
        ("Entretien réalisé par Anne Martin", ("Anne Martin",)),
        ("Par AFP publié le 4 mai 2021 à 17h00", ("AFP",)),
        ("Par Le Figuier avec AFP", ("Le Figuier", "AFP")),
        ("Par A.M. avec AFP", ("A.M.", "AFP")),
        ("Par La rédaction", ("La rédaction",)),
        ("De notre correspondant à Rome, Paul Morin", ("Paul Morin",)),
        ("De notre envoyée spéciale à Kiev, Anne Martin", ("Anne Martin",)),
        ("Par Anne Martin, envoyée spéciale à Kiev", ("Anne Martin",)),
        ("Par Anne Martin (Rome, correspondante)", ("Anne Martin",)),
        ("Par Anne Martin à Rome", ("Anne Martin",)),
        ("Par Jean-Paul de La Tour", ("Jean-Paul de La Tour",)),
        ("Par Jean d’Ormont", ("Jean d’Ormont",)),
        ("Par Anne Martin - anne.martin@courrier.example", ("Anne Martin",)),
        ("Par Anne Martin | Publié le 04/05/2021", ("Anne Martin",)),
        ("Par Anne Martin, le 4 mai 2021", ("Anne Martin",)),
        ("Par Anne Martin Mis à jour il y a 2 heures", ("Anne Martin",)),
        ("Publié le 4 mai 2021 par Anne Martin", ("Anne Martin",)),
        ("Écrit par Anne Martin", ("Anne Martin",)),
        ("Rédigé par Anne Martin le 4 mai 2021", ("Anne Martin",)),
        ("Texte : Anne Martin, photos : Luc Petit", ("Anne Martin",)),
        ("Un article de Anne Martin", ("Anne Martin",)),
        ("Auteur : Anne Martin", ("Anne Martin",)),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        '<p class="auteur">{}</p>', '<span class="author">{}</span>', '<address class="author">{}</address>',
        '<div class="byline">{}</div>', '<div class="article-signature"><p>{}</p></div>', "<p>{}</p>",
        '<p itemprop="author">{}</p>', '<p class="meta">{}</p>',
    ],
)  # fmt: skip
def test_bylines_are_authors_and_no_text(
    read_page: ReadPage, written: str, authors: tuple[str, ...], form: str
) -> None:
    article = read_page(
        page(SITE, f"<h1>Le pont rouvre</h1><p class='chapo'>Un chapô.</p>{form.format(written)}{PROSE}{MORE}")
    )
    assert article.authors == authors
    assert article.text.startswith("Un chapô.\nLa circulation")


@pytest.mark.parametrize(
    "line",
    [
        "Par ailleurs, la mairie annonce une fête.",
        "Par Toulouse et par Bordeaux, les convois ont continué.",
        "Par exemple",
        "Recueillis par les pompiers, les chats sont sauvés.",
        "De notre temps, Paul Morin aurait dit autre chose.",
    ],
)
def test_prose_that_begins_as_a_byline_stays(read_page: ReadPage, line: str) -> None:
    article = read_page(page(SITE, f"<h1>Le pont rouvre</h1><p>{line}</p>{PROSE}{MORE}"))
    assert article.authors == ()
    assert article.text.startswith(line)


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (linked(author={"@type": "Person", "name": "Anne Martin"}), ("Anne Martin",)),
        (linked(author=[{"name": "Anne Martin"}, {"name": "Paul Morin"}]), ("Anne Martin", "Paul Morin")),
        (linked(author={"name": ["Anne Martin", "Paul Morin"]}), ("Anne Martin", "Paul Morin")),
        (linked(author="Anne Martin et Paul Morin"), ("Anne Martin", "Paul Morin")),
        (linked(author=["Anne Martin", "Paul Morin"]), ("Anne Martin", "Paul Morin")),
        (linked(author={"@type": "Person", "name": "Par Anne Martin"}), ("Anne Martin",)),
        (linked(author={"@type": "Person", "givenName": "Anne", "familyName": "Martin"}), ("Anne Martin",)),
        (linked("BlogPosting", author="bergère58"), ("bergère58",)),
        (linked("ReportageNewsArticle", author="Anne Martin"), ("Anne Martin",)),
        ('<meta name="author" content="Anne Martin, Paul Morin">', ("Anne Martin", "Paul Morin")),
        ('<meta property="article:author" content="Anne Martin">', ("Anne Martin",)),
        ('<meta property="article:author" content="https://www.facebook.com/courrier">', ()),
        ('<meta name="DC.creator" content="Anne Martin">', ("Anne Martin",)),
        ('<meta name="citation_author" content="Martin, Anne"><meta name="citation_author" content="Morin, Paul">',
         ("Anne Martin", "Paul Morin")),
        ('<meta name="parsely-author" content="Anne Martin">', ("Anne Martin",)),
        ('<meta name="author" content="admin">', ()),
    ],
)  # fmt: skip
def test_authors_of_metadata(read_page: ReadPage, head: str, authors: tuple[str, ...]) -> None:
    assert read_page(page(SITE + head)).authors == authors


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        (linked(datePublished="2021-05-04T17:00:00+02:00", dateModified="2022-01-01"), "", "2021-05-04T17:00:00+02:00"),
        (linked(datePublished="2021-05-04T23:30:00-04:00"), "", "2021-05-04T23:30:00-04:00"),
        ('<meta property="article:modified_time" content="2022-01-01">'
         '<meta property="article:published_time" content="2021-05-04T00:10:00+02:00">', "", "2021-05-04T00:10:00+02:00"),
        ('<meta name="date" content="2021-05-04">', "", "2021-05-04"),
        ('<meta name="DC.date.issued" content="2021-05-04">', "", "2021-05-04"),
        ('<meta name="parsely-pub-date" content="2021-05-04T15:00:00Z">', "", "2021-05-04T15:00:00Z"),
        ('<meta itemprop="datePublished" content="2021-05-04">', "", "2021-05-04"),
        ('<meta name="citation_publication_date" content="2021/05/04">', "", "2021/05/04"),
        ("", '<time datetime="2021-05-04T17:00">4 mai</time>', "2021-05-04T17:00"),
        # Of two that write one day, the one with a time; of another day, neither.
        (linked(datePublished="2021-05-04"), '<time datetime="2021-05-04T17:00">4 mai</time>', "2021-05-04T17:00"),
        (linked(datePublished="2021-05-04"), '<time datetime="2021-05-05T17:00">5 mai</time>', "2021-05-04"),
        (linked(datePublished="2021-05-04T99:00"), '<p class="date">Le 4 mai 2021 - 17 h 05</p>', "4 mai 2021 - 17 h 05"),
        (linked(datePublished="2021-05-04T99:00"), "", "2021-05-04"),
        ("", '<p class="date">Publié le 4 mai 2021 · 2 h de lecture</p>', "4 mai 2021"),
        ("", '<p class="date">Publié le mardi 4 mai 2021, à 17 h</p>', "4 mai 2021, à 17 h"),
        ("", '<p>Mis à jour le <time datetime="2022-01-01">1er janvier</time></p><time datetime="2021-05-04" pubdate>', "2021-05-04"),
        ("", '<p>Publié le <time datetime="2021-05-04">4 mai</time>, mis à jour le <time datetime="2022-01-01">x</time></p>',
         "2021-05-04"),
        ("", '<p class="date">Publié le 4 mai 2021 à 17h00, mis à jour le 5 mai 2021</p>', "4 mai 2021 à 17h00"),
        ("", '<p class="auteur">Par Anne Martin, publié le 04/05/2021 à 17h00</p>', "04/05/2021 à 17h00"),
        ("", '<span itemprop="datePublished" content="2021-05-04">hier</span>', "2021-05-04"),
        (linked(dateModified="2022-01-01"), "", ""),
        ("", "<p>Le pont de 1958 fut fermé le 4 mai 2021, dit la mairie.</p>", ""),
    ],
)  # fmt: skip
def test_dates_of_publication(read_page: ReadPage, head: str, body: str, date: str) -> None:
    assert read_page(page(head, body + PROSE + MORE)).date == date


@pytest.mark.parametrize(
    ("head", "category", "tags"),
    [
        (linked(articleSection=["Travaux", "Loire"]), "Travaux", ("Loire",)),
        (linked(articleSection=["Travaux", "Loire"], keywords="l'été, le pont"), "Travaux", ("l'été", "le pont")),
        (linked(keywords=["protection de l'environnement", "l'été"]), "", ("protection de l'environnement", "l'été")),
        ('<meta property="article:section" content="Travaux"><meta property="article:section" content="Loire">', "Travaux", ("Loire",)),
        ('<meta property="article:tag" content="Le pont"><meta property="article:tag" content="L\'été">', "", ("Le pont", "L'été")),
        ('<meta name="keywords" content="pont, l’été; Cosne, Pont">', "", ("pont", "l’été", "Cosne")),
        ('<meta name="news_keywords" content="pont,l\'eau">', "", ("pont", "l'eau")),
        ('<meta name="DC.subject" content="Ponts">', "", ("Ponts",)),
        (linked("BreadcrumbList", itemListElement=[{"position": 1, "name": "Accueil"}, {"item": {"name": "Travaux"}},
         {"name": "Le pont rouvre"}]), "Travaux", ()),
    ],
)  # fmt: skip
def test_sections_and_tags(read_page: ReadPage, head: str, category: str, tags: tuple[str, ...]) -> None:
    article = read_page(page(head))
    assert (article.category, article.tags) == (category, tags)


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (SITE, "Le Courrier du quai"),
        (linked(publisher={"@type": "Organization", "name": "Le Courrier du quai"}), "Le Courrier du quai"),
        (
            '<meta property="og:site_name" content="https://courrier.example">'
            + linked(publisher={"name": "Le Courrier"}),
            "Le Courrier",
        ),
        (
            '<meta property="og:site_name" content="courrier.example">' + linked(publisher={"name": "Le Courrier"}),
            "Le Courrier",
        ),
        (linked("WebSite", name="Le Courrier"), "Le Courrier"),
        (ADDRESS, "courrier-du-quai.example"),
        ('<meta name="application-name" content="Le Courrier">', "Le Courrier"),
        (
            '<title>Le pont - Courrier du quai</title><link rel="canonical" href="https://courrierduquai.example/a">',
            "Courrier du quai",
        ),
        ("", ""),
    ],
)
def test_the_source_is_a_name(read_page: ReadPage, head: str, source: str) -> None:
    assert read_page(page(head)).source == source


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            '<link rel="canonical" href="https://a.example/b"><meta property="og:url" content="https://a.example/c">',
            "https://a.example/b",
        ),
        ('<meta property="og:url" content="https://a.example/c">', "https://a.example/c"),
        ('<base href="https://a.example/x/"><link rel="canonical" href="b">', "https://a.example/x/b"),
        (
            '<link rel="canonical" href="/b"><meta property="og:url" content="https://a.example/c">',
            "https://a.example/b",
        ),
        (linked(mainEntityOfPage={"@id": "https://a.example/d"}), "https://a.example/d"),
        (linked(url="https://a.example/d"), "https://a.example/d"),
        ("<!-- saved from url=(0021)https://a.example/e -->", "https://a.example/e"),
        ('<link rel="canonical" href="/b">', ""),
        ('<link rel="canonical" href="http://[::1">', ""),
        ('<link rel="canonical" href="javascript:alert(1)">', ""),
    ],
)
def test_the_address(read_page: ReadPage, head: str, url: str) -> None:
    assert read_page(page(head)).url == url


@pytest.mark.parametrize(
    ("head", "lang", "language"),
    [("", "fr-CA", "fr-CA"), ('<meta property="og:locale" content="fr_FR">', "", "fr-FR"),
     ('<meta http-equiv="Content-Language" content="fr">', "", "fr"), (linked(inLanguage="fr"), "", "fr"), ("", "", "")],
)  # fmt: skip
def test_the_language(read_page: ReadPage, head: str, lang: str, language: str) -> None:
    assert read_page(page(head).replace('lang="fr"', f'lang="{lang}"')).language == language


@pytest.mark.parametrize(
    ("head", "body", "cut"),
    [
        (linked(isAccessibleForFree=False), "", True),
        (linked(isAccessibleForFree="False"), "", True),
        (linked(isAccessibleForFree=True, hasPart={"@type": "WebPageElement", "isAccessibleForFree": False}), "", True),
        (linked(isAccessibleForFree=True), "", False),
        ('<meta property="article:content_tier" content="locked">', "", True),
        ('<meta property="article:content_tier" content="free">', "", False),
        ("", "<p>Il vous reste 57&nbsp;% de cet article à lire. La suite est réservée aux abonnés.</p>", True),
        ("", "<p>La suite est réservée aux abonnés</p>", True),
        ("", "<div class='paywall'><p>Pour lire la suite, abonnez-vous.</p></div>", True),
        ("", "<p class='article__status'>Article réservé aux abonnés</p>", True),
        ("", "<ul><li><a href='/a'>Article réservé aux abonnés</a></li></ul>", False),
        ("", "<p>Il vous reste 57 % de chances de lire la suite.</p>", False),
    ],
)
def test_an_article_that_is_cut_is_told(read_page: ReadPage, head: str, body: str, cut: bool) -> None:
    article = read_page(page(head, PROSE + MORE + body))
    assert article.extra == ({"truncated": True} if cut else {})
    assert "abonn" not in article.text


@pytest.mark.parametrize(
    "noise",
    [
        "<p>À lire aussi : <a href='/x'>Le quai fermé tout l'été</a></p>",
        "<p>Lire aussi <a href='/x'>Le quai fermé tout l'été</a></p>",
        "<p><strong>LIRE AUSSI &gt;</strong> <a href='/x'>Le quai fermé</a></p>",
        "<p>► À lire aussi : Le quai fermé tout l'été</p>",
        "<p>&gt;&gt; À lire également : <a href='/x'>Le quai</a></p>",
        "<p>Relire notre enquête : <a href='/x'>Le quai</a></p>",
        "<h3>Sur le même sujet</h3><ul><li><a href='/x'>Le quai fermé</a></li><li><a href='/y'>La crue de mars</a></li></ul>",
        "<div class='related'><h3>Articles liés</h3><p>La crue de mars</p></div>",
        "<p>Passer la publicité</p>",
        "<div>Publicité</div>",
        "<p>La suite après cette publicité</p>",
        "<p>Contenus sponsorisés</p>",
        "<p>Partager sur Facebook</p>",
        "<div class='share'>Partager sur Facebook Partager sur X</div>",
        "<ul class='social'><li>Facebook</li><li>Twitter</li></ul>",
        "<p>Temps de lecture : 3 min</p>",
        "<p>Lecture 3 min.</p>",
        "<p>Mis à jour le 5 mai 2021 à 18h00</p>",
        "<p>Publié le 04/05/2021</p>",
        "<p>© 2021 Le Courrier. Tous droits réservés.</p>",
        "<p>Crédit photo : Luc Petit</p>",
        "<figure><img src='a'><figcaption>© AFP</figcaption></figure>",
        "<div class='newsletter'><p>Recevez chaque matin l'essentiel de l'actualité.</p></div>",
        "<p>Recevez notre newsletter chaque matin</p>",
        "<p>Inscrivez-vous à la lettre d'information du Courrier</p>",
        "<div id='cookies'><p>Nous utilisons des cookies pour mesurer l'audience. Tout accepter.</p></div>",
        "<section class='comments'><h2>Commentaires</h2><p>Visiteur : bravo à tous.</p></section>",
        "<section id='commentaires'><h2>3 commentaires</h2><p>Visiteur : bravo à tous.</p></section>",
        "<p>Je m’abonne</p>",
        "<p>Déjà abonné ? Connectez-vous</p>",
        "<p>Ce contenu est bloqué car vous n'avez pas accepté les traceurs.</p>",
        "<p>Suivez toute l'actualité de Cosne sur notre chaîne WhatsApp</p>",
    ],
)
def test_boilerplate_goes(read_page: ReadPage, noise: str) -> None:
    last = "<p>Le bal est prévu samedi soir.</p>"
    article = read_page(page(SITE, f"<h1>Le pont rouvre</h1>{PROSE}{MORE}{noise}{last}"))
    assert article.text.splitlines()[3:] == ["Le bal est prévu samedi soir."]


@pytest.mark.parametrize(
    "line",
    [
        "Publicité et propagande : un débat",
        "Les abonnés du théâtre ont protesté.",
        "Partager la chaussée, voilà le mot d'ordre.",
        "À lire les journaux, tout va bien.",
        "Il a lu aussi : « La Loire », de 1910.",
        "Retour à la normale",
        "Les cookies du boulanger ont eu du succès.",
        "Commentaires acerbes, sourires forcés : la réunion fut longue.",
        "Photo de famille, lundi, devant le pont.",
    ],
)
def test_prose_that_mentions_it_stays(read_page: ReadPage, line: str) -> None:
    assert line in read_page(page(SITE, f"<h1>Le pont rouvre</h1>{PROSE}<p>{line}</p>{PROSE}")).text.splitlines()


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("Le pont vu du quai, lundi. Photo A. B.", "Le pont vu du quai, lundi."),
        ("Le pont vu du quai, lundi. LUC PETIT / AFP", "Le pont vu du quai, lundi."),
        ("Le pont vu du quai, lundi. © Luc Petit", "Le pont vu du quai, lundi."),
        ("Le pont vu du quai (Photo Luc Petit)", "Le pont vu du quai"),
        ("Le pont vu du quai. | OUEST-RIVES", "Le pont vu du quai."),
        ("Le pont vu du quai. — L. Petit / SIPA", "Le pont vu du quai."),
        ("Le pont vu du quai. <span class='credit'>Luc Petit</span>", "Le pont vu du quai."),
        ("<small>Photo: Luc Petit Le Labeur</small> Le pont vu du quai", "Le pont vu du quai"),
        ("Le pont vu du quai, lundi.", "Le pont vu du quai, lundi."),
        ("Le maire, M. Petit. Il est élu depuis 2020.", "Le maire, M. Petit. Il est élu depuis 2020."),
    ],
)
def test_captions_stay_without_their_credits(read_page: ReadPage, caption: str, kept: str) -> None:
    figure = f"<figure><img src='a.jpg'><figcaption>{caption}</figcaption></figure>"
    _first, *rest = read_page(
        page(SITE, f"<h1>Le pont</h1>{PROSE}{figure}<p>Le bal est prévu samedi.</p>")
    ).text.splitlines()
    assert rest == [kept, "Le bal est prévu samedi."]


@pytest.mark.parametrize(
    "standfirst",
    [
        "<p class='chapo'>{}</p>", "<div class='article-chapo'>{}</div>", "<h2 class='standfirst'>{}</h2>", "<p class='lead'>{}</p>",
        "<div class='intro'><p>{}</p></div>", "<div class='chapeau'><p><strong>{}</strong></p></div>", "<p itemprop='description'>{}</p>",
    ],
)  # fmt: skip
def test_a_standfirst_stays_once_wherever_it_is(read_page: ReadPage, standfirst: str) -> None:
    words = "Après six mois, la barrière se lève enfin."
    outside = f"<header><h1>Le pont rouvre</h1>{standfirst.format(words)}</header>"
    body = f"<div class='article-body'>{PROSE}{MORE}</div>"
    for html in (page(SITE, outside + body), page(SITE, body).replace("<article>", f"{outside}<article>")):
        assert read_page(html).text.splitlines()[0] == words
        assert read_page(html).text.count(words) == 1


def test_lists_tables_quotes_and_headings_stay(read_page: ReadPage) -> None:
    body = (
        "<blockquote><p>« Enfin », dit-elle.</p><footer>La maire</footer></blockquote><h2>Six mois</h2><ul><li>Les piles.</li>"
        "</ul><ol><li>Le tablier.</li></ol><table><tr><th>Mois</th><th>Coût</th></tr><tr><td>Mars</td><td>1 M€</td></tr></table>"
        "<dl><dt>Longueur</dt><dd>Quatre cents mètres</dd></dl><p>Le <time datetime='2021-05-10'>10 mai</time>, on dansera.</p>"
    )
    assert read_page(page(SITE, f"<h1>Le pont</h1>{PROSE}{body}")).text.splitlines()[1:] == [
        "« Enfin », dit-elle.", "La maire", "Six mois", "- Les piles.", "- Le tablier.", "Mois | Coût", "Mars | 1 M€",
        "- Longueur", "- Quatre cents mètres", "Le 10 mai, on dansera.",
    ]  # fmt: skip


def test_a_page_by_its_suffix_and_a_program(
    read_page: ReadPage, texts: Texts, tmp_path: Path, skipped: list[Skipped]
) -> None:
    for name in ("a.php", "b.aspx", "c.xht", "d.shtml"):
        assert read_page(page(), name).text
    (tmp_path / "e.php").write_text("<?php get_header(); ?><p>Rien</p>", encoding="utf-8")
    assert texts([tmp_path / "e.php"]) == []
    assert [skip.reason for skip in skipped] == ["programme, pas une page"]


def test_the_text_that_metadata_gives_stands_in_for_none(read_page: ReadPage) -> None:
    said = "La circulation a repris lundi.\nLe bal est prévu samedi. " * 9
    article = read_page(page(linked(headline="Le pont", articleBody=said), "<div id='app'></div>"))
    assert article.text.splitlines()[:2] == [
        "La circulation a repris lundi.",
        "Le bal est prévu samedi. La circulation a repris lundi.",
    ]


@pytest.mark.parametrize(
    "wrap", ["<!--\n{}\n-->", "//<![CDATA[\n{}\n//]]>", "/*<![CDATA[*/{}/*]]>*/", "{};", "[{}]", '{{"@graph":[{}]}}']
)
def test_json_ld_as_it_is_wrapped(read_page: ReadPage, wrap: str) -> None:
    told = wrap.format(
        '{"@type":["Thing","http://schema.org/NewsArticle"],"headline":"Le\n pont","author":"Anne Martin",}'
    )
    article = read_page(page(f'<script type="application/ld+json">{told}</script>'))
    assert (article.title, article.authors) == ("Le pont", ("Anne Martin",))


def test_of_several_articles_the_one_of_the_page(read_page: ReadPage) -> None:
    other = linked(headline="La crue", author="Paul Morin")
    article = read_page(page(other + linked(headline="Le pont", author="Anne Martin"), f"<h1>Le pont</h1>{PROSE}"))
    assert (article.title, article.authors) == ("Le pont", ("Anne Martin",))
