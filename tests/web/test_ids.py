"""Whatever id the index takes, each link to its article leads there, as a browser follows it, and nowhere else."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import lxml.html
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torture.browsing import ODD, asked
from werkzeug.test import TestResponse

from trouvere.index import Article, build_index
from trouvere.index.cleaning.identity import MAX_ID_CHARS, identify
from trouvere.index.errors import ArticleError
from trouvere.index.settings import Settings
from trouvere.web import create_app

PIECES = st.sampled_from([*"./\\%?#&+;:@ ", "..", "%2e", "%2F", "é", "a", "A", "\u00a0", "😀"])
IDS = st.one_of(st.sampled_from(ODD), st.lists(PIECES, min_size=1, max_size=9).map("".join), st.text(max_size=40))


def taken(one: str) -> str | None:
    """Return an id as the index has it; None where it is refused."""
    try:
        return identify(one, "", "titre", one) if one.strip() else None
    except ArticleError:
        return None


def href(link: Any) -> str:
    return asked(str(link.get("href")))


def hold(answer: TestResponse, title: str, what: str) -> None:
    assert answer.status_code == 200, what
    assert title in answer.text, what
    assert not [name for name in answer.headers.keys() if name.lower() == "x"], what  # noqa: SIM118


def all_lead_there(client: FlaskClient, titles: dict[str, str]) -> None:
    page = lxml.html.document_fromstring(client.get("/search?q=article&per_page=100").text)
    links = page.xpath("//h2/a")
    assert {link.text_content() for link in links} == set(titles.values())
    for item in page.xpath("//ol/li[article]"):
        title = item.xpath(".//h2")[0].text_content()
        hold(client.get(href(item.xpath(".//h2/a")[0])), title, title)
        for peek in item.xpath(".//a[@class='peek']"):
            hold(client.get(href(peek)), title, f"{peek.get('href')} of {title}")
    root = ElementTree.fromstring(client.get("/search.rss?q=article&per_page=100").data)
    items = list(root.iter("item"))
    assert len(items) == len(titles)
    for item in items:
        for name in ("guid", "link"):
            address = item.findtext(name) or ""
            assert address.startswith("http://localhost/articles/")
            hold(client.get(asked(address.removeprefix("http://localhost"))), item.findtext("title") or "", address)
    told = [json.loads(client.get("/api/v1/search?q=article&per_page=100").data)["hits"]]
    told.append([json.loads(line) for line in client.get("/search.jsonl?q=article&per_page=100").data.splitlines()])
    for hits in told:
        assert {hit["id"]: hit["title"]["text"] for hit in hits} == titles
    rows = csv.DictReader(
        io.StringIO(client.get("/search.csv?q=article&per_page=100").data.decode("utf-8-sig"), newline="")
    )
    assert {row["title"] for row in rows} == set(titles.values())
    for key, title in titles.items():
        for path in ("api/v1/articles/", "articles/"):
            by_value = client.get(f"/{path}?{urlencode({'id': key})}")
            hold(by_value, title, f"{path} {key!r}")
            by_path = client.get(f"/{path}{quote(key, safe='')}")
            if not key.startswith("/") and "//" not in key and key not in (".", ".."):
                hold(by_path, title, f"{path}{key!r}")
        explained = client.get(f"/api/v1/explain?{urlencode({'id': key, 'q': 'article'})}")
        assert explained.status_code == 200
        assert client.get(f"/api/v1/similar?{urlencode({'id': key})}").json["id"] == key  # type: ignore[index]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(given=st.lists(IDS, min_size=1, max_size=12))
def test_every_link_to_any_id_leads_to_its_article(given: list[str]) -> None:
    lead(given)


def test_every_link_to_an_odd_id_leads_to_its_article() -> None:
    lead(list(ODD))


def lead(given: list[str]) -> None:
    ids = list(dict.fromkeys(one for one in map(taken, given) if one))
    if not ids:
        return
    titles = {key: f"Titre numéro {n}." for n, key in enumerate(ids)}
    with TemporaryDirectory() as work:
        path = Path(work) / "i"
        built = build_index(
            path, [Article(id=key, title=title, text=f"Un article. {title}") for key, title in titles.items()]
        )
        assert not built.skipped
        all_lead_there(create_app(path, settings=Settings()).test_client(), titles)


@pytest.mark.parametrize("id", ["\n", "a\nb", "a\r\nX: y", "\x00", "a\u2028b", "\ud800", "x" * (MAX_ID_CHARS + 1)])
def test_the_rest_is_refused_by_the_index_and_harmless_in_an_address(client: FlaskClient, id: str) -> None:  # noqa: A002
    if id.strip():
        with pytest.raises(ArticleError):
            identify(id, "", "", "")
    for path in (
        f"/articles/{quote(id.encode('utf-8', 'surrogatepass'), safe='')}",
        f"/articles/?{urlencode({'id': id.encode('utf-8', 'surrogatepass')})}",
    ):
        for prefix in ("", "/api/v1"):
            answer = client.get(prefix + path)
            assert answer.status_code == 404
            assert "X" not in answer.headers


def test_browsers_are_imitated_well_enough_to_see_what_would_lead_away() -> None:
    assert asked("/articles/a/../b") == asked("/articles/a/%2E%2e/b") == asked("/articles\\b") == "/articles/b"
    assert asked("/articles/..") == "/"
    assert asked("/a\n/b?c=é#d") == "/a/b?c=%C3%A9"
    for away in ("//x", "/\\x", "\\\\x", " https:x", "java\nscript:x"):
        with pytest.raises(ValueError, match="leaves the site"):
            asked(away)
