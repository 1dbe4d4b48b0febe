"""Fixtures: `one_node`, which is there in ten seconds, and `three_nodes`, which any test may kill one of.

A conftest that wants them adds `tests/` to `sys.path` and says `from cluster.fixtures import one_node, three_nodes`.
"""

import importlib.util
import os
import uuid
from collections.abc import Iterator

import pytest

from cluster.distribution import NoServer
from cluster.servers import Running, Servers


def _servers(nodes: int, request: pytest.FixtureRequest) -> Iterator[Servers]:
    if "cluster" not in request.config.getoption("markexpr"):
        pytest.skip("needs servers of OpenSearch: run by scripts/cluster")
    if importlib.util.find_spec("opensearchpy") is None:
        pytest.skip("SKIPPED: opensearch-py is not installed (scripts/cluster installs it)")
    try:
        servers = Servers(nodes)
    except NoServer as reason:
        pytest.skip(f"SKIPPED: no server of OpenSearch here: {reason}")
    with servers:
        yield servers


@pytest.fixture(scope="session")
def one_node(request: pytest.FixtureRequest) -> Iterator[Servers]:
    """A cluster of one node. TROUVERE_TEST_CLUSTER=host:port of one that runs already saves its start."""
    running = os.environ.get("TROUVERE_TEST_CLUSTER")
    if running:
        yield Running(running)
        return
    yield from _servers(1, request)


@pytest.fixture(scope="session")
def three_nodes(request: pytest.FixtureRequest) -> Iterator[Servers]:
    """A cluster of three nodes."""
    yield from _servers(3, request)


@pytest.fixture
def address(one_node: Servers) -> str:
    """The address of an index on one node that no other test has."""
    return one_node.address(f"test-{uuid.uuid4().hex[:8]}")
