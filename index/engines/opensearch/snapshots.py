"""Copies a generation into a snapshot repository of the cluster, and brings one back.

A copy is named REPOSITORY/NAME. Repositories are made by whoever runs the cluster: docs/opensearch.md shows how.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from trouvere.index.engines.opensearch import reading
from trouvere.index.engines.opensearch.client import LONG, opened
from trouvere.index.engines.opensearch.generations import Generations
from trouvere.index.engines.opensearch.session import session
from trouvere.index.engines.opensearch.words import index_of as words_of
from trouvere.index.errors import BuildError, CorruptIndex, IndexNotFound, UsageError

_PLACE = re.compile(r"([^/\s]+)/([a-z0-9][a-z0-9._-]*)")


def backup(index: str | Path, to: str | Path) -> str:
    """Copy the published generation into a snapshot `REPOSITORY/NAME`; searches and builds go on meanwhile.

    What the repository has already of its files is not copied again. Returns the generation's name.
    """
    from opensearchpy.exceptions import NotFoundError, RequestError

    repository, name = _place(to)
    with opened(index) as (client, address):
        state = Generations(client, address).readable()
        try:
            made = client.snapshot.create(
                repository=repository,
                snapshot=name,
                body={
                    "indices": f"{state.index},{words_of(state.index)}",
                    "ignore_unavailable": True,
                    "include_global_state": False,
                    "metadata": {"trouvere": state.meta()},
                },
                wait_for_completion=True,
                request_timeout=LONG,
            )["snapshot"]
        except NotFoundError as error:
            raise _no_repository(repository) from error
        except RequestError as error:
            if error.error != "invalid_snapshot_name_exception":
                raise
            raise BuildError(f"{to} : cette sauvegarde existe déjà", hint="donnez un autre nom") from error
        if made["state"] != "SUCCESS":
            raise BuildError(
                f"{to} : sauvegarde incomplète ({made['state']})", hint="voyez l'état du cluster, puis recommencez"
            )
        return state.generation


def restore(saved: str | Path, index: str | Path) -> str:
    """Publish a snapshot `REPOSITORY/NAME` as the next generation of an index, new or not; returns its name."""
    from opensearchpy.exceptions import NotFoundError

    repository, name = _place(saved)
    with session(index, "restore", None) as restoring:
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
        before = restoring.generations.published()
        new = restoring.generations.next()
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
            wait_for_completion=True,
            request_timeout=LONG,
        )
        saved_state = restoring.generations.state_of(new.index)
        state = replace(saved_state, generation=new.generation, writing="")
        if (state.articles, int(state.digest, 16)) != reading.summed(client, new.index):
            raise CorruptIndex(
                f"{saved} : les articles ne sont pas ceux annoncés ; rien n'a été publié",
                hint="restaurez une autre sauvegarde, ou reconstruisez l'index",
            )
        return restoring.publish(state, before).generation


def _place(written: str | Path) -> tuple[str, str]:
    found = _PLACE.fullmatch(str(written))
    if found is None:
        raise UsageError(
            f"{written} : il faut DÉPÔT/NOM, un dépôt de sauvegardes du cluster et un nom en minuscules",
            hint="par exemple sauvegardes/lundi ; docs/opensearch.md montre comment faire un dépôt",
        )
    return found[1], found[2]


def _no_repository(repository: str) -> BuildError:
    return BuildError(
        f"le cluster n'a pas de dépôt de sauvegardes « {repository} »",
        hint=f"PUT _snapshot/{repository} en fait un : docs/opensearch.md",
    )
