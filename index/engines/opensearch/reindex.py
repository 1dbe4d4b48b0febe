"""Reindexing on a cluster: a new generation from stored articles, of the one before or of another index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from trouvere.index.article import Article
from trouvere.index.engines.engine import StoredArticles, WriteOptions
from trouvere.index.engines.opensearch.build import load
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.client import opened
from trouvere.index.engines.opensearch.read.generations import Generations, State
from trouvere.index.engines.opensearch.session import REFUSED_HINT, ClusterSession, session
from trouvere.index.errors import BuildError, CorruptIndex
from trouvere.index.report import BuildReport
from trouvere.index.settings import Settings
from trouvere.index.workers.batches import stored_batches


def rebuild(address: Address, options: WriteOptions) -> BuildReport:
    """Build a new generation from the articles of the published one."""
    with session(address, "rebuild", options, existing=True) as build:
        before = build.generations.readable()
        build.declare_anew(before.fields, told=False)
        articles = reading.articles(build.client, before.index)
        state = filled(build, articles, before.articles)
        check_moved(before, state, digest=int(before.digest, 16))
        return build.report(build.publish(state, before), indexed=state.articles)


def fill(address: Address, articles: StoredArticles, options: WriteOptions) -> BuildReport:
    """Build a new generation from the stored articles of another index; theirs must be what was written."""
    with session(address, "copy", options) as copy:
        before = copy.generations.published()
        copy.declare_anew(articles.fields, told=False)
        state = filled(copy, articles.articles, articles.count)
        if state.digest != articles.digest:
            raise BuildError("les articles copiés ne sont pas ceux lus : rien n'a été publié", hint=REFUSED_HINT)
        return copy.report(copy.publish(state, before), indexed=state.articles)


@contextmanager
def stored(address: Address, settings: Settings | None = None) -> Iterator[StoredArticles]:
    """Yield the stored articles of the published generation."""
    with opened(address, settings) as client:
        state = Generations(client, address).readable()
        yield StoredArticles(reading.articles(client, state.index), state.articles, state.digest, state.fields)


def filled(build: ClusterSession, articles: Iterable[Article], size: int) -> State:
    """Return a new generation that holds these articles, which are clean already; verified, not published."""
    state = build.create()

    def told(count: int) -> None:
        build.tell("indexation", count, count, size)

    tally = load(build, state, stored_batches(articles), told)
    state = build.verified(state, tally.expected())
    build.keep_words(state, tally.met)
    return state


def check_moved(before: State, state: State, *, digest: int, gone: int = 0) -> None:
    """Raise `CorruptIndex` unless all articles of a generation are in the new one but for so many; `digest` is theirs.

    Of one that a writer has left half changed nobody knows what it should hold: what is there is what counts.
    """
    if before.writing:
        return
    if (state.articles, int(state.digest, 16)) != (before.articles - gone, digest):
        raise CorruptIndex(
            f"{before.index} : {before.articles} articles annoncés, {state.articles + gone} relus, ou d'autres ;"
            " rien n'a été changé",
            hint="trouvere index check INDEX dit lesquels ; restaurez une sauvegarde, ou reconstruisez des sources",
        )
