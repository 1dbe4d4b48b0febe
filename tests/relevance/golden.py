"""The golden report of the development sets: it changes on purpose only. That of the sample is in `test_sample.py`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from relevance.measuring import Prepared, run_of

FOLDER = Path(__file__).parent / "golden"
MEASURES = FOLDER / "measures.txt"
LEAST = 0.0005
"""A difference of a measure that counts."""
RENEW = "scripts/relevance --renew"


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


def _measures(one: Prepared) -> dict[str, float]:
    return {f"{one.name} {score.measure}": score.mean for score in one.scores(run_of(one, {}))}
