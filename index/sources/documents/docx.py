"""Reader of Word documents (.docx, Office Open XML), by lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trouvere.index.sources.documents.metadata import article, authors_of, title_of
from trouvere.index.sources.documents.package import Package, attribute, local, values
from trouvere.index.sources.documents.prose import Prose
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile

DOCUMENT, STYLES, CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
NOTES = (("footnote", "word/footnotes.xml"), ("endnote", "word/endnotes.xml"))
SILENT = frozenset(
    # What was deleted or moved away, instructions of fields, the same shape for older programs, ruby, objects.
    ("del", "moveFrom", "instrText", "delText", "Fallback", "rt", "object", "sectPr", "tblPr", "trPr", "tcPr", "sdtPr")
)
_OFF = frozenset(("0", "false", "off", "none"))
_HEADING = re.compile(r"(?:heading|titre) ?([1-9])", re.IGNORECASE)


class DocxReader:
    """Reads a document as one article."""

    suffixes = (".docx", ".dotx")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the one article of `file`."""
        package = Package(file)
        body = package.xml(DOCUMENT)
        if body is None:
            body = package.xml(_main(package))
        if body is None:
            raise FileFault("pas un document Word (.docx)")
        told = values(package.xml(CORE))
        walk = _Walk(_styles(package.xml(STYLES)))
        walk.go(body)
        for kind, part in NOTES:
            root = package.xml(part)
            told_notes = (note for note in root if local(note) == kind) if root is not None else ()
            notes = {attribute(note, "id"): note for note in told_notes}
            for number in walk.notes[kind]:
                if (note := notes.get(number)) is not None:
                    walk.prose.open_note()
                    walk.go(note)
                    walk.prose.close_note()
        first = {name: found[0] for name, found in told.items()}
        record = {
            "title": title_of(first.get("title", ""), file.where) or walk.title or walk.heading,
            "text": walk.prose.text(),
            "date": first.get("created", ""),
            "authors": authors_of(first.get("creator", "")),
            "language": first.get("language", "") or walk.language,
            "category": first.get("category", ""),
            "tags": first.get("keywords", ""),
        }
        yield from article(file, record)


class _Walk:
    """Goes through elements; a walk, not recursion: they may be nested deep."""

    def __init__(self, styles: dict[str, str]) -> None:
        self._styles = styles
        self.prose = Prose()
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self.title = self.heading = self.language = ""
        self._level = 10
        self._style: list[str] = []

    def go(self, root: Any) -> None:
        """Collect the text of an element."""
        from lxml import etree

        silent = 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            name = local(element)
            if name in SILENT or (name in ("r", "sdt") and _is_hidden(element, name)):
                silent += 1 if event == "start" else -1
            elif not silent:
                if event == "start":
                    self._start(name, element)
                else:
                    self._end(name)

    def _start(self, name: str, element: Any) -> None:
        prose = self.prose
        if name == "p":
            prose.open_paragraph()
            self._style.append("")
        elif name == "pStyle" and self._style:
            self._style[-1] = self._styles.get(attribute(element, "val"), attribute(element, "val")).lower()
        elif name == "t":
            prose.write(element.text or "")
        elif name == "tab":
            prose.write(" ")
        elif name in ("br", "cr"):
            prose.write("\n")
        elif name == "noBreakHyphen":
            prose.write("-")
        elif name in ("footnoteReference", "endnoteReference"):
            self.notes[name.removesuffix("Reference")].append(attribute(element, "id"))
        elif name == "lang" and not self.language:
            self.language = attribute(element, "val")
        elif name == "tr":
            prose.open_row()
        elif name == "tc":
            prose.open_cell()

    def _end(self, name: str) -> None:
        if name == "p":
            style = self._style.pop()
            is_contents = re.fullmatch(r"(?:toc|tm) ?[1-9]|(?:toc|tm) heading", style) is not None
            paragraph = self.prose.close_paragraph(keep=not is_contents)
            self._note_title(style, " ".join(paragraph.split()))
        elif name == "tc":
            self.prose.close_cell()
        elif name == "tr":
            self.prose.close_row()

    def _note_title(self, style: str, paragraph: str) -> None:
        if not paragraph or len(paragraph) > 300:
            return
        heading = _HEADING.fullmatch(style)
        if style in ("title", "titre") and not self.title:
            self.title = paragraph
        elif heading and int(heading[1]) < self._level:
            self.heading, self._level = paragraph, int(heading[1])


def _main(package: Package) -> str:
    """Return the name of the main part where it is another than usual."""
    return next((name for name in package.names() if re.fullmatch(r"word/document\d*\.xml", name)), "")


def _styles(root: Any) -> dict[str, str]:
    """Return the names of the styles, which are English in every language of Word, by their ids, which are not."""
    found = {}
    for style in root if root is not None else ():
        if local(style) == "style":
            names = (attribute(child, "val") for child in style if local(child) == "name")
            found[attribute(style, "styleId")] = next(names, "")
    return found


def _is_hidden(element: Any, name: str) -> bool:
    """Return whether a run is hidden text, or a block the table of contents."""
    for properties in element:
        if local(properties) == f"{name}Pr":
            for child in properties:
                if name == "r" and local(child) in ("vanish", "webHidden"):
                    return attribute(child, "val").lower() not in _OFF
                if name == "sdt" and local(child) == "docPartObj":
                    return any(attribute(each, "val") == "Table of Contents" for each in child)
        break
    return False
