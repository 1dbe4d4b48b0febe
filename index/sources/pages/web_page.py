"""Reader of HTML pages: article extraction by trafilatura among menus, banners and footers. Never any network."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from trouvere.index.cleaning.survey import TRUNCATED
from trouvere.index.report import Skipped
from trouvere.index.sources.files.bounds import check_tags
from trouvere.index.sources.files.decoding import readable
from trouvere.index.sources.files.opening import FileFault, joined
from trouvere.index.sources.markdown.front_matter import FrontMatterFault
from trouvere.index.sources.pages import metadata as page_metadata
from trouvere.index.sources.pages.body import body_of_metadata, text_of_page
from trouvere.index.sources.pages.head import head_of
from trouvere.index.sources.pages.marks import marks_of
from trouvere.index.sources.pages.markup import check_depth
from trouvere.index.sources.pages.noise import settle, strip_silent
from trouvere.index.sources.pages.reduced import reduced
from trouvere.index.sources.pages.tree import parsed, set_apart
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.sources.publication import hidden
from trouvere.index.sources.records.fields import FieldFault, FieldNames
from trouvere.index.sources.texts import europresse, headed

DECLARED_ENCODING = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
CLOSING_TAG = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
TAIL_CHARS = 10_000
"""Characters at the end of a page in which its closing tag must be."""
_CONTAINERS = r"(html|body|head|title|script|style|article|main|section|div|h[1-6]|a|ul|ol|table)"
CONTAINER_START = re.compile(rf"<{_CONTAINERS}(?=[\s>])", re.IGNORECASE)
CONTAINER_END = re.compile(rf"</{_CONTAINERS}(?=[\s>])", re.IGNORECASE)
OPTIONAL_ENDS = frozenset(("html", "head", "body"))
CUT_NOTE = " (coupée : elle n'a pas de fin)"
STATUS = "\0status"
PROGRAM = re.compile(r"\s*+(?:<\?php|<\?=|<%)").match


class WebPageReader:
    """Reads a page as one article, with what its metadata says of it."""

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the one article of `file`."""
        page = readable(joined(file.blocks(), most=file.settings.max_line_bytes), DECLARED_ENCODING)
        if not page.strip():
            raise FileFault("page vide")
        if PROGRAM(page):
            raise FileFault("programme, pas une page", unread=False)
        try:
            front, body = headed.page_parted(page)
        except FrontMatterFault as error:
            yield file.skip(error.line, str(error))
            return
        try:
            check_tags(page)
            if front:
                yield from headed.page_article(front, body, file)
                return
            if europresse.looks_like(page):
                check_depth(page)
                yield from europresse.articles(page, file)
                return
            short = reduced(page)
            tree = parsed(short)
            record = article_of(tree, short, file.names) if tree is not None else {}
        except FieldFault as error:
            raise FileFault(str(error)) from error
        if reason := hidden({"status": record.pop(STATUS, "")}):
            yield file.skip(1, reason, unread=False)
            return
        cut = is_cut(page)
        text = record.get("text")
        if not isinstance(text, str) or not text:
            raise FileFault("aucun article trouvé dans la page" + CUT_NOTE * cut, unread=cut)
        if len(text) > file.settings.max_field_chars:
            raise FileFault("champ plus long que la limite (max_field_chars)")
        if "url" in file.names and (address := file.address({"url": record.get("url")})):
            record["url"] = address
        yield file.names.own(record, file.where)
        if cut:
            yield Skipped(file.where, f"page lue au mieux{CUT_NOTE}")


def is_cut(page: str) -> bool:
    """Return whether a page is truncated: without a closing tag, and with open containers or an open tag at its end."""
    if CLOSING_TAG.search(page, max(0, len(page) - TAIL_CHARS)):
        return False
    opened = Counter(name.lower() for name in CONTAINER_START.findall(page))
    closed = Counter(name.lower() for name in CONTAINER_END.findall(page))
    if not closed["head"] and closed["title"]:
        # Minifiers, and those who save a page as one file, leave out the tags that may be.
        opened = Counter({name: number for name, number in opened.items() if name not in OPTIONAL_ENDS})
    return bool(opened - closed) or page.rfind("<") > page.rfind(">")


def article_of(tree: Any, html: str, names: FieldNames | None = None) -> dict[str, object]:
    """Return the fields of the article in a parsed page, which is taken apart; its text is "" where there is none.

    Metas that `names` has as declared fields are under `extra`.
    """
    head = head_of(tree)
    found = page_metadata.linked_of(head, tree)
    strip_silent(tree)
    set_apart(tree)
    marks = marks_of(tree)
    record = page_metadata.record_of(head, found, marks, tree, html)
    settled = settle(tree, marks, str(record["title"]), (str(record["category"]),))
    authors = record["authors"] if isinstance(record["authors"], tuple) else ()
    text = text_of_page(tree, settled, authors, is_article=page_metadata.is_article(head, found))
    said = found.article.get("articleBody")
    if isinstance(said, str) and len(said) > 2 * len(text):
        text = body_of_metadata(said) or text
    closed = settled.cut or page_metadata.is_closed(head, found)
    if status := head.first(("status",)):
        # Pelican's, of a page that is one of its sources.
        record[STATUS] = status
    metas = {name: values[0] if len(values) == 1 else values for name, values in head.metas.items()}
    if own := names.declared_in(metas) if names else {}:
        record["extra"] = own
    return {**record, "text": text} | ({TRUNCATED: True} if closed else {})
