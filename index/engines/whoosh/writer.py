"""A Whoosh writer for a Trouvère index: collects changes, and publishes them as a new generation when committed."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from whoosh import fields, writing
from whoosh.index import FileIndex, LockError
from whoosh.searching import Searcher

from trouvere.index.article import Article
from trouvere.index.cleaning import clean
from trouvere.index.engines.changes import batches
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.embedded.session import Session, session
from trouvere.index.engines.embedded.update import EmbeddedChanges
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.whoosh.codec import ColumnSegment, refuse
from trouvere.index.engines.whoosh.fields import shown_of
from trouvere.index.engines.whoosh.opened import OpenedGeneration, refuse_schema
from trouvere.index.errors import ArticleError, ArticleNotFound, IndexLocked
from trouvere.index.fields import Field
from trouvere.index.lazy import cached_property
from trouvere.index.report import BuildReport
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.index.settings import Settings
from trouvere.index.sources.records.fields import FieldFault, FieldNames
from trouvere.index.sources.values import fitted, named
from trouvere.index.storage import DISK, Storage, saying_why
from trouvere.index.validation import Unfit, mapping
from trouvere.index.workers.cpu_limit import allowing
from trouvere.index.workers.trial import tried

SPOOL_FILE = "whoosh.tmp"
"""The temporary file of the articles that are added, until the commit."""
POLICIES = (None, writing.NO_MERGE, writing.MERGE_SMALL, writing.OPTIMIZE, writing.CLEAR)


class WrittenIndex(Protocol):
    """What a writer needs of the index that it writes to: see `ColumnIndex`."""

    @property
    def home(self) -> Path | None:
        """The folder of the Trouvère index, None where the generation is in none."""

    def opened(self) -> OpenedGeneration:
        """Return the published generation, opened."""

    def searcher(self) -> Searcher:
        """Return a searcher of the published generation."""


class ColumnWriter(writing.IndexWriter):
    """Takes documents and deletions in Whoosh's way; nothing of a published generation is touched.

    A document is an article: what `article` holds (a `dict` as in `Hit["article"]`, or an `Article`), with the fields
    given beside it in place of its own. It is cleaned as `update_index` cleans it, and replaces the one of its id
    whether it is added or updated. Articles wait in a file beside the generation in the making: memory holds their ids.
    As with any Whoosh writer, deletions are of what was committed, not of what this writer was given.

    The index is locked from the beginning to `commit` or `cancel`. Readers never notice. Not shared between threads.
    """

    def __init__(
        self, ix: WrittenIndex, timeout: float = 0.0, delay: float = 0.1, storage: Storage = DISK, **ignored: Any
    ) -> None:
        """Lock the index; `timeout` and `delay` are in seconds. Whoosh's hints on memory and processes are ignored.

        Raises `whoosh.index.LockError` while another writes, `UsageError` where the generation is in no index.
        """
        if ix.home is None:
            refuse(
                f"{ix.opened().generation.folder} : cette génération n'est pas dans un index Trouvère",
                "ouvrez l'index lui-même : trouvere.index.engines.whoosh.open_index(INDEX)",
            )
        if "codec" in ignored:
            refuse("un index Trouvère n'a qu'un codec", "n'en donnez pas")
        # Whoosh sets these on the writer where a `with` leaves no call to give them to.
        self.merge, self.optimize, self.mergetype = True, False, None
        self.is_closed = False
        self.report: BuildReport | None = None
        """What the commit did."""
        self._index = ix
        self._names = FieldNames(most_chars=Settings.load().max_field_chars)
        with ExitStack() as held:
            self._session = _begun(ix, held, storage, timeout, delay)
            self._opened = ix.opened()
            self.schema = _keeping_values(self._opened.schema())
            self._own = shown_of(self._opened.generation.fields)
            self._spool = held.enter_context(storage.create(self._session.stage.folder / SPOOL_FILE))
            self._held = held.pop_all()
        self._places: dict[str, tuple[int, int]] = {}
        self._gone: set[int] = set()

    # What Whoosh programs look at while they write

    def reader(self, **kwargs: Any) -> Any:
        """Return a reader of what is published, without what this writer deletes or replaces."""
        self._check_open()
        generation = self._opened.generation
        segments = [
            ColumnSegment(
                info,
                generation.fields,
                pending=frozenset(n - base for n in self._gone if 0 <= n - base < info.documents),
            )
            for info, base in zip(generation.infos, generation.bases, strict=True)
        ]
        return FileIndex._reader(self._opened.storage, self._opened.schema(), segments, self._opened.number)

    def searcher(self, **kwargs: Any) -> Searcher:
        """Return a searcher of what `reader` gives."""
        return Searcher(self.reader(), fromindex=self._index, **kwargs)

    @cached_property
    def _published(self) -> Searcher:
        # Deletions do not ask `reader`: it would be made anew for each, from all those before.
        return self._index.searcher()

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document is deleted, or will be."""
        return docnum in self._gone or not self._opened.generation.live[docnum]

    # Changes

    def add_document(self, **fields: Any) -> None:
        """Take an article. Raises `UnknownFieldError`, and `ArticleError` where it cannot be used."""
        self._check_open()
        article = self._article(fields)
        packed = article.packed()
        with saying_why(f"{self._session.index} : écriture impossible"):
            start = self._spool.seek(0, 2)
            self._spool.write(packed)
        self._places.pop(article.id, None)
        self._places[article.id] = start, len(packed)
        try:
            self._gone.add(self._opened.generation.find(article.id))
        except ArticleNotFound:
            return

    def update_document(self, **fields: Any) -> None:
        """Take an article; see `add_document`, which replaces too."""
        self.add_document(**fields)

    def add_reader(self, reader: Any) -> None:
        """Take the documents of another index, whose stored fields must be fields of ours."""
        for _, stored in reader.iter_docs():
            self.add_document(**stored)

    def delete_by_query(self, q: Any, searcher: Searcher | None = None) -> int:
        """Delete what a query finds in what is published; returns how many documents that were not deleted before."""
        self._check_open()
        before = len(self._gone)
        for number in (searcher or self._published).docs_for_query(q, for_deletion=True):
            self.delete_document(number)
        return len(self._gone) - before

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a published document by its number, or let it stay after all."""
        self._check_open()
        if not 0 <= docnum < self._opened.generation.documents:
            raise writing.IndexingError(f"No document ID {docnum!r} in this index")
        if not delete:
            self._gone.discard(docnum)
        elif self._opened.generation.live[docnum]:
            self._gone.add(docnum)

    def add_field(self, fieldname: str, fieldtype: Any, **kwargs: Any) -> None:
        """Refuse: what an index declares, a rebuild changes."""
        refuse_schema()

    def remove_field(self, fieldname: str, **kwargs: Any) -> None:
        """Refuse: what an index declares, a rebuild changes."""
        refuse_schema()

    # The end

    def commit(self, mergetype: Any = None, optimize: bool | None = None, merge: bool | None = None) -> None:
        """Publish what changed, if anything did, as a new generation, and unlock the index.

        `optimize` leaves one segment; `mergetype` may be one of Whoosh's own policies, of which `CLEAR` takes away all
        that was published before. `merge=False` has nothing to forbid: segments are joined only where there would be
        more than eight. Raises `BuildError` where the disk refuses; the generation before is then intact.
        """
        self._check_open()
        policy = mergetype or self.mergetype
        if policy not in POLICIES:
            refuse("un index Trouvère joint ses segments à sa façon", "commit(optimize=True), ou mergetype=CLEAR")
        with self._finishing():
            if policy is writing.CLEAR:
                self._gone.update(np.flatnonzero(self._opened.generation.live).tolist())
            changes = EmbeddedChanges(self._session, published(self._session.index, self._session.storage))
            ids = (self._opened.generation.article(number).id for number in sorted(self._gone))
            changes.drop([id for id in ids if id not in self._places])  # noqa: A001
            for batch in batches(self._taken()):
                changes.take(batch)
            whole = optimize if optimize is not None else self.optimize
            self.report = changes.publish(optimize=whole or policy is writing.OPTIMIZE)

    def _taken(self) -> Iterator[Article]:
        for start, size in self._places.values():
            self._spool.seek(start)
            yield Article.unpacked(self._spool.read(size))

    def cancel(self) -> None:
        """Forget what changed and unlock the index."""
        self._check_open()
        self._finishing().close()

    def _finishing(self) -> ExitStack:
        self.is_closed = True
        return self._held.pop_all()

    def _check_open(self) -> None:
        if self.is_closed:
            raise writing.IndexingError("This writer is closed")

    def _article(self, given: Mapping[str, Any]) -> Article:
        """Return the article that a document is."""
        for name in given:
            if name.startswith("_"):
                refuse(f"« {name} » : un article est gardé tel qu'il est indexé, et sans poids", "omettez-le")
            if name not in self.schema:
                raise fields.UnknownFieldError(f"No field named {name!r} in {self.schema}")
        own = {field: given[field.name] for field in self._own if given.get(field.name) is not None}
        names = {field.name for field in own}
        values = {name: _plain(value) for name, value in given.items() if value is not None and name not in names}
        article = values.pop("article", {})
        known = Article(**_fitted(article)).as_dict() if isinstance(article, Article) else _mapping(article)
        stems = {name: values.pop(stem_of(name), None) for name in TEXT_FIELDS}
        if "title" in values:
            known.pop("title_derived", None)
        record = _with_own(known, own) | values
        for name, value in stems.items():
            if value is not None and value != record.get(name):
                refuse(f"« {stem_of(name)} » est fait de « {name} » et ne peut rien contenir d'autre", "omettez-le")
        try:
            with allowing(self._session.settings.max_article_seconds):
                return tried(clean(self._names.article(record, "whoosh")))
        except (FieldFault, ArticleError) as fault:
            raise ArticleError(f"{named(record)}: {fault}") from None


def _begun(ix: WrittenIndex, held: ExitStack, storage: Storage, timeout: float, delay: float) -> Session:
    """Hold the lock of the index, waiting for it up to `timeout` seconds."""
    assert ix.home is not None
    end = time.monotonic() + timeout
    while True:
        try:
            return held.enter_context(session(ix.home, storage, "whoosh", WriteOptions()))
        except IndexLocked as error:
            if time.monotonic() >= end:
                raise LockError(str(error)) from error
        time.sleep(delay)


def _keeping_values(schema: fields.Schema) -> fields.Schema:
    """Return a schema, its values stored: `BufferedWriter` keeps documents in an index of its own, under this one."""
    for _, field in schema.items():
        field.stored = True
    return schema


def _with_own(record: dict[str, object], own: Mapping[Field, Any]) -> dict[str, object]:
    """Return an article with values of declared fields, which are kept under `extra`.

    A value that says what the article does already leaves it as it is, « 12,50 € » for 12.5: a hit that is given back
    changes nothing.
    """
    extra = record.get("extra") or {}
    if not own or not isinstance(extra, Mapping):
        return record
    changed = {
        field.name: _written(value)
        for field, value in own.items()
        if not (terms := field.fitting({field.name: value})) or terms != field.fitting(extra)
    }
    return record | {"extra": {**extra, **changed}}


def _written(value: Any) -> Any:
    """Return a value of a declared field with its dates as `extra` keeps them, also those within a list."""
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(map(_written, value))
    return value.isoformat() if isinstance(value, dt.date) else value


def _fitted(article: Article) -> dict[str, Any]:
    """Return the fields of an article; `ArticleError` says which one is not what it should be."""
    try:
        return fitted(article)
    except ArticleError as error:
        raise ArticleError(f"{named(article)}: {error}") from None


def _mapping(article: object) -> dict[str, object]:
    try:
        return dict(mapping(article))
    except Unfit as fault:
        raise ArticleError(f"« article » : {fault}") from None


def _plain(value: Any) -> Any:
    """Return a date or time as it is written in a file."""
    return value.isoformat() if isinstance(value, dt.date) else value
