"""Parsers of RSS and Atom: feedparser's, with the elements of podcasts and media under names of their own.

feedparser reads a photo's caption and a podcast's summary as the text of the entry, and guesses dates month first. The
parsers here are its classes with other handlers: a host that uses feedparser itself finds it as it was. An entry of
theirs has what it says of itself in `own_texts`; dates are as written; two methods that take quadratic time do not.
"""

from __future__ import annotations

import io
import xml.sax
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

FOREIGN = ("media", "itunes", "googleplay", "podcast")
"""Namespaces of what is attached to an entry. Each of their elements is a key of its own: `media_description`."""
NAMESPACES = {
    "https://search.yahoo.com/mrss": "media",
    "https://search.yahoo.com/mrss/": "media",
    "http://www.rssboard.org/media-rss": "media",
    "https://www.rssboard.org/media-rss": "media",
    "https://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "https://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "https://purl.org/rss/1.0/modules/content/": "content",
    "https://purl.org/dc/elements/1.1/": "dc",
    "https://www.w3.org/2005/atom": "",
    "http://www.w3.org/2007/app": "app",
    "http://purl.org/atom/app#": "app",
    "http://schemas.google.com/blogger/2018": "blogger",
    "http://www.youtube.com/xml/schemas/2015": "yt",
    "http://wordpress.org/export/1.0/": "wp",
    "http://wordpress.org/export/1.1/": "wp",
    "http://wordpress.org/export/1.2/": "wp",
    "http://wordpress.org/export/1.0/excerpt/": "excerpt",
    "http://wordpress.org/export/1.1/excerpt/": "excerpt",
    "http://wordpress.org/export/1.2/excerpt/": "excerpt",
}
"""Names of elements that feedparser does not know, whatever prefix a feed gives them; in lower case."""

WORDPRESS_SPACE = "http://wordpress.org/export/"
UNREAD = frozenset(("comment", "postmeta", "termmeta"))
SHORT_CHARS = 100
"""Elements of an export of WordPress that are no part of an article: comments, settings of plugins."""


class OwnText(NamedTuple):
    """A title, description, summary or content that an entry has of itself."""

    kind: str
    depth: int
    """How deep it is in the feed: the title of an image within the entry is deeper than its own."""
    value: str
    is_plain: bool
    """Whether it is text as it stands, not HTML."""
    language: str


class ParsedFeed(NamedTuple):
    """What a feed holds; `fault` is why it is not well-formed."""

    feed: dict[str, Any]
    entries: list[dict[str, Any]]
    version: str
    fault: Exception | None
    unended: bool = False
    """Whether the last entry never ends: the file was cut there."""


class _Handlers:
    """Handlers of elements, mixed into both parsers of feedparser."""

    resolve_relative_uris = sanitize_html = False

    def pop_content(self: Any, tag: str) -> str | None:
        """End a title, description, summary or content, and keep it among those of its entry."""
        value: str | None = self.pop(tag)
        if value and self.inentry and not self.insource:
            given = self.contentparams
            text = OwnText(tag, self.depth, value, given.get("type") == "text/plain", given.get("language") or "")
            self.entries[-1].setdefault("own_texts", []).append(text)
        self.incontent -= 1
        self.contentparams.clear()
        return value

    def _start_description(self: Any, attributes: dict[str, str]) -> None:
        self.push_content("description", attributes, "text/html", self.infeed or self.inentry or self.insource)

    def _end_description(self: Any) -> None:
        self.pop_content("description")

    def _start_summary(self: Any, attributes: dict[str, str]) -> None:
        self.push_content("summary", attributes, "text/plain", 1)

    def _end_summary(self: Any) -> None:
        self.pop_content("summary")

    def _start_content(self: Any, attributes: dict[str, str]) -> None:
        self.hasContent = 1
        self.push_content("content", attributes, "text/plain", 1)

    def _end_published(self: Any) -> None:
        self.pop("published")

    def _end_updated(self: Any) -> None:
        self.pop("updated")

    def _end_created(self: Any) -> None:
        self.pop("created")

    def _end_expirationdate(self: Any) -> None:
        self.pop("expired")

    def _end_author(self: Any) -> None:
        """End an author, who in RSS is a text, in Atom has a name."""
        written = self.pop("author")
        self.inauthor = 0
        authors = self._get_context().get("authors")
        if written and authors and "name" not in authors[-1]:
            authors[-1]["name"] = written

    def _sync_author_detail(self: Any, key: str = "author") -> None:
        """Leave out what feedparser does here: mail addresses are taken off names when an article is made."""

    def _start_category(self: Any, attributes: dict[str, str]) -> None:
        scheme = attributes.get("scheme", attributes.get("domain"))
        self._add_tag(attributes.get("term"), scheme, attributes.get("label"))
        self._nicename = attributes.get("nicename")
        self.push("category", 1)

    def _end_category(self: Any) -> None:
        """End a category. One of a WordPress export that has no name is called as the export says elsewhere."""
        nicename, self._nicename = getattr(self, "_nicename", None), None
        value = self.pop("category")
        if not value and nicename:
            value = self.feeddata.get("wp_names", {}).get(nicename, nicename)
        if not value:
            return
        tags = self._get_context().setdefault("tags", [])
        if tags and not tags[-1]["term"]:
            tags[-1]["term"] = value
        else:
            self._add_tag(value, None, None)

    def _add_tag(self: Any, term: str | None, scheme: str | None, label: str | None) -> None:
        """Add a tag that the entry has not. One that gets its term later is compared with the last alone."""
        tags = self._get_context().setdefault("tags", [])
        if getattr(self, "_tags", None) is not tags:
            self._tags, self._met = tags, {(tag["term"], tag["scheme"], tag["label"]) for tag in tags}
        value = {"term": term, "scheme": scheme, "label": label}
        known = (term, scheme, label) in self._met if term else value in tags[-1:]
        if (term or scheme or label) and not known:
            self._met.add((term, scheme, label))
            tags.append(value)

    def _end_wp_author(self: Any) -> None:
        """Keep the display name of an author of a WordPress export, whom its articles call by login."""
        self.pop("wp_author")
        told = self.feeddata
        whole = " ".join(filter(None, (told.pop("wp_author_first_name", ""), told.pop("wp_author_last_name", ""))))
        display = told.pop("wp_author_display_name", "")
        name = (whole or display) if "@" in display else (display or whole)
        if (login := told.pop("wp_author_login", "")) and name:
            told.setdefault("wp_authors", {})[login] = name

    def _end_wp_cat_name(self: Any) -> None:
        self._name("wp_cat_name", "wp_category_nicename")

    def _end_wp_tag_name(self: Any) -> None:
        self._name("wp_tag_name", "wp_tag_slug")

    def _name(self: Any, element: str, nicename: str) -> None:
        name = self.pop(element)
        if name and (slug := self.feeddata.get(nicename)):
            self.feeddata.setdefault("wp_names", {})[slug] = name

    _start_abstract = _start_description
    _end_abstract = _end_description
    _end_issued = _end_pubdate = _end_published
    _end_modified = _end_lastbuilddate = _end_updated
    _start_keywords = _start_category
    _end_keywords = _end_category
    _end_managingeditor = _end_author


class _Unread:
    """Passes over what an export of WordPress has beside articles: half of its elements, which nobody sees there."""

    _within = 0
    """How deep within such an element."""
    _told: list[str] | None = None
    """What stands in the element under way, where it is one of a setting of an article."""
    _key = ""
    _of_article = False
    """Whether the setting is one of an article, not of a comment on it."""

    def startElementNS(self: Any, name: tuple[str | None, str], qname: str, attributes: Any) -> None:  # noqa: N802
        if self._within or (name[1] in UNREAD and (name[0] or "").startswith(WORDPRESS_SPACE)):
            if not self._within:
                self._of_article = name[1] == "postmeta"
            self._within += 1
            self._told = [] if self._of_article and name[1] in ("meta_key", "meta_value") else None
        else:
            super().startElementNS(name, qname, attributes)  # type: ignore[misc]

    def endElementNS(self: Any, name: tuple[str | None, str], qname: str) -> None:  # noqa: N802
        if self._within:
            self._within -= 1
            if self._told is not None:
                self._end_setting(name[1], "".join(self._told))
                self._told = None
        else:
            super().endElementNS(name, qname)  # type: ignore[misc]

    def characters(self: Any, text: str) -> None:
        if not self._within:
            super().characters(text)  # type: ignore[misc]
        elif self._told is not None:
            self._told.append(text)

    def _end_setting(self: Any, element: str, value: str) -> None:
        """Keep a field of ACF: beside its value there is a setting `_name` that says which field it is."""
        if element == "meta_key":
            self._key = value
        elif self.inentry and self._key.startswith("_") and value.startswith("field_"):
            self.entries[-1].setdefault("acf_names", set()).add(self._key[1:])
        elif self.inentry and (not self._key.startswith("_") or len(value) <= SHORT_CHARS):
            # `_price` of a shop is one of its articles' own; `_elementor_data` is a whole page once more.
            self.entries[-1].setdefault("acf_values", {})[self._key] = value


@lru_cache(maxsize=1)
def _parsers() -> tuple[Any, Any]:
    """Return the classes of the strict parser and of the one for what is not well-formed.

    Made here and not above: feedparser takes a tenth of a second to import, which only feeds need pay.
    """
    from feedparser import api, mixin

    base = mixin._FeedParserMixin
    known = {**base.namespaces, **NAMESPACES}
    own: dict[str, Any] = {
        "namespaces": known,
        "_matchnamespaces": {address.lower(): name for address, name in known.items()},
    }
    for handler in dir(base):
        side, _, element = handler.removeprefix("_").partition("_")
        if side in ("start", "end") and element.startswith(FOREIGN):
            own[handler] = _start_of(element) if side == "start" else _end_of(element)
            own[f"_start_{element}"], own[f"_end_{element}"] = _start_of(element), _end_of(element)
    strict = type("StrictParser", (_Unread, _Handlers, api.StrictFeedParser), own)
    return strict, type("LooseParser", (_Handlers, api.LooseFeedParser), own)


def _start_of(element: str) -> Any:
    def start(parser: Any, attributes: dict[str, str]) -> None:
        parser.push(element, 1)

    return start


def _end_of(element: str) -> Any:
    def end(parser: Any) -> None:
        value = parser.pop(element)
        # One of a few names that `pop` keeps nowhere.
        if value and element == "itunes_keywords":
            parser._get_context()[element] = value

    return end


def parse(data: bytes, known: Mapping[str, Any] | None = None) -> ParsedFeed:
    """Return what is in a feed, in UTF-8 and without a document type. Nothing is ever fetched.

    `known` is what is known of the feed already, where `data` is a part of it.
    """
    strict, loose = _parsers()
    parser = strict("", None, "utf-8")
    parser.feeddata.update(known or {})
    reader = xml.sax.make_parser()
    reader.setFeature(xml.sax.handler.feature_namespaces, True)
    reader.setFeature(xml.sax.handler.feature_external_ges, False)
    reader.setContentHandler(parser)
    reader.setErrorHandler(parser)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(data))
    fault: Exception | None = None
    try:
        reader.parse(source)
    except xml.sax.SAXException as error:
        fault = parser.exc or error
        parser = loose("", None, "utf-8", {})
        parser.feeddata.update(known or {})
        parser.feed(data.decode("utf-8", "replace"))
    # As plain dictionaries: a feed parser's own answer for keys that they have not, and take their time.
    return ParsedFeed(
        dict(parser.feeddata), [dict(entry) for entry in parser.entries], parser.version, fault, bool(parser.inentry)
    )
