"""Reader of EPUB books: one article each, chapter after chapter."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from trouvere.index.sources.documents.metadata import article, authors_of, title_of
from trouvere.index.sources.documents.package import Package, attribute, local
from trouvere.index.sources.files.decoding import readable
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.pages.markup import text_of
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.sources.records.fields import FieldFault

CONTAINER, ENCRYPTION, RIGHTS = (
    "META-INF/container.xml",
    "META-INF/encryption.xml",
    ("META-INF/rights.xml", "META-INF/sinf.xml"),
)
FONT_CIPHERS = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
LOCKED_REASON = "livre protégé (DRM) : donnez-en une copie sans protection"
MOST_CHAPTERS = 10_000
DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""")
# In XHTML any element may be closed where it opens; in HTML what follows would be within it.
_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([a-zA-Z][\w:-]*+)([^<>]*+)(?<=/)>"
)
_PROLOGUE = re.compile(r"\A\s*+(?:<\?[^>]{0,500}\?>\s*+)?(?:<!DOCTYPE[^>\[]{0,500}>)?", re.IGNORECASE)


class EpubReader:
    """Reads a book as one article."""

    suffixes = (".epub",)

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the one article of `file`."""
        package = Package(file)
        if _is_locked(package):
            raise FileFault(LOCKED_REASON)
        place = _place(package)
        book = package.xml(place)
        if book is None:
            raise FileFault("pas un livre EPUB")
        texts = [_text(package, name) for name in _chapters(book, place, package)]
        about = _about(book)
        record: dict[str, object] = {
            "title": title_of("".join(about.get("title", [])[:1]), file.where),
            "text": "\n\n".join(filter(None, texts)),
            "date": "".join(about.get("date", [])[:1]),
            "authors": [name for name in about.get("creator", []) if authors_of(name)],
            "source": "".join(about.get("publisher", [])[:1]),
            "language": "".join(about.get("language", [])[:1]),
            "tags": about.get("subject", []),
        }
        yield from article(file, record)


def _is_locked(package: Package) -> bool:
    """Return whether more is ciphered than fonts."""
    if any(package.part(name) for name in RIGHTS):
        return True
    ciphers = package.xml(ENCRYPTION)
    methods = (one for one in ciphers.iter() if local(one) == "EncryptionMethod") if ciphers is not None else ()
    return any(attribute(method, "Algorithm") not in FONT_CIPHERS for method in methods)


def _place(package: Package) -> str:
    """Return the name of the part that says what the book is made of."""
    container = package.xml(CONTAINER)
    files = (one for one in container.iter() if local(one) == "rootfile") if container is not None else ()
    named = next((attribute(one, "full-path") for one in files), "")
    return named or next((name for name in package.names() if name.endswith(".opf")), "")


def _chapters(book: Any, place: str, package: Package) -> list[str]:
    """Return the names of the chapters in reading order, without the table of contents."""
    items = {attribute(one, "id"): one for one in book.iter() if local(one) == "item"}
    known = set(package.names())
    found: list[str] = []
    for itemref in (one for one in book.iter() if local(one) == "itemref"):
        item = items.get(attribute(itemref, "idref"))
        if item is None or "nav" in attribute(item, "properties").split():
            continue
        href = unquote(attribute(item, "href").partition("#")[0])
        name = posixpath.normpath(posixpath.join(posixpath.dirname(place), href))
        if "html" in attribute(item, "media-type") and name in known and name not in found[-1:]:
            found.append(name)
    if len(found) > MOST_CHAPTERS:
        raise FileFault("livre de trop de chapitres")
    return list(dict.fromkeys(found))


def _text(package: Package, name: str) -> str:
    data = package.part(name)
    if not data.strip():
        return ""
    page = _PROLOGUE.sub("", readable(data, DECLARED_ENCODING), count=1)
    try:
        return text_of(_CLOSED.sub(_opened, _body(page)))
    except FieldFault as error:
        raise FileFault(str(error)) from None


def _body(page: str) -> str:
    """Return a page without its head, the title in which stands in the text as well."""
    low = page[:200_000].lower()
    start, end = low.find("<head"), low.find("</head")
    return page[:start] + page[end:] if 0 <= start < end else page


def _opened(tag: re.Match[str]) -> str:
    return f"<{tag[1]}{tag[2][:-1]}></{tag[1]}>"


def _about(book: Any) -> dict[str, list[str]]:
    """Return what the book says of itself; of those who made it, its authors."""
    found: dict[str, list[str]] = {}
    roles = {
        attribute(one, "refines").removeprefix("#"): (one.text or "").strip()
        for one in book.iter()
        if local(one) == "meta" and attribute(one, "property") == "role"
    }
    for element in (child for one in book if local(one) == "metadata" for child in one.iter()):
        name, text = local(element), " ".join((element.text or "").split())
        role = attribute(element, "role") or roles.get(attribute(element, "id"), "")
        event = attribute(element, "event")
        if not text or (name == "creator" and role not in ("", "aut")) or (name == "date" and event == "modification"):
            continue
        if name == "date" and event in ("publication", "original-publication"):
            found.setdefault(name, []).insert(0, text)
        else:
            found.setdefault(name, []).append(text)
    return found
