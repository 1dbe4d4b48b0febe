"""Whether a cluster answers as the embedded engine does, on the development sets: the ten best, nDCG@10, totals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from relevance.measuring import Prepared
from trouvere.index import copy_index
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.search.evaluation.trec import Run

BEST = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two runs agree on a set: shares of queries or of the ten best, and nDCG@10 of each."""

    name: str
    queries: int
    overlap: float
    same_order: float
    same_total: float
    here: float
    there: float

    def row(self) -> str:
        """Return it as a row of a table."""
        figures = (self.overlap, self.same_order, self.same_total, self.here, self.there, self.there - self.here)
        return f"| {self.name} | {self.queries} | " + " | ".join(f"{each:.4f}" for each in figures) + " |"


HEAD = """| set | queries | overlap of the ten best | same order | same total | nDCG@10 here | on the cluster | difference |
| --- | --- | --- | --- | --- | --- | --- | --- |"""


def agreement(one: Prepared, hosts: str, shards: int) -> Agreement:
    """Copy the set's index to a cluster and ask both."""
    address = copied_to(one.index, f"opensearch://{hosts}/relevance-{one.name}-{shards}", shards)
    here, totals = answers(one.index, one.texts)
    there, other_totals = answers(address, one.texts)
    count = len(one.texts)
    return Agreement(
        one.name,
        count,
        sum(_overlap(here[name], there[name]) for name in one.texts) / count,
        sum(here[name] == there[name] for name in one.texts) / count,
        sum(totals[name] == other_totals[name] for name in one.texts) / count,
        one.scores(here, ("nDCG@10",))[0].mean,
        one.scores(there, ("nDCG@10",))[0].mean,
    )


def answers(index: str | Path, texts: dict[str, str]) -> tuple[Run, dict[str, int]]:
    """Return the ten best of each query, and how many articles it finds."""
    with open_searcher(index, settings=Settings()) as searcher:
        found = {name: searcher.rank(text, limit=BEST) for name, text in texts.items()}
    return {name: list(each.ids) for name, each in found.items()}, {name: each.total for name, each in found.items()}


def copied_to(index: Path, address: str, shards: int) -> str:
    """Copy an index to a cluster, in the order of its articles; return its address."""
    settings = replace(Settings(), opensearch_shards=shards, opensearch_replicas=0)
    copy_index(index, address, settings=settings)
    return address


def _overlap(one: list[str], other: list[str]) -> float:
    longest = max(len(one), len(other))
    return len(set(one) & set(other)) / longest if longest else 1.0
