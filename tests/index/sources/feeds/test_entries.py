"""Entries of feeds: which of its texts, titles, authors, links and dates an entry is read by."""

import itertools
import time
from pathlib import Path

import pytest
from fixtures import Articles

from trouvere.index.cleaning import clean
from trouvere.index.report import Skipped
from trouvere.index.sources.feeds.entries import names_of
from trouvere.index.sources.feeds.feedparsing import parse

SPACES = {
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "yt": "http://www.youtube.com/xml/schemas/2015",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
}


def rss(folder: Path, *items: str, spaces: dict[str, str] | None = None, ended: bool = True) -> Path:
    declared = " ".join(f'xmlns:{name}="{address}"' for name, address in (spaces or SPACES).items())
    path = folder / "fil.rss"
    path.write_text(
        f'<rss version="2.0" {declared}><channel><title>Le Quai</title><link>https://quai.example/</link>'
        + "".join(f"<item>{item}</item>" for item in items)
        + ("</channel></rss>" if ended else ""),
        encoding="utf-8",
    )
    return path


def atom(folder: Path, *entries: str, more: str = "") -> Path:
    path = folder / "fil.atom"
    path.write_text(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://quai.example/fil/"><title>Le Quai</title>{more}'
        + "".join(f"<entry>{entry}</entry>" for entry in entries)
        + "</feed>",
        encoding="utf-8",
    )
    return path


TITLE = "<title>Le pont rouvre</title>"
OWN = "<description>La circulation reprend.</description>"
ATTACHED = (
    '<media:content url="a.jpg"><media:title>Une photo</media:title><media:description type="plain">Des ouvriers, en avril, '
    "au bord du fleuve.</media:description><media:text>Texte du média.</media:text></media:content>",
    '<media:group><media:content url="a.jpg"><media:title type="plain">Une photo</media:title></media:content></media:group>',
    "<media:keywords>a, b</media:keywords><media:credit>A. B.</media:credit><media:category>photo</media:category>",
    "<itunes:title>Épisode 3</itunes:title><itunes:summary>Un très long résumé de l'épisode du jour.</itunes:summary>",
    "<itunes:subtitle>Sous-titre, plus long que la description.</itunes:subtitle>",
    "<googleplay:description>Description pour une autre boutique.</googleplay:description>",
    '<podcast:transcript url="x"/><podcast:season name="A">1</podcast:season><podcast:person>Zoé</podcast:person>',
    "<image><url>a.png</url><title>Une image</title><link>https://quai.example/image</link></image>",
)


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize(("one", "other"), tuple(itertools.permutations(ATTACHED, 2)))
def test_what_is_attached_never_stands_in_for_the_article(
    tmp_path: Path, articles: Articles, one: str, other: str, ended: bool
) -> None:
    """In any order, and where the XML is not well-formed, which the other parser reads."""
    orders = [
        TITLE + one + OWN + other,
        one + TITLE + other + OWN,
        one + other + OWN + TITLE,
        TITLE + OWN + one + other,
    ]
    for found in articles(rss(tmp_path, *orders, ended=ended)):
        assert (found.title, found.text) == ("Le pont rouvre", "La circulation reprend.")
        assert (found.category, found.tags, found.authors) == ("", (), ())


@pytest.mark.parametrize("address", ["https://search.yahoo.com/mrss/", "http://www.rssboard.org/media-rss", "urn:x"])
@pytest.mark.parametrize("prefix", ["media", "m"])
def test_whatever_it_is_called(tmp_path: Path, articles: Articles, address: str, prefix: str) -> None:
    photo = f"<{prefix}:description>Une photo.</{prefix}:description><{prefix}:title>Photo</{prefix}:title>"
    (found,) = articles(rss(tmp_path, photo + TITLE + OWN + photo, spaces={prefix: address}))
    assert (found.title, found.text) == ("Le pont rouvre", "La circulation reprend.")


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            "<description>Un long chapô, en deux phrases.</description><content:encoded>Court.</content:encoded>",
            "Court.",
        ),
        ("<content:encoded>Court.</content:encoded><description>Un long chapô.</description>", "Court."),
        ("<description>Court.</description><dc:description>Une plus longue.</dc:description>", "Une plus longue."),
        ("<description>Une plus longue.</description><description>Court.</description>", "Une plus longue."),
        ("<description>Chapô.</description><summary>Un résumé plus long.</summary>", "Chapô."),
        (
            "<content:encoded>&lt;a href='x'&gt;Lire la suite&lt;/a&gt;</content:encoded><description>A.</description>",
            "A.",
        ),
        (
            "<itunes:summary>Trente minutes.</itunes:summary><itunes:subtitle>Court.</itunes:subtitle>",
            "Trente minutes.",
        ),
        ("<googleplay:description>Trente minutes.</googleplay:description>", "Trente minutes."),
        ("<media:description>Une photo.</media:description>", ""),
        (
            "<yt:videoId>x</yt:videoId><media:group><media:description>Un film.</media:description></media:group>",
            "Un film.",
        ),
        ("<description>Un.\n\nDeux &amp;amp; trois.</description>", "Un.\n\nDeux & trois."),
        ("<description>&amp;lt;p&amp;gt;Échappé deux fois.&amp;lt;/p&amp;gt;</description>", "Échappé deux fois."),
        ("<description>Le pont. [&amp;#8230;] &lt;a href='x'&gt;Lire la suite&lt;/a&gt;</description>", "Le pont. […]"),
    ],
)
def test_the_text_is_the_best_of_its_own(tmp_path: Path, articles: Articles, item: str, expected: str) -> None:
    assert articles(rss(tmp_path, TITLE + item))[0].text == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<title>Le pont &amp;amp; le quai</title>", "Le pont & le quai"),
        ("<title>Le pont &amp;amp;amp; le quai</title>", "Le pont & le quai"),
        ("<title><![CDATA[L&#8217;<em>été</em>\n vient]]></title>", "L’été vient"),
        ("<title>3 &lt; 4 et R&amp;D&amp;copy</title>", "3 < 4 et R&D&copy"),
        ("<title>Le pont</title><dc:title>Autre</dc:title><media:title>Photo</media:title>", "Le pont"),
        ("<itunes:title>Épisode 3 &amp;amp; fin</itunes:title>", "Épisode 3 & fin"),
        ("<media:title>Photo</media:title>", ""),
    ],
)
def test_titles(tmp_path: Path, articles: Articles, title: str, expected: str) -> None:
    assert articles(rss(tmp_path, title + OWN))[0].title == expected


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("", "Un &amp;amp; deux", "Un & deux"),
        (' type="text"', "a &lt; b", "a < b"),
        (' type="html"', "Le &lt;em&gt;pont&lt;/em&gt;", "Le pont"),
        ("", "Le &lt;em&gt;pont&lt;/em&gt;", "Le pont"),
        (' type="xhtml"', '<div xmlns="http://www.w3.org/1999/xhtml">Le <em>pont</em></div>', "Le pont"),
    ],
)
def test_atom_texts_are_of_their_type(tmp_path: Path, articles: Articles, kind: str, title: str, expected: str) -> None:
    entry = f"<title{kind}>{title}</title><content{kind}>{title}</content><link href='../pont'/>"
    (found,) = articles(atom(tmp_path, entry))
    assert (found.title, found.text, found.url) == (expected, expected, "https://quai.example/pont")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Anne Martin", ["Anne Martin"]),
        ("a@quai.example (Anne Martin)", ["Anne Martin"]),
        ("Anne Martin &lt;a@quai.example&gt;", ["Anne Martin"]),
        ("Anne Martin <a@quai.example>", ["Anne Martin"]),
        ("a@quai.example", []),
        ("Par Anne Martin et Paul Morin", ["Anne Martin", "Paul Morin"]),
        ("Anne Martin, Paul Morin & Zoé Le Goff", ["Anne Martin", "Paul Morin", "Zoé Le Goff"]),
        ("Martin, Anne; Morin, Paul", ["Martin, Anne", "Morin, Paul"]),
        ("AFP", ["AFP"]),
        ("", []),
    ],
)
def test_names(written: str, expected: list[str]) -> None:
    assert names_of(written) == expected


def test_whose_it_is(tmp_path: Path, articles: Articles) -> None:
    episode = "<itunes:author>Paul Morin</itunes:author>"
    told = [
        f"{TITLE}<author>a@quai.example (Anne Martin)</author>{episode}",
        f"{TITLE}<dc:creator>Anne Martin</dc:creator><dc:creator>b@quai.example</dc:creator>",
        TITLE + episode,
        f"{TITLE}<author>a@quai.example</author>",
    ]
    assert [found.authors for found in articles(rss(tmp_path, *told))] == [
        ("Anne Martin",), ("Anne Martin",), ("Paul Morin",), ()
    ]  # fmt: skip
    one, other = (
        "<author><name>Anne Martin</name><email>a@quai.example</email></author>",
        "<author><name>Zoé</name></author>",
    )
    authors = [found.authors for found in articles(atom(tmp_path, TITLE + one, TITLE, more=other))]
    assert authors == [("Anne Martin",), ("Zoé",)]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("<pubDate>mar., 04 mai 2021 17:00:00 +0200</pubDate>", "mar., 04 mai 2021 17:00:00 +0200"),
        ("<pubDate>05/06/2021 10:00</pubDate>", "05/06/2021 10:00"),
        ("<pubDate>Mercredi 5 mai 2021 à 17h30</pubDate>", "Mercredi 5 mai 2021 à 17h30"),
        ("<dc:date>2021-05-05</dc:date>", "2021-05-05"),
        (
            "<dc:date>2021-05-06</dc:date><pubDate>Wed, 05 May 2021 00:30:00 CEST</pubDate>",
            "Wed, 05 May 2021 00:30:00 CEST",
        ),
        ("<pubDate/>", ""),
    ],
)
def test_dates_are_handed_on_as_written(tmp_path: Path, articles: Articles, dates: str, expected: str) -> None:
    assert articles(rss(tmp_path, TITLE + dates))[0].date == expected


def test_what_is_dated_ahead_is_skipped(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    assert articles(rss(tmp_path, f"{TITLE}<dc:date>2999-05-05</dc:date>")) == []
    assert [(skip.reason, skip.unread) for skip in skipped] == [("à venir", False)]


@pytest.mark.parametrize(
    ("links", "urls"),
    [
        (["/relatif/quai"], ["https://quai.example/relatif/quai"]),
        (["https://quai.example/a?utm_source=rss", "https://quai.example/a#xtor=RSS-1"], ["https://quai.example/a"] * 2),
        (["https://quai.example/?p=1", "https://quai.example/?p=2"], ["https://quai.example/?p=1", "https://quai.example/?p=2"]),
    ],
)  # fmt: skip
def test_an_article_is_one_whatever_its_link_adds(
    tmp_path: Path, articles: Articles, links: list[str], urls: list[str]
) -> None:
    found = articles(rss(tmp_path, *(f"{TITLE}{OWN}<link>{link.replace('&', '&amp;')}</link>" for link in links)))
    assert [one.url for one in found] == urls
    assert len({clean(one).id for one in found}) == len(set(urls))


def test_parts_of_one_page_are_several_articles(tmp_path: Path, articles: Articles) -> None:
    parts = [f"<title>Version {n}</title><link>https://quai.example/notes#v{n}</link>" for n in (1, 2)]
    assert len({clean(one).id for one in articles(rss(tmp_path, *parts))}) == 2


def test_ids(tmp_path: Path, articles: Articles) -> None:
    link = "<link>https://quai.example/a?utm_source=rss</link>"
    own, permalink, proxied, twice, again = articles(
        rss(
            tmp_path,
            f"{TITLE}{link}<guid isPermaLink='false'>https://quai.example/?p=1</guid>",
            f"{TITLE}{link}<guid>https://quai.example/a</guid>",
            f"{TITLE}<link>https://feeds.example/x</link><feedburner:origLink>https://quai.example/b</feedburner:origLink>",
            f"{TITLE}{link}<guid isPermaLink='false'>urn:x:2</guid>",
            f"{TITLE}<link>https://quai.example/a</link><guid isPermaLink='false'>urn:x:2</guid>",
        )
    )
    assert (own.id, own.url, own.extra) == ("https://quai.example/?p=1", "https://quai.example/a", {})
    assert (permalink.id, permalink.url, permalink.extra) == ("", "https://quai.example/a", {})
    assert proxied.url == "https://quai.example/b"
    assert clean(twice).id == clean(again).id == "urn:x:2"


def test_episodes_have_keywords(tmp_path: Path, articles: Articles) -> None:
    (found,) = articles(
        rss(tmp_path, f"{TITLE}<category>Radio</category><itunes:keywords>pont, quai,</itunes:keywords>")
    )
    assert (found.category, found.tags) == ("Radio", ("pont", "quai"))


def test_a_host_finds_feedparser_as_it_was() -> None:
    parse(b"<rss version='2.0'><channel><item><title>a</title></item></channel></rss>")
    import feedparser

    feed = f"<rss version='2.0' xmlns:media='{SPACES['media']}'><channel><item><media:description>a</media:description>"
    assert feedparser.parse(f"{feed}</item></channel></rss>".encode()).entries[0].summary == "a"


@pytest.mark.parametrize(
    "unit",
    [
        *("<media:description>a</media:description>", "<media:content url='a'>", "<itunes:author>a b</itunes:author>"),
        *("<author>a@b.example (A)</author>", "<dc:creator>A, B et C</dc:creator>", "<category domain='x'/>"),
        *("<description>a</description>", "<link>https://a.example/#b</link>", "<guid>a</guid>", "<wp:author>"),
    ],
)
def test_time_is_linear(tmp_path: Path, articles: Articles, unit: str) -> None:
    begun = time.process_time()
    articles(rss(tmp_path, TITLE + unit * 6_000, spaces={**SPACES, "wp": "http://wordpress.org/export/1.2/"}))
    assert time.process_time() - begun < 30
