"""Builds an index on a cluster: a new generation bulk-loaded beside the published one and verified; the alias moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace

from trouvere.index.article import Source
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.opensearch import loader
from trouvere.index.engines.opensearch.checksums import Checksums
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.generations import State
from trouvere.index.engines.opensearch.session import ClusterSession, session
from trouvere.index.engines.opensearch.vocabulary import Met
from trouvere.index.errors import BuildError
from trouvere.index.report import BuildReport, Expect, Skipped
from trouvere.index.sources import formats
from trouvere.index.workers.batches import Row, batches_of
from trouvere.index.workers.cpu_limit import allowing
from trouvere.index.workers.feeding import Workers, processes_of, worked
from trouvere.index.workers.tasks import Made


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
    before = build.generations.published()
    build.declare_anew(before.fields if before else ())
    reader = build.reader(sources)
    size = reader.size

    def told(articles: int) -> None:
        build.tell("indexation", articles, reader.read_bytes, size)

    state = build.create()
    with allowing(build.settings.max_article_seconds):
        tally = load(build, state, batches_of(reader.pieces()), told)
    if not tally.made:
        raise BuildError(
            f"aucun article utilisable ({build.skipped_total} écartés) : rien n'a été publié"
            + "".join(f"\n  {skip}" for skip in build.skipped[:3]),
            hint=f"vérifiez les sources ; formats lus : {formats()}",
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
    return same and before.format == state.format and before.fields == state.fields and not before.writing


def load(
    build: ClusterSession,
    state: State,
    batches: Iterable[list[Row]],
    told: Callable[[int], None],
) -> Checksums:
    """Load batches of articles into a generation, in as many processes as there are cores."""
    settings, tally = replace(build.settings, fields=build.fields), Checksums()

    def begin(workers: Workers, rows: list[Row]) -> None:
        about = str(build.index), state.index, asdict(settings), dict(build.options.rename)
        workers.begin("opensearch", settings.max_article_seconds, *about)

    def settle(made: Made) -> None:
        for where, reason, unread in made.skipped:
            build.skip(Skipped(where, reason, unread))
        for reason, times in made.more.items():
            build.skip_more(reason, times)
        build.survey.take(made.found)
        tally.add(made.ids, made.digests)
        build.lock.check()
        told(tally.made)

    with worked(batches, processes_of(settings), loader.begin, begin, settle) as workers:
        for answer in workers.finish() if workers else ():
            tally.met.add(Met.unpacked(answer))
    return tally
