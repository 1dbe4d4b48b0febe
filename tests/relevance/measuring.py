"""Measures the program itself, in this process, under any weights: no second model of the scores has to be kept."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from relevance.sets import DevelopmentSet, index_of
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.search.evaluation.measures import Scores, compare, evaluate
from trouvere.search.evaluation.trec import Qrels, Run
from trouvere.search.query.nodes import Match

MEASURES = ("nDCG@10", "R@100")
SEED = 1857
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A set with its index; `texts` and `grades` are of the queries that count, all or a drawn part."""

    set: DevelopmentSet
    index: Path
    texts: dict[str, str]
    grades: Qrels
    groups: dict[str, str] | None

    @property
    def name(self) -> str:
        """The name of the set."""
        return self.set.name

    def drawn(self, count: int) -> Prepared:
        """Return the set with `count` of its queries, the same ones each time."""
        names = sorted(self.texts)
        chosen = names if len(names) <= count else sorted(random.Random(SEED).sample(names, count))
        return replace(
            self,
            texts={name: self.texts[name] for name in chosen},
            grades={name: self.grades[name] for name in chosen},
            groups=self.groups and {name: self.groups[name] for name in chosen},
        )

    def scores(self, run: Run, measures: tuple[str, ...] = MEASURES) -> tuple[Scores, ...]:
        """Return the measures of a run."""
        return evaluate(self.grades, run, measures, self.groups)


def prepared(one: DevelopmentSet, work: Path) -> Prepared:
    """Return a set with an index of it in `work`."""
    return Prepared(one, index_of(one, work), one.texts(), one.grades(), one.groups())


def run_of(one: Prepared, weights: Weights, depth: int = 100, match: Match = "auto") -> Run:
    """Return what the program answers to each query, as it answers readers but for some weights, or for `match`."""
    settings = replace(Settings(), **weights)  # type: ignore[arg-type]  # weights are numbers
    with open_searcher(one.index, settings=settings) as searcher:
        return {name: list(searcher.rank(text, limit=depth, match=match).ids) for name, text in one.texts.items()}


def ndcg(one: Prepared, weights: Weights) -> float:
    """Return nDCG@10 under some weights."""
    return one.scores(run_of(one, weights, 10), ("nDCG@10",))[0].mean


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of a set: ours, Lucene's, and the p of their difference in a paired test.

    `any` and `all` are ours where any of the words is asked for, and all of them.
    """

    measure: str
    ours: float
    any: float
    all: float
    lucene: float
    p: float


def against_lucene(one: Prepared, weights: Weights) -> list[Row]:
    """Return each measure beside that of Lucene's run."""
    ours, some, every = (one.scores(run_of(one, weights, match=match)) for match in ("auto", "any", "all"))
    theirs = one.scores(one.set.lucene_run())
    return [
        Row(a.measure, a.mean, b.mean, c.mean, d.mean, compare(d, a).p)
        for a, b, c, d in zip(ours, some, every, theirs, strict=True)
    ]
