"""The `Link` header: a program that follows `next` sees every hit once, whatever the prefix."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import TestResponse

from trouvere.index.settings import Settings
from trouvere.web import create_app, create_blueprint
from trouvere.web.http.paging import MAX_HEADER_CHARS, page_links
from trouvere.web.params import MAX_PAGE, SearchParams

SEARCH = "/api/v1/search"


def links(answer: TestResponse) -> dict[str, str]:
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["Link"])
    assert ", ".join(f'<{url}>; rel="{name}"' for url, name in found) == answer.headers["Link"]
    return {name: url for url, name in found}


def test_following_next_sees_every_hit_once(client: FlaskClient) -> None:
    url: str | None = f"{SEARCH}?q=gr%C3%A8ve&per_page=5"
    ranks: list[int] = []
    while url:
        answer = client.get(url)
        ranks += [hit["rank"] for hit in answer.get_json()["hits"]]
        found = links(answer)
        url = found.get("next")
    assert ranks == list(range(1, 13))
    assert set(found) == {"first", "prev", "last"}
    assert client.get(found["last"]).get_json()["page"] == 3
    back = client.get(found["prev"])
    assert back.get_json()["page"] == 2
    assert client.get(links(back)["first"]).get_json()["page"] == 1


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("q=gr%C3%A8ve", {"first": 1, "next": 2, "last": 2}),
        ("q=gr%C3%A8ve&page=2", {"first": 1, "prev": 1, "last": 2}),
        ("q=gr%C3%A8ve&page=99", {"first": 1, "prev": 2, "last": 2}),
        ("q=gr%C3%A8ve&per_page=100", {"first": 1, "last": 1}),
        ("q=zanzibar", {"first": 1, "last": 1}),
        ("", {"first": 1, "next": 2, "last": 3}),
    ],
)
def test_which_pages_there_are(client: FlaskClient, query: str, pages: dict[str, int]) -> None:
    found = links(client.get(f"{SEARCH}?{query}"))
    assert {name: int(parse_qs(urlsplit(url).query).get("page", ["1"])[0]) for name, url in found.items()} == pages


def test_the_query_is_kept_and_percent_encoded(client: FlaskClient) -> None:
    asked = {
        "q": ['grève "à <Pékin>" & ; , 50 %'],
        "match": ["any"],
        "sort": ["date"],
        "source": ["AP", "Ouest-France", 'É; rel="next"'],
        "category": ["Économie"],
        "from": ["2022-01-01"],
        "to": ["2022-12-31"],
        "per_page": ["2"],
        "explain": ["true"],
        "histogram": ["true"],
    }
    answer = client.get(SEARCH, query_string={**asked, "unknown": "x"})
    found = links(answer)
    assert answer.headers["Link"].isascii()
    for url in found.values():
        parts = urlsplit(url)
        assert (parts.scheme, parts.netloc, parts.path) == ("", "", SEARCH)
        kept = parse_qs(parts.query)
        kept.pop("page", None)
        assert kept == asked


def test_links_lead_there_under_a_prefix_and_behind_a_proxy(index: Path) -> None:
    host = Flask("host")
    host.wsgi_app = ProxyFix(host.wsgi_app, x_prefix=1)  # type: ignore[method-assign]
    host.register_blueprint(create_blueprint(index, settings=Settings()), url_prefix="/été/recherche")
    client = host.test_client()
    url = f"/été/recherche{SEARCH}?q=gr%C3%A8ve"
    assert links(client.get(url))["next"].startswith("/%C3%A9t%C3%A9/recherche/api/v1/search?q=")
    assert client.get(links(client.get(url))["next"]).get_json()["page"] == 2
    behind = client.get(url, headers={"X-Forwarded-Prefix": "/portail"})
    assert links(behind)["next"].startswith("/portail/%C3%A9t%C3%A9/recherche/api/v1/search?q=")


def test_a_header_too_long_for_a_proxy_is_left_out(client: FlaskClient) -> None:
    answer = client.get(SEARCH, query_string={"q": "é" * 400})
    assert answer.status_code == 200
    assert "Link" not in answer.headers
    shorter = client.get(SEARCH, query_string={"q": "é" * 100})
    assert len(shorter.headers["Link"]) <= MAX_HEADER_CHARS


def test_an_error_has_no_links(client: FlaskClient) -> None:
    assert "Link" not in client.get(f"{SEARCH}?page=0").headers


def test_no_link_leads_past_the_last_page_that_may_be_asked() -> None:
    def address(params: SearchParams) -> str:
        return f"/?page={params.page}"

    assert page_links(SearchParams(page=MAX_PAGE, per_page=1), 10**9, address) == (
        f'</?page=1>; rel="first", </?page={MAX_PAGE - 1}>; rel="prev", </?page={MAX_PAGE}>; rel="last"'
    )


def test_the_number_of_hits_of_the_site_is_no_part_of_a_link(index: Path) -> None:
    """The site's own number of hits a page is the default, and so is not in the addresses."""
    client = create_app(index, settings=Settings(per_page=5)).test_client()
    found = links(client.get(f"{SEARCH}?q=gr%C3%A8ve"))
    assert found["last"] == f"{SEARCH}?q=gr%C3%A8ve&page=3"


@pytest.mark.parametrize("form", ["rss", "csv", "jsonl", "json"])
def test_exports_have_other_pages_too(client: FlaskClient, form: str) -> None:
    found = links(client.get(f"/search.{form}?q=gr%C3%A8ve&per_page=5&sort=relevance&page=2"))
    assert set(found) == {"first", "prev", "next", "last"}
    assert all(urlsplit(url).path == f"/search.{form}" for url in found.values())
    seen = [client.get(found[name]).data for name in ("first", "next")]
    assert seen[0] != seen[1]
