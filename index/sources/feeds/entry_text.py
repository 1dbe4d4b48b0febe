"""Text and title of an entry of a feed: which of its own texts is the article, as plain text.

Content comes before a description, a description before a summary; the longest wins among equals. What is attached to
the entry, a photo or an episode, never stands in for a text of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

from trouvere.index.sources.feeds import read_more
from trouvere.index.sources.feeds.feedparsing import OwnText
from trouvere.index.sources.pages.markup import text_of

RANKS = ("content", "description", "summary")
"""Own texts, the best first."""
EPISODE_TEXTS = ("itunes_summary", "googleplay_description", "itunes_subtitle")
"""What an episode says where its entry has no text at all."""
VIDEO_TEXT = "media_description"
"""The description of a video, which is the entry itself where a site of videos (`yt:videoId`) makes the feed."""

EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_MARKUP = re.compile(r"</[a-zA-Z][a-zA-Z0-9]{0,11}\s*>|<(?:br|hr|img|p)\b[^<>]{0,2000}>", re.IGNORECASE).search
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ESCAPED_BLOCK = re.compile(r"&lt;/?(?:p|br|div|ul|ol|li|h[1-6]|table|figure|img|blockquote)\b", re.IGNORECASE).search

Told = Callable[[str], str]
"""Returns the plain text of HTML."""


def title_of(entry: Mapping[str, Any]) -> str:
    """Return the title of an entry on one line; that of the episode where it has none of its own."""
    found = _own(entry, "title")
    if not found:
        return one_line(text_of(entry.get("itunes_title") or ""))
    return one_line(_plain(found[0]))


def text_of_entry(entry: Mapping[str, Any], title: str, site: str, told: Told = text_of) -> str:
    """Return the text of an entry, without the links that lead to the rest of it; `told` makes text of its HTML."""
    for rank in RANKS:
        texts = (_without_links(_plain(own, told, marked=True), title, site) for own in _own(entry, rank))
        if text := max(texts, key=len, default=""):
            return text
    keys = (VIDEO_TEXT,) if "yt_videoid" in entry else EPISODE_TEXTS
    for key in keys:
        if isinstance(value := entry.get(key), str) and (text := _of_html(value, told, marked=True)):
            return _without_links(text, title, site)
    return ""


def language_of(entry: Mapping[str, Any]) -> str:
    """Return the language that an entry says it is in; "" where it says none."""
    texts: Iterable[OwnText] = entry.get("own_texts", ())
    return next((text.language for text in texts if text.language), "")


def one_line(text: str) -> str:
    """Return a text on one line, in which what was escaped twice is read."""
    return " ".join(decoded(text).split())


def decoded(text: str) -> str:
    """Return a text with its entities read. Unlike `unescape`, `&copy=1` is none."""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text


def _own(entry: Mapping[str, Any], kind: str) -> list[OwnText]:
    """Return the texts of one kind: those of an image within the entry are deeper than its own."""
    found = [text for text in entry.get("own_texts", ()) if text.kind == kind]
    least = min((text.depth for text in found), default=0)
    return [text for text in found if text.depth == least]


def _plain(text: OwnText, told: Told = text_of, *, marked: bool = False) -> str:
    if text.is_plain and not _MARKUP(text.value):
        return decoded(text.value).strip()
    return _of_html(text.value, told, marked=marked)


def _of_html(html: str, told: Told, *, marked: bool) -> str:
    """Return the text of HTML, with its links marked where some of them may have to go."""
    if "<" not in html:
        if _ESCAPED_BLOCK(html):
            html = decoded(html)
        elif "\n" in html:
            html = EMPTY_LINE.sub("\n<p>", html)
    if marked and read_more.may_have_links(html):
        return told(read_more.with_marked_links(html))
    return told(html)


def _without_links(text: str, title: str, site: str) -> str:
    return read_more.without_links(text, title, site) if read_more.may_have_links(text) else read_more.unmarked(text)
