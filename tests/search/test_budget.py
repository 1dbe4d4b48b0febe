"""A question ends at its deadline and at its bound of postings: counted in looks at the clock, never in seconds."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trouvere.index import Article, build_index, update_index
from trouvere.index.columns.read.container import Array
from trouvere.index.errors import SearchTimeout
from trouvere.index.settings import Settings
from trouvere.search import Filters, Searcher, budget, open_searcher
from trouvere.search.budget import Budget, spend, within
from trouvere.search.engines.embedded.terms.phrases import in_order

Ask = Callable[[Searcher], object]

ASKED: dict[str, Ask] = {
    "words": lambda s: s.search("grève train ministre", match="any"),
    "phrase": lambda s: s.search('"la grève des trains"'),
    "near": lambda s: s.search('"grève trains"~20'),
    "prefix": lambda s: s.search("gr* tr*"),
    "explained": lambda s: s.search("grève train", match="any", explain=True, histogram=True),
    "misspelt": lambda s: s.search("grèvve trainn"),
    "explain": lambda s: s.explain("grève train", "7"),
    "similar": lambda s: s.similar("7"),
    "advise": lambda s: s.advise('"train grève" zzz ministre', filters=Filters(source="AP")),
    "suggest": lambda s: s.suggest("la grève des tr"),
    "marked": lambda s: s.marked_article("7", "grève « la grève des trains »"),
}


class Clock:
    """Tells the time by how often it was asked; after `last` looks the deadline is past."""

    def __init__(self, last: int | None = None) -> None:
        self.looks, self._last = -1, last  # the first look is the beginning

    def __call__(self) -> float:
        self.looks += 1
        return 0.0 if self._last is None or self.looks <= self._last else 2.0


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("budget") / "index"
    text = "La grève des trains dure. Le ministre des transports en parle. Grève numéro {n} : la grève des trains."
    build_index(path, [Article(id=str(n), title=f"Grève {n}", text=text.format(n=n), source="AP") for n in range(60)])
    return path


def looks_of(index: Path, ask: Ask) -> int:
    """Return how often a question looks at the clock, in a searcher that has answered nothing."""
    clock = Clock()
    with open_searcher(index, settings=Settings()) as searcher, within(Budget(1, clock=clock)):
        ask(searcher)
    return clock.looks


@pytest.mark.parametrize("name", ASKED)
def test_a_question_stops_at_whichever_look_the_deadline_is_past(index: Path, name: str) -> None:
    looks = looks_of(index, ASKED[name])
    assert looks >= 2
    for last in range(looks):
        clock = Clock(last)
        with (
            open_searcher(index, settings=Settings()) as searcher,
            within(Budget(1, clock=clock)),
            pytest.raises(SearchTimeout) as raised,
        ):
            ASKED[name](searcher)
        assert clock.looks == last + 1, "nothing goes on after it"
        assert raised.value.hint


@pytest.mark.parametrize("name", ASKED)
def test_after_a_timeout_the_same_searcher_answers_as_ever(index: Path, name: str) -> None:
    def told(answer: object) -> str:
        return repr(answer).split("took_ms=")[0]

    with open_searcher(index, settings=Settings()) as searcher:
        right = told(ASKED[name](searcher))
    looks = looks_of(index, ASKED[name])
    with open_searcher(index, settings=Settings()) as searcher:
        for last in range(0, looks, 3):
            try:
                with within(Budget(1, clock=Clock(last))):
                    ASKED[name](searcher)
            except SearchTimeout:
                pass
        assert told(ASKED[name](searcher)) == right


def test_a_search_that_reads_more_postings_than_it_may_is_refused(index: Path) -> None:
    with open_searcher(index, settings=Settings()) as searcher, within(Budget()) as counted:
        searcher.search("grève")
    assert counted.spent >= 60 * 2, "each list of the word"
    for most, refused in ((counted.spent, False), (counted.spent - 1, True)):
        with open_searcher(index, settings=Settings(max_postings=most)) as searcher:
            if refused:
                with pytest.raises(SearchTimeout, match="lit trop"):
                    searcher.search("grève")
            else:
                assert searcher.search("grève").total == 60


def test_a_run_has_no_deadline(index: Path) -> None:
    with open_searcher(index, settings=Settings(max_postings=1)) as searcher:
        assert searcher.rank("grève").total == 60


def test_within_a_budget_there_is_no_other() -> None:
    with within(Budget(postings=10)) as outer, within(Budget(postings=1_000)) as inner:
        assert inner is outer
        with pytest.raises(SearchTimeout):
            spend(11)
    spend(1 << 40)  # without one, nothing is bounded


class Column:
    """A field of two very frequent words: `n` addresses each, all in one document of a field of one."""

    def __init__(self, n: int) -> None:
        self._every = [np.arange(first, 2 * n, 2).astype(np.uint32) for first in (0, 1)]
        self.owners = np.zeros((2 * n >> 7) + 1, np.int64)
        self.first_addresses = np.array([0, 2 * n])

    def occurrences(self, term: int) -> int:
        return len(self._every[term])

    def addresses(self, term: int) -> Array:
        return self._every[term]


@pytest.mark.parametrize("slop", [0, 3])
def test_a_phrase_of_frequent_words_is_gone_through_in_steps(monkeypatch: pytest.MonkeyPatch, slop: int) -> None:
    monkeypatch.setattr(budget, "POSTINGS_STEP", 1_000)
    monkeypatch.setattr("trouvere.search.engines.embedded.terms.phrases.TABLES_NS", 1 << 60)
    monkeypatch.setattr("trouvere.search.engines.embedded.terms.phrases.LOCATE_NS", 1 << 60)
    clock, column = Clock(), Column(50_000)
    with within(Budget(1, clock=clock)):
        assert in_order([(column, 0), (column, 1)], slop).tolist() == [0]  # type: ignore[list-item]
    assert clock.looks >= 50


MANY_WORDS = " ".join(f"mot{number}" for number in range(30_000))
LONG_TEXTS = {
    "words": (MANY_WORDS, "grève mot7"),
    "a word again and again": ("grève " * 50_000, "grève"),
    "a phrase again and again": ("la grève des trains " * 10_000, '"grève des trains"'),
    "a beginning": (MANY_WORDS, "mot*"),
    "no blank": (",".join(["grève"] * 50_000), "grève"),
}


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_a_long_text_is_gone_through_in_steps(tmp_path: Path, name: str) -> None:
    text, query = LONG_TEXTS[name]
    build_index(tmp_path / "i", [Article(id="1", title="Long", text=text)])
    looks = looks_of(tmp_path / "i", lambda searcher: searcher.marked_article("1", query))
    assert looks >= len(text) // 16_384


def test_words_of_several_segments_are_read_in_steps(tmp_path: Path) -> None:
    build_index(tmp_path / "i", [Article(id="1", title="Long", text=MANY_WORDS)])
    update_index(tmp_path / "i", [Article(id="2", title="Court", text="mot")])
    fewer = looks_of(tmp_path / "i", lambda searcher: searcher.search("mot1*"))
    assert looks_of(tmp_path / "i", lambda searcher: searcher.search("mot*")) >= fewer + 18_000 // 1_024


def test_a_page_of_explanations_reads_each_list_once(tmp_path: Path) -> None:
    texts = " ".join(f"mot{number}" for number in range(500))
    build_index(tmp_path / "i", [Article(id=str(n), title="", text=f"{texts} article{n}") for n in range(60)])

    def looks(limit: int) -> int:
        return looks_of(tmp_path / "i", lambda searcher: searcher.search("mot*", limit=limit, explain=True))

    assert looks(60) < looks(1) + 60 * 10


@pytest.mark.parametrize(
    "ask", [lambda s: s.search("grève", limit=1 << 40), lambda s: s.similar("7", limit=1 << 40)], ids=["hits", "alike"]
)
def test_as_many_as_are_wanted_are_looked_at_one_by_one(index: Path, ask: Ask) -> None:
    with open_searcher(index, settings=Settings()) as searcher, within(Budget()):
        found: Any = ask(searcher)
    assert looks_of(index, ask) >= len(getattr(found, "hits", found)) >= 59


def test_a_search_needs_no_whoosh(sample_index: Path) -> None:
    program = """
import sys
from trouvere.search import open_searcher
with open_searcher(sys.argv[1]) as searcher:
    for query in ('visite', '"visite de"', 'vis* ET (pékin OU paris) -train', 'visitte', 'source:AP depuis:2023'):
        hits = searcher.search(query, explain=True).hits
        searcher.advise(query), searcher.suggest(query), searcher.explain(query, '1') if not hits else None
print([name for name in sys.modules if name.split('.')[0] == 'whoosh'])
"""
    program = program.replace(", searcher.explain(query, '1') if not hits else None", "")
    done = subprocess.run(
        [sys.executable, "-c", program, str(sample_index)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
