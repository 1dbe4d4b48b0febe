"""The way in for what changed, on a cluster: articles added, replaced or taken away in the published generation.

Searches see nothing of it before it is all there, unless the cluster makes a copy of a shard meanwhile. What fails on
the way leaves a note in the generation, and what it has sent: whatever writes next lets that be seen, and counts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from trouvere.index import given
from trouvere.index.article import Article, digest_of
from trouvere.index.engines.opensearch import reading, vocabulary
from trouvere.index.engines.opensearch.build import build_within
from trouvere.index.engines.opensearch.bulk import Sender
from trouvere.index.engines.opensearch.documents import Documents, deletion
from trouvere.index.engines.opensearch.patience import patiently, refresh
from trouvere.index.engines.opensearch.refill import check_moved, filled
from trouvere.index.engines.opensearch.session import ClusterSession, session
from trouvere.index.errors import ArticleNotFound, BuildError, UsageError
from trouvere.index.generation import name_of
from trouvere.index.report import BuildReport, OnProgress
from trouvere.index.settings import Settings
from trouvere.index.sources import Source

TOGETHER = 500
"""Articles that are compared and sent together."""
SKIPPED = 1 << 32
"""Numbers that no writer after one that died gives: it may have given them."""
AGAIN = "relancez la commande ; ce qui a été envoyé compte, et se verra à la prochaine écriture"


def update_index(
    index: str | Path,
    sources_or_articles: Source | Iterable[Source],
    *,
    settings: Settings | None = None,
    strict: bool = False,
    mirror: bool = False,
    dry_run: bool = False,
    wait: float | None = None,
    progress: OnProgress | None = None,
    rename: Mapping[str, str] | None = None,
) -> BuildReport:
    """Take in what is new or different: see `trouvere.index.update_index`."""
    settings = settings or Settings.load()
    waited = settings.lock_wait if wait is None else wait
    with session(index, "update", settings, strict, progress, waited, existing=dry_run) as update:
        if update.generations.published() is None and not dry_run:
            return build_within(update, sources_or_articles, rename)
        changes = Changes(update, dry_run=dry_run)
        parts = _parts(update.articles(sources_or_articles, rename))
        # Where one bad article is to leave all as it was, nothing is sent before the last one is read.
        for part in list(parts) if strict else parts:
            changes.take(part)
        if mirror:
            changes.drop_unseen()
        return changes.publish()


def delete_articles(
    index: str | Path,
    ids: str | int | Iterable[str | int],
    *,
    purge: bool = False,
    settings: Settings | None = None,
    wait: float | None = None,
    progress: OnProgress | None = None,
) -> BuildReport:
    """Take articles away: see `trouvere.index.delete_articles`."""
    wanted = given.ids(ids)
    settings = settings or Settings.load()
    waited = settings.lock_wait if wait is None else wait
    with session(index, "delete", settings, False, progress, waited, existing=True) as deletion:
        if purge:
            return _purged(deletion, wanted)
        changes = Changes(deletion)
        missing = changes.drop(sorted(wanted))
        if len(missing) == len(wanted):
            raise ArticleNotFound(
                f"aucun de ces identifiants n'est dans l'index : {', '.join(missing[:5])}",
                hint="« trouvere search INDEX … » montre les identifiants",
            )
        if missing:
            deletion.notices.append(f"absents de l'index : {', '.join(missing[:5])}")
        return changes.publish()


def _purged(deletion: ClusterSession, wanted: set[str]) -> BuildReport:
    """Write the index anew without some articles, and remove every older generation."""
    before = deletion.generations.usable()
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
    return deletion.report(state, deleted=len(gone))


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


class Changes:
    """What an update does to the published generation; memory holds ids and digests, not articles."""

    def __init__(self, update: ClusterSession, *, dry_run: bool = False) -> None:
        self._update, self._dry_run = update, dry_run
        self._state = update.generations.usable()
        if self._state.writing and not dry_run:
            update.notices.append(f"une écriture interrompue ({self._state.writing}) est reprise ici")
            self._finish_what_was_begun()
        update.digest = int(self._state.digest, 16)
        self._seen: dict[str, bytes] = {}
        self._counts: Counter[str] = Counter(indexed=0, updated=0, unchanged=0, deleted=0, duplicates=0)
        self._documents = Documents()
        self._sender: Sender | None = None
        self._number = self._state.last + 1

    def take(self, articles: list[Article]) -> None:
        """Take in those that are new or different; of an id that comes twice the last one counts."""
        update = self._update
        new = [article.id for article in articles if article.id not in self._seen]
        stored = self._stored(new)
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
            sender, first = self._writing(len(going))
            chosen, digests = zip(*going.values(), strict=True)
            sender.send(self._documents.lines(chosen, digests, range(first, first + len(going))))

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
        """Take away every article that was not taken."""
        if not self._seen:
            raise UsageError(
                "--mirror viderait l'index : les sources n'ont donné aucun article",
                hint="vérifiez les sources ; pour tout enlever, supprimez l'index du cluster",
            )
        stored = reading.ids(self._update.client, self._state.index)
        gone = [id for id in stored if id not in self._seen]  # noqa: A001
        for first in range(0, len(gone), reading.MANY):
            self.drop(gone[first : first + reading.MANY])

    def publish(self) -> BuildReport:
        """Let searches see what changed, if anything did, all at once."""
        update, state = self._update, self._state
        counts: dict[str, Any] = dict(self._counts)
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
