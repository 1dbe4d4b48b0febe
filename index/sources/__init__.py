"""Readers of source formats (parsers), one a format, each yielding `RawArticle`s.

texts/, data/, feeds/,         plain text; JSON, CSV; RSS, Atom, WordPress, Blogger;
markdown/, pages/, documents/  Markdown; HTML; PDF, DOCX, ODT, EPUB: a folder a family of formats
files/                         files of a folder or an archive: chosen, opened, unpacked, decoded
records/                       from keys of an object or columns of a table to fields of an article
sites/, addresses.py           what site generators make of files; the address of a file on its site
web_links.py                   canonical addresses
publication.py                 what a site does not show: drafts, what is dated ahead
values.py                      articles from Python: the door where each is checked
formats.py                     the formats that are read, by suffix
protocol.py                    `FormatReader`, and the opened file that it is given
reading.py, guarding.py        the iterator over the articles of all sources, which nothing in one file can stop
faults.py                      why a record is skipped

A new format is a file in its folder and a line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trouvere.index.article import Source
from trouvere.index.settings import Settings
from trouvere.index.sources.formats import FORMATS, formats

if TYPE_CHECKING:
    from trouvere.index.sources.reading import OnSkip, SourceReader


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
    # Here and not above: a worker process reads no files.
    from trouvere.index.sources.reading import SourceReader

    return SourceReader(sources, formats=FORMATS, settings=settings, rename=rename, on_skip=on_skip, whole=whole)


def size_of(sources: Source | Iterable[Source]) -> int:
    """Return the bytes on disk of the files that `read` would read; 0 where a part cannot be known beforehand."""
    from trouvere.index.sources.reading import SourceReader

    return SourceReader(sources, formats=FORMATS, settings=Settings(), rename=None, on_skip=lambda _: None).size


__all__ = ["FORMATS", "Source", "formats", "read", "size_of"]
