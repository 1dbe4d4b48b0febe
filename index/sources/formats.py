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
    """A format: its suffixes, in lower case with the dot, and its reader as « module:class » within this package."""

    suffixes: tuple[str, ...]
    reader: str

    def load(self) -> FormatReader:
        """Return the reader, imported at the first call."""
        return _loaded(self.reader)


FORMATS = (
    Format((".txt", ".text"), "texts.plain_text:PlainTextReader"),
    Format((".jsonl", ".ndjson"), "data.json_lines:JsonLinesReader"),
    Format((".json",), "data.json_array:JsonArrayReader"),
    Format((".csv", ".tsv"), "data.delimited:DelimitedReader"),
    Format(
        (".html", ".htm", ".xhtml", ".xht", ".shtml", ".php", ".asp", ".aspx", ".jsp"), "pages.web_page:WebPageReader"
    ),
    Format((".rss", ".atom", ".xml"), "feeds.feed:FeedReader"),
    Format(
        (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".mdx", ".qmd", ".rmd"),
        "markdown.reader:MarkdownReader",
    ),
    Format((".pdf",), "documents.pdf:PdfReader"),
    Format((".docx", ".dotx"), "documents.docx:DocxReader"),
    Format((".odt", ".ott"), "documents.odt:OdtReader"),
    Format((".epub",), "documents.epub:EpubReader"),
)


def formats() -> str:
    """Return the suffixes of all that is read, for messages."""
    suffixes = ", ".join(suffix.removeprefix(".") for one in FORMATS for suffix in one.suffixes)
    return f"{suffixes} ; chacun aussi en {', '.join(PACKINGS)}, et dans {', '.join(ARCHIVE_SUFFIXES)}, .tar.gz"


@cache
def _loaded(reader: str) -> FormatReader:
    module, _, name = reader.partition(":")
    return cast("FormatReader", getattr(import_module(f"trouvere.index.sources.{module}"), name)())
