"""One writer at a time on a cluster: who is dead, who only seems so, and who was taken for dead."""

import datetime as dt
import time
from typing import Any

import pytest

from cluster.given import SETTINGS, some, stored
from trouvere.index import build_index, check_index, update_index
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.opensearch import lock
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.session import session
from trouvere.index.engines.opensearch.update import ClusterChanges
from trouvere.index.errors import BuildError, IndexLocked

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("no_copies")]


def held(client: Any, address: str, *, ago: float) -> None:
    """Leave the lock of a writer on another machine, renewed so many seconds ago by its clock."""
    renewed = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ago)
    body = {"pid": 1, "host": "ailleurs", "command": "build", "since": "hier", "token": "x"}
    client.index(
        index=lock.index_of(parse(address)),
        id=lock.WRITER,
        body={**body, "renewed": renewed.isoformat(timespec="seconds")},
    )


def test_a_lock_that_nobody_renews_is_taken_over(address: str, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "STALE_SECONDS", 1.0)
    held(client, address, ago=60)
    report = build_index(address, some(1), settings=SETTINGS)
    assert any("ailleurs" in notice for notice in report.notices)


def test_a_lock_renewed_by_a_clock_that_is_behind_is_not(
    address: str, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "RENEWAL_SECONDS", 0.2)
    monkeypatch.setattr(lock, "_seems_old", lambda _: True)
    with lock.writing(client, parse(address), "update") as mine:
        mine.mine |= {"host": "ailleurs"}
        with pytest.raises(IndexLocked, match="update"):
            update_index(address, some(1), settings=SETTINGS, wait=0)
        assert not mine.lost


def test_a_writer_taken_for_dead_is_told_so(address: str, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "RENEWAL_SECONDS", 0.1)
    with lock.writing(client, parse(address), "build") as mine:
        held(client, address, ago=0)
        end = time.monotonic() + 30
        while not mine.lost and time.monotonic() < end:
            time.sleep(0.05)
        with pytest.raises(BuildError, match="verrou"):
            mine.check()
    with pytest.raises(IndexLocked, match="ailleurs"):
        build_index(address, some(1), settings=SETTINGS)


def test_two_never_write_at_once(address: str, client: Any) -> None:
    build_index(address, some(1), settings=SETTINGS)
    with lock.writing(client, parse(address), "build"):
        with pytest.raises(IndexLocked, match="build, processus"):
            build_index(address, some(2), settings=SETTINGS)
        with pytest.raises(IndexLocked):
            update_index(address, some(2), settings=SETTINGS, wait=0.5)
    assert update_index(address, some(2), settings=SETTINGS).articles == 2


def test_who_lost_the_lock_publishes_nothing(address: str, client: Any) -> None:
    build_index(address, some(1), settings=SETTINGS)
    with (
        pytest.raises(BuildError, match="verrou"),
        session(parse(address), "build", WriteOptions(settings=SETTINGS)) as build,
    ):
        build.lock.lost = True
        build.publish(build.create(), build.generations.published())
    assert list(stored(client, address)) == ["a1"]


def test_who_lost_the_lock_sends_nothing_more(address: str, client: Any) -> None:
    build_index(address, some(1), settings=SETTINGS)
    with (
        pytest.raises(BuildError, match="verrou"),
        session(parse(address), "update", WriteOptions(settings=SETTINGS)) as update,
    ):
        changes = ClusterChanges(update)
        changes.take(some(2))
        update.lock.lost = True
        changes.take(some(3))
    assert update_index(address, some(4), settings=SETTINGS).articles == 3
    assert list(stored(client, address)) == ["a1", "a2", "a4"]


def test_who_was_halted_finds_out_before_it_sends(address: str, client: Any) -> None:
    build_index(address, some(1), settings=SETTINGS)
    with (
        pytest.raises(BuildError, match="verrou"),
        session(parse(address), "update", WriteOptions(settings=SETTINGS)) as update,
    ):
        changes = ClusterChanges(update)
        changes.take(some(2))
        client.index(
            index=lock.index_of(parse(address)), id=lock.WRITER, body={"token": "another", "host": "elsewhere"}
        )
        changes.take(some(3))
        update.lock.renewed -= 2 * lock.STALE_SECONDS
        changes.take(some(4))
    client.indices.refresh(index=parse(address).name)
    assert list(stored(client, address)) == ["a1", "a2", "a3"]


def test_a_check_beside_an_update_finds_no_damage(address: str, client: Any) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    with session(parse(address), "update", WriteOptions(settings=SETTINGS)) as update:
        changes = ClusterChanges(update)
        changes.take(some(3))
        assert check_index(address).ok
        changes.publish()
    assert check_index(address).ok


def test_a_check_by_a_clock_that_is_ahead_finds_no_damage_either(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    monkeypatch.setattr(lock, "RENEWAL_SECONDS", 0.2)
    with session(parse(address), "update", WriteOptions(settings=SETTINGS)) as update:
        changes = ClusterChanges(update)
        changes.take(some(3))
        monkeypatch.setattr(lock, "_seems_old", lambda _: True)
        assert check_index(address).ok
        changes.publish()


def test_a_check_after_an_update_that_died_says_so(address: str, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(address, some(1, 2), settings=SETTINGS)
    monkeypatch.setattr(lock, "RENEWAL_SECONDS", 0.2)
    with session(parse(address), "update", WriteOptions(settings=SETTINGS)) as update:
        ClusterChanges(update).take(some(3))
    held(client, address, ago=60)
    (damage,) = check_index(address).damage
    assert "interrompue" in damage.what
