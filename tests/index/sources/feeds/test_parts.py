"""Long feeds in parts: what is read of one is what is read of it whole, however it is cut."""

import time
from pathlib import Path

import pytest
from fixtures import Articles
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources.feeds import parts as feed_parts
from trouvere.index.sources.files.opening import FileFault

WXR = """<?xml version="1.0" encoding="UTF-8"?>\n<!-- <item> -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="fr">
<channel a='>'><title>Le Rivage</title><link>https://rivage.example/</link><description><![CDATA[<item>]]></description>
<wp:author><wp:author_login>zoe</wp:author_login><wp:author_display_name>Zoé Le Goff</wp:author_display_name></wp:author>
<wp:tag><wp:tag_slug>mer</wp:tag_slug><wp:tag_name>La mer</wp:tag_name></wp:tag>
"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>Le Rivage</title><link>https://rivage.example/</link><items><rdf:Seq/></items></channel>
"""
ATOM = """<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="https://rivage.example/"><a:title>Le Rivage</a:title>
<a:author><a:name>Zoé Le Goff</a:name></a:author>
"""
COMMENT = "<wp:comment><wp:comment_content><![CDATA[Bravo </item><item>]]></wp:comment_content></wp:comment>"


def rss_item(number: int) -> str:
    return (
        f"<item>\n<title>Article {number}</title><link>/a/{number}</link><dc:creator>zoe</dc:creator>"
        f"<wp:status>publish</wp:status><category domain='post_tag' nicename='mer'></category>{COMMENT}"
        f"<content:encoded><![CDATA[<p>Texte {number}.</p><item>]]></content:encoded></item><!-- </item><item> -->\n"
    )


FEEDS = {
    "wxr": WXR + "".join(map(rss_item, range(12))) + "</channel></rss>",
    "rdf": RDF
    + "".join(f"<item rdf:about='{n}'><title>Article {n}</title><link>/{n}</link></item>" for n in range(12))
    + "</rdf:RDF>",
    "atom": ATOM
    + "".join(
        f"<a:entry><a:title>Article {n}</a:title><a:link href='{n}'/><a:id>urn:x:{n}</a:id></a:entry>"
        for n in range(12)
    )
    + "</a:feed>",
}


@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.parametrize("size", [1, 100, 700])
def test_in_parts_it_says_what_it_says_whole(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], monkeypatch: pytest.MonkeyPatch, kind: str, size: int
) -> None:
    path = tmp_path / "a.xml"
    path.write_text(FEEDS[kind], encoding="utf-8")
    whole = articles(path)
    assert [one.title for one in whole] == [f"Article {n}" for n in range(12)]
    assert {one.source for one in whole} == {"Le Rivage"}
    monkeypatch.setattr(feed_parts, "PART_BYTES", size)
    assert articles(path) == whole
    assert skipped == []
    if kind != "rdf":
        assert {one.authors for one in whole} == {("Zoé Le Goff",)}
    if kind == "wxr":
        assert {(one.tags, one.language) for one in whole} == {(("La mer",), "fr")}


@given(st.sampled_from(list(FEEDS.values())), st.integers(1, 900), st.integers(1, 900))
def test_however_it_comes(content: str, block: int, size: int) -> None:
    data = content.encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_parts, "PART_BYTES", size)
        whole = list(feed_parts.parts([data], most=1 << 20))
        blocks = [data[at : at + block] for at in range(0, len(data), block)]
        assert list(feed_parts.parts(blocks, most=1 << 20)) == whole


def test_the_place_of_a_fault_and_of_what_is_left_out(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One article that is not well-formed costs no other, and is told by its line in the file."""
    monkeypatch.setattr(feed_parts, "PART_BYTES", 100)
    content = FEEDS["wxr"].replace("<title>Article 7</title>", "<title>Article 7 &eacute; & co</title>")
    content = content.replace("publish</wp:status>", "draft</wp:status>", 1)
    path = tmp_path / "a.xml"
    path.write_text(content, encoding="utf-8")
    found = articles(path)
    assert [one.title for one in found] == [f"Article {n}" if n != 7 else "Article 7 é & co" for n in range(1, 12)]
    line = content[: content.index("Article 7")].count("\n") + 1
    assert [(skip.where.removeprefix(str(path)), skip.reason) for skip in skipped] == [
        (" (entrée 1)", "brouillon"),
        (f":{line}", "XML mal formé ; le flux a été lu au mieux"),
    ]


def test_more_tags_than_a_page_may_have(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    """A site of 20,000 tags, 1,500 articles and their settings."""
    names = "".join(
        f"<wp:tag><wp:tag_slug>m{n}</wp:tag_slug><wp:tag_name>Mot {n}</wp:tag_name></wp:tag>" for n in range(20_000)
    )
    meta = "<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>" * 20
    path = tmp_path / "a.xml"
    path.write_text(
        f"{WXR}{names}{''.join(rss_item(n).replace(COMMENT, meta) for n in range(1_500))}</channel></rss>",
        encoding="utf-8",
    )
    assert path.read_text(encoding="utf-8").count("<") > 300_000
    found = articles(path, settings=Settings(max_line_bytes=3 << 20))
    assert len(found) == 1_500
    assert found[-1].tags == ("La mer",)
    assert skipped == []


@pytest.mark.parametrize(
    "content", ["<rss><channel>", "<rss><channel><item><![CDATA[", "<rss><item>", "<rss><!-- ", ""]
)
@pytest.mark.parametrize("again", ["<item>", "<item a", "</item>", "<![CDATA[", "]]>", "<!--", "<a:b:item ", "x<"])
def test_hostile_feeds_take_linear_time(content: str, again: str) -> None:
    data = (content + again * 1_000_000).encode()[: 4 << 20]
    started = time.process_time()
    try:
        for _ in feed_parts.parts([data[at : at + 65_536] for at in range(0, len(data), 65_536)], most=32 << 20):
            pass
    except FileFault:
        pass
    assert time.process_time() - started < 4
