"""`IndexWriter` Protocol: takes articles and deletions for one new generation in a folder."""

from __future__ import annotations

from typing import Protocol

from trouvere.index.article import Article
from trouvere.index.columns.read.segment import SegmentInfo


class IndexWriter(Protocol):
    """Takes articles for one generation that nobody reads yet. Not shared between threads."""

    def add(self, article: Article, packed: bytes | None = None) -> None:
        """Take one article, and how it is stored where that is known; of an id given twice the last one counts."""
        ...

    def delete(self, id: str) -> None:  # noqa: A002  the name promised outside
        """Take an article away; an id that is not there is no error."""
        ...

    def commit(self, *, optimize: bool = False) -> tuple[SegmentInfo, ...]:
        """Write everything and return the segments there are now; `optimize` leaves one, without deleted articles."""
        ...

    def abandon(self) -> None:
        """Give up: nothing of this generation is kept."""
        ...
