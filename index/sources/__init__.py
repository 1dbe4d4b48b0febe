"""Readers of source formats (parsers), one a format, each yielding `RawArticle`s.

texts/, data/, feeds/,         plain text; JSON, CSV; RSS, Atom, WordPress, Blogger;
markdown/, pages/, documents/  Markdown; HTML; PDF, DOCX, ODT, EPUB: a folder a family of formats
files/                         files of a folder or an archive: chosen, opened, unpacked, decoded
records/                       from keys of an object or columns of a table to fields of an article
sites/, addresses.py           what site generators make of files; the address of a file on its site
web_links.py                   canonical addresses
publication.py                 what a site does not show: drafts, what is dated ahead
values.py                      articles from Python: the door where each is checked
protocol.py                    `FormatReader`, and the opened file that it is given
reading.py, guarding.py        the iterator over the articles of all sources, which nothing in one file can stop
faults.py                      why a record is skipped

A new format is a file here and a line in `READERS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trouvere.index.article import Source
from trouvere.index.settings import Settings
from trouvere.index.sources.data.delimited import DelimitedReader
from trouvere.index.sources.data.json_array import JsonArrayReader
from trouvere.index.sources.data.json_lines import JsonLinesReader
from trouvere.index.sources.documents.docx import DocxReader
from trouvere.index.sources.documents.epub import EpubReader
from trouvere.index.sources.documents.odt import OdtReader
from trouvere.index.sources.documents.pdf import PdfReader
from trouvere.index.sources.feeds.feed import FeedReader
from trouvere.index.sources.files.archives import SUFFIXES as ARCHIVES
from trouvere.index.sources.files.suffixes import PACKINGS
from trouvere.index.sources.markdown.reader import MarkdownReader
from trouvere.index.sources.pages.web_page import WebPageReader
from trouvere.index.sources.protocol import FormatReader
from trouvere.index.sources.reading import OnSkip, SourceReader
from trouvere.index.sources.texts.plain_text import PlainTextReader

READERS: tuple[FormatReader, ...] = (
    PlainTextReader(),
    JsonLinesReader(),
    JsonArrayReader(),
    DelimitedReader(),
    WebPageReader(),
    FeedReader(),
    MarkdownReader(),
    PdfReader(),
    DocxReader(),
    OdtReader(),
    EpubReader(),
)


def formats() -> str:
    """Return the suffixes of all that is read, for messages."""
    suffixes = ", ".join(suffix.removeprefix(".") for reader in READERS for suffix in reader.suffixes)
    return f"{suffixes} ; chacun aussi en {', '.join(PACKINGS)}, et dans {', '.join(ARCHIVES)}, .tar.gz"


def read(
    sources: Source | Iterable[Source],
    *,
    settings: Settings,
    rename: Mapping[str, str] | None = None,
    on_skip: OnSkip,
    whole: bool = False,
) -> SourceReader:
    """Return an iterator over the articles of `sources`; its `read_bytes` and `size` tell the progress.

    A source is a file, a folder (walked in sorted order), `"-"` for standard input, or articles from Python. `rename`
    maps a field of ours to the key it is read from: `{"text": "texte"}`. What cannot be read goes to `on_skip` and
    stops nothing; only a path that does not exist raises `SourceError`, at once, because it is a slip of the pen.
    `whole` is for who takes what is not there for gone: empty files and folders go to `on_skip` as well, and what has
    come or was changed meanwhile is read too.
    """
    return SourceReader(sources, readers=READERS, settings=settings, rename=rename, on_skip=on_skip, whole=whole)


def size_of(sources: Source | Iterable[Source]) -> int:
    """Return the bytes on disk of the files that `read` would read; 0 where a part cannot be known beforehand."""
    return SourceReader(sources, readers=READERS, settings=Settings(), rename=None, on_skip=lambda _: None).size


__all__ = ["READERS", "FormatReader", "OnSkip", "Source", "SourceReader", "formats", "read", "size_of"]
