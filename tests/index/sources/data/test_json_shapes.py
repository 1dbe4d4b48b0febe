"""JSON as search servers, content managers and exports write it: where the articles are, whatever is around them."""

import json
import tracemalloc
from collections import deque
from pathlib import Path

import pytest
from fixtures import Articles, Reasons

from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import read

ARTICLE = {"titre": "Le quai", "texte": "Le quai ferme."}
ANOTHER = {"titre": "Le pont", "texte": "Le pont rouvre."}
BOTH = [("Le quai", "Le quai ferme."), ("Le pont", "Le pont rouvre.")]


@pytest.mark.parametrize(
    "content",
    [
        *({key: [ARTICLE, ANOTHER]} for key in ("articles", "posts", "items", "results", "data", "résultats", "zorglub")),
        {"status": "ok", "totalResults": 2, "articles": [ARTICLE, ANOTHER]},
        {"title": "Le Rivage", "items": [ARTICLE, ANOTHER]},
        {"hits": {"total": {"value": 2}, "hits": [{"_id": "1", "_source": ARTICLE}, {"_id": "2", "_source": ANOTHER}]}},
        {"responseHeader": {"status": 0}, "response": {"numFound": 2, "docs": [ARTICLE, ANOTHER]}},
        {"query": {"pages": {"12": ARTICLE, "15": ANOTHER}}},
        {"query": {"pages": [ARTICLE, ANOTHER]}},
        {"12": ARTICLE, "-Nx7": ANOTHER},
        {"data": {"posts": {"edges": [{"node": ARTICLE}, {"node": ANOTHER}]}}},
        {"data": {"posts": {"nodes": [ARTICLE, ANOTHER]}}},
        {"data": [{"id": 1, "attributes": ARTICLE}, {"id": 2, "attributes": ANOTHER}], "meta": {}},
        {"data": [{"type": "node--article", "attributes": {"title": one["titre"], "body": {"value": one["texte"]}}}
                  for one in (ARTICLE, ANOTHER)]},
        {"records": [{"recordid": "a", "fields": ARTICLE}, {"recordid": "b", "fields": ANOTHER}]},
        {"records": [{"record": {"id": "a", "fields": ARTICLE}}, {"record": {"id": "b", "fields": ANOTHER}}]},
        {"rows": [{"row_idx": 0, "row": ARTICLE}, {"row_idx": 1, "row": ANOTHER}], "features": []},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None, "properties": one}
                                                   for one in (ARTICLE, ANOTHER)]},
        {"hydra:member": [ARTICLE, ANOTHER], "hydra:totalItems": 2},
        {"response": {"status": "ok", "results": [
            {"webTitle": one["titre"], "fields": {"bodyText": one["texte"]}} for one in (ARTICLE, ANOTHER)]}},
        {"rss": {"channel": {"title": "Le Rivage", "link": "https://j.example", "item": [
            {"title": one["titre"], "content:encoded": {"__cdata": f"<p>{one['texte']}</p>"}}
            for one in (ARTICLE, ANOTHER)]}}},
        {"articles": {"results": [ARTICLE, ANOTHER], "pages": 1}},
        [{"type": "header", "version": "5.2"}, {"type": "database", "name": "site"},
         {"type": "table", "name": "articles", "database": "site", "data": [ARTICLE, ANOTHER]}],
        [{"articles": [ARTICLE]}, {"articles": [ANOTHER]}],
        {"@context": "https://schema.org", "@graph": [
            {"@type": "WebSite", "name": "Le Rivage"}, {"@type": "Person", "@id": "#p", "name": "Anne"},
            {"@type": "NewsArticle", "headline": "Le quai", "articleBody": "Le quai ferme.", "author": {"@id": "#p"}},
            {"@type": ["Article"], "headline": "Le pont", "articleBody": "Le pont rouvre."}]},
    ],
)  # fmt: skip
def test_where_the_articles_are(tmp_path: Path, articles: Articles, skipped: list[Skipped], content: object) -> None:
    (tmp_path / "a.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    found = articles([tmp_path])
    assert skipped == []
    assert [(raw.title, raw.text) for raw in found] == BOTH


@pytest.mark.parametrize(
    "content",
    [
        {"titre": "Le quai", "texte": "Le quai ferme.", "items": [{"title": "Une pièce jointe"}]},
        {"titre": "Le quai", "description": "Le quai ferme.", "documents": [{"title": "Le plan"}]},
        {"titre": "Le quai", "description": "Le quai ferme.", "items": [{"name": "roue"}]},
        {"item": {"type": "x"}, "titre": "Le quai", "texte": "Le quai ferme."},
    ],
)
def test_an_article_with_lists_of_its_own_is_one(
    tmp_path: Path, articles: Articles, content: dict[str, object]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(content), encoding="utf-8")
    assert [(raw.title, raw.text) for raw in articles([tmp_path])] == BOTH[:1]


def test_json_feed(tmp_path: Path, articles: Articles) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Le carnet",
        "language": "fr",
        "authors": [{"name": "Anne Le Goff"}],
        "items": [
            {"id": "a", "url": "https://j.example/a", "title": "Le quai", "content_html": "<p>Le <i>quai</i>.</p>",
             "date_published": "2021-05-04T15:00:00+02:00", "tags": ["quai"], "date_modified": "2022-01-01"},
            {"id": "b", "content_text": "Sans titre.", "summary": "S.", "author": {"name": "Paul Morin"}},
        ],
    }  # fmt: skip
    (tmp_path / "feed.json").write_text(json.dumps(feed), encoding="utf-8")
    one, other = articles([tmp_path])
    assert (one.title, one.text, one.date) == ("Le quai", "Le quai.", "2021-05-04T15:00:00+02:00")
    assert (one.url, one.tags, one.authors) == ("https://j.example/a", ("quai",), ("Anne Le Goff",))
    assert {one.source, other.source} == {"Le carnet"}
    assert {one.language, other.language} == {"fr"}
    assert (other.title, other.text, other.authors) == ("", "Sans titre.", ("Paul Morin",))


def test_a_ghost_export(tmp_path: Path, articles: Articles, reasons: Reasons) -> None:
    data = {
        "posts": [
            {"id": "p1", "title": "Le quai", "html": "<p>Le quai.</p>", "status": "published", "published_at": "2021"},
            {"id": "p2", "title": "Secret", "html": "<p>Non.</p>", "status": "draft"},
        ],
        "posts_authors": [
            {"post_id": "p1", "author_id": "2", "sort_order": 1},
            {"post_id": "p1", "author_id": "1", "sort_order": 0},
        ],
        "posts_tags": [{"post_id": "p1", "tag_id": "7"}, {"post_id": "p1", "tag_id": "8"}],
        "tags": [{"id": "7", "name": "Ponts"}, {"id": "8", "name": "#interne"}],
        "users": [{"id": "1", "name": "Anne"}, {"id": "2", "name": "Paul"}],
    }
    (tmp_path / "a.json").write_text(json.dumps({"db": [{"meta": {}, "data": data}]}), encoding="utf-8")
    (raw,) = articles([tmp_path])
    assert (raw.title, raw.text, raw.date) == ("Le quai", "Le quai.", "2021")
    assert (raw.authors, raw.tags) == (("Anne", "Paul"), ("Ponts",))
    assert [reason for _, reason in reasons()] == ["brouillon"]


def test_wordpress_with_what_it_embeds(tmp_path: Path, articles: Articles) -> None:
    post = {
        "id": 12,
        "title": {"rendered": "Le quai"},
        "content": {"rendered": "<p>Le quai.</p>", "protected": False},
        "status": "publish",
        "author": 3,
        "categories": [4],
        "_embedded": {
            "author": [{"id": 3, "name": "Anne"}],
            "wp:term": [[{"taxonomy": "category", "name": "Ponts"}], [{"taxonomy": "post_tag", "name": "quai"}]],
        },
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(post), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps([post]), encoding="utf-8")
    for raw in articles([tmp_path]):
        assert (raw.title, raw.text, raw.authors) == ("Le quai", "Le quai.", ("Anne",))
        assert (raw.category, raw.tags) == ("Ponts", ("quai",))


def test_lines_of_a_search_server(tmp_path: Path, articles: Articles) -> None:
    line = {"_index": "a", "_id": "x1", "_source": {"titre": "Le quai", "contenu": "Le quai ferme."}}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (raw,) = articles([tmp_path])
    assert (raw.id, raw.title, raw.text) == ("x1", *BOTH[0])


def test_nothing_in_an_answer_is_nothing(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    (tmp_path / "a.json").write_text('{"status": "ok", "totalResults": 0, "articles": []}', encoding="utf-8")
    assert (articles([tmp_path]), skipped) == ([], [])


def test_what_is_about_the_site_is_no_article(tmp_path: Path, articles: Articles, reasons: Reasons) -> None:
    (tmp_path / "a.json").write_text('[{"@type": "Organization", "name": "Le Rivage"}]', encoding="utf-8")
    assert articles([tmp_path]) == []
    assert reasons() == [(1, "pas un article (Organization)")]


MANY = 6_000
LONG = "Le quai de Kerval ferme, dit-on. " * 12


@pytest.mark.parametrize("shape", ["articles", "hits", "feed", "by id", "ghost", "pages"])
def test_a_long_list_within_objects_is_never_held(tmp_path: Path, skipped: list[Skipped], shape: str) -> None:
    many = [{"id": f"n{number}", "title": f"T{number}", "html": LONG} for number in range(MANY)]
    content: object = {
        "articles": {"status": "ok", "articles": many},
        "hits": {"took": 1, "hits": {"hits": [{"_id": one["id"], "_source": one} for one in many]}},
        "feed": {"version": "https://jsonfeed.org/version/1", "title": "Le carnet", "items": many},
        "by id": {str(number): one for number, one in enumerate(many)},
        "ghost": {"db": [{"meta": {}, "data": {"posts": many, "posts_authors": [], "users": []}}]},
        "pages": {"query": {"pages": {str(number): one for number, one in enumerate(many)}}},
    }[shape]
    (tmp_path / "a.json").write_text(json.dumps(content, indent=0), encoding="utf-8")
    del content
    reader = read([tmp_path], settings=Settings(), on_skip=skipped.append)
    tracemalloc.start()
    (last,) = deque(((raw.title, raw.source) for raw in reader), maxlen=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert last == (f"T{MANY - 1}", "Le carnet" if shape == "feed" else "")
    assert peak < 12_000_000
    assert [skip.reason[:12] for skip in skipped] == ["export Ghost"] * (shape == "ghost")


def test_a_long_list_under_another_key_says_what_to_do(tmp_path: Path, articles: Articles, reasons: Reasons) -> None:
    many = [{"id": str(number), "a": [0] * 40} for number in range(20_000)]
    (tmp_path / "a.json").write_text(json.dumps({"zorglub": many}), encoding="utf-8")
    assert articles([tmp_path]) == []
    assert "sous « zorglub » : si ce sont des articles, nommez cette liste « articles »" in reasons()[0][1]


@pytest.mark.parametrize("end", ["", "]", "]}", '{"id": 1', "[[[", "}}", ', 3, "x"'])
def test_long_ones_that_break_off_are_told(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], end: str
) -> None:
    many = json.dumps([{"title": f"T{number}", "html": LONG} for number in range(MANY)])
    (tmp_path / "a.json").write_text(f'{{"articles": {many[:-1]}{end}', encoding="utf-8")
    assert len(articles([tmp_path])) == MANY
    assert bool(skipped) == (end != "]}")
