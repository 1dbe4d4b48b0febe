"""A generation copied into a snapshot and brought back: only a whole one, and one that can be read, is published."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cluster.given import SETTINGS, some, stored
from cluster.servers import Servers
from trouvere.index import backup_index, build_index, check_index, describe_index, restore_index, update_index
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.opensearch import snapshots
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.generations import Generations
from trouvere.index.engines.opensearch.session import session
from trouvere.index.engines.opensearch.update import ClusterChanges
from trouvere.index.errors import BuildError, CorruptIndex, IncompatibleIndex, IndexNotFound, TrouvereError, UsageError

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("no_copies")]


@pytest.fixture
def repository(address: str, client: Any) -> str:
    """A repository for the snapshots of one test."""
    name = parse(address).name
    client.snapshot.create_repository(repository=name, body={"type": "fs", "settings": {"location": name}})
    return name


def kept(client: Any, repository: str) -> list[str]:
    return [one["snapshot"] for one in client.snapshot.get(repository=repository, snapshot="_all")["snapshots"]]


def test_a_snapshot_is_brought_back(address: str, one_node: Servers, client: Any) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    name = parse(address).name
    with pytest.raises(BuildError, match="dépôt"):
        backup_index(address, "absent/un")
    with pytest.raises(UsageError):
        backup_index(address, "un dossier")
    client.snapshot.create_repository(repository=name, body={"type": "fs", "settings": {"location": name}})
    assert backup_index(address, f"{name}/un") == describe_index(address).generation
    with pytest.raises(BuildError, match="existe déjà"):
        backup_index(address, f"{name}/un")
    update_index(address, some(3), settings=SETTINGS)
    restored = restore_index(f"{name}/un", address)
    assert restored == describe_index(address).generation
    assert list(stored(client, address)) == ["a1", "a2"]
    assert check_index(address).ok
    with pytest.raises(IndexNotFound):
        restore_index(f"{name}/deux", address)


def test_an_index_that_is_being_changed_is_not_copied(address: str, client: Any, repository: str) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    with session(parse(address), "update", WriteOptions(settings=SETTINGS)) as update:
        changes = ClusterChanges(update)
        changes.take(some(3))
        with pytest.raises(BuildError, match="en cours ou interrompue") as error:
            backup_index(address, f"{repository}/un")
        assert error.value.hint
        changes.publish()
    assert kept(client, repository) == []
    backup_index(address, f"{repository}/un")


def test_a_copy_of_an_index_that_changed_meanwhile_is_removed(
    address: str, client: Any, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    ended: Callable[..., str] = snapshots._ended

    def changed_meanwhile(*asked: Any) -> str:
        update_index(address, some(3), settings=SETTINGS)
        return ended(*asked)

    with monkeypatch.context() as patched, pytest.raises(BuildError, match="a changé pendant"):
        patched.setattr(snapshots, "_ended", changed_meanwhile)
        backup_index(address, f"{repository}/un")
    assert kept(client, repository) == []
    backup_index(address, f"{repository}/un")


@pytest.mark.parametrize("said_so", [True, False], ids=["the snapshot says so", "only the mapping does"])
@pytest.mark.parametrize(("wrong", "error"), [({"format": 0}, IncompatibleIndex), ({"digest": ""}, CorruptIndex)])
def test_one_that_cannot_be_read_is_not_published(
    address: str, client: Any, repository: str, wrong: dict[str, Any], error: type[TrouvereError], said_so: bool
) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    generations = Generations(client, parse(address))
    state = generations.readable()
    other = replace(state, **wrong)
    generations.note(other)
    body = {"indices": f"{state.index}*", "metadata": {"trouvere": (other if said_so else state).meta()}}
    client.snapshot.create(repository=repository, snapshot="un", body=body, wait_for_completion=True)
    generations.note(state)
    with pytest.raises(error, match="rien n'a été publié"):
        restore_index(f"{repository}/un", address)
    assert generations.names() == (state.index,)
    assert generations.readable() == state
    assert check_index(address).ok


def test_one_that_the_cluster_does_not_bring_back_is_given_up(
    address: str, client: Any, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    backup_index(address, f"{repository}/un")
    before = Generations(client, parse(address)).names()
    monkeypatch.setattr(snapshots, "STUCK_SECONDS", 1.0)
    enable = "cluster.routing.allocation.enable"
    client.cluster.put_settings(body={"transient": {enable: "none"}})
    try:
        with pytest.raises(BuildError, match="ne sont pas restaurés"):
            restore_index(f"{repository}/un", address)
    finally:
        client.cluster.put_settings(body={"transient": {enable: None}})
    assert Generations(client, parse(address)).names() == before
    restore_index(f"{repository}/un", address)


def test_what_a_restoration_that_died_has_left_is_cleared_away(
    address: str, client: Any, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    backup_index(address, f"{repository}/un")

    def died(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(snapshots, "_whole", died)
        patched.setattr(Generations, "remove", lambda *_: None)
        restore_index(f"{repository}/un", address)
    assert len(Generations(client, parse(address)).leftovers()) == 1
    update_index(address, some(3), settings=SETTINGS)
    assert len(Generations(client, parse(address)).names()) == 1
