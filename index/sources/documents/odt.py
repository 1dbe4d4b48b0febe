"""Reader of LibreOffice texts (.odt, OpenDocument), by lxml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trouvere.index.sources.documents.metadata import article, authors_of, title_of
from trouvere.index.sources.documents.package import CIPHERED_REASON, Package, attribute, local, values
from trouvere.index.sources.documents.prose import Prose
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile

CONTENT, STYLES, META, MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
SILENT = frozenset(
    (
        *("tracked-changes", "annotation", "annotation-end", "note-citation", "hidden-text", "ruby-text", "object"),
        *("table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index"),
        *(
            "forms",
            "sequence-decls",
            "variable-decls",
            "user-field-decls",
            "title",
            "desc",
            "script",
            "event-listeners",
        ),
    )
)


class OdtReader:
    """Reads a text as one article."""

    suffixes = (".odt", ".ott")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the one article of `file`."""
        package = Package(file)
        if b"encryption-data" in package.part(MANIFEST):
            raise FileFault(CIPHERED_REASON)
        content = package.xml(CONTENT)
        if content is None:
            raise FileFault("pas un texte d'OpenDocument (.odt)")
        told = values(package.xml(META))
        walk = _Walk(_titles(content, package.xml(STYLES)))
        for body in (element for element in content.iter() if local(element) == "body"):
            walk.go(body)
        first = {name: found[0] for name, found in told.items()}
        record = {
            "title": title_of(first.get("title", ""), file.where) or walk.title or walk.heading,
            "text": walk.prose.text(),
            "date": first.get("creation-date", "") or first.get("date", ""),
            "authors": authors_of(first.get("initial-creator", "")) or authors_of(first.get("creator", "")),
            "language": first.get("language", ""),
            "tags": told.get("keyword", []),
        }
        yield from article(file, record)


class _Walk:
    """Goes through elements; a walk, not recursion: they may be nested deep."""

    def __init__(self, titles: frozenset[str]) -> None:
        self._titles = titles
        self.prose = Prose()
        self.title = self.heading = ""
        self._level = 100
        self._open = 0

    def go(self, root: Any) -> None:
        """Collect the text of an element."""
        from lxml import etree

        silent = 0
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            name = local(element)
            is_start = event == "start"
            if name in SILENT:
                silent += is_start - (event == "end")
            elif not silent and is_start:
                self._start(name, element)
            elif not silent and event == "end":
                self._end(name, element)
            # What follows an element is text of the one around it.
            if not silent and not is_start and self._open and element is not root:
                self.prose.write(element.tail or "")

    def _start(self, name: str, element: Any) -> None:
        prose = self.prose
        if name in ("p", "h"):
            prose.open_paragraph()
            self._open += 1
        elif name in ("s", "tab"):
            prose.write(" ")
        elif name == "line-break":
            prose.write("\n")
        elif name == "note":
            prose.open_note()
        elif name == "table-row":
            prose.open_row()
        elif name in ("table-cell", "covered-table-cell"):
            prose.open_cell()
        if self._open:
            prose.write(" ".join((element.text or "").split("\n")))

    def _end(self, name: str, element: Any) -> None:
        if name in ("p", "h"):
            self._open -= 1
            self._note_title(element, " ".join(self.prose.close_paragraph().split()))
        elif name == "note":
            self.prose.close_note()
        elif name in ("table-cell", "covered-table-cell"):
            self.prose.close_cell()
        elif name == "table-row":
            self.prose.close_row()

    def _note_title(self, element: Any, paragraph: str) -> None:
        if not paragraph or len(paragraph) > 300:
            return
        level = attribute(element, "outline-level")
        if attribute(element, "style-name") in self._titles and not self.title:
            self.title = paragraph
        elif local(element) == "h" and (number := int(level) if level.isdecimal() else 1) < self._level:
            self.heading, self._level = paragraph, number


def _titles(*roots: Any) -> frozenset[str]:
    """Return the styles that a title has: « Title », and those made of it."""
    found = {"Title"}
    for root in roots:
        for style in root.iter() if root is not None else ():
            if local(style) == "style" and attribute(style, "parent-style-name") == "Title":
                found.add(attribute(style, "name"))
    return frozenset(found)
