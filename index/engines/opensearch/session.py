"""A writing session on a cluster: client, lock, a new generation, verification, publication."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.opensearch import vocabulary
from trouvere.index.engines.opensearch.checksums import Expected
from trouvere.index.engines.opensearch.lock import ClusterLock, writing
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.client import LONG_CALL_SECONDS, connect, reason_of, speaking
from trouvere.index.engines.opensearch.read.generations import Generations, State
from trouvere.index.engines.opensearch.read.mapping import body_of
from trouvere.index.engines.opensearch.read.retry import create, refresh, retried
from trouvere.index.engines.opensearch.vocabulary import Met
from trouvere.index.engines.writing import Writing, tell_failure
from trouvere.index.errors import BuildError
from trouvere.index.events import tell
from trouvere.index.report import BuildReport

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

ALLOCATION_SECONDS = 30
"""Seconds that the copies of a new generation may take to be ready."""
REFUSED_HINT = "relancez la commande ; si cela revient, signalez-le : l'index d'avant est intact"


@dataclass(kw_only=True)
class ClusterSession(Writing):
    """One writing to an index on a cluster, from the lock to the report."""

    index: Address
    client: OpenSearch
    generations: Generations
    lock: ClusterLock
    cleared: tuple[str, ...] = ()
    """What builds that died had left."""

    def create(self) -> State:
        """Create a generation that nobody reads yet."""
        state = replace(self.generations.next(), writing=self.command, fields=self.fields)
        create(self.client, state.index, body_of(self.settings, state.meta(), self.fields))
        health = self.client.cluster.health(
            index=state.index,
            wait_for_status="green",
            timeout=f"{ALLOCATION_SECONDS}s",
            request_timeout=ALLOCATION_SECONDS + 10,
            ignore=408,
        )
        if health["status"] == "red":
            raise BuildError(
                f"{self.index} : le cluster ne trouve pas de place pour la nouvelle génération",
                hint="voyez ses nœuds et leurs disques (GET _cluster/allocation/explain)",
            )
        if health["status"] == "yellow":
            self.notices.append(
                f"{health['unassigned_shards']} copies n'ont pas de nœud : un nœud perdu peut l'être avec ses articles"
                " (réglage opensearch_replicas)"
            )
        return state

    def verified(self, state: State, expected: Expected) -> State:
        """Read back what was written and compare; returns the state with what it holds."""
        self.tell("vérification", expected.articles)
        refresh(self.client, state.index)
        found, digest = retried(lambda: reading.summed(self.client, state.index))
        if found != expected.articles:
            raise BuildError(
                f"{expected.articles} articles écrits, {found} relus : génération refusée", hint=REFUSED_HINT
            )
        if digest != expected.digest:
            raise BuildError("les articles relus ne sont pas ceux écrits : génération refusée", hint=REFUSED_HINT)
        sample = retried(lambda: list(reading.fetched(self.client, state.index, expected.sample)))
        for id, article in sample:  # noqa: A001
            if article is None or article.digest() != expected.sample[id]:
                raise BuildError(f"l'article {id} relu n'est pas celui écrit : génération refusée", hint=REFUSED_HINT)
        last = retried(lambda: reading.last(self.client, state.index))
        return replace(state, articles=found, digest=f"{digest:032x}", last=last)

    def keep_words(self, state: State, met: Met) -> None:
        """Write the words of a generation beside it."""
        self.tell("vocabulaire", state.articles)
        copies = self.settings.opensearch_replicas
        retried(lambda: vocabulary.store(self.client, state.index, state.articles, met, replicas=copies))

    def publish(self, state: State, before: State | None) -> State:
        """Make a generation the published one, and remove old ones."""
        self.lock.check()
        retried(lambda: self.client.indices.flush(index=state.index, request_timeout=LONG_CALL_SECONDS))
        state = self.generations.publish(state, before)
        tell("generation.published", index=str(self.index), generation=state.generation, articles=state.articles)
        self._prune()
        return state

    def _prune(self) -> None:
        from opensearchpy.exceptions import TransportError

        try:
            if removed := self.generations.prune(self.settings.keep_generations):
                tell("generation.pruned", index=str(self.index), generations=removed)
        except TransportError as error:
            # What is published is published: the next writing tries again.
            self.notices.append(f"d'anciennes générations n'ont pas pu être effacées ({reason_of(error)})")

    def is_as_asked(self, state: State) -> bool:
        """Say whether a generation has the shards and copies that the settings ask for."""
        found = self.client.indices.get_settings(index=state.index, flat_settings=True)[state.index]["settings"]
        asked = self.settings.opensearch_shards, self.settings.opensearch_replicas
        return asked == (int(found["index.number_of_shards"]), int(found["index.number_of_replicas"]))

    def discard(self, state: State) -> None:
        """Remove a generation that will not be published."""
        self.generations.remove((state.index,))

    def report(self, state: State, *, published: bool = True, **counts: Any) -> BuildReport:
        """Return the report of this session."""
        return self.reported(
            generation=state.generation,
            articles=state.articles,
            size=retried(lambda: size_of(self.client, state.index)),
            published=published,
            **counts,
        )


def size_of(client: OpenSearch, index: str) -> int:
    """Return how many bytes an index takes, each shard counted once."""
    stats = client.indices.stats(index=index, metric="store")
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


@contextmanager
def session(
    address: Address, command: str, options: WriteOptions, *, existing: bool = False
) -> Iterator[ClusterSession]:
    """Hold the lock of an index on a cluster; on any failure what was published is untouched.

    What builds that died have left is cleared away first. Another writer is waited for as the options say. Where an
    `existing` index is wanted and there is none, not even a lock is made.
    """
    client = connect(address, options.settings)
    try:
        generations = Generations(client, address)
        if existing:
            with speaking(address):
                generations.readable()
        with speaking(address), writing(client, address, command, options.wait) as lock:
            notices = [*lock.notices]
            if leftovers := generations.leftovers():
                generations.remove(leftovers)
                notices.append(f"restes d'une construction interrompue effacés ({', '.join(leftovers)})")
            one = ClusterSession(
                index=address,
                client=client,
                generations=generations,
                lock=lock,
                options=options,
                command=command,
                notices=notices,
                cleared=leftovers,
            )
            try:
                yield one
            except BaseException as error:
                if isinstance(error, Exception):
                    tell_failure(command, address, error)
                # The cluster may be what failed; the next build clears what is left.
                with suppress(Exception):
                    if not lock.lost:
                        generations.remove(generations.leftovers())
                raise
    finally:
        client.close()
