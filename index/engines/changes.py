"""Change detection (diff) of an update by digest, for every engine: new, changed, unchanged, gone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trouvere.index.article import Article, Source, digest_of
from trouvere.index.engines.mirror import Mirror
from trouvere.index.engines.writing import Writing
from trouvere.index.errors import ArticleNotFound
from trouvere.index.report import BuildReport

BATCH_ARTICLES = 500
"""Articles that are compared and written together, at most."""
BATCH_CHARS = 1 << 21
"""Characters of their texts, about."""


@dataclass(frozen=True, slots=True)
class Change:
    """An article that is new or different, as it is stored, with its digest."""

    article: Article
    packed: bytes
    digest: bytes
    replaces: bool
    """Whether the published generation has an article of this id."""


class Changes(ABC):
    """What an update does to the published generation: memory holds ids and digests, not articles.

    An engine says what is stored, writes what is told, and publishes it.
    """

    def __init__(
        self, writing: Writing, stored: int, digest: str, mirror: Mirror | None = None, *, dry_run: bool = False
    ) -> None:
        writing.digest = int(digest, 16)
        self._writing, self._mirror, self._dry_run = writing, mirror, dry_run
        self._stored = stored
        """How many articles the published generation has."""
        self._seen: dict[str, bytes] = {}
        self._counts: dict[str, Any] = {"indexed": 0, "updated": 0, "unchanged": 0, "deleted": 0, "duplicates": 0}

    def update(self, sources: Source | Iterable[Source]) -> BuildReport:
        """Take in what is new or different in the sources, take away what a mirror may, and publish."""
        for batch in batches(self._writing.articles(sources, whole=self._mirror is not None)):
            self.take(batch)
        self._drop_unseen()
        return self.publish()

    def delete(self, ids: Collection[str]) -> BuildReport:
        """Take articles away and publish; raises `ArticleNotFound` where there is none of them."""
        missing = self.drop(sorted(ids))
        if len(missing) == len(ids):
            raise absent(missing)
        if missing:
            self._writing.notices.append(f"absents de l'index : {', '.join(missing[:5])}")
        return replace(self.publish(), missing=tuple(missing))

    def take(self, articles: Sequence[Article]) -> None:
        """Take in those that are new or different; of an id that comes twice the last one counts."""
        packed = [article.packed() for article in articles]
        digests = list(map(digest_of, packed))
        stored = self._digests({article.id for article in articles})
        old: dict[str, Article] = {}
        if self._mirror:
            pairs = zip(articles, digests, strict=True)
            differ = {one.id for one, digest in pairs if one.id not in self._seen and stored.get(one.id) != digest}
            old = {article.id: article for article in self._read(differ & stored.keys())}
        changes: dict[str, Change] = {}
        for article, content, digest in zip(articles, packed, digests, strict=True):
            before = self._seen.get(article.id)
            if before is not None:
                self._counts["duplicates"] += 1
            else:
                before = stored.get(article.id)
                if self._mirror and before != digest and self._mirror.doubts(article, old.get(article.id)):
                    if before is not None:
                        self._seen[article.id] = before
                    continue
                self._counts["indexed" if before is None else "unchanged" if before == digest else "updated"] += 1
            self._seen[article.id] = digest
            if before != digest:
                self._writing.count(out=before, into=digest)
                # The last of those with one id stands last.
                changes.pop(article.id, None)
                changes[article.id] = Change(article, content, digest, article.id in stored)
        if changes and not self._dry_run:
            self._add(list(changes.values()))

    def drop(self, ids: Sequence[str]) -> list[str]:
        """Take articles away; return the ids that were not there."""
        stored = self._digests(set(ids))
        for digest in stored.values():
            self._writing.count(out=digest)
        self._counts["deleted"] += len(stored)
        if stored and not self._dry_run:
            self._remove([id for id in ids if id in stored])  # noqa: A001
        return [id for id in ids if id not in stored]  # noqa: A001

    def _drop_unseen(self) -> None:
        """Where a mirror is wanted, take away every article that was not taken, if it may go."""
        if not self._mirror:
            return
        self._mirror.check_met(self._seen)
        missing = [id for id in self._ids() if id not in self._seen]  # noqa: A001
        gone, torn = self._mirror.gone(missing, self._stored, self._read)
        for batch in chunks(gone, BATCH_ARTICLES):
            self.drop(batch)
        for id in torn:  # noqa: A001
            self._counts["indexed"] -= 1
            self._writing.count(out=self._seen[id])
        if torn and not self._dry_run:
            self._forget(torn)
        self._counts |= {"kept": len(missing) - len(gone), "held_back": bool(self._writing.unread)}

    @abstractmethod
    def publish(self) -> BuildReport:
        """Publish what changed, if anything did."""

    @abstractmethod
    def _digests(self, ids: Collection[str]) -> dict[str, bytes]:
        """Return the digests of those of the articles that are published, by their ids."""

    @abstractmethod
    def _read(self, ids: Collection[str]) -> Iterable[Article]:
        """Return those of the articles that are published."""

    @abstractmethod
    def _ids(self) -> Iterable[str]:
        """Return the ids of all published articles."""

    @abstractmethod
    def _add(self, changes: Sequence[Change]) -> None:
        """Write articles, each in place of the one of its id."""

    @abstractmethod
    def _remove(self, ids: Sequence[str]) -> None:
        """Take published articles away."""

    @abstractmethod
    def _forget(self, ids: Collection[str]) -> None:
        """Let articles that were added not be there."""


def batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Yield articles, so many together as are compared and written at once."""
    batch: list[Article] = []
    chars = 0
    for article in articles:
        batch.append(article)
        chars += len(article.text)
        if len(batch) == BATCH_ARTICLES or chars > BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def chunks(ids: Iterable[str], most: int) -> Iterator[list[str]]:
    """Yield ids, so many at a time."""
    every = list(ids)
    for first in range(0, len(every), most):
        yield every[first : first + most]


def absent(ids: Sequence[str], more: str = "") -> ArticleNotFound:
    """Return the error for a deletion of articles none of which is there."""
    return ArticleNotFound(
        f"aucun de ces identifiants n'est dans l'index : {', '.join(ids[:5])}{more}",
        hint="« trouvere search INDEX … » montre les identifiants",
    )
