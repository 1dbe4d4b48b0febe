"""The way in for a whole collection, on a cluster: a new generation, loaded aside, verified, then published."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import asdict
from typing import Any

from trouvere.index.article import Article, Source
from trouvere.index.columns.write.run import CHARS
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.opensearch.checksums import Checksums
from trouvere.index.engines.opensearch.loader import LocalBulkLoader
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.generations import State
from trouvere.index.engines.opensearch.session import ClusterSession, session
from trouvere.index.engines.opensearch.vocabulary import Met
from trouvere.index.errors import BuildError
from trouvere.index.report import BuildReport, Expect, Skipped
from trouvere.index.sources.fields import FieldNames
from trouvere.index.workers.builder import batched, batches_of, size_of
from trouvere.index.workers.cpu_limit import allowing
from trouvere.index.workers.pool import WorkerPool
from trouvere.index.workers.tasks import Made, Row


def build(
    address: Address, sources: Source | Iterable[Source], options: WriteOptions, expect: Expect | None = None
) -> BuildReport:
    """Build and publish a new generation from sources."""
    with session(address, "build", options) as build:
        return build_within(build, sources, expect)


def build_within(
    build: ClusterSession, sources: Source | Iterable[Source], expect: Expect | None = None
) -> BuildReport:
    """Build and publish a new generation within a session."""
    reader = build.reader(sources)
    size = reader.size

    def told(articles: int) -> None:
        build.tell("indexation", articles, reader.read_bytes, size)

    before = build.generations.published()
    state = build.create()
    with allowing(build.settings.max_article_seconds):
        tally = load(build, state, batches_of(reader.pieces()), told)
    if not tally.made:
        raise BuildError(
            f"aucun article utilisable ({build.skipped_total} écartés) : rien n'a été publié"
            + "".join(f"\n  {skip}" for skip in build.skipped[:3]),
            hint="vérifiez les sources ; formats lus : txt, jsonl, json, csv, tsv, html, et .gz de chacun",
        )
    expected = tally.expected()
    state = build.verified(state, expected)
    if before and not expect and _same(before, state) and build.is_as_asked(before):
        build.discard(state)
        return build.report(before, published=False, unchanged=before.articles, duplicates=expected.duplicates)
    build.keep_words(state, tally.met)
    if expect and (wrong := expect(build.index, state)):
        raise BuildError(
            "la nouvelle génération ne donne pas ce qui est attendu : " + " ; ".join(wrong),
            hint="l'index d'avant reste publié ; corrigez les articles, ou le fichier des attentes",
        )
    state = build.publish(state, before)
    return build.report(state, indexed=state.articles, duplicates=expected.duplicates)


def _same(before: State, state: State) -> bool:
    same = (before.digest, before.articles, before.analysis) == (state.digest, state.articles, state.analysis)
    return same and before.format == state.format and not before.writing


def load(
    build: ClusterSession,
    state: State,
    batches: Iterable[list[Row]],
    told: Callable[[int], None],
) -> Checksums:
    """Load batches of articles into a generation, in as many processes as there are cores."""
    settings, tally = build.settings, Checksums()
    crew: WorkerPool | None = None
    worker: LocalBulkLoader | None = None
    waiting: deque[Future[tuple[Any, ...]]] = deque()

    def settle(made: Made) -> None:
        for where, reason, unread in made.skipped:
            build.skip(Skipped(where, reason, unread))
        for reason, times in made.more.items():
            build.skip_more(reason, times)
        tally.add(made.ids, made.digests)
        build.lock.check()
        told(tally.made)

    try:
        for number, rows in enumerate(batches):
            if number == 0:
                processes = settings.processes or len(os.sched_getaffinity(0))
                where, names = str(build.index), dict(build.options.rename)
                if processes > 1 and size_of(rows) >= CHARS:
                    crew = WorkerPool(processes)
                    crew.begin("opensearch", settings.max_article_seconds, where, state.index, asdict(settings), names)
                else:
                    known = FieldNames(names, most_chars=settings.max_field_chars)
                    worker = LocalBulkLoader(where, state.index, settings, known)
            if worker:
                settle(worker.batch(number, rows))
            elif crew:
                waiting.append(crew.batch(number, rows))
                while waiting and waiting[0].done():
                    settle(Made(*waiting.popleft().result()))
        while waiting:
            settle(Made(*waiting.popleft().result()))
        for answer in crew.finish() if crew else [worker.finish()] if worker else []:
            tally.met.add(Met.unpacked(answer))
    finally:
        if crew:
            crew.close()
        if worker:
            worker.close()
    return tally


def stored_batches(articles: Iterable[Article]) -> Iterator[list[Row]]:
    """Yield articles that are clean already as rows, some six million characters at a time."""
    return batched((article.packed(),) for article in articles)
