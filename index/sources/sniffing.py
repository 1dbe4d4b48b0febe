"""Format detection (sniffing) by the first bytes, where no suffix says it: standard input, a file given by name."""

from __future__ import annotations

import re
import zlib

from trouvere.index.sources.decoding import UTF16
from trouvere.index.sources.opening import GZIP, FileFault

# Comments and instructions may stand before the first element of a page or a feed.
PROLOGUE = rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*"
HTML = re.compile(PROLOGUE + rb"(<!doctype html|<html)", re.IGNORECASE | re.DOTALL)
XML = re.compile(rb"\s*<\?xml\s|" + PROLOGUE + rb"<(rss|feed|rdf:rdf)[\s>]", re.IGNORECASE | re.DOTALL)
FRONT_MATTER = re.compile(rb"(---|\+\+\+)[ \t]*\r?\n[\w-]+[ \t]*[:=]")
JSON_ARRAY = re.compile(rb"\s*(\[\s*[{\]]|\{\s*\n)")
JSON_LINES = re.compile(rb'\s*\{\s*["}]')


def looks_like(data: bytes) -> str:
    """Return the suffix of the format that `data` begins in; plain text where it is no other.

    `FileFault` where it is not text at all, as a picture or a PDF is not.
    """
    if data.startswith(GZIP):
        data = zlib.decompressobj(31).decompress(data, 4_096)
    if data.startswith(UTF16):
        data = data[: len(data) // 2 * 2].decode("utf-16", "replace").encode()
    elif b"\x00" in data[:4_096]:
        raise FileFault("format inconnu")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if HTML.match(data):
        return ".html"
    if XML.match(data):
        return ".xml"
    if FRONT_MATTER.match(data):
        return ".md"
    if JSON_ARRAY.match(data):
        return ".json"
    return ".jsonl" if JSON_LINES.match(data) else ".txt"
