"""Evaluation measures (ir-measures): how good a run is, and a paired test of whether another is really better.

The test is the paired randomisation test (Fisher): were the two runs the same, each query's difference could as well
have had the other sign. Among many random sign changes, `p` is the share with a mean difference at least as large as
the one seen. It assumes no distribution, and it is what Smucker, Allan and Carterette (CIKM 2007) recommend for search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trouvere.index.errors import MissingDependency, UsageError
from trouvere.search.evaluation.trec import Qrels, Run

MEASURES = ("nDCG@10", "R@100", "RR@10")
PERMUTATIONS = 20_000
SEED = 1857
"""Fixed, so that the same files give the same p."""
SHOWN_EXTREMES = 5
"""Queries shown that win most, and as many that lose most."""


@dataclass(frozen=True, slots=True)
class Scores:
    """One measure of one run: its value per query, per unit that is averaged (query or group), and the mean."""

    measure: str
    queries: Mapping[str, float]
    units: Mapping[str, float]

    @property
    def mean(self) -> float:
        """The mean over the units."""
        return sum(self.units.values()) / len(self.units)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs under one measure: `difference` is the second's mean less the first's."""

    measure: str
    difference: float
    p: float
    won: tuple[tuple[str, float], ...]
    lost: tuple[tuple[str, float], ...]


def evaluate(
    qrels: Qrels, run: Run, measures: Sequence[str] = MEASURES, groups: Mapping[str, str] | None = None
) -> tuple[Scores, ...]:
    """Return the scores of `run` under each measure.

    Every query of `qrels` counts; one that the run does not answer counts 0. With `groups` (query → group), queries
    are averaged within their group first, then the groups.
    """
    library, parsed = _parsed(measures)
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(qrels, 0.0) for name in parsed}
    names = {measure: name for name, measure in parsed.items()}
    answered = {
        query: {document: -float(rank) for rank, document in enumerate(documents)}
        for query, documents in run.items()
        if query in qrels
    }
    judged = {query: qrels[query] for query in answered}
    if answered:
        for metric in library.iter_calc(list(names), judged, answered):
            values[names[metric.measure]][metric.query_id] = float(metric.value)
    return tuple(Scores(name, per_query, _units(per_query, groups)) for name, per_query in values.items())


def compare(first: Scores, second: Scores) -> Comparison:
    """Return how `second` differs from `first`, both of the same measure, qrels and groups."""
    ones = np.array([first.units[name] for name in first.units])
    others = np.array([second.units[name] for name in first.units])
    differences = {name: second.queries[name] - value for name, value in first.queries.items()}
    ranked = sorted(differences.items(), key=lambda item: (-item[1], item[0]))
    return Comparison(
        measure=first.measure,
        difference=second.mean - first.mean,
        p=permutation_p(others - ones),
        won=tuple(item for item in ranked[:SHOWN_EXTREMES] if item[1] > 0),
        lost=tuple(
            item for item in sorted(ranked, key=lambda item: (item[1], item[0]))[:SHOWN_EXTREMES] if item[1] < 0
        ),
    )


def permutation_p(
    differences: NDArray[np.float64], permutations: int = PERMUTATIONS, seed: int = SEED, block: int = 500
) -> float:
    """Return the two-sided p of the mean of paired `differences`, never 0: the order seen is one of those counted."""
    changed = differences[differences != 0]  # the sign of a zero changes nothing
    if not len(changed):
        return 1.0
    random = np.random.default_rng(seed)
    seen = abs(changed.sum()) * (1 - 1e-12)
    as_large = 0
    for start in range(0, permutations, block):
        signs = random.integers(0, 2, size=(min(block, permutations - start), len(changed)), dtype=np.int8) * 2 - 1
        as_large += int((np.abs(signs @ changed) >= seen).sum())
    return (as_large + 1) / (permutations + 1)


def groups_of(queries: Mapping[str, Mapping[str, Any]], qrels: Qrels, key: str) -> dict[str, str]:
    """Return query → group, the value that each query of `qrels` has under `key`."""
    groups: dict[str, str] = {}
    for query in qrels:
        value = queries.get(query, {}).get(key)
        if value is None or value == "":
            raise UsageError(
                f"la requête {query} n'a pas de « {key} » dans le fichier des requêtes",
                hint="ajoutez-le, ou prenez un autre --group-by",
            )
        groups[query] = str(value)
    return groups


def _units(per_query: Mapping[str, float], groups: Mapping[str, str] | None) -> Mapping[str, float]:
    if groups is None:
        return per_query
    together: dict[str, list[float]] = {}
    for query, value in per_query.items():
        together.setdefault(groups[query], []).append(value)
    return {group: sum(values) / len(values) for group, values in together.items()}


def _parsed(measures: Sequence[str]) -> tuple[Any, dict[str, Any]]:
    """Return ir-measures and its measures by the name they were asked under."""
    try:
        import ir_measures
    except ImportError as error:
        raise MissingDependency(
            "l'évaluation demande ir-measures, qui n'est pas installé",
            hint='python -m pip install "trouvere[evaluate]"',
        ) from error
    parsed: dict[str, Any] = {}
    for name in measures:
        try:
            measure = ir_measures.parse_measure(name)
            if not ir_measures.DefaultPipeline.supports(measure):
                raise ValueError
        except (NameError, ValueError, SyntaxError, TypeError):
            raise UsageError(
                f"mesure inconnue ou sans outil pour la calculer : {name}", hint="par exemple nDCG@10, R@100, RR@10, AP"
            ) from None
        parsed[name] = measure
    return ir_measures, parsed
