"""RSS and Atom: what an entry becomes, what is refused, and that nothing is ever fetched."""

import gzip
import io
import socket
import sys
from pathlib import Path

import pytest
from fixtures import Articles, Reasons, Texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trouvere.index.cleaning import clean
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources.pages.markup import text_of

WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?><!-- generator="WordPress" -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Le Rivage &#8211; Actualités</title><link>https://rivage.example</link><language>fr-FR</language>
<item><title>L&#8217;accès au pont fermé</title><link>https://rivage.example/pont/</link>
<dc:creator><![CDATA[Anne Le Goff]]></dc:creator><pubDate>Wed, 01 Mar 2023 00:30:00 +0100</pubDate>
<category><![CDATA[Société]]></category><category>pont</category><category>Kerval</category>
<guid isPermaLink="false">https://rivage.example/?p=42</guid>
<description><![CDATA[<p>Un résumé [&#8230;]</p>]]></description>
<content:encoded><![CDATA[<p>Le pont a été fermé <strong>mardi</strong>.</p><ul><li>un</li><li>deux</li></ul><script>x()</script>
<p>L&#8217;article <a href="https://rivage.example/pont/">L&#8217;accès au pont fermé</a> est apparu en premier sur
<a href="https://rivage.example">Le Rivage</a>.</p>]]></content:encoded><slash:comments>4</slash:comments></item>
<item><title>Résumé seul</title><link>https://rivage.example/b/</link>
<guid isPermaLink="true">https://rivage.example/b/</guid><pubDate>mer., 1 mars 2023 10:00:00 +0100</pubDate>
<description>Texte &amp;eacute;chappé, &lt;b&gt;gras&lt;/b&gt; et 3 &amp;lt; 4</description></item>
<item><title>Numéro</title><guid>7</guid><description>Un guid qui n’en est pas un.</description></item>
<item><title>À paraître</title><wp:status>draft</wp:status><description>secret</description></item>
<item><title>Export</title><wp:status>publish</wp:status><category domain="post_tag">mer</category>
<category domain="category">Une</category><content:encoded><![CDATA[<!-- wp:html -->Un.

[caption id="a"]<img alt="La grève"/>[/caption]

Deux.]]></content:encoded></item>
<item><title>Protégé</title><wp:status>publish</wp:status><wp:post_password>x</wp:post_password></item>
<item><title>Menu</title><wp:status>publish</wp:status><wp:post_type>nav_menu_item</wp:post_type></item>
<item><link>https://rivage.example/vide/</link></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="{encoding}"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Carnet d’été</title><id>tag:carnet.example,2023:</id>
<entry><title type="html">Un &lt;i&gt;été&lt;/i&gt;</title><id>tag:carnet.example,2023:1</id>
<link rel="alternate" href="https://carnet.example/1"/><link rel="enclosure" href="https://carnet.example/1.mp3"/>
<published>2023-06-01T23:30:00-04:00</published><updated>2023-06-03T10:00:00Z</updated>
<author><name>Paul Morin</name></author><author><name>Zoé</name></author><category term="mer" label="La mer"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un.</p><p>Deux.</p></div></content>
<summary>Court</summary></entry>
<entry xml:lang="br"><title>Brut</title><id>tag:carnet.example,2023:2</id><updated>2023-06-03T10:00:00Z</updated>
<source><title>Ailleurs</title></source><content type="text">a &lt; b</content></entry>
</feed>"""


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>T</title>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"


def put(folder: Path, content: str | bytes, name: str = "a.xml") -> list[Path]:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return [folder / name]


def test_a_feed_of_wordpress(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    first, second, third, export = articles(put(tmp_path, WORDPRESS))
    assert (first.id, first.url) == ("https://rivage.example/?p=42", "https://rivage.example/pont/")
    assert (first.title, first.source) == ("L’accès au pont fermé", "Le Rivage – Actualités")
    assert first.text == "Le pont a été fermé mardi.\n\nun\ndeux"
    assert (first.category, first.tags, first.authors) == ("Société", ("pont", "Kerval"), ("Anne Le Goff",))
    assert (first.date, first.language) == ("Wed, 01 Mar 2023 00:30:00 +0100", "fr-FR")
    assert clean(first).as_dict()["date"] == "2023-03-01T00:30:00+01:00"
    assert clean(first).extra == {}
    assert (second.id, second.date) == ("", "mer., 1 mars 2023 10:00:00 +0100")
    assert second.text == "Texte échappé, gras et 3 < 4"
    assert clean(second).id.startswith("u-")
    assert clean(second).as_dict()["date"] == "2023-03-01T10:00:00+01:00"
    assert (third.id, third.url, third.extra) == ("", "", {"guid": "7"})
    assert (export.text, export.category, export.tags) == ("Un.\n\nLa grève\n\nDeux.", "Une", ("mer",))
    assert [(skip.where.partition("(")[2], skip.reason) for skip in skipped] == [
        ("entrée 4)", "brouillon"),
        ("entrée 6)", "protégée par un mot de passe"),
        ("entrée 7)", "pas un article (nav_menu_item)"),
        ("entrée 8)", "ni titre ni texte"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-15", "utf-16", "koi8-r"])
def test_atom(tmp_path: Path, articles: Articles, skipped: list[Skipped], encoding: str) -> None:
    content = ATOM.format(encoding=encoding).encode(encoding, "xmlcharrefreplace")
    first, second = articles(put(tmp_path, content, "a.atom"))
    assert (first.id, first.url) == ("tag:carnet.example,2023:1", "https://carnet.example/1")
    assert (first.title, first.text, first.source) == ("Un été", "Un.\n\nDeux.", "Carnet d’été")
    assert (first.authors, first.category, first.language) == (("Paul Morin", "Zoé"), "La mer", "fr")
    assert (first.date, first.extra) == ("2023-06-01T23:30:00-04:00", {"updated": "2023-06-03T10:00:00Z"})
    assert (second.title, second.text, second.source) == ("Brut", "a < b", "Ailleurs")
    assert (second.language, second.date, second.url) == ("br", "2023-06-03T10:00:00Z", "")
    assert skipped == []


def test_wherever_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: Texts, skipped: list[Skipped]
) -> None:
    wanted = texts(put(tmp_path, WORDPRESS))
    assert texts(put(tmp_path, gzip.compress(WORDPRESS.encode()), "b.rss.gz")) == wanted
    assert texts(put(tmp_path, WORDPRESS, "feed")) == wanted
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WORDPRESS.encode())))
    assert texts("-") == wanted
    assert len(skipped) == 4 * 4


def test_map_reads_another_element(tmp_path: Path, articles: Articles) -> None:
    path = put(tmp_path, WORDPRESS)
    assert articles(path, rename={"text": "summary", "place": "slash_comments"})[0].text.startswith("<p>Un résumé")
    assert articles(path, rename={"place": "slash_comments"})[0].place == "4"


def test_a_guid_that_is_everywhere_is_nobodys(tmp_path: Path, articles: Articles) -> None:
    same = "<guid isPermaLink='false'>urn:x:1</guid>"
    found = articles(
        put(tmp_path, rss(f"<title>a</title><link>https://x.example/a</link>{same}", f"<title>b</title>{same}"))
    )
    assert [raw.id for raw in found] == ["", ""]
    assert len({clean(raw).id for raw in found}) == 2


def test_a_date_that_is_none_is_kept(tmp_path: Path, articles: Articles) -> None:
    (raw,) = articles(put(tmp_path, rss("<title>a</title><pubDate>au printemps</pubDate>")))
    assert clean(raw).extra == {"date": "au printemps"}


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY l1 "ha">{LAUGHS}]>',
        f'<!-- <rss> --><!DOCTYPE rss [<!ENTITY l1 "ha">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
        '<!doctype rss SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]>',
    ],
)
def test_entities_of_its_own_are_refused(tmp_path: Path, texts: Texts, skipped: list[Skipped], doctype: str) -> None:
    assert texts(put(tmp_path, f"<?xml version='1.0'?>{doctype}{rss('<title>&l9;</title>')}")) == []
    assert [skip.reason for skip in skipped] == ["XML qui déclare ses propres entités (DTD), refusé"]


def test_entities_declared_after_the_beginning_expand_to_nothing(
    tmp_path: Path, articles: Articles, reasons: Reasons
) -> None:
    content = rss(
        "<title>un</title>", f'<!DOCTYPE rss [<!ENTITY l1 "ha">{LAUGHS}]><title>&l9;</title>', "<title>deux</title>"
    )
    titles = [raw.title for raw in articles(put(tmp_path, content))]
    assert titles[0] == "un"
    assert sum(map(len, titles)) < 100
    assert any("mal formé" in reason for _, reason in reasons())


def test_nothing_is_ever_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, articles: Articles) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    netscape = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/x.dtd">'
    assert articles(put(tmp_path, netscape + rss("<title>&eacute;t&eacute;</title>")))[0].title == "été"
    # A file that is but an address is no address to fetch.
    assert articles(put(tmp_path, "http://127.0.0.1:9/feed.rss", "b.rss")) == []


@pytest.mark.parametrize(
    "content",
    ["", "<?xml version='1.0'?>", "<?xml version='1.0'?><svg><rss/></svg>", "<opml/>", "un texte", "<rss", "<feed/>"],
)
def test_other_xml_is_skipped(tmp_path: Path, texts: Texts, skipped: list[Skipped], content: str) -> None:
    assert texts(put(tmp_path, content)) == []
    assert all(skip.reason.startswith(("XML qui n'est ni", "image SVG", "liste d'abonn")) for skip in skipped)
    assert skipped or content == "<feed/>"


@pytest.mark.parametrize("cut", range(1_000, 1_700, 100))
def test_a_feed_cut_short_gives_what_is_there_and_says_so(
    tmp_path: Path, articles: Articles, reasons: Reasons, cut: int
) -> None:
    found = articles(put(tmp_path, WORDPRESS.encode()[:cut]))
    assert found[0].title == "L’accès au pont fermé"
    assert (1, "XML mal formé ; le flux a été lu au mieux") in [(1, reason) for line, reason in reasons() if line]


def test_limits(tmp_path: Path, texts: Texts, skipped: list[Skipped]) -> None:
    path = put(tmp_path, rss("<title>un</title><description>aaaa aaaa aaaa</description>", "<title>deux</title>"))
    assert texts(path, settings=Settings(max_field_chars=10)) == [""]
    assert texts(path, settings=Settings(max_line_bytes=20)) == []
    assert ["max_field_chars" in skipped[0].reason, "flux plus long" in skipped[1].reason] == [True, True]


WORDS = st.lists(st.text("abcdéœ’ç", min_size=1, max_size=8), min_size=1, max_size=6).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(WORDS, st.sampled_from(["p", "div", "li", "b", "h2", "td", "blockquote", "pre", "span", "a"])))
)
def test_the_words_of_html_survive(parts: list[tuple[str, str]]) -> None:
    text = text_of("".join(f"<{tag}>{words}</{tag}>\n" for words, tag in parts))
    assert text.replace("|", " ").split() == " ".join(words for words, _ in parts).split()


@settings(deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("<>&;/!-[]=\"'pdi \n"))))
def test_any_text_is_acceptable_html(html: str) -> None:
    assert "\x0b" not in text_of(html)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("<>&;/![]CDATA=\"' \n"))), st.booleans())
def test_any_feed_gives_articles_or_a_reason(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], content: str, within: bool
) -> None:
    skipped.clear()
    found = articles(put(tmp_path, rss(f"<title>{content}</title>") if within else content))
    assert found or skipped
    assert not any("lecture impossible" in skip.reason for skip in skipped)


def test_the_line_of_a_fault_is_that_of_the_file(tmp_path: Path, articles: Articles, reasons: Reasons) -> None:
    """feedparser is not given what stands before the first element."""
    whole = "<?xml version='1.0'?>\n\n<!-- a\n -->\n\n" + rss("<title>un</title>\n&bad;\n")
    articles(put(tmp_path, whole))
    line = next(line for line, reason in reasons() if "mal formé" in reason)
    assert line == whole[: whole.index("&bad;")].count("\n") + 1


def test_what_stands_before_a_feed_and_characters_that_xml_has_not(
    tmp_path: Path, articles: Articles, skipped: list[Skipped]
) -> None:
    warning = "\n<br />\n<b>Warning</b>: session_start() in <b>/srv/x.php</b> on line <b>12</b><br />\n<?xml version='1.0'?>\n"
    (found,) = articles(put(tmp_path, warning + rss("<title>L’été\x0b à\x02 Kerval</title>")))
    assert (found.title, skipped) == ("L’été à Kerval", [])


@pytest.mark.parametrize(
    "date",
    [
        "mar., 04 mai 2032 17:00:00 +0200",
        "Wed, 04 May 2033 15:00:00 GMT",
        "4 mai 2034",
        "04/05/2032",
        "le 4 mai 2032 à 10h",
    ],
)
def test_dates_ahead_in_every_writing(tmp_path: Path, articles: Articles, skipped: list[Skipped], date: str) -> None:
    assert articles(put(tmp_path, rss(f"<title>Un</title><pubDate>{date}</pubDate>"))) == []
    assert [skip.reason for skip in skipped] == ["à venir"]
