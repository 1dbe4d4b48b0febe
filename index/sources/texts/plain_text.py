"""Reader of plain text as scraped: one article a file. What is a title and what is a leftover, cleaning decides.

Three kinds are more than that: an e-book of Project Gutenberg, an export of Europresse, and pages that a machine
has read (OCR) or somebody has wrapped, in which words are cut at the ends of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trouvere.index.article import RawArticle
from trouvere.index.sources.faults import FieldFault
from trouvere.index.sources.files.opening import FileFault
from trouvere.index.sources.protocol import Item, OpenFile
from trouvere.index.sources.texts import europresse, gutenberg, headed
from trouvere.index.sources.texts.hyphenation import CUT_SIGNS, joined

_MARKED_CUT = re.compile(rf"[{CUT_SIGNS}][ \t]*+\r?\n")
MOST_WRAPPED_CHARS = 200
"""Characters of the longest line of a text that is wrapped."""


class PlainTextReader:
    """Reads a text file as one article, or as the several of an export."""

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield the articles of `file`."""
        text = file.whole().replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > file.settings.max_field_chars:
            raise FileFault("champ plus long que la limite (max_field_chars)")
        if europresse.is_export(text):
            yield from europresse.text_articles(text, file)
        elif book := gutenberg.record(text):
            try:
                yield file.names.own(
                    {"url": file.address()} | book | {"text": _rejoined(str(book["text"]))}, file.where
                )
            except FieldFault as error:
                raise FileFault(str(error)) from None
        elif (header := headed.text_parted(text))[0]:
            yield from headed.article(header[0], _rejoined(header[1]), file)
        else:
            yield RawArticle(text=_rejoined(text), url=file.address(), origin=file.where)


def _rejoined(text: str) -> str:
    """Return a text with its cut words whole, if it is wrapped: the end of a long line is the end of a paragraph."""
    is_wrapped = max(map(len, text.split("\n"))) <= MOST_WRAPPED_CHARS
    return joined(text) if is_wrapped or _MARKED_CUT.search(text) else text
