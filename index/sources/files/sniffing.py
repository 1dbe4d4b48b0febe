"""Format detection (sniffing) by the first bytes, where no suffix says it: standard input, a file given by name."""

from __future__ import annotations

import re

from trouvere.index.sources.files.decoding import UTF16
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.files.suffixes import HINTS, OTHERS, PAGES, unknown
from trouvere.index.sources.files.unpacking import start_of
from trouvere.index.sources.markdown import front_matter
from trouvere.index.sources.sites.leftout import TEMPLATE_REASON

# Comments and instructions may stand before the first element of a page or a feed.
PROLOGUE = rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*"
HTML = re.compile(PROLOGUE + rb"(<!doctype html|<html)", re.IGNORECASE | re.DOTALL)
XML = re.compile(rb"\s*<\?xml\s|" + PROLOGUE + rb"<(rss|feed|rdf:rdf)[\s>]", re.IGNORECASE | re.DOTALL)
FEED = re.compile(PROLOGUE + rb"<(rss|feed|rdf:rdf)[\s>]", re.IGNORECASE | re.DOTALL)
FRONT_MATTER = re.compile(rb"(---|\+\+\+)[ \t]*\r?\n[\w-]+[ \t]*[:=]")
JSON_ARRAY = re.compile(rb"\s*(\[\s*[{\]]|\{\s*\n)")
JSON_LINES = re.compile(rb'\s*\{\s*["}]')
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# What these put first into their .zip, within the hundreds of bytes that its first files take.
_OFFICE = rb".{30}(?:(?:\[Content_Types\]\.xml|_rels/\.rels|docProps/).*?PK\x03\x04.{26})?"
ZIPPED = {
    ".epub": re.compile(rb".{30}mimetypeapplication/epub\+zip", re.DOTALL),
    ".odt": re.compile(rb".{30}mimetypeapplication/vnd\.oasis\.opendocument\.text", re.DOTALL),
    ".ods": re.compile(rb".{30}mimetypeapplication/vnd\.oasis\.opendocument\.", re.DOTALL),
    ".docx": re.compile(_OFFICE + rb"word/", re.DOTALL),
    ".xlsx": re.compile(_OFFICE + rb"xl/", re.DOTALL),
    ".pptx": re.compile(_OFFICE + rb"ppt/", re.DOTALL),
}
HEADER_BYTES = 1 << 16
TAR = (257, b"ustar")
_DOCUMENTS = (b"%PDF-", *ZIP)
_PROSE = frozenset((".txt", ".text"))
_DATA = frozenset((".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xml", ".rss", ".atom"))
_FENCE = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*+\r?\n").match
_PAGES = frozenset((".html", ".htm", ".php", ".asp", ".aspx", ".jsp"))


def format_given(suffix: str, data: bytes) -> str:
    """Return the suffix of the format of a file given by name, whose own suffix is none of a format that is read.

    `FileFault` where its suffix says that it is no text, whatever it looks like: an e-mail is no article.
    """
    if suffix in HINTS or suffix in OTHERS:
        raise FileFault(unknown(suffix))
    try:
        kind = looks_like(data)
    except FileFault:
        raise FileFault(unknown(suffix)) from None
    if kind in HINTS or (suffix in PAGES and kind != ".html"):
        raise FileFault(unknown(suffix if suffix in PAGES else kind))
    return kind


def misnamed(suffix: str, data: bytes) -> str:
    """Return the suffix of the format in which a file is, where it begins in another than its own suffix says.

    Saved pages and documents under .txt, feeds under the name of the program that makes them; any other is what it
    says. `FileFault` for what a word processor has written as .txt, and for data with front matter, of which a site's
    generator makes data yet.
    """
    if suffix in _DATA and _FENCE(data):
        raise FileFault(TEMPLATE_REASON, unread=False)
    if suffix in _PROSE and (data.startswith(_DOCUMENTS) or HTML.match(data)):
        if (kind := looks_like(data)) in HINTS:
            raise FileFault(unknown(kind))
        return kind
    if suffix in _PROSE and data.startswith(b"{\\rtf"):
        raise FileFault(unknown(".rtf"))
    return ".xml" if suffix in _PAGES and FEED.match(data) else suffix


def looks_like(data: bytes) -> str:
    """Return the suffix of the format that `data` begins in; plain text where it is no other.

    `FileFault` where it is not text at all, as a picture is not.
    """
    data = start_of(data)
    if data.startswith(ZIP):
        return next((suffix for suffix, begins in ZIPPED.items() if begins.match(data)), ".zip")
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(TAR[1], TAR[0]):
        return ".tar"
    if data.startswith(UTF16):
        data = data[: len(data) // 2 * 2].decode("utf-16", "replace").encode()
    elif b"\x00" in data[:4_096]:
        raise FileFault("format inconnu")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if HTML.match(data):
        return ".html"
    if XML.match(data):
        return ".xml"
    if FRONT_MATTER.match(data) or _has_header(data):
        return ".md"
    if JSON_ARRAY.match(data):
        return ".json"
    return ".jsonl" if JSON_LINES.match(data) else ".txt"


def _has_header(data: bytes) -> bool:
    """Return whether metadata stands before a text, in whatever form: lines, JSON, YAML with a comment first."""
    text = data[:HEADER_BYTES].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    sign = text.lstrip()[:1]
    try:
        front, after = front_matter.parted(text)
    except front_matter.FrontMatterFault:
        return sign in ("-", "+", ";")
    # An object with nothing after it, or another, is JSON.
    return bool(front) and (sign != "{" or after.lstrip()[:1] not in ("", "{", "[", ","))
