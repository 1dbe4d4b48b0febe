"""The golden reports: measures of the development sets, first hits in the sample. They change on purpose only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from relevance.measuring import Prepared, run_of
from trouvere.search import Searcher

FOLDER = Path(__file__).parent / "golden"
MEASURES, SAMPLE = FOLDER / "measures.txt", FOLDER / "sample.txt"
LEAST = 0.0005
"""A difference of a measure that counts."""
RENEW = "scripts/relevance --renew"
HITS = 5
QUERIES = (
    "grève des trains",
    "visite de Loukachenko à Pékin",
    "retraite des agriculteurs",
    "guerre en Ukraine",
    "sommet de l'OTAN à Bruxelles",
    "marathon de Pékin",
    "tempête de sable",
    "loi littoral et villas en bord de mer",
    "don d'organes et greffes à l'hôpital",
    "Zelensky à Londres",
    "chevaux",
    "députée",
    "été 2023",
    "visiter un château la nuit",
    "comment contester un licenciement",
    "œuvre musicale",
    "phares",
    "ministre de l'éducation",
)
"""What a French reader would ask of the sample."""


def check(sets: Sequence[Prepared]) -> int:
    """Compare the program's measures with the report; return 1, and say how to renew it, where they differ."""
    held = dict(line.split(": ", 1) for line in MEASURES.read_text(encoding="utf-8").splitlines())
    wrong = 0
    for one in sets:
        for name, value in _measures(one).items():
            was = float(held.get(name, "nan"))
            same = abs(value - was) <= LEAST
            wrong += not same
            print(f"{name}: {value:.4f}" + ("" if same else f", but {MEASURES.name} has {was:.4f}"), flush=True)
    if wrong:
        print(f"If that is on purpose: {RENEW} writes {MEASURES} anew.", file=sys.stderr)
    return int(wrong > 0)


def renew(sets: Sequence[Prepared]) -> int:
    """Write the measures of some sets anew; those of others stay."""
    held = {}
    if MEASURES.exists():
        held = dict(line.split(": ", 1) for line in MEASURES.read_text(encoding="utf-8").splitlines())
    for one in sets:
        held |= {name: f"{value:.4f}" for name, value in _measures(one).items()}
    MEASURES.write_text("".join(f"{name}: {value}\n" for name, value in sorted(held.items())), encoding="utf-8")
    return 0


def sample_report(searcher: Searcher) -> str:
    """Return the first hits of each query of the sample."""
    lines = []
    for query in QUERIES:
        found = searcher.rank(query, limit=HITS)
        lines.append(f"{query}  ({found.total})")
        lines += [f"  {score:6.2f}  {id}" for id, score in zip(found.ids, found.scores, strict=True)]  # noqa: A001
    return "\n".join(lines) + "\n"


def _measures(one: Prepared) -> dict[str, float]:
    return {f"{one.name} {score.measure}": score.mean for score in one.scores(run_of(one, {}))}
