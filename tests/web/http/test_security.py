"""Nothing an article, a query or an address holds becomes markup; every answer carries the headers."""

import re
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from flask.testing import FlaskClient
from torture.places import hostile_article

from trouvere.index import build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app
from trouvere.web.http.security import outside_link

Read = Callable[[str], Any]
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'\"><img src=x onerror=alert(1)>",
    "</title><svg onload=alert(1)>",
    "</mark><iframe src=javascript:alert(1)>",
    "<mark onmouseover=alert(1)>piège</mark>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}{{ config }}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    "<style>@import'//evil'</style>",
    '<a href="javascript:alert(1)">piège</a>',
    '" autofocus onfocus=alert(1) x="',
    "<base href=//evil/>",
    "＜script＞alert(1)＜/script＞",
]
KNOWN = (
    "html head meta title link body a header search form label input button main h1 h2 div p strong span ul ol li "
    "article time mark details summary nav footer section dl dt dd script button pre svg g path rect"
)
HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    path = tmp_path_factory.mktemp("hostile") / "i"
    build_index(path, [hostile_article(number, payload) for number, payload in enumerate(PAYLOADS)])
    return create_app(path, settings=Settings(site_name="<b>site</b>")).test_client()


def assert_harmless(text: str) -> None:
    page = lxml.html.document_fromstring(text)
    for element in page.iter():
        assert isinstance(element.tag, str), element  # no comment, no processing instruction
        assert element.tag in KNOWN.split(), element.tag
        if element.tag == "script":
            assert not element.text
            assert set(element.attrib) == {"src", "defer"}
            assert str(element.get("src")).startswith("/static/trouvere/trouvere.js?")
        for name, value in element.attrib.items():
            assert not str(name).startswith("on"), name
            assert name not in ("style", "srcdoc", "formaction"), name
            if name in ("href", "src", "action"):
                assert re.match(r"/(?!/)|#|https?://|$", str(value)), value
            if name == "lang":
                assert re.fullmatch("[a-z]{2}", str(value))
    assert len(page.xpath("//input[@autofocus]")) <= 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_an_article_holds_stays_text(hostile: FlaskClient, read: Read, payload: str) -> None:
    answer = hostile.get("/search", query_string={"q": "piège", "per_page": 50, "source": payload})
    assert answer.status_code == 200
    assert_harmless(answer.text)
    shown = read(answer.text)
    assert " ".join(payload.split()) in " ".join(shown.cssselect(".results")[0].text_content().split())
    for link in (*shown.cssselect(".results h2 a"), *shown.cssselect(".results a.peek")):
        article = hostile.get(link.get("href"))
        assert article.status_code == 200
        assert_harmless(article.text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_an_address_holds_stays_text(hostile: FlaskClient, payload: str) -> None:
    for name in ("q", "source", "category", "from", "to", "match", "sort", "page", "per_page"):
        for args in ({"q": "piège"}, {"q": "zanzibar"}, {}):
            answer = hostile.get("/search", query_string={**args, name: payload})
            assert answer.status_code == 200
            assert_harmless(answer.text)
    for path in (f"/articles/{payload}", f"/{payload}", f"/articles/0?q={payload}"):
        answer = hostile.get(path, follow_redirects=False)
        assert answer.status_code in (200, 308, 404)
        assert_harmless(answer.text)


def test_templates_are_not_filled_from_articles(hostile: FlaskClient, read: Read) -> None:
    answer = hostile.get("/search", query_string={"q": "piège {{ 7*7 }}", "match": "any", "per_page": 50})
    assert "{{ 7*7 }}" in read(answer.text).text_content()


def test_json_is_never_taken_for_a_page(hostile: FlaskClient) -> None:
    answer = hostile.get("/api/v1/search", query_string={"q": "piège <script>", "match": "any"})
    assert answer.content_type == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "url",
    [
        *("/", "/search?q=gr%C3%A8ve", "/articles/cnn-1", "/nulle-part", "/articles/none", "/healthz", "/readyz"),
        *("/api/v1/search?q=x", "/api/v1/none", "/api/v1/search?page=x"),
        *("/static/trouvere/trouvere.css", "/static/trouvere/none"),
    ],
)
def test_every_answer_carries_the_headers(client: FlaskClient, url: str) -> None:
    with client.get(url) as answer:
        pass
    for name in HEADERS:
        assert len(answer.headers.getlist(name)) == 1, name
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_asks_nothing_of_other_hosts_and_has_no_inline_style(client: FlaskClient, read: Read) -> None:
    for url in ("/", "/search?q=gr%C3%A8ve", "/articles/cnn-1", "/nulle-part"):
        page = read(client.get(url).text)
        assert not page.cssselect("style, [style], iframe, object, img")
        assert len(page.cssselect("script")) == 1
        assert_harmless(client.get(url).text)
        for link in page.cssselect("link"):
            assert link.get("href").startswith(("/static/trouvere/", "/opensearch.xml", "/search.rss?"))


@pytest.mark.parametrize(
    "url", ["//evil.example/", "//evil.example/search?q=x", "/\\evil.example", "/api//evil.example"]
)
def test_no_redirect_leaves_the_site(client: FlaskClient, url: str) -> None:
    answer = client.get(url)
    location = answer.headers.get("Location", "http://localhost/")
    assert location.startswith(("http://localhost/", "/")) and not location.startswith("//")


@pytest.mark.parametrize(
    "url", ["https://a.fr/x?y=1#z", "http://a.fr", "HTTPS://a.fr/", "https://[::1]/x", "https://é.fr/à"]
)
def test_web_links_are_links(url: str) -> None:
    assert outside_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        *("", "javascript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "JaVaScRiPt://a.fr/%0aalert(1)"),
        *("data:text/html,x", "vbscript:x", "//a.fr/x", "/x", "x", "http:///x", "https://", "ftp://a.fr", "http:a.fr"),
        *("file:///etc/passwd", "https://a.fr\\@b.fr", "https://a.fr/\x00", "https://[::1"),
    ],
)
def test_other_links_are_not(url: str) -> None:
    assert outside_link(url) is None


def test_the_page_stays_small(client: FlaskClient) -> None:
    files = ("trouvere.css", "trouvere.js", "trouvere.svg")
    size = 0
    for url in ("/search?q=gr%C3%A8ve&match=any&sort=date", *(f"/static/trouvere/{name}" for name in files)):
        with client.get(url) as answer:
            size += len(answer.data)
    assert size <= 60_000
    with client.get("/static/trouvere/trouvere.js") as answer:
        assert len(answer.data) <= 15_000
        assert b"innerHTML" not in answer.data


def test_scripts_come_from_here_and_ask_only_here(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy


def test_the_stylesheet_may_be_kept_and_changes_its_address(client: FlaskClient, read: Read) -> None:
    page = read(client.get("/").text)
    with client.get(page.cssselect("link[rel=stylesheet]")[0].get("href")) as answer:
        assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
