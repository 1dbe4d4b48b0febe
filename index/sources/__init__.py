"""Readers of source formats (parsers), one a format, each yielding `RawArticle`s.

plain_text.py                  text as scraped: one article a file
gutenberg.py, europresse.py    e-books of Project Gutenberg; exports of Europresse, text and HTML, of several articles
hyphenation.py                 words cut at the end of a line, in texts and PDF
documents/                     PDF, DOCX, ODT, EPUB
json_lines.py, json_array.py   JSON Lines; JSON
delimited.py                   CSV, TSV
web_page.py, reduced.py        HTML, by trafilatura; a page without what takes that quadratic time
page_tree.py, page_head.py     a parsed page; its metas, links and scripts
page_json_ld.py                its article among nodes of schema.org
page_marks.py                  what its elements are by class: byline, standfirst, boilerplate
page_metadata.py               from these to fields: title, source, address, sections, tags, language
page_title.py, page_dates.py, page_authors.py   the title without the site, the day, the people
page_lines.py, page_noise.py   boilerplate lines and elements of French pages, taken out
page_body.py                   the text that trafilatura finds, standfirst and captions in their places
feed.py, feedparsing.py        RSS and Atom, by parsers made of feedparser's
entries.py, entry_text.py      an entry as an article; which of its texts is the article
wordpress.py, blogger.py       what their exports hold that a site does not show, and their own markup
shortcodes.py, read_more.py    `[gallery]`; « Lire la suite »: what goes from a text
web_links.py                   canonical addresses
markdown.py                    Markdown, by markdown-it-py
front_matter.py, yaml_header.py, headers.py   the YAML, TOML, JSON or lines at its head
site_metadata.py, file_names.py   what generators of sites say there and by a path, under our names; drafts
templates.py, jsx.py           tags of templates, shortcodes and components within Markdown
dialects.py, directives.py, inline_marks.py   blocks and marks of its dialects
code_blocks.py                 its code, which none of these touches
markup.py                      HTML within feeds and Markdown as plain text
fields.py                      from keys of an object or columns of a table to fields of an article
values.py                      articles from Python: the door where each is checked
walking.py, selection.py       the files of a folder; those that patterns ask for
addresses.py, sites/           the address of a file on its site; what site generators make of files
archives.py                    the files in a .zip or .tar
opening.py, decoding.py        bounded blocks of bytes; their encoding
unpacking.py                   gzip, Zstandard, bzip2, xz
suffixes.py, vocabularies.py   what to do with formats, and XML, that are not read
guarding.py                    what is raised in one file becomes a reason to skip it
lines.py                       numbered lines of bounded length
sniffing.py                    the format, where no suffix says it
bounds.py                      limits on the number of values, tags and cells of a file
protocol.py                    `FormatReader`, and the opened file that it is given
reading.py                     the iterator over the articles of all sources, which nothing in one file can stop

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
