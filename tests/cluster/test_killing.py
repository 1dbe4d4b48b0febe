"""A node is killed while a build goes on: it ends, with every article there, none of them twice."""

import os

import pytest

from cluster.killing import kill_during_a_build
from cluster.servers import Servers

pytestmark = pytest.mark.cluster
ROUNDS = int(os.environ.get("TROUVERE_CLUSTER_ROUNDS", "10"))
ARTICLES = 12_000


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_node_killed_during_a_build_loses_nothing(three_nodes: Servers, seed: int) -> None:
    found = kill_during_a_build(three_nodes, three_nodes.address("killed"), count=ARTICLES, seed=seed)
    assert found.report.articles == ARTICLES
    assert (found.lost, found.doubled, found.sound) == (0, 0, True)
