"""Reader of feeds, RSS and Atom, and of WordPress exports (WXR): an article an entry, by feedparser.

feedparser is given bytes, never an address, so that it never fetches anything.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from trouvere.index.report import Skipped
from trouvere.index.sources.bounds import MOST_TAGS, check_attributes
from trouvere.index.sources.decoding import readable
from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.feedparsing import feedparser
from trouvere.index.sources.markup import text_of
from trouvere.index.sources.opening import FileFault, joined
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.workers.cpu_limit import CpuLimit

# Atomic groups: a comment ends at its first end, whatever follows.
PROLOGUE = r"(?>\s+|<\?.*?\?>|<!--.*?-->)*"
DOCTYPE = re.compile(PROLOGUE + r"(?P<doctype><!DOCTYPE[^\[>]*(?P<own>\[)?>?)?", re.IGNORECASE | re.DOTALL)
ROOT = re.compile(PROLOGUE + r"(?P<root><(?:[\w-]+:)?(?:rss|feed|rdf)\b)", re.IGNORECASE | re.DOTALL)
DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""")
XML_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"
UTF8_HEADERS = {"content-type": "application/xml; charset=utf-8"}

OTHER_POST_TYPES = (
    "nav_menu_item",
    "wp_",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "attachment",
)
"""Post types of WordPress, or their beginnings, that are no articles."""

_URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE).fullmatch
# That it is the last line is asked before the rest of it is gone through.
_FOOTER = re.compile(
    r"(?<!\n)\n++(?:L['’]article|The post) (?=[^\n]++\Z)"
    r"[^\n]+? (?:est apparu en premier sur|appeared first on) [^\n]++"
)
# No attribute of a shortcode has a bracket in it: what is never closed is gone through once.
_SHORTCODE = re.compile(r"\[/?(?:caption|gallery|audio|video|playlist|embed|vc_\w{1,40})\b[^\[\]\n]{0,2000}+\]")
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_DAY_NAME = re.compile(r"^\s*[^\W\d]+\.?,?\s+(?=\d)")
_MONTHS = (
    *("janv(?:ier)?", "f[ée]v(?:r(?:ier)?)?", "mars", "avr(?:il)?", "mai", "juin", "juil(?:let)?", "ao[uû]t"),
    *("sept(?:embre)?", "oct(?:obre)?", "nov(?:embre)?", "d[ée]c(?:embre)?"),
)
_MONTH = re.compile(rf"\b(?:{'|'.join(f'({month})' for month in _MONTHS)})\b\.?", re.IGNORECASE)
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class FeedReader:
    """Reads what sites publish of themselves, and the export of WordPress, which is RSS too."""

    suffixes = (".rss", ".atom", ".xml")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield an article for each entry; a feed that is not well-formed is read as far as it goes, and reported."""
        most = file.settings.max_line_bytes
        parsed, before = _parsed(joined(file.blocks(), most=most, what="flux"), most)
        guids = Counter(entry.get("id") for entry in parsed.entries)
        for number, entry in enumerate(parsed.entries, 1):
            where = f"{file.where} (entrée {number})"
            if hidden := _hidden(entry):
                yield Skipped(where, hidden, unread=False)
                continue
            try:
                record = _record(entry, parsed.feed, guid_is_own=guids[entry.get("id")] == 1)
            except FieldFault as error:
                yield Skipped(where, str(error))
                continue
            if not record["title"] and not record["text"]:
                yield Skipped(where, "ni titre ni texte", unread=False)
                continue
            # Of the rest only what was asked for: a count of comments kept in `extra` would change every article daily.
            record |= {k: v for k, v in entry.items() if k not in record and k in file.names and isinstance(v, str)}
            try:
                yield file.names.article({name: value for name, value in record.items() if value}, where)
            except FieldFault as error:
                yield Skipped(where, str(error))
        if parsed.bozo:
            line = getattr(parsed.bozo_exception, "getLineNumber", lambda: None)() or 1
            yield file.skip(before + line, "XML mal formé ; le flux a été lu au mieux")


def _parsed(data: bytes, most: int) -> tuple[Any, int]:
    """Return what feedparser makes of a feed, and the lines before its first element, which it was not given."""
    text = readable(data, DECLARED_ENCODING)
    del data
    # What it takes: an emoji makes four bytes of every character, a « ’ » two. feedparser makes three copies.
    if sys.getsizeof(text) > most * 3 // 2:
        raise FileFault("flux plus long que la limite (max_line_bytes)")
    whole = text.count("\n")
    head = DOCTYPE.match(text)
    if head and head["own"]:
        # A few lines of entities can stand for gigabytes, or for files of this machine.
        raise FileFault("XML qui déclare ses propres entités (DTD), refusé")
    if head and head["doctype"]:
        # It names a file to fetch. Nothing is ever fetched; without it nothing could be.
        text = text[head.end() :]
    root = ROOT.match(text)
    if not root:
        raise FileFault("XML qui n'est ni RSS ni Atom")
    # feedparser turns back over blank lines before the first element; a declaration that is missing it puts on a line.
    text = XML_DECLARATION + text[root.start("root") :]
    before = whole - text.count("\n")
    # Those that are text in the XML, and HTML in what it holds, as well.
    if text.count("<") + text.count("&lt;") > MOST_TAGS:
        raise FileFault("XML de trop de balises")
    try:
        check_attributes(text)
    except FieldFault as error:
        raise FileFault(str(error)) from None
    parse = feedparser().parse
    # All its entries at once: a megabyte of them may take what an article may.
    bounded = CpuLimit(FileFault, times=1 + len(text) / (1 << 20))
    given = _Once(text.encode("utf-8", "replace"))
    del text
    # Its own cleaning of HTML is left out: only text is taken from it, by `markup`.
    with bounded:
        parsed = parse(
            given,
            response_headers=UTF8_HEADERS,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    if not parsed.version and not parsed.entries:
        raise FileFault("XML qui n'est ni RSS ni Atom")
    return parsed, before


class _Once(io.RawIOBase):
    """A stream that drops its bytes at the first `read`: feedparser copies them, and would hold both all the while."""

    def __init__(self, data: bytes) -> None:
        self._data = [data]

    def read(self, size: int = -1) -> bytes:
        """Return all of the bytes, nothing from then on."""
        return self._data.pop() if self._data else b""


def _hidden(entry: Any) -> str:
    """Return why the site does not show an entry of a WordPress export, which holds everything; "" if it does."""
    status, kind = entry.get("wp_status", "publish"), entry.get("wp_post_type", "post")
    if status != "publish":
        return f"non publiée ({status})"
    if entry.get("wp_post_password"):
        return "protégée par un mot de passe"
    return f"pas un article ({kind})" if kind.startswith(OTHER_POST_TYPES) else ""


def _record(entry: Any, feed: Any, *, guid_is_own: bool) -> dict[str, object]:
    """Return the entry under the names that an article has in JSON Lines; what is not known is empty."""
    title = " ".join(_plain(entry.get("title_detail")).split())
    told = _paragraphs if "wp_status" in entry else _plain
    content = max((told(part) for part in entry.get("content", ())), key=len, default="")
    guid = entry.get("id", "")
    # Where an entry has no link, its guid is given for one.
    link = link if (link := entry.get("link", "")).startswith(("http://", "https://")) else ""
    tags = [tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", ())]
    first = next((i for i, tag in enumerate(entry.get("tags", ())) if tag.get("scheme") != "post_tag"), len(tags))
    source = entry.get("source", {}).get("title") or feed.get("title", "")
    published, updated = _date(entry, "published"), _date(entry, "updated")
    record: dict[str, object] = {
        # A guid that names the entry everywhere; a mere number would be that of another feed's entry too.
        "id": guid if guid_is_own and guid != link and _URI(guid) else "",
        "title": title,
        "text": _FOOTER.sub("", content or _plain(entry.get("summary_detail"))),
        "date": published or updated,
        "source": " ".join(text_of(source).split()),
        "url": link,
        "category": "".join(tags[first : first + 1]),
        "tags": tags[:first] + tags[first + 1 :],
        "authors": [name for one in entry.get("authors", ()) if (name := one.get("name"))],
        "language": _language(entry) or feed.get("language", ""),
    }
    record["guid"] = guid if guid not in (record["id"], link) else ""
    record["updated"] = updated if updated != record["date"] else ""
    return record


def _plain(detail: Mapping[str, str] | None) -> str:
    if not detail or not detail.get("value"):
        return ""
    value = detail["value"]
    return value.strip() if detail.get("type") == "text/plain" else text_of(value)


def _paragraphs(detail: Mapping[str, str]) -> str:
    """Return the text of an article as WordPress keeps it: an empty line parts paragraphs, `[gallery]` is no text."""
    return text_of(_EMPTY_LINE.sub("\n<p>", _SHORTCODE.sub("", detail.get("value") or "")))


def _language(entry: Any) -> str:
    details = (*entry.get("content", ()), entry.get("summary_detail") or {}, entry.get("title_detail") or {})
    return next((language for detail in details if (language := detail.get("language"))), "")


def _date(entry: Any, name: str) -> str:
    """Return the date in ISO 8601 with the hour and zone it was written in, so that its day is that of the writer."""
    # As a plain dict: a feed parser's own answers `updated` with `published`, and a warning.
    written = dict.get(entry, name) or ""
    try:
        return _rfc822(written) or dt.datetime.fromisoformat(written).isoformat()
    except ValueError:
        pass
    parsed = dict.get(entry, f"{name}_parsed")
    return f"{dt.datetime(*parsed[:6]).isoformat()}Z" if parsed else written


def _rfc822(written: str) -> str:
    """Return "Wed, 01 Mar 2023 10:00:00 +0100" in ISO 8601, also where its words are French; "" if it is none."""
    english = _MONTH.sub(lambda month: _ENGLISH_MONTHS[(month.lastindex or 1) - 1], _DAY_NAME.sub("", written))
    try:
        return email.utils.parsedate_to_datetime(english).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
