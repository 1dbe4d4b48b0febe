"""Snapshots: backup of a generation into a snapshot repository of the cluster, and restoration.

A copy is named REPOSITORY/NAME. Repositories are made by whoever runs the cluster: docs/en/opensearch.md shows how.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import Address
from trouvere.index.engines.opensearch.read.client import LONG_CALL_SECONDS, opened
from trouvere.index.engines.opensearch.read.generations import Generations, State
from trouvere.index.engines.opensearch.read.mapping import FORMAT, FORMATS_OF_ARTICLES
from trouvere.index.engines.opensearch.read.retry import retried
from trouvere.index.engines.opensearch.read.vocabulary_reader import index_of as words_of
from trouvere.index.engines.opensearch.session import ClusterSession, session
from trouvere.index.errors import BuildError, CorruptIndex, IncompatibleIndex, IndexNotFound, UsageError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

_PLACE = re.compile(r"([^/\s]+)/([a-z0-9][a-z0-9._-]*)")
_DIGEST = re.compile("[0-9a-f]{32}")
POLL_SECONDS = 0.5
"""Seconds between two looks at what the cluster copies."""
STUCK_SECONDS = 60.0
"""Seconds without any shard on its way after which a restoration is given up."""


def backup(address: Address, to: str | Path) -> str:
    """Copy the published generation into a snapshot `REPOSITORY/NAME`; searches and builds go on meanwhile.

    What the repository has already of its files is not copied again. Returns the generation's name.
    """
    from opensearchpy.exceptions import NotFoundError, RequestError, TransportError

    repository, name = _place(to)
    with opened(address) as client:
        generations = Generations(client, address)
        state = generations.readable()
        if state.writing:
            raise BuildError(
                f"{address} : une écriture ({state.writing}) est en cours ou interrompue, rien n'a été sauvegardé",
                hint="recommencez quand elle sera finie ; interrompue, la prochaine mise à jour la reprend",
            )
        try:
            client.snapshot.create(
                repository=repository,
                snapshot=name,
                body={
                    "indices": f"{state.index},{words_of(state.index)}",
                    "ignore_unavailable": True,
                    "include_global_state": False,
                    "metadata": {"trouvere": state.meta()},
                },
                wait_for_completion=False,
            )
        except NotFoundError as error:
            raise _no_repository(repository) from error
        except RequestError as error:
            if error.error != "invalid_snapshot_name_exception":
                raise
            raise BuildError(f"{to} : cette sauvegarde existe déjà", hint="donnez un autre nom") from error
        try:
            if (ended := _ended(client, repository, name)) != "SUCCESS":
                raise BuildError(
                    f"{to} : sauvegarde incomplète ({ended}), effacée", hint="voyez l'état du cluster, puis recommencez"
                )
            if not _is_still(generations, state):
                raise BuildError(
                    f"{to} : l'index a changé pendant la sauvegarde, elle est effacée",
                    hint="recommencez entre deux mises à jour",
                )
        except BaseException:
            # What is not known to be whole must not be taken for a copy; nor its name be taken.
            with suppress(TransportError):
                client.snapshot.delete(repository=repository, snapshot=name, request_timeout=LONG_CALL_SECONDS)
            raise
        return state.generation


def _ended(client: OpenSearch, repository: str, name: str) -> str:
    """Return how a snapshot ended, however long it takes: no call waits for it, which a proxy might cut off."""
    while True:
        (found,) = retried(lambda: client.snapshot.get(repository=repository, snapshot=name))["snapshots"]
        if found["state"] != "IN_PROGRESS":
            return str(found["state"])
        time.sleep(POLL_SECONDS)


def _is_still(generations: Generations, state: State) -> bool:
    from opensearchpy.exceptions import NotFoundError

    try:
        return retried(lambda: generations.state_of(state.index)) == state
    except NotFoundError:
        return False


def restore(address: Address, saved: str | Path) -> str:
    """Publish a snapshot `REPOSITORY/NAME` as the next generation of an index, new or not; returns its name."""
    from opensearchpy.exceptions import NotFoundError, TransportError

    repository, name = _place(saved)
    with session(address, "restore", WriteOptions()) as restoring:
        client = restoring.client
        try:
            found = client.snapshot.get(repository=repository, snapshot=name)["snapshots"][0]
        except NotFoundError as error:
            if error.error == "snapshot_missing_exception":
                raise IndexNotFound(
                    f"{saved} : il n'y a pas de sauvegarde de ce nom", hint=f"GET _snapshot/{repository}/_all les nomme"
                ) from error
            raise _no_repository(repository) from error
        indices = [each for each in found["indices"] if not each.endswith(words_of(""))]
        if len(indices) != 1 or "trouvere" not in (found.get("metadata") or {}):
            raise CorruptIndex(f"{saved} : ce n'est pas une sauvegarde de Trouvère", hint="trouvere index backup …")
        said = found["metadata"]["trouvere"]
        _refuse_unreadable(saved, said.get("format", 0), said.get("digest", ""))
        before = restoring.generations.published()
        new = restoring.generations.next()
        try:
            client.snapshot.restore(
                repository=repository,
                snapshot=name,
                body={
                    "indices": f"{indices[0]},{words_of(indices[0])}",
                    "ignore_unavailable": True,
                    "rename_pattern": f"^.+?({words_of('')})?$",
                    "rename_replacement": f"{new.index}$1",
                    "include_aliases": False,
                    "include_global_state": False,
                    "index_settings": {"index.number_of_replicas": restoring.settings.opensearch_replicas},
                },
                wait_for_completion=False,
            )
            found = retried(lambda: restoring.generations.state_of(new.index))
            # It was published once; of this one, should we die now, the next writing is to clear away what is left.
            restoring.generations.note(replace(found, writing=restoring.command, published=""))
            _wait_until_there(restoring, new)
            state = _whole(restoring, new, found, saved)
        except BaseException:
            with suppress(TransportError):
                restoring.discard(new)
            raise
        return restoring.publish(state, before).generation


def _wait_until_there(restoring: ClusterSession, new: State) -> None:
    """Return once every shard of what is restored is there, however long it takes; raises where nothing goes on."""
    moved, there = time.monotonic(), -1
    while True:
        restoring.lock.check()
        restoring.tell("restauration", 0)
        health = retried(lambda: restoring.client.cluster.health(index=f"{new.index}*", level="indices"))
        # Not its colour: a shard that is yet to come from a snapshot is yellow, as a missing copy is.
        wanted = sum(one["number_of_shards"] for one in health["indices"].values())
        if wanted and health["active_primary_shards"] == wanted:
            return
        if health["initializing_shards"] or health["active_primary_shards"] != there:
            moved, there = time.monotonic(), health["active_primary_shards"]
        if time.monotonic() - moved > STUCK_SECONDS:
            raise BuildError(
                f"{restoring.index} : des fragments ne sont pas restaurés ({wanted - there}), rien n'a été publié",
                hint="voyez les nœuds et leurs disques (GET _cluster/allocation/explain), puis recommencez",
            )
        time.sleep(POLL_SECONDS)


def _whole(restoring: ClusterSession, new: State, found: State, saved: str | Path) -> State:
    """Return what a restored generation said of itself, under its new name; raises where that is not so."""
    _refuse_unreadable(saved, found.format, found.digest)
    articles = retried(lambda: reading.summed(restoring.client, new.index))
    if (found.articles, int(found.digest, 16)) != articles:
        raise CorruptIndex(
            f"{saved} : les articles ne sont pas ceux annoncés ; rien n'a été publié",
            hint="restaurez une autre sauvegarde, ou reconstruisez l'index",
        )
    return replace(found, generation=new.generation, writing="")


def _refuse_unreadable(saved: str | Path, format: object, digest: object) -> None:  # noqa: A002
    if format not in FORMATS_OF_ARTICLES:
        raise IncompatibleIndex(
            f"{saved} : sauvegarde au format {format}, cette version lit le format {FORMAT} ; rien n'a été publié",
            hint="restaurez-la avec la version qui l'a faite, ou reconstruisez l'index depuis les sources",
        )
    if not _DIGEST.fullmatch(str(digest)):
        raise CorruptIndex(
            f"{saved} : cette sauvegarde n'a pas d'empreinte ; rien n'a été publié",
            hint="restaurez une autre sauvegarde, ou reconstruisez l'index",
        )


def _place(written: str | Path) -> tuple[str, str]:
    found = _PLACE.fullmatch(str(written))
    if found is None:
        raise UsageError(
            f"{written} : il faut DÉPÔT/NOM, un dépôt de sauvegardes du cluster et un nom en minuscules",
            hint="par exemple sauvegardes/lundi ; docs/fr/opensearch.md montre comment faire un dépôt",
        )
    return found[1], found[2]


def _no_repository(repository: str) -> BuildError:
    return BuildError(
        f"le cluster n'a pas de dépôt de sauvegardes « {repository} »",
        hint=f"PUT _snapshot/{repository} en fait un : docs/fr/opensearch.md",
    )
