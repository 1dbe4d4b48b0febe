"""Reader of feeds, RSS and Atom, and of the exports of WordPress and Blogger, which are feeds: an article an entry.

What an entry says is in `entries`, how the XML is parsed in `feedparsing`. Nothing is ever fetched.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from trouvere.index.report import Skipped
from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.feeds.entries import Feed, hidden, record_of
from trouvere.index.sources.feeds.feedparsing import Parsed, parse
from trouvere.index.sources.files import vocabularies
from trouvere.index.sources.files.bounds import MOST_TAGS, check_attributes
from trouvere.index.sources.files.decoding import readable
from trouvere.index.sources.files.opening import FileFault, joined
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.sources.publication import AHEAD_REASON, is_ahead
from trouvere.index.workers.cpu_limit import CpuLimit

# Atomic groups: a comment ends at its first end, whatever follows.
PROLOGUE = r"(?>\s+|<\?.*?\?>|<!--.*?-->)*"
DOCTYPE = re.compile(PROLOGUE + r"(?P<doctype><!DOCTYPE[^\[>]*(?P<own>\[)?>?)?", re.IGNORECASE | re.DOTALL)
ROOT = re.compile(PROLOGUE + r"(?P<root><(?:[\w-]+:)?(?:rss|feed|rdf)\b)", re.IGNORECASE | re.DOTALL)
DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""")
XML_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"


class FeedReader:
    """Reads what sites publish of themselves, and what WordPress and Blogger export of them."""

    suffixes = (".rss", ".atom", ".xml")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield an article for each entry; a feed that is not well-formed is read as far as it goes, and reported."""
        most = file.settings.max_line_bytes
        parsed, before = _parsed(joined(file.blocks(), most=most, what="flux"), most)
        feed = Feed.of(parsed, file.settings.base_url)
        for number, entry in enumerate(parsed.entries, 1):
            where = f"{file.where} (entrée {number})"
            if reason := hidden(entry, file.settings.post_types):
                yield Skipped(where, reason, unread=False)
                continue
            try:
                record = record_of(entry, feed)
            except FieldFault as error:
                yield Skipped(where, str(error))
                continue
            if not record["title"] and not record["text"]:
                yield Skipped(where, "ni titre ni texte", unread=False)
                continue
            if is_ahead(record["date"]):
                yield Skipped(where, AHEAD_REASON, unread=False)
                continue
            # Of the rest only what was asked for: a count of comments kept in `extra` would change every article daily.
            record |= {k: v for k, v in entry.items() if k not in record and k in file.names and isinstance(v, str)}
            try:
                yield file.names.article({name: value for name, value in record.items() if value}, where)
            except FieldFault as error:
                yield Skipped(where, str(error))
        if parsed.fault:
            line = getattr(parsed.fault, "getLineNumber", lambda: None)() or 1
            yield file.skip(before + line, "XML mal formé ; le flux a été lu au mieux")


def _parsed(data: bytes, most: int) -> tuple[Parsed, int]:
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
        vocabularies.check(text)
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
    # All its entries at once: a megabyte of them may take what an article may.
    bounded = CpuLimit(FileFault, times=1 + len(text) / (1 << 20))
    given = text.encode("utf-8", "replace")
    del text
    with bounded:
        parsed = parse(given)
    if not parsed.version and not parsed.entries:
        raise FileFault("XML qui n'est ni RSS ni Atom")
    return parsed, before
