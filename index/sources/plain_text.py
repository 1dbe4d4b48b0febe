"""Reader of plain text as scraped: one article a file. What is a title and what is a leftover, cleaning decides."""

from __future__ import annotations

from collections.abc import Iterator

from trouvere.index.article import RawArticle
from trouvere.index.sources.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile


class PlainTextReader:
    """Reads a text file as one article."""

    suffixes = (".txt", ".text")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the one article of `file`."""
        text = file.whole()
        if len(text) > file.settings.max_field_chars:
            raise FileFault("champ plus long que la limite (max_field_chars)")
        yield RawArticle(text=text, url=file.address(), origin=file.where)
