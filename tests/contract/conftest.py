"""Both engines, and the index that most tests ask."""

from collections.abc import Iterator

import pytest
from cluster.fixtures import one_node, three_nodes

from contract.articles import ARTICLES
from contract.engines import Engine
from trouvere.search import Searcher

__all__ = ["one_node", "three_nodes"]


@pytest.fixture(scope="session", params=["embedded", pytest.param("opensearch", marks=pytest.mark.cluster)])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    if request.param == "embedded":
        return Engine("embedded", folder=tmp_path_factory.mktemp("contract"))
    return Engine("opensearch", hosts=request.getfixturevalue("one_node").hosts)


@pytest.fixture(scope="session")
def index(engine: Engine) -> str:
    """An index of `ARTICLES`; on a cluster over three shards, which must make no difference."""
    return engine.build(ARTICLES, shards=3)


@pytest.fixture(scope="session")
def searcher(engine: Engine, index: str) -> Iterator[Searcher]:
    with engine.open(index) as searcher:
        yield searcher
