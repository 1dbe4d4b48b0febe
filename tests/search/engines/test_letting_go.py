"""What answers from a generation is gone with it, at once: no ring of references waits for Python to look for rings."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from weakref import ref

import pytest

from trouvere.index import Article, update_index
from trouvere.index.settings import Settings
from trouvere.search import Searcher, open_searcher
from trouvere.search.query.filters import Filters
from trouvere.search.weak_cache import remembered

SETTINGS = Settings(processes=1, keep_generations=1)
QUESTIONS: dict[str, Callable[[Searcher], object]] = {
    "search": lambda searcher: searcher.search("grève des trains st-étienne", explain=True, histogram=True),
    "correction": lambda searcher: searcher.search("greeve"),
    "phrase and prefix": lambda searcher: searcher.search(
        '"la grève" gr* -zèbre source:AP', filters=Filters(source=("AP",))
    ),
    "rank": lambda searcher: searcher.rank("grève"),
    "suggest": lambda searcher: (searcher.suggest("la gr"), searcher.suggest("gr", filters=Filters(source=("AP",)))),
    "similar": lambda searcher: searcher.similar("a1"),
    "explain": lambda searcher: searcher.explain("grève", "a1"),
    "advise": lambda searcher: searcher.advise("grève zèbre"),
    "overview": lambda searcher: searcher.overview(),
    "article": lambda searcher: (searcher.article("a1"), searcher.marked_article("a1", "grève")),
}


def publish(path: Path, number: int) -> None:
    update_index(
        path,
        [
            Article(id=f"a{i}", title="La grève", text=f"La grève {number} des trains {i}.", source="AP")
            for i in range(4)
        ],
        settings=SETTINGS,
    )


@pytest.fixture
def without_gc() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.usefixtures("without_gc")
def test_a_generation_goes_when_the_next_is_opened(name: str, tmp_path: Path) -> None:
    publish(tmp_path / "i", 0)
    with open_searcher(tmp_path / "i", settings=SETTINGS) as searcher:
        QUESTIONS[name](searcher)
        old = ref(searcher.requests._opened.now().generation)
        assert old() is not None
        publish(tmp_path / "i", 1)
        assert searcher.search("grève").total == 4
        assert old() is None


@pytest.mark.usefixtures("without_gc")
def test_what_is_remembered_does_not_hold_its_object() -> None:
    class Doubling:
        def __init__(self) -> None:
            self.asked = 0
            self.double = remembered(self._double, 8)

        def _double(self, number: int) -> int:
            self.asked += 1
            return 2 * number

    one = Doubling()
    assert (one.double(2), one.double(2), one.double(3), one.asked) == (4, 4, 6, 2)
    held, double = ref(one), one.double
    del one
    assert held() is None
    assert double(3) == 6
    with pytest.raises(ReferenceError):
        double(5)
