"""The article page: marks, the way back, the way out, and an address for every id."""

import lxml.html
import pytest
from flask.testing import FlaskClient
from page_reading import Get, follow, ids, text

from trouvere.index import Article


def test_the_article_page_marks_the_words_and_leads_back(get: Get) -> None:
    page = get(follow(get("/search", q="visite Pékin", source="CNN"), ".results a", "Xi Jinping"))
    assert len(page.cssselect("h1")) == 1
    assert "Xi Jinping" in text(page, "h1")
    assert [mark.text_content() for mark in page.cssselect(".text mark")] == ["visite", "Pékin", "Pékin"]
    assert len(page.cssselect(".text p")) == 2
    back = page.cssselect("a.back")[0].get("href")
    assert "source=CNN" in back
    assert ids(get(back)) == ["cnn-1"]
    assert page.cssselect(".after a")[0].get("href") == "https://edition.cnn.com/2023/03/01/xi"
    assert "noopener" in page.cssselect(".after a")[0].get("rel")


def test_an_article_without_a_search_has_no_marks(get: Get) -> None:
    page = get("/articles/cnn-1")
    assert not page.cssselect("mark")
    assert page.cssselect("a.back")[0].get("href") == "/"


def test_only_web_links_leave_the_page(get: Get) -> None:
    page = get("/articles/ap/2023/2")
    assert not page.cssselect(".after a")
    assert "javascript" not in lxml.html.tostring(page, encoding="unicode")


def test_every_id_has_an_address_that_leads_to_it(get: Get, articles: list[Article]) -> None:
    page = get("/search", q="baroque", per_page=50)
    odd = [article.id for article in articles if article.source == "Étrange"]
    links = [link.get("href") for link in page.cssselect(".results h2 a")]
    assert len(set(links)) == len(odd)
    for link in links:
        path = link.partition("?")[0]
        # Nothing that a browser or a proxy would resolve before we see it.
        assert not {"", ".", ".."} & set(path.removeprefix("/articles/").split("/")) or path == "/articles/", link
        assert "Identifiant étrange" in text(get(link), "h1")


@pytest.mark.parametrize("url", ["/articles/inconnu", "/nulle-part", "/articles/", "/static/trouvere/rien.css"])
def test_what_does_not_exist_is_a_page_with_a_next_step(get: Get, url: str) -> None:
    page = get(url, status=404)
    assert "n’existe pas" in text(page, "h1")
    assert page.cssselect(".ways a")[0].get("href") == "/"


def test_a_form_cannot_be_posted(client: FlaskClient) -> None:
    answer = client.post("/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "<h1>" in answer.text


def test_head_answers_without_a_body(client: FlaskClient) -> None:
    for url in ("/", "/search?q=x", "/articles/cnn-1", "/healthz"):
        answer = client.head(url)
        assert (answer.status_code, answer.data) == (200, b"")
