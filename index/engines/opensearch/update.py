"""The way in for what changed, on a cluster: articles added, replaced or taken away in the published generation.

Searches see nothing of it before it is all there, unless the cluster makes a copy of a shard meanwhile. What fails on
the way leaves a note in the generation, and what it has sent: whatever writes next lets that be seen, and counts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from struct import Struct
from tempfile import TemporaryFile
from typing import IO, Any

from trouvere.index.article import Article, Source, digest_of
from trouvere.index.engines.embedded.read.generation import name_of
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.mirror import Mirror
from trouvere.index.engines.opensearch import vocabulary
from trouvere.index.engines.opensearch.build import build_within
from trouvere.index.engines.opensearch.bulk import Sender
from trouvere.index.engines.opensearch.documents import Documents, deletion
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.retry import patiently, refresh
from trouvere.index.engines.opensearch.reindex import check_moved, filled
from trouvere.index.engines.opensearch.session import ClusterSession, session
from trouvere.index.errors import ArticleNotFound, BuildError
from trouvere.index.report import BuildReport

SIZE = Struct("<Q")
TOGETHER = 500
"""Articles that are compared and sent together."""
SKIPPED = 1 << 32
"""Numbers that no writer after one that died gives: it may have given them."""
AGAIN = "relancez la commande ; ce qui a été envoyé compte, et se verra à la prochaine écriture"


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
            changes = Changes(update, Mirror(update, max_delete) if mirror else None, spool, dry_run=dry_run)
            for part in _parts(update.articles(sources, whole=mirror)):
                changes.take(part)
            changes.drop_unseen()
            return changes.publish()


def delete(address: Address, ids: Collection[str], options: WriteOptions, *, purge: bool) -> BuildReport:
    """Take articles away by their ids; `purge` leaves their text in no generation."""
    with session(address, "delete", options, existing=True) as deletion:
        if purge:
            return _purged(deletion, set(ids))
        changes = Changes(deletion)
        missing = changes.drop(sorted(ids))
        if len(missing) == len(ids):
            raise _absent(missing)
        if missing:
            deletion.notices.append(f"absents de l'index : {', '.join(missing[:5])}")
        return replace(changes.publish(), missing=tuple(missing))


def _absent(ids: Sequence[str], more: str = "") -> ArticleNotFound:
    return ArticleNotFound(
        f"aucun de ces identifiants n'est dans l'index : {', '.join(ids[:5])}{more}",
        hint="« trouvere search INDEX … » montre les identifiants",
    )


def _purged(deletion: ClusterSession, wanted: set[str]) -> BuildReport:
    """Write the index anew without some articles, and remove every older generation.

    That is done for ids that are in none as well: of what was deleted before, the cluster cannot say what it keeps.
    """
    before = deletion.generations.usable()
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
        raise _absent(missing, " ; ce qui avait été supprimé auparavant est effacé")
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


def _parts(articles: Iterable[Article]) -> Iterator[list[Article]]:
    part: list[Article] = []
    size = 0
    for article in articles:
        part.append(article)
        size += len(article.text)
        if len(part) == TOGETHER or size > 1 << 21:
            yield part
            part, size = [], 0
    if part:
        yield part


class Spool:
    """Articles on the disk until it is known that they may be sent."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def put(self, articles: Iterable[Article]) -> None:
        """Keep articles."""
        for article in articles:
            packed = article.packed()
            self._file.write(SIZE.pack(len(packed)) + packed)

    def taken(self) -> Iterator[Article]:
        """Yield all of them, in their order."""
        self._file.seek(0)
        while head := self._file.read(SIZE.size):
            yield Article.unpacked(self._file.read(SIZE.unpack(head)[0]))


class Changes:
    """What an update does to the published generation; memory holds ids and digests, not articles."""

    def __init__(
        self,
        update: ClusterSession,
        mirror: Mirror | None = None,
        spool: Spool | None = None,
        *,
        dry_run: bool = False,
    ) -> None:
        self._update, self._mirror, self._spool, self._dry_run = update, mirror, spool, dry_run
        self._state = update.generations.usable()
        if self._state.writing and not dry_run:
            update.notices.append(f"une écriture interrompue ({self._state.writing}) est reprise ici")
            self._finish_what_was_begun()
        update.digest = int(self._state.digest, 16)
        self._seen: dict[str, bytes] = {}
        self._counts: Counter[str] = Counter(indexed=0, updated=0, unchanged=0, deleted=0, duplicates=0)
        self._held_back: dict[str, Any] = {}
        self._documents = Documents()
        self._sender: Sender | None = None
        self._number = self._state.last + 1

    def take(self, articles: list[Article]) -> None:
        """Take in those that are new or different; of an id that comes twice the last one counts."""
        update = self._update
        new = [article.id for article in articles if article.id not in self._seen]
        stored = self._stored(new)
        articles = list(self._undoubted(articles, stored))
        going: dict[str, tuple[Article, bytes]] = {}
        for article in articles:
            digest, before = digest_of(article.packed()), self._seen.get(article.id)
            if before is not None:
                self._counts["duplicates"] += 1
            else:
                before = stored.get(article.id)
                self._counts["indexed" if before is None else "unchanged" if before == digest else "updated"] += 1
            self._seen[article.id] = digest
            if before != digest:
                update.count(out=before, into=digest)
                # The last of those with one id stands last.
                going.pop(article.id, None)
                going[article.id] = article, digest
        if going and not self._dry_run:
            if self._spool:
                self._spool.put(article for article, _ in going.values())
            else:
                self._send(*zip(*going.values(), strict=True))

    def _undoubted(self, articles: list[Article], stored: dict[str, bytes]) -> Iterator[Article]:
        """Yield those that may be taken; one that may be cut short counts as what is stored of it."""
        if not self._mirror:
            yield from articles
            return
        changed = [one for one in articles if one.id not in self._seen and stored.get(one.id) != one.digest()]
        before = dict(self._articles({one.id for one in changed if one.id in stored}))
        doubted = {one.id for one in changed if self._mirror.doubts(one, before.get(one.id))}
        for article in articles:
            if article.id not in doubted:
                yield article
            elif article.id in stored:
                self._seen[article.id] = stored[article.id]

    def _send(self, articles: Sequence[Article], digests: Sequence[bytes]) -> None:
        sender, first = self._writing(len(articles))
        sender.send(self._documents.lines(articles, digests, range(first, first + len(articles))))

    def drop(self, ids: list[str]) -> list[str]:
        """Take articles away; returns the ids that were not there."""
        stored = self._stored(ids)
        for digest in stored.values():
            self._update.count(out=digest)
        self._counts["deleted"] += len(stored)
        if stored and not self._dry_run:
            sender, first = self._writing(len(stored))
            sender.send(deletion(id, number) for number, id in enumerate(stored, first))  # noqa: A001
        return [id for id in ids if id not in stored]  # noqa: A001

    def drop_unseen(self) -> None:
        """Where a mirror is wanted, take away every article that was not taken, if it may go; send what was kept."""
        torn: Collection[str] = ()
        if self._mirror:
            self._mirror.check_met(self._seen)
            stored = reading.ids(self._update.client, self._state.index)
            missing = [id for id in stored if id not in self._seen]  # noqa: A001
            gone, torn = self._mirror.gone(missing, self._state.articles, self._read)
            for id in torn:  # noqa: A001
                self._counts["indexed"] -= 1
                self._update.count(out=self._seen[id])
            self._held_back = {"kept": len(missing) - len(gone), "held_back": bool(self._update.unread)}
            dropped = list(gone)
            for first in range(0, len(dropped), reading.MANY):
                self.drop(dropped[first : first + reading.MANY])
        if self._spool:
            for part in _parts(one for one in self._spool.taken() if one.id not in torn):
                going: dict[str, Article] = {}
                for one in part:
                    # The last of those with one id stands last.
                    going.pop(one.id, None)
                    going[one.id] = one
                self._send(list(going.values()), [one.digest() for one in going.values()])

    def publish(self) -> BuildReport:
        """Let searches see what changed, if anything did, all at once."""
        update, state = self._update, self._state
        counts: dict[str, Any] = {**self._counts, **self._held_back}
        if self._sender is None:
            return replace(update.report(state, published=False, **counts), dry_run=self._dry_run)
        update.tell("écriture", len(self._seen))
        update.lock.check()
        refresh(update.client, state.index)
        articles = state.articles + counts["indexed"] - counts["deleted"]
        if self._sender.sent.superseded:
            raise BuildError("des articles plus récents que ceux-ci sont dans l'index", hint=AGAIN)
        found = patiently(lambda: reading.count(update.client, state.index))
        if found != articles:
            raise BuildError(f"{articles} articles attendus, {found} trouvés", hint=AGAIN)
        state = replace(
            state,
            generation=name_of(state.number),
            articles=articles,
            digest=f"{update.digest:032x}",
            last=self._number - 1,
        )
        patiently(lambda: vocabulary.extend(update.client, state.index, articles, self._documents.met()))
        return update.report(update.generations.settled(state), **counts)

    def _articles(self, ids: Iterable[str]) -> Iterator[tuple[str, Article]]:
        found = patiently(lambda: list(reading.fetched(self._update.client, self._state.index, ids)))
        yield from ((id, article) for id, article in found if article)  # noqa: A001

    def _read(self, ids: Collection[str]) -> Iterator[Article]:
        going = list(ids)
        for first in range(0, len(going), reading.FEW):
            yield from (article for _, article in self._articles(going[first : first + reading.FEW]))

    def _stored(self, ids: list[str]) -> dict[str, bytes]:
        return patiently(lambda: reading.digests(self._update.client, self._state.index, ids))

    def _writing(self, count: int) -> tuple[Sender, int]:
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
        last = max(state.last, reading.last(update.client, state.index)) + SKIPPED
        state = replace(state, generation=name_of(state.number), articles=articles, digest=f"{digest:032x}", last=last)
        self._state = update.generations.settled(state)
