"""Reader of feeds, RSS and Atom, and of the exports of WordPress and Blogger, which are feeds: an article an entry.

What an entry says is in `entries`, how the XML is parsed in `feedparsing`, and how a long feed is cut in `parts`.
Nothing is ever fetched.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, cast

from trouvere.index.report import Skipped
from trouvere.index.sources.feeds import parts as feed_parts
from trouvere.index.sources.feeds.entries import Feed, hidden, record_of
from trouvere.index.sources.feeds.feedparsing import ParsedFeed, parse
from trouvere.index.sources.feeds.wordpress import is_export, settings_of
from trouvere.index.sources.files import vocabularies
from trouvere.index.sources.files.bounds import MOST_TAGS, check_attributes
from trouvere.index.sources.files.decoding import readable
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.sources.publication import AHEAD_REASON, is_ahead
from trouvere.index.sources.records.fields import FieldFault
from trouvere.index.workers.cpu_limit import CpuLimit

# Atomic groups: a comment ends at its first end, whatever follows.
PROLOGUE = r"(?>\s+|<\?.*?\?>|<!--.*?-->)*"
DOCTYPE = re.compile(PROLOGUE + r"(?P<doctype><!DOCTYPE[^\[>]*(?P<own>\[)?>?)?", re.IGNORECASE | re.DOTALL)
ROOT = re.compile(PROLOGUE + r"(?P<root><(?:[\w-]+:)?(?:rss|feed|rdf)\b)", re.IGNORECASE | re.DOTALL)
LATE_CHARS = 6_000
"""Characters at the beginning of a file in which a feed begins, where warnings of a program stand before it."""
LATE_ROOT = re.compile(
    r"(?!\s*+<(?:\?xml|!DOCTYPE|svg|html)).{0,4000}?<\?xml[^>]{0,200}\?>" + ROOT.pattern, re.IGNORECASE | re.DOTALL
)
UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML may have; texts that were pasted do."""
DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""")
XML_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"

TAG_CHARS = 12
"""Characters a tag at the least, in a feed that has more of them than a page may: the names of 50,000 tags have 20."""
MOST_FEED_TAGS = 1_000_000
"""`<` in a part of a feed. No tree is made of it: the texts of its entries are held to the limit of a page."""

CUT_REASON = "article coupé, export tronqué : on ne sait pas si le site le montre"


class FeedReader:
    """Reads what sites publish of themselves, and what WordPress and Blogger export of them."""

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield an article for each entry; what is not well-formed is read as far as it goes, and reported."""
        most = file.settings.max_line_bytes
        feed = Feed({})
        read = 0
        for content, before in feed_parts.parts(file.blocks(), most=most):
            parsed, shift = _parsed(content, most, feed.values)
            feed = feed.continued(parsed, file.settings.base_url)
            if parsed.unended and is_export(parsed.entries[-1], feed.values):
                # What comes after its text says whether it is a draft.
                parsed.entries.pop()
                yield Skipped(f"{file.where} (entrée {read + len(parsed.entries) + 1})", CUT_REASON)
            for number, entry in enumerate(parsed.entries, read + 1):
                yield from _items(entry, feed, file, f"{file.where} (entrée {number})")
            read += len(parsed.entries)
            if parsed.fault:
                line = getattr(parsed.fault, "getLineNumber", lambda: None)() or 1
                yield file.skip(before + shift + line, "XML mal formé ; le flux a été lu au mieux")


def _items(entry: dict[str, Any], feed: Feed, file: OpenFile, where: str) -> Iterator[Item]:
    """Yield the article of an entry, or why there is none."""
    if reason := hidden(entry, feed, file.settings.post_types):
        yield Skipped(where, reason, unread=False)
        return
    try:
        record = record_of(entry, feed)
    except FieldFault as error:
        yield Skipped(where, str(error))
        return
    if not record["title"] and not record["text"]:
        yield Skipped(where, "ni titre ni texte", unread=False)
        return
    if is_ahead(record["date"]):
        yield Skipped(where, AHEAD_REASON, unread=False)
        return
    # Of the rest only what was asked for: a count of comments kept in `extra` would change every article daily.
    record |= {k: v for k, v in entry.items() if k not in record and k in file.names and isinstance(v, str)}
    if own := file.names.declared_in(_beside(entry)) if file.names.declared else {}:
        record["extra"] = own | cast(dict[str, object], record.get("extra", {}))
    try:
        yield file.names.own({name: value for name, value in record.items() if value}, where)
    except FieldFault as error:
        yield Skipped(where, str(error))


def _beside(entry: Mapping[str, Any]) -> dict[str, object]:
    """Return what an entry has of a site's own: elements by their name alone, settings of WordPress."""
    texts = {key: value for key, value in entry.items() if isinstance(value, str)}
    # feedparser writes the namespace before the name, as its file does: ex_region.
    bare = {name: value for key, value in texts.items() if (name := key.partition("_")[2])}
    return {**bare, **texts, **settings_of(entry)}


def _parsed(data: bytes, most: int, known: Mapping[str, Any]) -> tuple[ParsedFeed, int]:
    """Return what feedparser makes of a feed, and the lines before its first element, which it was not given.

    `known` is what a part of the feed before this one says of all entries.
    """
    text = readable(data, DECLARED_ENCODING)
    del data
    # What it takes: an emoji makes four bytes of every character, a « ’ » two. feedparser makes three copies.
    if sys.getsizeof(text) > most * 3 // 2:
        raise FileFault(feed_parts.TOO_LONG_REASON)
    whole = text.count("\n")
    head = DOCTYPE.match(text)
    if head and head["own"]:
        # A few lines of entities can stand for gigabytes, or for files of this machine.
        raise FileFault("XML qui déclare ses propres entités (DTD), refusé")
    if head and head["doctype"]:
        # It names a file to fetch. Nothing is ever fetched; without it nothing could be.
        text = text[head.end() :]
    text = UNUSABLE.sub(" ", text)
    root = ROOT.match(text) or LATE_ROOT.match(text, 0, LATE_CHARS)
    if not root:
        vocabularies.check(text)
        raise FileFault("XML qui n'est ni RSS ni Atom")
    # feedparser turns back over blank lines before the first element; a declaration that is missing it puts on a line.
    text = XML_DECLARATION + text[root.start("root") :]
    before = whole - text.count("\n")
    # Those that are text in the XML, and HTML in what it holds, as well.
    if text.count("<") + text.count("&lt;") > min(max(MOST_TAGS, len(text) // TAG_CHARS), MOST_FEED_TAGS):
        raise FileFault("XML de trop de balises")
    try:
        check_attributes(text)
    except FieldFault as error:
        raise FileFault(str(error)) from None
    # All its entries at once: a megabyte of them may take what an article may.
    bounded = CpuLimit(FileFault, times=1 + len(text) / (1 << 20))
    given = text.encode("utf-8", "replace")
    del text
    with bounded:
        parsed = parse(given, known)
    if not parsed.version and not parsed.entries:
        raise FileFault("XML qui n'est ni RSS ni Atom")
    return parsed, before
