"""Reader of HTML pages: article extraction by trafilatura among menus, banners and footers. Never any network."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from trouvere.index.article import RawArticle
from trouvere.index.report import Skipped
from trouvere.index.sources import europresse
from trouvere.index.sources.bounds import check_tags
from trouvere.index.sources.decoding import readable
from trouvere.index.sources.fields import SEPARATORS, FieldFault
from trouvere.index.sources.markup import check_depth
from trouvere.index.sources.opening import FileFault, joined
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.sources.reduced import reduced

DECLARED_ENCODING = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
LANGUAGE = re.compile(r"""<html[^>]{0,500}?\slang\s*=\s*["']?([a-zA-Z-]{2,20})""", re.IGNORECASE)
CLOSING_TAG = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
TAIL_CHARS = 10_000
"""Characters at the end of a page in which its closing tag must be."""
_CONTAINERS = r"(html|body|head|title|script|style|article|main|section|div|h[1-6]|a|ul|ol|table)"
CONTAINER_START = re.compile(rf"<{_CONTAINERS}(?=[\s>])", re.IGNORECASE)
CONTAINER_END = re.compile(rf"</{_CONTAINERS}(?=[\s>])", re.IGNORECASE)
CUT_NOTE = " (coupée : elle n'a pas de fin)"
NOISY_LOGGERS = ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer")


class WebPageReader:
    """Reads a page as one article, with what its metadata says of it."""

    suffixes = (".html", ".htm", ".xhtml")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the one article of `file`."""
        page = readable(joined(file.blocks(), most=file.settings.max_line_bytes), DECLARED_ENCODING)
        if not page.strip():
            raise FileFault("page vide")
        try:
            check_tags(page)
            check_depth(page)
        except FieldFault as error:
            raise FileFault(str(error)) from error
        if europresse.looks_like(page):
            yield from europresse.articles(page, file)
            return
        extracted = _extract(reduced(page))
        text = extracted.text if extracted is not None else ""
        cut = is_cut(page)
        if not text:
            raise FileFault("aucun article trouvé dans la page" + CUT_NOTE * cut, unread=cut)
        if len(text) > file.settings.max_field_chars:
            raise FileFault("champ plus long que la limite (max_field_chars)")
        language = LANGUAGE.search(page, 0, 10_000)
        yield RawArticle(
            text=text,
            title=extracted.title or "",
            date=extracted.date or "",
            source=extracted.sitename or "",
            url=file.address({"url": extracted.url}) or extracted.url or "",
            category=", ".join(extracted.categories or ()),
            tags=tuple(tag for tags in extracted.tags or () for tag in SEPARATORS["tags"].split(tags) if tag),
            authors=tuple(name for name in SEPARATORS["authors"].split(extracted.author or "") if name),
            language=language[1] if language else "",
            origin=file.where,
        )
        if cut:
            yield Skipped(file.where, f"page lue au mieux{CUT_NOTE}")


def is_cut(page: str) -> bool:
    """Return whether a page is truncated: without a closing tag, and with open containers or an open tag at its end."""
    if CLOSING_TAG.search(page, max(0, len(page) - TAIL_CHARS)):
        return False
    opened = Counter(name.lower() for name in CONTAINER_START.findall(page))
    closed = Counter(name.lower() for name in CONTAINER_END.findall(page))
    return bool(opened - closed) or page.rfind("<") > page.rfind(">")


def _extract(page: str) -> Any:
    try:
        # Here and not above: the import takes a quarter of a second, which a build of JSON Lines need not pay.
        from trafilatura import bare_extraction
    except ImportError as error:
        raise FileFault(f"trafilatura manque ou est incomplet ({error.name or 'lxml_html_clean'})") from error
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Dates from metadata only: an extensive search would take any date of the prose for the article's.
    dates = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    return bare_extraction(
        page, with_metadata=True, favor_recall=True, include_comments=False, date_extraction_params=dates
    )
