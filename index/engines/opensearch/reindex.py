"""A new generation on a cluster from articles that are clean already: those of another one, or of another index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from trouvere.index.article import Article
from trouvere.index.engines.opensearch.build import load, stored_batches
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.client import opened
from trouvere.index.engines.opensearch.read.generations import Generations, State
from trouvere.index.engines.opensearch.session import REFUSED, ClusterSession, session
from trouvere.index.errors import BuildError, CorruptIndex
from trouvere.index.report import BuildReport, OnProgress
from trouvere.index.settings import Settings


def rebuild_index(
    index: str | Path, *, settings: Settings | None = None, progress: OnProgress | None = None
) -> BuildReport:
    """Build a new generation from the articles of the published one: see `trouvere.index.rebuild_index`."""
    with session(index, "rebuild", settings, False, progress, existing=True) as build:
        before = build.generations.readable()
        stored = reading.articles(build.client, before.index)
        state = filled(build, stored, before.articles)
        check_moved(before, state, digest=int(before.digest, 16))
        return build.report(build.publish(state, before), indexed=state.articles)


def copied(
    index: str | Path,
    articles: Iterable[Article],
    size: int,
    digest: str,
    *,
    settings: Settings | None = None,
    progress: OnProgress | None = None,
) -> BuildReport:
    """Publish articles of another index as a new generation of this one; `digest` is what theirs must come to."""
    with session(index, "copy", settings, False, progress) as copy:
        before = copy.generations.published()
        state = filled(copy, articles, size)
        if state.digest != digest:
            raise BuildError("les articles copiés ne sont pas ceux lus : rien n'a été publié", hint=REFUSED)
        return copy.report(copy.publish(state, before), indexed=state.articles)


@contextmanager
def stored(index: str | Path, settings: Settings | None = None) -> Iterator[tuple[Iterator[Article], int, str]]:
    """Yield the articles of the published generation, how many there are, and their digest."""
    with opened(index, settings) as (client, address):
        state = Generations(client, address).readable()
        yield reading.articles(client, state.index), state.articles, state.digest


def filled(build: ClusterSession, articles: Iterable[Article], size: int) -> State:
    """Return a new generation that holds these articles, which are clean already; verified, not published."""
    state = build.create()

    def told(count: int) -> None:
        build.tell("indexation", count, count, size)

    tally = load(build, state, stored_batches(articles), None, told)
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
