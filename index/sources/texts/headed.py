"""Pages and plain texts of a static site that have a header as its Markdown has: fields of it, drafts, the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from trouvere.index.errors import ArticleError
from trouvere.index.sources.markdown.front_matter import FrontMatterFault, parted
from trouvere.index.sources.markdown.headers import KNOWN_KEYS
from trouvere.index.sources.markdown.templates import without_templates
from trouvere.index.sources.pages.markup import text_of
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.sources.records.fields import FieldFault
from trouvere.index.sources.sites.file_names import name_parts
from trouvere.index.sources.sites.leftout import TEMPLATE_REASON
from trouvere.index.sources.sites.metadata import is_jekyll, reason_hidden, record_of

_FENCED = re.compile(r"\s{0,1000}(?:---|\+\+\+|;;;)[ \t]*\r?\n").match
_BRACED = re.compile(r"\s{0,1000}\{\s*\"").match
_INDENT = re.compile(r"^[ \t]++", re.MULTILINE)
_LISTING = re.compile(
    r"\{\{-?\s*+(?:content|\.Content)\b|\{%-?\s*+for\s[^%\n]{0,200}\b(?:site|paginator|collections)\b"
)
_HEADING = re.compile(r"<h1\b[^>]*+>(?P<told>.{0,2000}?)</h1\s*+>", re.DOTALL | re.IGNORECASE)
_PRIVATE = re.compile(
    r"^[ \t]*+[\"']?(?:draft|brouillon|published|publish|status|statut)\b", re.MULTILINE | re.IGNORECASE
)
HEAD_CHARS = 5_000


def page_parted(page: str) -> tuple[dict[str, Any], str]:
    """Return the front matter of a page in HTML and what follows it; raises `FrontMatterFault`."""
    if not _FENCED(page) and not _BRACED(page):
        return {}, page
    return parted(_lines(page))


def text_parted(text: str) -> tuple[dict[str, Any], str]:
    """Return the header of a plain text and what follows it; raises `FrontMatterFault` where it may say « draft »."""
    if text[:1].isspace():
        return {}, text
    try:
        front, body = parted(_lines(text))
        return (front, body) if any(key.lower() in KNOWN_KEYS for key in front) else ({}, text)
    except FrontMatterFault:
        # Two rules with lines between them, in a text: no header, unless it may be one that keeps it private.
        if _PRIVATE.search(text, 0, HEAD_CHARS):
            raise
        return {}, text


def page_article(front: Mapping[str, Any], body: str, file: OpenFile) -> Iterator[Item]:
    """Yield the article of a page whose front matter was taken off: it is a fragment, whole, with template tags."""
    if _LISTING.search(body):
        yield file.skip(1, TEMPLATE_REASON, unread=False)
        return
    heading = _HEADING.search(body)
    # Indented lines are code in Markdown alone.
    yield from article(
        front, text_of(without_templates(_INDENT.sub("", body))), file, text_of(heading["told"]) if heading else ""
    )


def article(front: Mapping[str, Any], text: str, file: OpenFile, heading: str = "") -> Iterator[Item]:
    """Yield the article of a header and a text, unless a site would not show it."""
    name = name_parts(file.relative)
    if reason := reason_hidden(front, name):
        yield file.skip(1, reason, unread=False)
        return
    record = record_of(front, file.names, name, jekyll=is_jekyll(front, file.relative, name, text))
    try:
        if "url" in file.names and (address := file.address({"title": heading, **front})):
            record["url"] = address
        if heading and not record.get("title"):
            record["title"] = heading
        yield file.names.own(record | {"text": text}, file.where)
    except (FieldFault, ArticleError) as error:
        yield file.skip(1, str(error))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
