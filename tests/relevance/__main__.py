"""The command: what the program is worth on the development sets, what each part of a score brings, a choice of weights."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from relevance import agreeing, golden
from relevance.choosing import GRID, Chooser
from relevance.measuring import Prepared, against_lucene, prepared, run_of
from relevance.sets import development_sets
from trouvere.index.settings import Settings

ROOT = Path(__file__).parents[2]
MARKS = {"cdtn": 0.400, "vddqr": 0.610, "cnil": 0.678, "statut": 0.238}
"""nDCG@10 that is asked for, of the default."""
WITHOUT: dict[str, dict[str, float]] = {
    "as it is": {},
    "no neighbours in the text": {"weight_near": 0},
    "no neighbours in the title": {"weight_near_title": 0},
    "no neighbours at all": {"weight_near": 0, "weight_near_title": 0},
    "no coverage": {"weight_coverage": 0},
    "no families": {"weight_family": 0},
    "nothing looked at again": {"weight_near": 0, "weight_near_title": 0, "weight_coverage": 0, "weight_family": 0},
    "a missing title is punished": {"weight_untitled": 0},
    "light words weigh as others": {"weight_light": 1},
    "no surface form in the text": {"weight_text": 0},
    "no stem in the text": {"weight_text_stem": 0},
    "no surface form in the title": {"weight_title": 0},
    "no stem in the title": {"weight_title_stem": 0},
    "no title": {"weight_title": 0, "weight_title_stem": 0, "weight_untitled": 0},
}


def options() -> argparse.ArgumentParser:
    """Return what the command understands."""
    parser = argparse.ArgumentParser(prog="scripts/relevance", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the development sets")
    parser.add_argument("--work", type=Path, help="where indexes are kept, outside the checkout")
    parser.add_argument("--only", default="", help="sets, by commas")
    parser.add_argument(
        "--set", action="append", default=[], metavar="WEIGHT=N", help="a weight other than the default"
    )
    parser.add_argument("--ablation", action="store_true", help="measure without each part of a score in turn")
    parser.add_argument("--choose", action="store_true", help="choose weights, and cross-validate the choice")
    parser.add_argument("--queries", type=int, default=250, metavar="N", help="queries drawn of each set to choose by")
    parser.add_argument("--check", action="store_true", help="hold the measures against golden/measures.txt")
    parser.add_argument("--renew", action="store_true", help="write golden/measures.txt anew, on purpose")
    parser.add_argument("--cluster", metavar="HOST:PORT", help="compare with what a cluster answers")
    parser.add_argument("--shards", type=int, default=3, metavar="N", help="shards of an index on the cluster")
    return parser


def main() -> int:
    """Do what is asked."""
    asked = options().parse_args()
    only = set(filter(None, asked.only.split(",")))
    found = [one for one in development_sets(asked.data) if not only or one.name in only]
    if not found or only - {one.name for one in found}:
        sys.exit(f"{asked.data}: these sets are not there: {', '.join(sorted(only)) or 'none of the four'}")
    work = asked.work or Path.home() / ".cache" / "trouvere-relevance"
    sets = [prepared(one, work) for one in found]
    weights = {name: float(value) for name, _, value in (each.partition("=") for each in asked.set)}
    if asked.choose:
        choose([one.drawn(asked.queries) for one in sets])
    elif asked.ablation:
        ablation(sets)
    elif asked.cluster:
        print(agreeing.HEAD, flush=True)
        for one in sets:
            print(agreeing.agreement(one, asked.cluster, asked.shards).row(), flush=True)
    elif asked.check or asked.renew:
        return golden.check(sets) if asked.check else golden.renew(sets)
    else:
        table(sets, weights)
    return 0


def table(sets: list[Prepared], weights: dict[str, float]) -> None:
    """Print every measure of every set beside Lucene's and the mark."""
    print(
        "| set | measure | Trouvère | any | all | Lucene | p | mark | |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    for one in sets:
        for row in against_lucene(one, weights):
            mark = MARKS[one.name] if row.measure == "nDCG@10" else None
            held = "" if mark is None else "held" if row.ours >= mark else f"missed by {mark - row.ours:.4f}"
            print(
                f"| {one.name} | {row.measure} | {row.ours:.4f} | {row.any:.4f} | {row.all:.4f} | {row.lucene:.4f} "
                f"| {row.p:.4f} | {mark or ''} | {held} |",
                flush=True,
            )


def ablation(sets: list[Prepared]) -> None:
    """Print nDCG@10 of every set without each part of a score in turn."""
    names = " | ".join(one.name for one in sets)
    print(f"| nDCG@10 | {names} | mean |\n| --- |{' --- |' * (len(sets) + 1)}")
    for title, weights in WITHOUT.items():
        values = [one.scores(run_of(one, weights, 10), ("nDCG@10",))[0].mean for one in sets]
        cells = " | ".join(f"{value:.4f}" for value in (*values, sum(values) / len(values)))
        print(f"| {title} | {cells} |", flush=True)


def choose(sets: list[Prepared]) -> None:
    """Print what is chosen without each set in turn, and what that is worth there; then what all sets choose."""
    started = time.process_time()
    defaults = {name: float(getattr(Settings(), name)) for name in GRID}
    chooser = Chooser(sets, defaults)
    names = [one.name for one in sets]
    print(
        "| held out | defaults | chosen on the others | chosen on all | weights chosen that differ from the defaults |"
    )
    print("| --- | --- | --- | --- | --- |", flush=True)
    every = chooser.chosen(names)
    for held in names:
        others = chooser.chosen([name for name in names if name != held])
        values = [chooser.measured(held, weights) for weights in (defaults, others, every)]
        print(f"| {held} | {' | '.join(f'{v:.4f}' for v in values)} | {_differing(others, defaults)} |", flush=True)
    print(f"| (none) | | | | {_differing(every, defaults)} |")
    print(f"{sum(len(one.texts) for one in sets)} queries, {time.process_time() - started:.0f} s of CPU")


def _differing(weights: dict[str, float], defaults: dict[str, float]) -> str:
    return ", ".join(f"{name} {value}" for name, value in weights.items() if value != defaults[name]) or "none"


if __name__ == "__main__":
    sys.exit(main())
