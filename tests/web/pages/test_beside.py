"""What is beside the answers: why, what is like it, what to do where nothing is found, from mark to mark, citing."""

import datetime as dt
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from page_reading import Get, Page, text, texts

from trouvere.index import Article
from trouvere.web.catalogue import load_catalogue
from trouvere.web.pages.citation import bibtex, reference
from trouvere.web.pages.refinements import quoted

FR = load_catalogue("fr")


def follow(page: Page, css: str, label: str) -> str:
    found = [link.get("href") for link in page.cssselect(css) if label in link.text_content()]
    assert found, (css, label)
    return str(found[0])


def test_each_hit_leads_to_why_it_is_there(get: Get) -> None:
    results = get("/search", q="visite de Loukachenko à Pékin", source="CNN")
    why = get(follow(results, ".onward a", "Pourquoi"))
    said = [span.text_content() for span in why.cssselect(".reasons li span")]
    assert not any(" »" in sentence or " :" in sentence or "'" in sentence for sentence in said)
    assert any("«\u00a0Loukachenko\u00a0» trouvé" in sentence for sentence in said)
    widths = [int(bar.get("width")) for bar in why.cssselect(".share rect")]
    assert len(widths) == len(said)
    assert max(widths) == 100
    assert min(widths) >= 0
    assert "pas cherché, car partout" in text(why, ".aside")
    assert re.search(r"En tout, \d+,\d\d", text(why, ".total"))
    back = follow(why, ".rail a", "résultats")
    assert "source=CNN" in back
    assert text(get(back), ".count strong") == "1 article"


def test_why_speaks_english_where_the_page_does(index: Any) -> None:
    from trouvere.index.settings import Settings
    from trouvere.web import create_app

    page = create_app(index, settings=Settings(language="en")).test_client().get("/explain?id=cnn-1&q=visite").text
    assert "Why this result" in page
    assert "trouvé" not in page.partition("<main")[2]


def test_an_article_that_is_not_found_is_said_not_to_be(get: Get) -> None:
    page = get("/explain", id="greve-1", q="Loukachenko")
    assert "ne trouve pas cet article" in text(page, ".total")
    assert [int(bar.get("width")) for bar in page.cssselect(".share rect")] == [0]


def test_similar_articles_are_about_the_same(get: Get) -> None:
    page = get(follow(get("/search", q="Loukachenko", source="CNN"), ".onward a", "semblables"))
    assert "Xi Jinping" in text(page, "h1")
    links = [link.get("href").partition("?")[0] for link in page.cssselect(".results h2 a")]
    assert links[0] == "/articles/ap/2023/2"
    assert "/articles/cnn-1" not in links
    assert not page.cssselect(".results mark")
    assert not [link for link in page.cssselect(".onward a") if "Pourquoi" in link.text_content()]
    article = get("/articles/cnn-1")
    assert article.cssselect(".similar ul > li > a")[0].get("href") == "/articles/ap/2023/2"


@pytest.mark.parametrize("url", ["/similar", "/similar?id=none", "/explain?q=x", "/explain?q=x&id=none"])
def test_of_what_does_not_exist_nothing_is_told(get: Get, url: str) -> None:
    assert "n’existe pas" in text(get(url, status=404), "h1")


def test_nothing_found_says_which_word_is_to_blame_and_what_finds_some(get: Get) -> None:
    page = get("/search", q="grève zanzibar", match="all")
    assert texts(page, ".words-found li") == ["grève 12 articles", "zanzibar 0 article"]
    assert "Avec «\u00a0zanzibar\u00a0», il ne reste aucun article" in text(page, ".words-found > p")
    ways = page.cssselect(".ways li")
    offered = [(way.cssselect("a")[0].get("href"), way.cssselect(".n")) for way in ways]
    counted = [(url, int(n[0].text_content().split("\u00a0")[0].split()[0])) for url, n in offered if n]
    assert counted
    for url, count in counted:
        assert text(get(url), ".count strong") == FR.plural("results.count", count)


def test_a_filter_to_let_go_of_is_one_click_away(get: Get) -> None:
    page = get("/search", q="grève", source="CNN")
    loosened = get(follow(page, ".ways a", "dans toutes les sources"))
    assert text(loosened, ".count strong") == "12 articles"


def test_a_word_is_left_out_by_a_click(get: Get) -> None:
    page = get("/search", q="grève Loukachenko", match="all")
    assert text(get(follow(page, ".ways a", "sans «\u00a0Loukachenko")), ".count strong") == "12 articles"


def test_stop_words_can_be_searched_after_all(get: Get) -> None:
    page = get("/search", q="visite de Loukachenko")
    assert "de" in text(page, ".understood")
    exact = get(follow(page, ".understood a", "les chercher"))
    assert "ET « de » ET" in text(exact, ".understood .words").replace("\u00a0", " ")


def test_what_was_typed_can_be_searched_after_all(get: Get) -> None:
    page = get("/search", q="Loukachanko")
    typed = get(follow(page, ".remark a", "Loukachanko"))
    assert "Aucun article" in text(typed, "h1")


@pytest.mark.parametrize(
    ("query", "words", "expected"),
    [
        ("visite de la Chine", ["de", "la"], 'visite "de" "la" Chine'),
        ("Loukachanko", None, '"Loukachanko"'),
        ("grève -SNCF", None, None),
        ("titre:grève", None, None),
        ('"a b" c', ["c"], None),
        ("grève OU train", None, None),
    ],
)
def test_words_in_quotes(query: str, words: list[str] | None, expected: str | None) -> None:
    assert quoted(query, words) == expected


def test_marks_have_addresses(get: Get) -> None:
    page = get("/articles/cnn-1", q="visite Pékin")
    marks = [mark.get("id") for mark in page.cssselect(".text mark")]
    assert marks == ["m1", "m2", "m3"]
    assert [link.get("href") for link in page.cssselect(".jumps a")] == ["#m1", "#m2", "#m3"]
    assert "3 mots surlignés" in text(page, ".marked")
    # Without a script the counter does nothing: it is not there.
    assert page.cssselect(".jump")[0].get("hidden") is not None
    assert not get("/articles/cnn-1").cssselect(".jump")


ARTICLE = Article(
    id="1",
    title="À l’Élysée, 50 % de {baisse} & plus",
    text="x",
    source="Ouest-France",
    date=dt.date(2023, 3, 1),
    authors=("Anne Le Goff", "R. O’Brien"),
)


def test_an_article_is_cited_as_french_does() -> None:
    assert reference(ARTICLE, "https://a.fr/x", FR) == (
        "Anne Le Goff, R. O’Brien, «\u00a0À l’Élysée, 50 % de {baisse} & plus\u00a0», Ouest-France, "
        "1er mars 2023, https://a.fr/x"
    )
    assert reference(Article(id="2", title="", text="x"), None, FR) == "«\u00a0Sans titre\u00a0»."


def test_bibtex_is_escaped() -> None:
    assert bibtex(ARTICLE, "https://a.fr/{x}_y").splitlines() == [
        "@article{ouestfrance2023elysee,",
        "  author = {{Anne Le Goff} and {R. O’Brien}},",
        r"  title = {{À l’Élysée, 50 \% de \{baisse\} \& plus}},",
        "  journal = {Ouest-France},",
        "  year = {2023},",
        "  date = {2023-03-01},",
        "  url = {https://a.fr/%7Bx%7D_y},",
        "}",
    ]
    assert bibtex(Article(id="2", title="…", text="x"), None).startswith("@article{article,")


def test_the_article_page_offers_to_cite(client: FlaskClient, get: Get) -> None:
    page = get("/articles/cnn-1")
    assert "Xi Jinping" in text(page, "#reference")
    assert "https://edition.cnn.com/2023/03/01/xi" in text(page, "#bibtex")
    assert all(button.get("hidden") is not None for button in page.cssselect("[data-copy]"))


def test_words_can_be_wanted_as_they_are_written(get: Get) -> None:
    page = get("/search", q="grève lignes", match="any")
    exact = get(follow(page, ".options a", "mot exact"))
    assert text(exact, ".options [aria-current]") == "mot exact"
    assert exact.cssselect("#q")[0].get("value") == '"grève" "lignes"'
    back = get(follow(exact, ".options a", "tous les mots"))
    assert back.cssselect("#q")[0].get("value") == "grève lignes"
    assert text(back, ".options [aria-current]") == "tous les mots"
    # What is more than words is searched as it is written already.
    for query in ('"la grève"', "grève -trains", "titre:grève"):
        assert "mot exact" not in text(get("/search", q=query), ".options")
