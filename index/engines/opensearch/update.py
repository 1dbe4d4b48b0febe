"""Updates and deletions on a cluster: articles added, replaced or taken away in the published generation.

Searches see nothing of it before it is all there, unless the cluster makes a copy of a shard meanwhile. What fails on
the way leaves a note in the generation, and what it has sent: whatever writes next lets that be seen, and counts it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial
from struct import Struct
from tempfile import TemporaryFile
from typing import IO

from trouvere.index.article import Article, Source
from trouvere.index.engines.changes import Change, Changes, absent, batches, chunks
from trouvere.index.engines.embedded.read.generation import name_of
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.mirror import Mirror
from trouvere.index.engines.opensearch import vocabulary
from trouvere.index.engines.opensearch.build import build_within
from trouvere.index.engines.opensearch.bulk import Sender
from trouvere.index.engines.opensearch.documents import Documents, deletion
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.retry import refresh, retried
from trouvere.index.engines.opensearch.reindex import check_moved, filled
from trouvere.index.engines.opensearch.session import ClusterSession, session
from trouvere.index.errors import BuildError
from trouvere.index.report import BuildReport

SIZE = Struct("<Q")
SKIPPED_NUMBERS = 1 << 32
"""Numbers of articles that no writer after one that died gives: it may have given them."""
RETRY_HINT = "relancez la commande ; ce qui a été envoyé compte, et se verra à la prochaine écriture"


def update(
    address: Address,
    sources: Source | Iterable[Source],
    options: WriteOptions,
    *,
    mirror: bool,
    max_delete: float | None,
    dry_run: bool,
) -> BuildReport:
    """Take in what is new or different in the sources; `mirror` also takes away what is in none of them."""
    with session(address, "update", options, existing=dry_run) as update:
        if update.generations.published() is None and not dry_run:
            return build_within(update, sources)
        # Where one bad article, or too many that are missing, are to leave all as it was, nothing is sent before the
        # last one is read.
        with TemporaryFile(prefix="trouvere-") if options.strict or mirror else nullcontext() as file:
            spool = Spool(file) if file else None
            mirrored = Mirror(update, max_delete) if mirror else None
            changes = ClusterChanges(update, mirrored, spool, dry_run=dry_run)
            update.keep_to(update.fields)
            return changes.update(sources)


def delete(address: Address, ids: Collection[str], options: WriteOptions, *, purge: bool) -> BuildReport:
    """Take articles away by their ids; `purge` leaves their text in no generation."""
    with session(address, "delete", options, existing=True) as deletion:
        return _purged(deletion, set(ids)) if purge else ClusterChanges(deletion).delete(ids)


def _purged(deletion: ClusterSession, wanted: set[str]) -> BuildReport:
    """Write the index anew without some articles, and remove every older generation.

    That is done for ids that are in none as well: of what was deleted before, the cluster cannot say what it keeps.
    """
    before = deletion.generations.usable()
    deletion.declare(before.fields)
    older = _in_older(deletion, before.index, wanted)
    gone: set[str] = set()
    deletion.digest = int(before.digest, 16)

    def kept() -> Iterator[Article]:
        for article in reading.articles(deletion.client, before.index):
            if article.id in wanted:
                gone.add(article.id)
                deletion.count(out=article.digest())
            else:
                yield article

    state = filled(deletion, kept(), before.articles)
    check_moved(before, state, gone=len(gone), digest=deletion.digest)
    state = deletion.publish(state, before)
    deletion.generations.prune(keep=1)
    missing = tuple(sorted(wanted - gone - older))
    if len(missing) == len(wanted):
        raise absent(missing, " ; ce qui avait été supprimé auparavant est effacé")
    return deletion.report(state, deleted=len(gone), missing=missing)


def _in_older(deletion: ClusterSession, now: str, wanted: set[str]) -> set[str]:
    """Return which articles generations have that are not the published one: a purge that was interrupted left them."""
    from opensearchpy.exceptions import TransportError

    found: set[str] = set()
    for name in deletion.generations.names():
        # One of another version may know no digests: it is removed all the same.
        with suppress(TransportError, KeyError):
            found.update(reading.digests(deletion.client, name, wanted) if name != now else ())
    return found


class Spool:
    """Articles on the disk until it is known that they may be sent."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def put(self, packed: bytes) -> None:
        """Keep an article, as it is stored."""
        self._file.write(SIZE.pack(len(packed)) + packed)

    def articles(self) -> Iterator[Article]:
        """Yield all of them, in their order."""
        self._file.seek(0)
        while head := self._file.read(SIZE.size):
            yield Article.unpacked(self._file.read(SIZE.unpack(head)[0]))


class ClusterChanges(Changes):
    """Changes of the published generation on a cluster, sent into it: all are seen at once when they are published."""

    def __init__(
        self,
        update: ClusterSession,
        mirror: Mirror | None = None,
        spool: Spool | None = None,
        *,
        dry_run: bool = False,
    ) -> None:
        self._update, self._spool = update, spool
        self._state = update.generations.usable()
        if self._state.writing and not dry_run:
            update.notices.append(f"une écriture interrompue ({self._state.writing}) est reprise ici")
            self._finish_what_was_begun()
        super().__init__(update, self._state.articles, self._state.digest, mirror, dry_run=dry_run)
        update.declare(self._state.fields)
        self._documents = Documents(update.fields)
        self._sender: Sender | None = None
        self._number = self._state.last + 1
        self._torn: Collection[str] = ()

    def publish(self) -> BuildReport:
        """See `Changes.publish`."""
        update, state, counts = self._update, self._state, self._counts
        if self._spool:
            self._send_spooled(self._spool)
        if self._sender is None:
            return replace(update.report(state, published=False, **counts), dry_run=self._dry_run)
        update.tell("écriture", len(self._seen))
        update.lock.check()
        refresh(update.client, state.index)
        articles = state.articles + counts["indexed"] - counts["deleted"]
        if self._sender.sent.superseded:
            raise BuildError("des articles plus récents que ceux-ci sont dans l'index", hint=RETRY_HINT)
        found = retried(lambda: reading.count(update.client, state.index))
        if found != articles:
            raise BuildError(f"{articles} articles attendus, {found} trouvés", hint=RETRY_HINT)
        state = replace(
            state,
            generation=name_of(state.number),
            articles=articles,
            digest=f"{update.digest:032x}",
            last=self._number - 1,
        )
        retried(lambda: vocabulary.extend(update.client, state.index, articles, self._documents.met()))
        return update.report(update.generations.settled(state), **counts)

    def _digests(self, ids: Collection[str]) -> dict[str, bytes]:
        return retried(lambda: reading.digests(self._update.client, self._state.index, ids))

    def _read(self, ids: Collection[str]) -> Iterator[Article]:
        client, index = self._update.client, self._state.index
        for part in chunks(ids, reading.FETCHED_ARTICLES):
            found = retried(partial(lambda part: list(reading.fetched(client, index, part)), part))
            yield from (article for _, article in found if article)

    def _ids(self) -> Iterator[str]:
        return reading.ids(self._update.client, self._state.index)

    def _add(self, changes: Sequence[Change]) -> None:
        if self._spool:
            for change in changes:
                self._spool.put(change.packed)
        else:
            self._send([change.article for change in changes], [change.digest for change in changes])

    def _send(self, articles: Sequence[Article], digests: Sequence[bytes]) -> None:
        sender, first = self._numbered(len(articles))
        sender.send(self._documents.lines(articles, digests, range(first, first + len(articles))))

    def _send_spooled(self, spool: Spool) -> None:
        for batch in batches(article for article in spool.articles() if article.id not in self._torn):
            last: dict[str, Article] = {}
            for article in batch:
                # The last of those with one id stands last.
                last.pop(article.id, None)
                last[article.id] = article
            self._send(list(last.values()), [article.digest() for article in last.values()])

    def _remove(self, ids: Sequence[str]) -> None:
        sender, first = self._numbered(len(ids))
        sender.send(deletion(id, number) for number, id in enumerate(ids, first))  # noqa: A001

    def _forget(self, ids: Collection[str]) -> None:
        self._torn = ids

    def _numbered(self, count: int) -> tuple[Sender, int]:
        """Return what sends, and the first of as many numbers, greater than that of any article there is."""
        self._update.lock.check()
        if self._sender is None:
            self._update.generations.note(replace(self._state, writing=self._update.command))
            self._sender = Sender(self._update.client, self._state.index)
        first, self._number = self._number, self._number + count
        return self._sender, first

    def _finish_what_was_begun(self) -> None:
        """Take what a writer that died has done for done: its changes are seen, and counted."""
        update, state = self._update, self._state
        refresh(update.client, state.index)
        articles, digest = reading.summed(update.client, state.index)
        # Numbers of what it has deleted are written nowhere.
        last = max(state.last, reading.last(update.client, state.index)) + SKIPPED_NUMBERS
        state = replace(state, generation=name_of(state.number), articles=articles, digest=f"{digest:032x}", last=last)
        self._state = update.generations.settled(state)
