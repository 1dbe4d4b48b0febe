"""Documents made by hand, part by part: .zip of XML, and PDF of lines at places."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Lines = Sequence[tuple[float, float, float, str]]
"""x, y, height and text of each line of a page."""


def package(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # An EPUB and an ODT say what they are before anything else, and uncompressed.
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, method)
    return out.getvalue()


def docx(body: str, *, core: str = "", styles: str = "", **parts: str) -> bytes:
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{W}" xmlns:mc="m"><w:body>{body}</w:body></w:document>',
            "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
            "docProps/core.xml": f'<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t">{core}</cp:coreProperties>',
        }
        | {f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{content}</w:{name}>' for name, content in parts.items()}
    )


def paragraph(text: str, style: str = "", run: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def odt(text: str, *, meta: str = "", styles: str = "", **parts: str) -> bytes:
    names = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s" xmlns:meta="m" xmlns:dc="d" xmlns:draw="w"'
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{text}</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {names}><office:meta>{meta}</office:meta></office:document-meta>",
        }
        | parts
    )


def epub(chapters: Mapping[str, str], *, about: str = "<dc:title>Le pont</dc:title>", **parts: str) -> bytes:
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in chapters)
    spine = "".join(f'<itemref idref="{n}"/>' for n in ("nav", *chapters))
    return package(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="u"><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>',
            "OEBPS/content.opf": f'<package xmlns="o" xmlns:dc="d" xmlns:opf="p"><metadata>{about}</metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>{items}</manifest><spine>{spine}</spine></package>',
            "OEBPS/nav.xhtml": "<html><body><nav><ol><li>Table des matières</li></ol></nav></body></html>",
        }
        | {
            f"OEBPS/{n}.xhtml": f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{n}</title><script src="a.js"/></head><body>{text}</body></html>'
            for n, text in chapters.items()
        }
        | {f"META-INF/{name}.xml": content for name, content in parts.items()}
    )


def objects(*contents: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects; the first is its root."""
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(contents, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(contents) + 1, table)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(contents) + 1, trailer, len(out))
    return out + start + end


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content), content)


def _string(text: str) -> bytes:
    return b"(%s)" % b"".join(b"\\" + bytes([one]) if one in b"()\\" else bytes([one]) for one in text.encode("cp1252"))


def _told(text: str) -> bytes:
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def pdf(*pages: Lines, info: Mapping[str, str] | None = None, language: str = "") -> bytes:
    """Return a PDF of pages of lines, with what it says of itself."""
    page_objects, contents = [], []
    first = 5
    for number, lines in enumerate(pages):
        drawn = b"".join(
            b"BT /F %f Tf 1 0 0 1 %f %f Tm %s Tj ET\n" % (height, x, y, _string(text)) for x, y, height, text in lines
        )
        page_objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
            % (first + 2 * number + 1)
        )
        contents.append(stream(drawn))
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    both = [each for pair in zip(page_objects, contents, strict=True) for each in pair]
    told = b"".join(b"/%s %s" % (name.encode(), _told(value)) for name, value in (info or {}).items())
    return objects(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % (b"/Lang(%s)" % language.encode() if language else b""),
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<<%s>>" % told,
        *both,
        trailer=b"/Info 4 0 R",
    )


def lines(
    text: str, x: float = 60, top: float = 780, height: float = 10, step: float = 14
) -> list[tuple[float, float, float, str]]:
    """Return the lines of a text one below the other; an empty one leaves its place."""
    return [(x, top - step * number, height, line) for number, line in enumerate(text.split("\n")) if line]
