"""Every case of `tests/data/french_cases.tsv`, on one index.

Cases that are known not to hold yet are listed in `tests/data/french_cases_open.txt`; the test fails when one of them
begins to hold (take it off the list) as it does when another one stops.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from trouvere.index import Article, build_index
from trouvere.search import Filters, Searcher, open_searcher

DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class Case:
    line: int
    section: str
    query: str
    texts: tuple[str, ...]
    expect: str

    @property
    def name(self) -> str:
        return f"{self.section}: {self.query} {self.expect} {' ||| '.join(self.texts)}"

    def articles(self) -> Iterator[Article]:
        for number, text in enumerate(self.texts):
            values = dict(re.findall(r"\{(\w+)=([^}]*)\}", text))
            body = re.sub(r"^(\{[^}]*\}\s*)+", "", text)
            yield Article(
                id=f"{self.line}-{number}",
                title=values.get("title", ""),
                text=body,
                source=values.get("source", ""),
                date=dt.date.fromisoformat(values["date"]) if "date" in values else None,
                tags=(f"case-{self.line}",),
            )


def _cases() -> list[Case]:
    cases = []
    for number, line in enumerate((DATA / "french_cases.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        section, query, text, expect, _ = line.split("\t")
        cases.append(Case(number, section, query, tuple(text.split(" ||| ")), expect))
    return cases


CASES = _cases()
OPEN = set((DATA / "french_cases_open.txt").read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("cases") / "index"
    build_index(path, [article for case in CASES for article in case.articles()])
    with open_searcher(path) as searcher:
        yield searcher


def holds(case: Case, searcher: Searcher) -> bool:
    results = searcher.search(case.query, filters=Filters(tags=(f"case-{case.line}",)))
    scores = {hit.article.id: hit.score for hit in results.hits}
    first, second = scores.get(f"{case.line}-0", 0.0), scores.get(f"{case.line}-1", 0.0)
    # What a correction finds is not found by the analysis.
    found = bool(scores) and not results.corrected
    match case.expect:
        case "match":
            return found
        case "no":
            return not found
        case "variant":
            return found and bool(results.variants)
        case "first":
            return first > second
        case "half":
            return first > 0 and second <= first / 2
    raise AssertionError(case.expect)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.section}-{case.line}")
def test_case(case: Case, searcher: Searcher) -> None:
    assert holds(case, searcher) == (case.name not in OPEN), case.name


def test_the_list_of_open_cases_names_real_cases() -> None:
    assert {case.name for case in CASES} >= OPEN
