"""The `IndexWriter` Protocol: what a build needs of an engine that can hold articles."""

from __future__ import annotations

from typing import Protocol

from trouvere.index.article import Article


class IndexWriter(Protocol):
    """Takes articles for one generation that nobody reads yet. Not shared between threads."""

    def add(self, article: Article) -> None:
        """Take one article; its id is not in the index yet, or was given to `delete` before."""
        ...

    def delete(self, id: str) -> None:  # noqa: A002  the name promised outside
        """Take an article away; an id that is not there is no error."""
        ...

    def commit(self) -> None:
        """Write everything; after this the generation can be verified and published."""
        ...

    def abandon(self) -> None:
        """Give up: nothing of this generation is kept."""
        ...
