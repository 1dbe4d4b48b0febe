"""The sample that ships, indexed once."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from trouvere.index import build_index
from trouvere.index.settings import Settings
from trouvere.search import Searcher, open_searcher


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "index"
    build_index(path, [str(files("trouvere.index") / "sample")])
    return path


@pytest.fixture(scope="session")
def sample(sample_index: Path) -> Iterator[Searcher]:
    """What is set in the shell that runs the tests does not count."""
    with open_searcher(sample_index, settings=Settings()) as searcher:
        yield searcher
