"""A writing session of any engine: what is read, skipped, counted, told as progress, and reported."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from trouvere.index.article import Article, Source
from trouvere.index.cleaning import clean
from trouvere.index.cleaning.survey import Survey
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.errors import ArticleError, EmptyArticle, TrouvereError
from trouvere.index.events import raised, tell
from trouvere.index.fields import Field
from trouvere.index.report import BuildReport, Progress, Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import read
from trouvere.index.sources.reading import SourceReader
from trouvere.index.sources.sites.leftout import is_left_out
from trouvere.index.workers.cpu_limit import allowing
from trouvere.index.workers.trial import tried

SKIPS_KEPT = 1_000
REASONS_KEPT = 100
PROGRESS_SECONDS = 0.1
"""Seconds between two calls of a progress callback."""


def tell_failure(command: str, index: object, error: Exception) -> None:
    """Have the log told why a writing did not come to its end."""
    hint = error.hint if isinstance(error, TrouvereError) else None
    about = {"command": command, "index": str(index), "error": type(error).__name__, "hint": hint}
    tell("writing.failed", logging.ERROR, to=raised, **about)


@dataclass(kw_only=True)
class Writing:
    """One writing to an index, from its first article to its report."""

    index: Any
    """Where it is: a folder, or an address."""
    options: WriteOptions
    command: str = ""
    started: float = field(default_factory=time.perf_counter)
    digest: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    notices: list[str] = field(default_factory=list)
    unread: int = 0
    """How much of what was skipped could not be read: what it holds is not known."""
    unended: set[str] = field(default_factory=set)
    """Ids of articles that may be cut short: see `OpenFile`."""
    survey: Survey = field(default_factory=Survey)
    """What the owner of the sources would mend."""
    fields: tuple[Field, ...] = ()
    """The fields that the generation will declare."""
    whole: bool = False
    """Whether all articles of the generation pass through this writing, not only those that changed."""
    _told: float = 0.0
    _readers: list[SourceReader] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.options.settings

    def declare(self, fields: tuple[Field, ...], *, whole: bool = False) -> None:
        """Say which fields the generation will declare, before the first article, and whether all articles come."""
        self.fields = self.survey.fields.fields = fields
        self.whole = whole

    def declare_anew(self, before: tuple[Field, ...], *, told: bool = True) -> None:
        """Declare the fields of a generation made anew: those asked for, else those `before`, which may be `told`."""
        if told and before and self.options.fields is None:
            self.notices.append(
                f"champs gardés de la génération d'avant : {', '.join(map(str, before))}"
                " (--field en déclare d'autres, rebuild --no-fields aucun)"
            )
        self.declare(before if self.options.fields is None else self.options.fields, whole=True)

    def keep_to(self, fields: tuple[Field, ...]) -> None:
        """Declare the fields of the published generation; say so where others are declared now."""
        wanted = self.options.fields
        if wanted is not None and wanted != fields:
            ours, theirs = (", ".join(map(str, each)) or "aucun" for each in (wanted, fields))
            what = f"{ours}, l'index a {theirs}" if ours != theirs else f"{ours}, avec d'autres libellés"
            self.notices.append(
                f"champs déclarés : {what} ; « trouvere index rebuild {self.index} » les change, sans les sources"
            )
        self.declare(fields)

    def reader(self, sources: Source | Iterable[Source], *, whole: bool = False) -> SourceReader:
        """Return a reader of the sources that tells this writing of what cannot be used."""
        settings = replace(self.settings, fields=self.fields)
        reader = read(sources, settings=settings, rename=self.options.rename, on_skip=self.skip, whole=whole)
        self._readers.append(reader)
        return reader

    def articles(self, sources: Source | Iterable[Source], *, whole: bool = False) -> Iterator[Article]:
        """Yield the cleaned articles of the sources; what cannot be used is counted, or raised where `strict`.

        `whole`: see `trouvere.index.sources.read`.
        """
        reader = self.reader(sources, whole=whole)
        size = reader.size
        with allowing(self.settings.max_article_seconds):
            for number, raw in enumerate(reader):
                try:
                    article = tried(clean(raw, reader.names.defaults))
                except ArticleError as error:
                    where = raw.origin or raw.id or raw.title[:80]
                    self.skip(Skipped(where, str(error), unread=not isinstance(error, EmptyArticle)))
                else:
                    if raw.origin in reader.unended:
                        self.unended.add(article.id)
                    self.survey.add(article, raw.origin or article.id)
                    yield article
                self.tell("comparaison", number, reader.read_bytes, size)

    def _unmatched(self) -> list[str]:
        """Return what to say of patterns that have matched nothing: slips of the pen, perhaps."""
        patterns = dict.fromkeys(pattern for reader in self._readers for pattern in reader.unmatched)
        return [f"le motif « {pattern} » ne correspond à rien (--include, --exclude)" for pattern in patterns]

    def skip(self, what: Skipped) -> None:
        """Count something that is not indexed."""
        # A folder's README is nothing bad: it is told, like the rest, and strictness is about the rest.
        if self.options.strict and not is_left_out(what.reason):
            raise ArticleError(str(what), hint="sans --strict, ce qui est mauvais est compté et laissé de côté")
        self.unread += what.unread
        # Beyond what is kept, still one place for each reason.
        if len(self.skipped) < SKIPS_KEPT or (what.reason not in self.reasons and len(self.reasons) < REASONS_KEPT):
            self.skipped.append(what)
        self.skip_more(what.reason, 1)

    def skip_more(self, reason: str, times: int) -> None:
        """Count what is not indexed for this reason."""
        # Files may make reasons up: « non publiée (…) ».
        known = reason in self.reasons or len(self.reasons) < REASONS_KEPT
        self.reasons[reason if known else "autres raisons"] += times

    @property
    def skipped_total(self) -> int:
        """How much was not indexed."""
        return self.reasons.total()

    def tell(self, stage: str, articles: int, read: int = 0, size: int = 0) -> None:
        """Call the progress callback, not too often."""
        now = time.perf_counter()
        if self.options.progress and now - self._told >= PROGRESS_SECONDS:
            self._told = now
            self.options.progress(Progress(stage, articles, now - self.started, read, size))

    def count(self, *, out: bytes | None = None, into: bytes | None = None) -> None:
        """Take an article out of the digest of the generation, or into it, by its own digest."""
        change = int.from_bytes(into or b"") - int.from_bytes(out or b"")
        self.digest = (self.digest + change) % (1 << 128)

    def reported(self, *, generation: str, articles: int, size: int, published: bool, **counts: Any) -> BuildReport:
        """Return the report of this writing, and have the log told of it."""
        seconds = time.perf_counter() - self.started
        tell(
            "writing.finished",
            command=self.command,
            index=str(self.index),
            generation=generation,
            published=published,
            articles=articles,
            skipped=self.skipped_total,
            seconds=round(seconds, 3),
            **counts,
        )
        return BuildReport(
            path=str(self.index),
            generation=generation,
            published=published,
            articles=articles,
            skipped=tuple(self.skipped),
            skipped_total=self.skipped_total,
            reasons=tuple(self.reasons.most_common()),
            seconds=seconds,
            size=size,
            notices=(*self.notices, *self._unmatched()),
            unread=self.unread,
            remarks=self.survey.remarks(whole=self.whole),
            **counts,
        )
