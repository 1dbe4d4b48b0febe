"""A document that is a .zip of XML: its parts, read into memory within the bounds of archives."""

from __future__ import annotations

import io
import re
from typing import Any

from trouvere.index.sources.files import opening
from trouvere.index.sources.files.archives import TotalBytes, open_zip, zip_member
from trouvere.index.sources.files.bounds import check_attributes
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.files.unpacking import BLOCK_BYTES
from trouvere.index.sources.protocol import OpenFile
from trouvere.index.sources.records.fields import FieldFault

MOST_BYTES = 256 << 20
"""Bytes of a document with its pictures."""
MOST_TAGS = 1_000_000
"""`<` in one part: an element takes two hundred bytes in the parsed tree, and a book has as many as that."""
OLE = b"\xd0\xcf\x11\xe0"
CIPHERED_REASON = (
    "document protégé par un mot de passe, ou d'un ancien format : enregistrez-le en .docx ou .odt sans l'un ni l'autre"
)
BAD_XML_REASON = "document abîmé (XML mal formé)"
_ENTITIES = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*+<\?xml[^>]{0,200}\?>")


class Package:
    """The parts of one document."""

    def __init__(self, file: OpenFile) -> None:
        most = min(MOST_BYTES, file.settings.max_file_bytes)
        data = opening.joined(opening.blocks(file.stream, most=most), most=most, what="document")
        if data.startswith(OLE):
            raise FileFault(CIPHERED_REASON)
        self._most = file.settings.max_line_bytes
        self._zip = open_zip(io.BytesIO(data))
        self._infos = {info.filename.removeprefix("/"): info for info in self._zip.infolist()}
        self._total = TotalBytes(len(data), most=self._most)

    def names(self) -> tuple[str, ...]:
        """Return the names of the parts."""
        return tuple(self._infos)

    def part(self, name: str) -> bytes:
        """Return what a part holds, nothing where there is none; all parts together are held to the limit of a line."""
        info = self._infos.get(name)
        if info is None:
            return b""
        member = zip_member(self._zip, info, self._total)
        if member.stream is None:
            raise FileFault(member.reason)
        stream = member.stream
        return opening.joined(iter(lambda: stream.read(BLOCK_BYTES), b""), most=self._most)

    def xml(self, name: str) -> Any:
        """Return the root element of a part; None where there is no such part."""
        data = self.part(name)
        return parsed(data) if data else None


def parsed(data: bytes) -> Any:
    """Return the root element of XML that declares no entities and is not too large."""
    from lxml import etree

    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    if _ENTITIES.search(text, 0, 20_000):
        raise FileFault("XML qui déclare ses propres entités (DTD), refusé")
    if text.count("<") > MOST_TAGS:
        raise FileFault("document de trop de balises")
    try:
        check_attributes(text)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(_DECLARATION.sub("", text).encode(), parser)
    except FieldFault as error:
        raise FileFault(str(error)) from None
    except etree.XMLSyntaxError:
        raise FileFault(BAD_XML_REASON) from None


def local(element: Any) -> str:
    """Return the name of an element without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """Return an attribute, whatever its namespace; "" where there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def values(root: Any) -> dict[str, list[str]]:
    """Return the texts of elements of metadata by their names, those that are empty left out."""
    found: dict[str, list[str]] = {}
    for element in root.iter() if root is not None else ():
        if local(element) and not len(element) and (text := " ".join((element.text or "").split())):
            found.setdefault(local(element), []).append(text)
    return found
