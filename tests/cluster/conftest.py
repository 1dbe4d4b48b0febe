"""The servers, and a client, for the tests in this folder."""

from collections.abc import Iterator
from typing import Any

import pytest

from cluster.fixtures import address, one_node, three_nodes
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.client import connect
from trouvere.index.settings import Settings

__all__ = ["address", "one_node", "three_nodes"]


@pytest.fixture
def no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """One node has no place for a copy."""
    monkeypatch.setenv("TROUVERE_OPENSEARCH_REPLICAS", "0")


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    """A client of the cluster, for what no command does."""
    with connect(parse(address), Settings()) as found:
        yield found
