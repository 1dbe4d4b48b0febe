"""Exports of Blogger, of both kinds: posts and pages are read, each other entry is told with its reason."""

from pathlib import Path

import pytest
from fixtures import Articles

from trouvere.index.report import Skipped
from trouvere.index.settings import Settings

HEAD = (
    "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
    "xmlns:b='http://schemas.google.com/blogger/2018'><title>Carnet</title>{link}{entries}</feed>"
)
LINK = "<link rel='alternate' href='https://carnet.example/'/>"


def feed(folder: Path, *entries: str, link: str = LINK) -> Path:
    path = folder / "feed.atom"
    told = "".join(
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{n}</id><title>T{n}</title><content type='html'>Texte.</content>"
        f"<published>2021-05-06T00:00:00Z</published>{entry}</entry>"
        for n, entry in enumerate(entries)
    )
    path.write_text(HEAD.format(link=link, entries=told), encoding="utf-8")
    return path


def kind(name: str) -> str:
    scheme = "http://schemas.google.com"
    return f"<category scheme='{scheme}/g/2005#kind' term='{scheme}/blogger/2008/kind#{name}'/>"


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (kind("comment"), "commentaire"),
        (kind("template"), "gabarit"),
        (kind("settings"), "réglage"),
        (kind("post") + "<c xmlns='http://purl.org/atom/app#'><draft>yes</draft></c>", "brouillon"),
        (
            kind("page") + "<a:control xmlns:a='http://www.w3.org/2007/app'><a:draft>yes</a:draft></a:control>",
            "brouillon",
        ),
        ("<b:type>COMMENT</b:type><b:status>LIVE</b:status>", "commentaire"),
        ("<b:type>POST</b:type><b:status>DRAFT</b:status>", "brouillon"),
        ("<b:type>POST</b:type><b:status>SCHEDULED</b:status>", "à venir"),
        ("<b:type>POST</b:type><b:status>SOFT_TRASHED</b:status>", "non publié"),
        ("<b:type>POST</b:type><b:status>LIVE</b:status><b:trashed>2022-01-01T00:00:00Z</b:trashed>", "non publié"),
        ("<published>2999-05-06T00:00:00Z</published>", "à venir"),
    ],
)
def test_what_the_site_does_not_show(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], entry: str, reason: str
) -> None:
    shown = f"{kind('post')}<a:control xmlns:a='http://www.w3.org/2007/app'><a:draft>no</a:draft></a:control>"
    assert [found.title for found in articles(feed(tmp_path, shown, entry))] == ["T0"]
    assert [(skip.where.partition("(")[2], skip.reason) for skip in skipped] == [("entrée 2)", reason)]


def test_a_post_of_takeout(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    entry = (
        "<b:type>POST</b:type><b:status>LIVE</b:status><author><name>Zoé</name><b:type>BLOGGER</b:type></author>"
        "<b:filename>/2021/05/pont.html</b:filename><link/><b:trashed/><category scheme='tag:blogger' term='Travaux'/>"
    )
    (found,) = articles(feed(tmp_path, entry))
    assert (found.url, found.category, found.authors) == (
        "https://carnet.example/2021/05/pont.html",
        "Travaux",
        ("Zoé",),
    )
    site = Settings(base_url="https://zoe.example")
    (found,) = articles(feed(tmp_path, entry, link=""), settings=site)
    assert found.url == "https://zoe.example/2021/05/pont.html"
    assert skipped == []


def test_a_kind_is_no_category(tmp_path: Path, articles: Articles) -> None:
    (found,) = articles(feed(tmp_path, f"{kind('post')}<category term='Travaux'/><category term='pont'/>"))
    assert (found.category, found.tags) == ("Travaux", ("pont",))
