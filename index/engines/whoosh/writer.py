"""Writes one Whoosh generation: an `IndexWriter` on whoosh3's segment writer."""

from __future__ import annotations

from pathlib import Path

from whoosh.index import FileIndex
from whoosh.writing import MERGE_SMALL

from trouvere.index.article import Article
from trouvere.index.engines.whoosh.fields import make_schema, postings_of
from trouvere.index.engines.whoosh.files import SeamStorage
from trouvere.index.schema import stem_of
from trouvere.index.storage import Storage


class WhooshWriter:
    """Writes into `folder`, which nobody reads yet; where it holds segments already, adds to them."""

    def __init__(self, folder: Path, storage: Storage, *, memory_mb: int = 512) -> None:
        files = SeamStorage(folder, storage)
        fresh = not any(name.endswith(".toc") for name in files.list())
        self._index = FileIndex.create(files, make_schema()) if fresh else FileIndex(files)
        self._memory_mb = memory_mb
        self._start()

    def _start(self) -> None:
        self._writer = self._index.writer(limitmb=self._memory_mb)
        self._first = sum(segment.doc_count_all() for segment in self._writer.segments)
        self._numbers: dict[str, int] = {}
        self._replaced: list[int] = []

    def add(self, article: Article) -> None:
        """See `IndexWriter.add`. An id given twice to one writer: the last article counts."""
        if (before := self._numbers.get(article.id)) is not None:
            self._replaced.append(before)
        self._numbers[article.id] = self._writer.docnum
        values: dict[str, object] = {"article": article.as_dict(), "id": article.id}
        for name in ("source", "category", "tags", "authors"):
            if value := getattr(article, name):
                values[name] = value
        if article.date:
            values["date"] = article.date.isoformat()
        if article.title and not article.title_derived:
            values["title"], values[stem_of("title")] = postings_of(article.title)
        values["text"], values[stem_of("text")] = postings_of(article.text)
        self._writer.add_document(**values)

    def delete(self, id: str) -> None:  # noqa: A002
        """See `IndexWriter.delete`."""
        self._writer.delete_by_term("id", id)

    def commit(self, *, optimize: bool = False) -> None:
        """See `IndexWriter.commit`."""
        mergetype = None if optimize else MERGE_SMALL if not self._replaced else _keep
        replaced = self._replaced
        self._writer.commit(mergetype=mergetype, optimize=optimize and not replaced)
        if replaced:
            # Whoosh cannot delete what it has not written yet: a second, short pass does.
            first = self._first
            self._start()
            for number in replaced:
                self._writer.delete_document(first + number)
            self._writer.commit(mergetype=None if optimize else _keep, optimize=optimize)

    def abandon(self) -> None:
        """See `IndexWriter.abandon`."""
        if not self._writer.is_closed:
            self._writer.cancel()


def _keep(writer: object, segments: list[object]) -> list[object]:
    return segments
