"""Metadata of a page as fields: JSON-LD, OpenGraph, `article:*`, Dublin Core, `meta`, then what the page shows."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any
from urllib.parse import urljoin, urlsplit

from trouvere.index.sources.pages import json_ld as page_json_ld
from trouvere.index.sources.pages.authors import authors_of
from trouvere.index.sources.pages.dates import day_of
from trouvere.index.sources.pages.head import Head
from trouvere.index.sources.pages.json_ld import Linked, linked
from trouvere.index.sources.pages.marks import PageMarks
from trouvere.index.sources.pages.title import folded, site_in, without_domain, without_site, writings_of
from trouvere.index.sources.pages.tree import line_of

SECTIONS = ("article:section", "og:article:section", "section", "parsely-section", "cxenseparse:section", "category",
            "article.section", "og:section", "rubrique", "dc.type.section")  # fmt: skip
TAGS = ("article:tag", "og:article:tag", "video:tag", "news_keywords", "parsely-tags", "keywords", "citation_keywords",
        "dc.subject", "dcterms.subject", "sailthru.tags", "tags")  # fmt: skip
SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "dcterms.publisher",
         "citation_journal_title", "publisher", "copyright-holder")  # fmt: skip
TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "title",
          "sailthru.title")  # fmt: skip
LANGUAGES = ("content-language", "og:locale", "dc.language", "dcterms.language", "language")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*").match
_SAVED_FROM = re.compile(
    r"(?:saved from url=\(\d{4}\)|Page saved with SingleFile\s{1,9}url:\s{0,9}|Mirrored from )(\S{4,500})"
)
_HOST_LIKE = re.compile(r"\S+\.[a-z]{2,12}", re.IGNORECASE).fullmatch
_TAG_COMMA = re.compile(r"\s*+[,;]\s*+")
MIN_TITLE_CHARS = 20
"""Letters by which two titles are told to be of one article."""
_HOME = frozenset(
    ("accueil", "home", "une", "alaune", "actualites", "actualite", "actu", "articles", "article", "news")
)


def linked_of(head: Head, tree: Any) -> Linked:
    """Return what the JSON-LD of a page says of the article that its titles name."""
    return linked(head.scripts, (*(line_of(heading) for heading in list(tree.iter("h1"))[:3]), head.first(TITLES)))


def record_of(head: Head, found: Linked, marks: PageMarks, body: Any, html: str) -> dict[str, object]:
    """Return the fields of the article that the metadata of a page and its marked elements tell."""
    heading = _heading(marks, (page_json_ld.headline(found.article), *list(head.all(TITLES))[:3]), head.title)
    url = _address(head, found, html)
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    sections = _sections(head, found, marks)
    source, names = _source(head, found, host, heading)
    title = _title(head, found, heading, names, sections)
    return {
        "title": title,
        "text": "",
        "date": day_of(head, found, marks, body),
        "source": source,
        "url": url,
        "category": sections[0] if sections else "",
        "tags": _tags(head, found, marks) or tuple(sections[1:]),
        "authors": authors_of(head, found, marks, body, {folded(host), *writings_of(source)} - {""}),
        "language": _language(head, found),
    }


def _heading(marks: PageMarks, titles: tuple[str, ...], title: str) -> str:
    """Return the heading of the article: one that metadata has as its title; where it has none, the one that `title`,
    of the page, begins with, or the first.
    """
    headings = [line for heading in marks.headings[:5] if (line := line_of(heading))]
    known = [folded(title) for title in titles if title]
    begun = folded(title)
    is_known = any(one in begun for one in known)
    return next(
        chain(
            (line for line in headings if any(folded(line) in one or one in folded(line) for one in known)),
            # Of SPIP the first may be the name of the site, which the title of the page ends with.
            (line for line in headings if folded(line) and begun.startswith(folded(line)) and not is_known),
            () if known else headings,
        ),
        "",
    )


def is_article(head: Head, found: Linked) -> bool:
    """Return whether the metadata says that the page is an article, not a list of them."""
    dated = head.first(("article:published_time", "og:article:published_time", "citation_title"))
    return found.is_article or bool(dated) or head.first(("og:type",)).lower() in ("article", "blog")


def is_closed(head: Head, found: Linked) -> bool:
    """Return whether the metadata says that the article is for who pays."""
    tier = head.first(("article:content_tier", "content_tier", "og:content_tier", "cxenseparse:content_tier"))
    free = head.first(("isaccessibleforfree",)).lower()
    closed = any(page_json_ld.is_closed(node) for node in (found.article, found.page))
    return closed or tier.lower() in ("locked", "metered", "paid", "premium") or free == "false"


def _title(head: Head, found: Linked, heading: str, names: tuple[str, ...], sections: tuple[str, ...]) -> str:
    said = page_json_ld.headline(found.article) if found.is_article else ""
    shown = head.first(TITLES)
    if said.endswith(("…", "...")):
        # Cut at so many characters for search engines; the others may have all of it.
        begun = folded(said)
        said = next((other for other in (heading, shown, head.title) if folded(other).startswith(begun)), said)
    sites = {folded(name) for name in names}
    if said and heading and not _agrees(said, (shown, heading, head.title)) and _agrees(heading, (shown, head.title)):
        # Of encyclopedias the headline may be a description.
        said = ""
    for title in (said, shown, heading, head.title):
        if title and folded(title) and folded(title) not in sites:
            return without_site(title, names, heading, sections)
    return next(filter(None, (said, shown, heading, head.title)), "")


def _agrees(title: str, others: tuple[str, ...]) -> bool:
    """Return whether one of the others begins as a title does."""
    begun = folded(title)[:MIN_TITLE_CHARS]
    return any(folded(other)[:MIN_TITLE_CHARS] == begun or folded(other).startswith(begun) for other in others if other)


def _source(head: Head, found: Linked, host: str, heading: str) -> tuple[str, tuple[str, ...]]:
    """Return the name of the site, no address where it has a name, and all the names it goes by."""
    publisher = page_json_ld.text(found.article.get("publisher"))
    said = [*head.all(SITES[:1]), publisher, found.site, *head.all(SITES[1:])]
    names = [name for name in said if name and len(name) <= 120 and "://" not in name]
    shown = site_in(head.title, heading or head.first(TITLES)) if not names else ""
    candidates = [*names, shown] if shown else names
    source = next((name for name in candidates if not _HOST_LIKE(name)), "") or next(iter(candidates), "")
    # « LaFigue » beside « La Figue »: the one with blanks is how it is written.
    source = max((name for name in candidates if folded(name) == folded(source)), key=_blanks, default=source)
    # « Le Globe.fr » beside « Le Globe »: the paper, not its address.
    shorter = folded(without_domain(source))
    if shorter != folded(source):
        source = next((name for name in names if folded(name) == shorter), source)
    parts = host.split(".")
    hosts = (host, ".".join(parts[-2:]), parts[-2] if len(parts) > 1 else host)
    if not source and host:
        # « … - Le Courrier du quai » in the title of courrierduquai.fr.
        source = next(
            (part for part in re.split(r"\s[-–—|·•]\s", head.title) if folded(part) == folded(hosts[2])), host
        )
    return source.removeprefix("www."), tuple(filter(None, (*candidates, *hosts)))


def _blanks(name: str) -> int:
    return name.count(" ")


def _address(head: Head, found: Linked, html: str) -> str:
    saved = _SAVED_FROM.search(html, 0, 3_000)
    told = saved[1].removesuffix("-->") if saved else ""
    if told and "://" not in told:
        told = f"https://{told}"
    shown = head.first(("og:url", "twitter:url", "parsely-link"))
    base = next((one for one in (head.base, shown, told) if one.startswith(("http://", "https://"))), "")
    identity = found.article.get("url") or found.article.get("mainEntityOfPage")
    linked_url = identity.get("@id") if isinstance(identity, dict) else identity
    dublin = head.first(("dc.identifier", "dcterms.identifier", "citation_public_url"))
    for written in (head.canonical, shown, linked_url if isinstance(linked_url, str) else "", dublin, told):
        try:
            url = urljoin(base, written) if written else ""
            if url.startswith(("http://", "https://")) and urlsplit(url).hostname:
                return url
        except ValueError:
            continue
    return ""


def _sections(head: Head, found: Linked, marks: PageMarks) -> tuple[str, ...]:
    written = page_json_ld.texts(found.article.get("articleSection")) or list(head.all(SECTIONS))
    trail = [name for name in found.trail[:-1] if folded(name) not in _HOME and folded(name) != folded(found.site)]
    shown = [line_of(element, 60) for element in marks.section[:10]]
    named = written or trail[:1] or [name for name in shown if name and len(name) <= 60]
    parts = (part for name in named for part in (_TAG_COMMA.split(name) if len(named) == 1 else (name,)))
    return tuple(dict.fromkeys(part.strip(" >/|") for part in parts if part.strip(" >/|")))


def _tags(head: Head, found: Linked, marks: PageMarks) -> tuple[str, ...]:
    written = [*head.all(TAGS[:4]), *page_json_ld.texts(found.article.get("keywords")), *head.all(TAGS[4:])]
    if not written:
        shown = (
            part for element in marks.tags[:50] for part in (element.iter("a") if element.tag != "a" else (element,))
        )
        written = [line.lstrip("#") for element in shown if len(line := line_of(element, 60)) <= 60]
    tags: dict[str, str] = {}
    for value in written:
        for tag in _TAG_COMMA.split(value):
            if tag := tag.strip():
                tags.setdefault(tag.lower(), tag)
    return tuple(tags.values())


def _language(head: Head, found: Linked) -> str:
    for language in (head.language, *head.all(LANGUAGES), page_json_ld.text(found.article.get("inLanguage"))):
        if code := _LANGUAGE(language.strip()):
            return code[0].replace("_", "-")
    return ""
