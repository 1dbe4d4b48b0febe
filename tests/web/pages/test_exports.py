"""Any search as RSS, CSV, JSON Lines and JSON; the OpenSearch description."""

import csv
import io
import json
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.search import Filters
from trouvere.web import create_app, create_blueprint
from trouvere.web.pages.exports import _cell as as_cell

Read = Callable[[str], Any]
ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def feed(client: FlaskClient, query: str) -> Any:
    answer = client.get(f"/search.rss?{query}")
    assert answer.status_code == 200
    assert answer.content_type == "application/rss+xml"
    return feedparser.parse(answer.data)


def rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/search.csv?{query}")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert 'filename="trouvere.csv"' in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_a_feed_is_an_alert_the_newest_first(client: FlaskClient) -> None:
    read = feed(client, "q=grève")
    assert not read.bozo
    assert read.version == "rss20"
    assert "grève" in read.feed.title
    assert read.feed.link == "http://localhost/search?q=gr%C3%A8ve&sort=date"
    newest = read.entries[0]
    assert newest.title == "Grève : 11 lignes touchées"
    assert newest.id == newest.link == "http://localhost/articles/greve-11"
    assert newest.published == "Tue, 01 Nov 2022 00:00:00 GMT"
    assert parsedate_to_datetime(newest.published).year == 2022
    assert "La grève touchera 11 lignes" in newest.description
    assert len(read.entries) == 10
    root = ElementTree.fromstring(client.get("/search.rss?q=grève").data)
    self = root.find(f"channel/{ATOM}link")
    assert self is not None
    assert self.get("rel") == "self"
    assert client.get(str(self.get("href")).removeprefix("http://localhost")).status_code == 200


def test_a_feed_leads_to_the_original_where_there_is_one(client: FlaskClient) -> None:
    entries = {entry.title.split()[2]: entry for entry in feed(client, "q=Loukachenko").entries}
    assert entries["chinois"].link == "https://edition.cnn.com/2023/03/01/xi"
    assert entries["chinois"].id == "http://localhost/articles/cnn-1"
    assert entries["biélorusse"].link.startswith("http://localhost/articles/")  # not to javascript:
    assert "published" not in entries["biélorusse"]


@pytest.mark.parametrize("args", ["q=grève", "q=grève&page=2&per_page=5", "q=grève&source=AP&sort=date", "q=zanzibar"])
def test_every_form_has_the_hits_of_the_api(client: FlaskClient, args: str) -> None:
    api = client.get(f"/api/v1/search?{args}").json
    assert isinstance(api, dict)
    same = client.get(f"/search.json?{args}")
    assert same.content_type == "application/json"
    took = {"took_ms": 0}
    assert {**json.loads(same.data), **took} == {**api, **took}
    lines = client.get(f"/search.jsonl?{args}")
    assert lines.content_type == "application/x-ndjson"
    assert [json.loads(line) for line in lines.text.splitlines()] == api["hits"]
    assert [row["id"] for row in rows(client, args)] == [hit["id"] for hit in api["hits"]]
    if "sort" in args:
        entries = feed(client, args).entries
        assert [entry.id.rpartition("/")[2] for entry in entries] == [hit["id"] for hit in api["hits"]]


def test_a_row_says_what_the_page_does(client: FlaskClient) -> None:
    row = rows(client, "q=Loukachenko&source=CNN")[0]
    assert row["rank"] == "1"
    assert row["date"] == "2023-03-01"
    assert row["authors"] == "Simone McCarthy ; Rob Picheta"
    assert "Loukachenko" in row["passages"]


HOSTILE: tuple[str, ...] = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://x";"y")',
    '"; =1,\n=2',
    "<b>&amp;]]>",
)
HOSTILE += (
    "\r=1",
    "\n@x",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "\u00a0=1",
    "\u3000＝1",
    " \t-1",
    "'=1",
    '"=1',
    "=cmd|' /C calc'!A0",
)
BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    path: Path = tmp_path_factory.mktemp("hostile") / "i"
    build_index(
        path,
        [
            Article(
                id=f"{n}={len(words)}", title=words, text=f"Piège {words} ]]> & fin.", source=words, authors=(words,)
            )
            for n, words in enumerate(HOSTILE)
        ],
    )
    return create_app(path, settings=Settings()).test_client()


def test_no_cell_is_a_formula(hostile: FlaskClient) -> None:
    found = rows(hostile, "q=piège&per_page=100")
    assert len(found) == len(HOSTILE)
    for row in found:
        assert len(row) == 11
        for cell in row.values():
            assert not cell.startswith(BEGINS), cell
            assert not cell.lstrip().startswith(BEGINS), cell
    # Nor where a semicolon or a tabulator ends a cell, whatever the quotes, as in a French spreadsheet.
    text = hostile.get("/search.csv?q=piège&per_page=100").data.decode("utf-8-sig")
    for cell in re.split(r"[;\t\r\n]+", text):
        assert not cell.lstrip(' \u00a0\u3000"').startswith(BEGINS), cell


@pytest.mark.parametrize(
    "query", ['"; filename=x.exe', "\r\nX: y", "../../x", "é.exe", "=1", "x" * 5_000, "\u202egpj.exe"]
)
def test_a_file_has_our_name_whatever_is_asked(client: FlaskClient, query: str) -> None:
    for form in ("csv", "jsonl"):
        answer = client.get(f"/search.{form}", query_string={"q": query, "source": query[:99], "filename": query})
        assert answer.headers.getlist("Content-Disposition") in ([f'attachment; filename="trouvere.{form}"'], [])
        assert form != "csv" or "Content-Disposition" in answer.headers
        assert "X" not in answer.headers


def test_a_feed_holds_any_text(hostile: FlaskClient) -> None:
    read = feed(hostile, "q=piège&per_page=100")
    assert not read.bozo
    assert len(read.entries) == len(HOSTILE)
    # A description is HTML to whoever reads it: text shows as text.
    raw = ElementTree.fromstring(hostile.get("/search.rss?q=piège&per_page=100").data)
    descriptions = [item.text or "" for item in raw.iter("description")]
    assert not any("<b>" in one for one in descriptions[1:])
    assert any("&lt;b&gt;&amp;amp;" in one for one in descriptions)


def test_what_xml_cannot_write_is_left_out(client: FlaskClient) -> None:
    read = feed(client, "q=a%00%0B%EF%BF%BE%ED%A0%80b+grève")
    assert not read.bozo


def test_a_wrong_parameter_is_a_problem(client: FlaskClient) -> None:
    for form in ("rss", "csv", "jsonl", "json"):
        answer = client.get(f"/search.{form}?q=grève&page=x")
        assert answer.status_code == 400
        assert answer.content_type == "application/problem+json"


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    for form in ("rss", "csv", "jsonl", "json"):
        first = client.get(f"/search.{form}?q=grève")
        tag = first.headers["ETag"]
        assert first.headers["Cache-Control"] == "no-cache"
        again = client.get(f"/search.{form}?q=grève", headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert client.get(f"/search.{form}?q=lignes", headers={"If-None-Match": tag}).status_code == 200


def test_no_export_gets_around_the_base_filter(index: Path, settings: Settings) -> None:
    app = Flask("host")
    mine = create_blueprint(index, settings=settings, base_filter=Filters(source=("AP",)))
    app.register_blueprint(mine, url_prefix="/r")
    client = app.test_client()
    for form in ("rss", "csv", "jsonl", "json"):
        answer = client.get(f"/r/search.{form}?q=grève&per_page=100")
        assert answer.status_code == 200
        assert "greve-1" in answer.text
        assert "Ouest-France" not in answer.text
        assert "greve-2" not in answer.text
        assert "private" in answer.headers["Cache-Control"]
    assert client.get("/r/suggest.json?q=ministè").json == ["ministè", ["ministère"]]
    for outside in ("cnn-1", "greve-2"):
        for path in ("similar", "explain"):
            answer = client.get(f"/r/{path}", query_string={"id": outside, "q": "grève"})
            assert answer.status_code == 404
    assert "greve-2" not in client.get("/r/similar?id=greve-1").text
    assert "greve-2" not in client.get("/r/articles/greve-1").text
    nothing = client.get("/r/search?q=grève&source=CNN").text
    assert "6 articles" in nothing
    assert "12 articles" not in nothing


def test_browsers_can_search_here(client: FlaskClient, read: Read) -> None:
    link = read(client.get("/").text).cssselect("link[rel=search]")[0]
    answer = client.get(link.get("href"))
    assert answer.content_type == link.get("type") == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(answer.data)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert len(root.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
    templates = {url.get("type"): str(url.get("template")) for url in root.iter(f"{OPENSEARCH}Url")}
    for kind, content in (("text/html", "text/html"), ("application/rss+xml", "application/rss+xml")):
        assert templates[kind].startswith("http://localhost/")
        found = client.get(templates[kind].replace("{searchTerms}", "gr%C3%A8ve").removeprefix("http://localhost"))
        assert found.content_type.startswith(content)
        assert "lignes touchées" in found.text
    address = (
        templates["application/x-suggestions+json"].replace("{searchTerms}", "gr").removeprefix("http://localhost")
    )
    suggested = client.get(address)
    assert suggested.content_type == "application/x-suggestions+json"
    assert json.loads(suggested.data)[0] == "gr"
    assert "grève" in json.loads(suggested.data)[1]


@pytest.mark.parametrize("value", ["=1", " =1", "\u00a0\t+1", "\r\n@x", "＝1", " ＋1", "－1", "＠SUM(A1)"])
def test_what_a_spreadsheet_would_reckon_is_text(value: str) -> None:
    assert re.fullmatch(rf"'[\s']*{re.escape(value.lstrip())}", as_cell(value))
    assert as_cell(value).replace("'", "") == value
    for separator in (";", "\t", "\n", "\r\n", '; "'):
        assert as_cell(f"x{separator}{value}") != f"x{separator}{value}"
    assert as_cell("3 ; 4 - a;b\n5") == "3 ; 4 - a;b\n5"
    assert as_cell("a ; - b") == "a ; '- b"
    assert as_cell("x" + value.lstrip()) == "x" + value.lstrip()
