"""The formats that are read: their suffixes, and where the reader of each is, which is imported when a file needs it.

All readers together take a third of a second to import, which a search, a worker process and an update of one file of
JSON need not pay.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from trouvere.index.sources.files.suffixes import ARCHIVE_SUFFIXES, PACKINGS

if TYPE_CHECKING:
    from trouvere.index.sources.protocol import FormatReader


class Format(NamedTuple):
    """A format: its suffixes, in lower case with the dot, and the module and class of its reader."""

    suffixes: tuple[str, ...]
    module: str
    reader: str

    def load(self) -> FormatReader:
        """Return the reader, imported at the first call."""
        return _loaded(self.module, self.reader)


FORMATS = (
    Format((".txt", ".text"), "trouvere.index.sources.texts.plain_text", "PlainTextReader"),
    Format((".jsonl", ".ndjson"), "trouvere.index.sources.data.json_lines", "JsonLinesReader"),
    Format((".json",), "trouvere.index.sources.data.json_array", "JsonArrayReader"),
    Format((".csv", ".tsv"), "trouvere.index.sources.data.delimited", "DelimitedReader"),
    Format(
        (".html", ".htm", ".xhtml", ".xht", ".shtml", ".php", ".asp", ".aspx", ".jsp"),
        "trouvere.index.sources.pages.web_page",
        "WebPageReader",
    ),
    Format((".rss", ".atom", ".xml"), "trouvere.index.sources.feeds.feed", "FeedReader"),
    Format(
        (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".mdx", ".qmd", ".rmd"),
        "trouvere.index.sources.markdown.reader",
        "MarkdownReader",
    ),
    Format((".pdf",), "trouvere.index.sources.documents.pdf", "PdfReader"),
    Format((".docx", ".dotx"), "trouvere.index.sources.documents.docx", "DocxReader"),
    Format((".odt", ".ott"), "trouvere.index.sources.documents.odt", "OdtReader"),
    Format((".epub",), "trouvere.index.sources.documents.epub", "EpubReader"),
)


def formats() -> str:
    """Return the suffixes of all that is read, for messages."""
    suffixes = ", ".join(suffix.removeprefix(".") for one in FORMATS for suffix in one.suffixes)
    return f"{suffixes} ; chacun aussi en {', '.join(PACKINGS)}, et dans {', '.join(ARCHIVE_SUFFIXES)}, .tar.gz"


@cache
def _loaded(module: str, reader: str) -> FormatReader:
    return cast("FormatReader", getattr(import_module(module), reader)())
