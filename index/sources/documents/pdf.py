"""Reader of PDF, by pypdf, which `trouvere[documents]` brings: one article a file."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from trouvere.index.report import Skipped
from trouvere.index.sources.documents.layout import Fragment, Laid, laid_out
from trouvere.index.sources.documents.metadata import article, authors_of, pdf_date, title_of
from trouvere.index.sources.files import opening
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.workers.cpu_limit import CpuLimit

MOST_BYTES = 256 << 20
MOST_PAGES = 20_000
MOST_FRAGMENTS = 2_000_000
"""Pieces of text in all pages, each of which takes two hundred bytes while the file is read."""
PAGES_PER_ARTICLE = 50
"""Pages that may take the CPU time of one article: pypdf reads some thirty a second."""
SIGNATURE_BYTES = 1_024
"""Bytes in which a PDF says that it is one: some programs write something before."""
END = b"%%EOF"
END_BYTES = 4_096
"""Bytes at the end in which its last mark is: some programs write something behind."""
MISSING_REASON = "PDF : installez trouvere[documents] (pip install 'trouvere[documents]')"
SCANNED_REASON = "PDF sans texte (numérisé) : passez-le d'abord par un lecteur de caractères (ocrmypdf)"
CIPHERED_REASON = "PDF protégé par un mot de passe : ôtez-le d'abord (qpdf --decrypt)"
DAMAGED_REASON = "PDF abîmé ou tronqué"
LIMIT_REASON = "PDF hors de proportion"
_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class PdfReader:
    """Reads a PDF as one article."""

    suffixes = (".pdf",)

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the one article of `file`."""
        most = min(MOST_BYTES, file.settings.max_file_bytes)
        data = opening.joined(opening.blocks(file.stream, most=most), most=most, what="document")
        if b"%PDF-" not in data[:SIGNATURE_BYTES]:
            raise FileFault("pas un PDF")
        try:
            import pypdf
            from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError
        except ImportError:
            raise FileFault(MISSING_REASON) from None
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            pdf = pypdf.PdfReader(io.BytesIO(data))
            # Many can be read by all, and be changed with a password alone.
            if pdf.is_encrypted and not pdf.decrypt(""):
                raise FileFault(CIPHERED_REASON)
            pages = len(pdf.pages)
            if pages > MOST_PAGES:
                raise FileFault(LIMIT_REASON)
            with CpuLimit(FileFault, times=1 + pages / PAGES_PER_ARTICLE):
                laid = laid_out(_fragments(pdf))
            record = _record(pdf, laid, file.where)
        except LimitReachedError:
            raise FileFault(LIMIT_REASON) from None
        except (DependencyError, FileNotDecryptedError):
            raise FileFault(CIPHERED_REASON) from None
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError):
            raise FileFault(DAMAGED_REASON) from None
        if not any(map(str.isalnum, laid.text)):
            raise FileFault(SCANNED_REASON, unread=False)
        yield from article(file, record)
        if END not in data[-END_BYTES:]:
            yield Skipped(file.where, "PDF lu au mieux (coupé : il n'a pas de fin)")


def _fragments(pdf: Any) -> Iterator[list[Fragment]]:
    """Yield the pieces of text of each page, in the order in which the page draws them."""
    count = 0
    for page in pdf.pages:
        found: list[Fragment] = []

        def visit(text: str, cm: Any, tm: Any, font: Any, size: Any, found: list[Fragment] = found) -> None:
            if text.strip():
                found.append(_fragment(text, cm, tm, font, size))

        page.extract_text(visitor_text=visit)
        if (count := count + len(found)) > MOST_FRAGMENTS:
            raise FileFault(LIMIT_REASON)
        yield found


def _fragment(text: str, cm: Any, tm: Any, font: Any, size: Any) -> Fragment:
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    # The height of a letter on the page, whatever it was scaled by on the way.
    height = float(size) * ((tm[2] * cm[0] + tm[3] * cm[2]) ** 2 + (tm[2] * cm[1] + tm[3] * cm[3]) ** 2) ** 0.5
    name = str((font or {}).get("/BaseFont", "")).lower()
    return Fragment(
        _UNUSABLE.sub("", text),
        float(x),
        float(y),
        max(height, 0.1),
        any(bold in name for bold in ("bold", "black", "heavy")),
    )


def _record(pdf: Any, laid: Laid, where: str) -> dict[str, object]:
    told = pdf.metadata or {}
    first = {name: str(told.get(name) or "") for name in ("/Title", "/Author", "/CreationDate", "/Keywords")}
    return {
        "title": title_of(first["/Title"], where) or laid.title,
        "text": laid.text,
        "date": pdf_date(first["/CreationDate"]),
        "authors": authors_of(first["/Author"]),
        "language": str(pdf.root_object.get("/Lang") or ""),
        "tags": first["/Keywords"],
    }
