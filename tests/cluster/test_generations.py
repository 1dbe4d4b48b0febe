"""Which generation of a cluster is published, which are cleared away, and what is never touched."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cluster.given import SETTINGS, some, stored
from trouvere.index import (
    build_index,
    delete_articles,
    describe_index,
    optimize,
    prune_index,
    rebuild_index,
    update_index,
)
from trouvere.index.engines.engine import WriteOptions
from trouvere.index.engines.opensearch.bulk import Sender
from trouvere.index.engines.opensearch.documents import Documents
from trouvere.index.engines.opensearch.read import articles as reading
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.generations import Generations
from trouvere.index.engines.opensearch.read.mapping import FORMAT, body_of
from trouvere.index.engines.opensearch.read.retry import refresh
from trouvere.index.engines.opensearch.session import session
from trouvere.index.errors import CorruptIndex, IncompatibleIndex, IndexNotFound
from trouvere.index.report import Progress


class Refusing:
    """A client that may not move an alias."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return self if name == "indices" else getattr(self._client, name)

    def get(self, **asked: Any) -> Any:
        return self._client.indices.get(**asked)

    def put_mapping(self, **asked: Any) -> Any:
        return self._client.indices.put_mapping(**asked)

    def update_aliases(self, **_: Any) -> Any:
        from opensearchpy.exceptions import AuthorizationException

        raise AuthorizationException(403, "security_exception", {})


pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("no_copies")]


def test_other_shards_are_worth_a_new_generation(address: str, client: Any) -> None:
    first = build_index(address, some(1, 2), settings=SETTINGS)
    wider = replace(SETTINGS, opensearch_shards=2)
    assert build_index(address, some(1, 2), settings=wider).generation != first.generation
    assert not build_index(address, some(1, 2), settings=wider).published


def test_generations_are_kept_where_the_alias_is_lost(address: str, client: Any) -> None:
    build_index(address, some(1), settings=SETTINGS)
    name = parse(address).name
    client.indices.delete_alias(index=f"{name}-*", name=name)
    with pytest.raises(IndexNotFound):
        delete_articles(address, ["a1"], settings=SETTINGS)
    build_index(address, some(1, 2), settings=SETTINGS)
    assert len(Generations(client, parse(address)).names()) == 2


def test_what_is_not_there_leaves_no_trace(address: str, client: Any) -> None:
    works: list[Callable[[str], object]] = [
        optimize,
        rebuild_index,
        prune_index,
        lambda where: delete_articles(where, ["a"]),
    ]
    for work in works:
        with pytest.raises(IndexNotFound):
            work(address)
    assert not client.indices.get(index=f"{parse(address).name}*", expand_wildcards="all")


def test_an_interrupted_build_leaves_nothing(address: str, client: Any) -> None:
    def interrupted(_: Progress) -> None:
        raise KeyboardInterrupt

    settings = replace(SETTINGS, processes=2)
    with pytest.raises(KeyboardInterrupt):
        build_index(address, some(*range(5_000)), settings=settings, progress=interrupted)
    assert Generations(client, parse(address)).names() == ()
    first = build_index(address, some(1), settings=SETTINGS)
    assert (first.notices, len(prune_index(address))) == ((), 0)


def test_pruning_tells_of_what_a_build_that_died_has_left(address: str, client: Any) -> None:
    build_index(address, some(1), settings=SETTINGS)
    died = f"{parse(address).name}-000007-0123abcd"
    client.indices.create(index=died, body=body_of(SETTINGS, {"format": FORMAT, "writing": "build"}))
    assert prune_index(address) == (died,)


def test_what_was_built_and_could_not_be_published_is_cleared_away(address: str, client: Any) -> None:
    build_index(address, some(1), settings=SETTINGS)
    with session(parse(address), "build", WriteOptions(settings=SETTINGS)) as build:
        state = replace(build.create(), articles=1)
        build.generations.client = Refusing(client)
        with pytest.raises(Exception, match="security_exception"):
            build.publish(state, build.generations.published())
    assert Generations(client, parse(address)).leftovers() == (state.index,)
    assert state.index in prune_index(address)
    assert describe_index(address).articles == 1


def test_a_generation_of_another_version_is_built_anew(address: str, client: Any) -> None:
    build_index(address, some(1), settings=SETTINGS)
    generations = Generations(client, parse(address))
    client.indices.put_mapping(index=parse(address).name, body={"_meta": {"trouvere": {"format": 99, "more": 1}}})
    for work in (lambda: describe_index(address), lambda: update_index(address, some(1), settings=SETTINGS)):
        with pytest.raises(IncompatibleIndex, match="99"):
            work()
    client.indices.put_mapping(index=parse(address).name, body={"_meta": {}})
    with pytest.raises(IncompatibleIndex):
        describe_index(address)
    assert build_index(address, some(1, 2), settings=SETTINGS).articles == 2
    assert len(generations.names()) == 2


def test_what_others_have_there_is_not_touched(address: str, client: Any) -> None:
    name = parse(address).name
    with pytest.raises(IndexNotFound):
        describe_index(address)
    client.indices.create(index=name)
    for work in (lambda: build_index(address, some(1), settings=SETTINGS), lambda: describe_index(address)):
        with pytest.raises(CorruptIndex, match="autre programme"):
            work()
    assert client.indices.exists(index=name)


def test_articles_of_one_number_are_all_read(address: str, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(address, some(1), settings=SETTINGS)
    name, same = parse(address).name, some(2, 3, 4, 5)
    Sender(client, name).send(Documents().lines(same, [one.digest() for one in same], [1 << 40] * 4))
    refresh(client, name)
    monkeypatch.setattr(reading, "PAGE_ARTICLES", 2)
    monkeypatch.setattr(reading, "PAGE_VALUES", 2)
    assert list(stored(client, address)) == ["a1", "a2", "a3", "a4", "a5"]
    assert list(reading.ids(client, name)) == ["a1", "a2", "a3", "a4", "a5"]
