"""Both engines, and the index that most tests ask."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = str(Path(__file__).parents[1])
if TESTS not in sys.path:
    sys.path.append(TESTS)

from cluster.fixtures import one_node, three_nodes  # noqa: E402

from contract.articles import ARTICLES  # noqa: E402
from contract.engines import Engine  # noqa: E402
from trouvere.search import Searcher  # noqa: E402

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
