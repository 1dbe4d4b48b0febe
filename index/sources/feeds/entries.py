"""Entries of a feed: what one says as an article, under the names of our fields, and why a site may not show it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trouvere.index.sources.feeds import blogger, wordpress
from trouvere.index.sources.feeds.entry_text import decoded, language_of, one_line, subjects_of, text_of_entry, title_of
from trouvere.index.sources.feeds.feedparsing import ParsedFeed
from trouvere.index.sources.pages.markup import text_of
from trouvere.index.sources.publication import hidden as hidden_by_metadata
from trouvere.index.sources.web_links import absolute, canonical

KEYWORD_CHARS = 500
"""Characters of the keywords of an episode that are read."""
MAX_AUTHOR_CHARS = 2_000

_URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE).fullmatch
_WEB = re.compile(r"https?://[^\s?#]+[^\s?#/]/?", re.IGNORECASE).fullmatch
_PROXIED = re.compile(
    r"https?://(?:feedproxy\.google|(?:feeds\d?|rss)\.feedburner|\w+\.feedsportal)\.com/", re.IGNORECASE
).match
_MAIL = re.compile(r"(?:mailto:)?(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8}+", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"[(<\[]\s*+[)>\]]")
_LINK = re.compile(r"https?://\S++").fullmatch
_BY = re.compile(r"(?:[Pp]ar|PAR|[Bb]y)\s+(?=[A-ZÀ-ÖØ-Þ])").match
_BETWEEN = re.compile(r"(?<!\s)\s*+;\s*+|(?<!\s)\s++(?:et|ET|and|AND|&)\s++")
_COMMA = re.compile(r",\s++")


@dataclass(frozen=True, slots=True)
class Feed:
    """What the entries of a feed have in common."""

    values: Mapping[str, Any]
    title: str = ""
    base: str = ""
    """The address that links are relative to."""
    authors: list[Mapping[str, str]] = field(default_factory=list)
    """The authors of the entries that name none."""
    ids: dict[str, set[str]] = field(default_factory=dict)
    """The addresses, else the titles, of the entries that have an id. One that several articles have is nobody's."""
    titles: dict[str, set[str]] = field(default_factory=dict)
    """The titles of the entries of a page. Several of one page are parts of it, which its fragments tell apart."""

    def continued(self, parsed: ParsedFeed, site: str = "") -> Feed:
        """Return the feed with what was parsed of it, after the parts of it before; of the first, of an empty feed.

        `site` is the address of the site where the feed does not say it.
        """
        values = parsed.feed
        own = next((link.get("href") for link in values.get("links", ()) if link.get("rel") == "self"), "")
        base = absolute(values.get("link") or "", own or site) or absolute(own or "", site) or site
        # Those of the parts before are added to, not copied: a feed may have thousands of parts.
        titles, ids = self.titles, self.ids
        for entry in parsed.entries:
            title, link = entry.get("title") or "", _link(entry)
            url = _address(entry, base)
            ids.setdefault(entry.get("id") or "", set()).add(url or title)
            if "#" in link:
                titles.setdefault(url, set()).add(title)
        return Feed(
            values=values,
            title=one_line(text_of(values.get("title") or "")),
            base=base,
            authors=values.get("authors", []) if parsed.version.startswith("atom") else [],
            ids=ids,
            titles=titles,
        )


def hidden(entry: Mapping[str, Any], feed: Feed, post_types: tuple[str, ...] = ()) -> str:
    """Return why a site does not show an entry; "" if it does. What is dated ahead is told by its record."""
    if wordpress.is_export(entry, feed.values):
        return wordpress.hidden(entry, post_types)
    return blogger.hidden(entry) or hidden_by_metadata({"draft": entry.get("app_draft")})


def record_of(entry: Mapping[str, Any], feed: Feed) -> dict[str, object]:
    """Return the entry under the names that an article has in JSON Lines; what is not known is empty."""
    exported = wordpress.is_export(entry, feed.values)
    source = one_line(text_of(entry.get("source", {}).get("title") or ""))
    # Google News has the name of who published it after each title.
    title = title_of(entry).removesuffix(f" - {source}" if source else "")
    url = _address(entry, feed.base)
    if len(feed.titles.get(url, ())) > 1:
        url = _address(entry, feed.base, anchored=True)
    guid = entry.get("id") or ""
    # A guid that names the entry everywhere; a mere number would be that of another feed's entry too.
    is_link = guid == url or (bool(url) and canonical(guid) == url)
    is_own = len(feed.ids.get(guid, ())) == 1 and bool(_URI(guid)) and not is_link
    if exported:
        excerpt = wordpress.paragraphs(entry.get("excerpt_encoded") or "")
        text = text_of_entry(entry, title, feed.title, wordpress.paragraphs) or wordpress.fields_of(entry)
        text = wordpress.with_excerpt(text, excerpt)
        category, tags = wordpress.categories_of(entry)
    else:
        text = text_of_entry(entry, title, feed.title)
        category, tags = _categories(entry)
        if not category and not tags:
            category, tags = subjects_of(entry)
    published, updated = _dates(entry)
    record: dict[str, object] = {
        "id": canonical(guid) or guid if is_own else "",
        "title": title,
        "text": text,
        "date": wordpress.date_of(entry) if exported else published or updated,
        "source": source or feed.title,
        "url": url,
        "category": category,
        "tags": tags,
        "authors": wordpress.authors_of(entry, feed.values) if exported else _authors(entry, feed),
        "language": language_of(entry) or feed.values.get("language", ""),
    }
    if exported and (own := wordpress.own_values(entry)):
        record["extra"] = own
    record["guid"] = guid if not is_own and not is_link else ""
    record["updated"] = updated if updated != record["date"] else ""
    return record


def _link(entry: Mapping[str, Any]) -> str:
    """Return the address of an entry as written: that of its site, not of a service that counts who follows it."""
    link = entry.get("link") or ""
    pages = [one.get("href") or "" for one in entry.get("links", ()) if one.get("rel") == "alternate"]
    # Of a page in several languages, the one that is named first.
    link = pages[0] if link in pages[1:] and "http" in pages[0] else link
    if _PROXIED(link) and _WEB(entry.get("id") or ""):
        link = entry["id"]
    written = entry.get("feedburner_origlink") or link or entry.get("blogger_filename") or ""
    return written.strip() if isinstance(written, str) else ""


def _address(entry: Mapping[str, Any], base: str, *, anchored: bool = False) -> str:
    link = _link(entry)
    # Where an entry has no link, its guid is given for one, be it but a number.
    is_guid = link == entry.get("id") and not link.startswith("/")
    return canonical(link, "" if is_guid else base, anchored=anchored)


def _dates(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Return when an entry was published and updated, as written."""
    keys = ("published", "blogger_created", "created", "updated")
    published, blogged, created, updated = (entry.get(key) or "" for key in keys)
    return published or blogged or created, updated


def _categories(entry: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the category of an entry, the first that is not told to be a tag, and its tags."""
    tags = [tag for tag in entry.get("tags", ()) if not blogger.is_kind(tag)]
    names = [one_line(tag.get("label") or tag.get("term") or "") for tag in tags]
    first = next((i for i, tag in enumerate(tags) if tag.get("scheme") != "post_tag" and names[i]), len(tags))
    keywords = (entry.get("itunes_keywords") or "")[:KEYWORD_CHARS].split(",")
    others = (*names[:first], *names[first + 1 :], *map(str.strip, keywords))
    return "".join(names[first : first + 1]), [name for name in others if name]


def _authors(entry: Mapping[str, Any], feed: Feed) -> list[str]:
    """Return the names of the authors of an entry, else of the episode, else of all entries."""
    for authors in (entry.get("authors", ()), ({"name": entry.get("itunes_author")},), feed.authors):
        if names := [name for author in authors for name in names_of(author.get("name") or "")]:
            return names
    return []


def names_of(written: str) -> list[str]:
    """Return the names in a text that may have several, and mail addresses: "a@b.example (Anne Martin)"."""
    if len(written) > MAX_AUTHOR_CHARS:
        return [written]
    said = _EMPTY_BRACKETS.sub(" ", _MAIL.sub(" ", decoded(written))) if "@" in written else decoded(written)
    if said != written and said.strip().startswith("(") and said.strip().endswith(")"):
        said = said.strip()[1:-1]
    said = said.strip().strip("<>,;").strip()
    if by := _BY(said):
        said = said[by.end() :]
    return [name for part in _BETWEEN.split(said) for name in _between_commas(part) if name and not _LINK(name)]


def _between_commas(names: str) -> list[str]:
    """Return names that commas part; « Martin, Anne » is one."""
    parts = _COMMA.split(names.strip())
    return parts if all(" " in part.strip() for part in parts) else [names.strip()]
