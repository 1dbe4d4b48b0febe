"""`trouvere evaluate`: measures of runs, as a table. What it needs is imported when it is called."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from trouvere.index.cli.click_fr import Command, as_json, console, print_json, say
from trouvere.index.errors import UsageError
from trouvere.index.french_format import count, safe

if TYPE_CHECKING:
    from trouvere.search.evaluation.measures import Comparison, Scores


@click.command(cls=Command)
@click.option(
    "--qrels", metavar="FICHIER", help="Jugements : requête, article, note (TSV), ou les quatre colonnes de TREC."
)
@click.option(
    "--run",
    "runs",
    multiple=True,
    metavar="FICHIER",
    help="Une course, ou deux à comparer (répétable, deux au plus).",
)
@click.option(
    "--queries",
    metavar="FICHIER",
    help="Les requêtes en JSON Lines : --group-by les demande, une comparaison montre leur texte.",
)
@click.option("--group-by", "key", metavar="CLÉ", help="Moyenne par groupe (une clé de --queries), puis des groupes.")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="MESURE",
    help="nDCG@10, R@100, RR@10 si rien n'est dit (répétable).",
)
@as_json
def evaluate(
    qrels: str | None,
    runs: tuple[str, ...],
    queries: str | None,
    key: str | None,
    measures: tuple[str, ...],
    as_json: bool,
) -> None:
    """Mesure une course TREC, ou en compare deux.

    \b
    Exemple :
      trouvere evaluate --qrels qrels.tsv --run avant.run --run après.run
    """
    from trouvere.search.evaluation.measures import MEASURES, compare, groups_of
    from trouvere.search.evaluation.measures import evaluate as measured
    from trouvere.search.evaluation.trec import read_qrels, read_queries, read_run

    if not qrels or not 1 <= len(runs) <= 2:
        raise UsageError("il faut --qrels, et --run une fois ou deux", hint="« trouvere evaluate --help »")
    if key and not queries:
        raise UsageError("--group-by demande --queries", hint="« trouvere evaluate --help »")
    asked = read_queries(queries) if queries else {}
    grades = read_qrels(qrels)
    groups = groups_of(asked, grades, key) if key else None
    scores = []
    for path in runs:
        run = read_run(path)
        if strangers := len(run.keys() - grades.keys()):
            say(f"{path} : {count(strangers, 'requête')} sans jugement, hors du compte")
        if silent := len(grades.keys() - run.keys()):
            say(f"{path} : {count(silent, 'requête')} sans réponse, comptées 0")
        scores.append(measured(grades, run, tuple(dict.fromkeys(measures)) or MEASURES, groups))
    comparisons = [compare(a, b) for a, b in zip(*scores, strict=True)] if len(scores) == 2 else []
    texts = {name: str(query["text"]) for name, query in asked.items()}
    if as_json:
        print_json(_as_dict(runs, scores, comparisons, key))
    else:
        _print(runs, scores, comparisons, key, texts)


def _as_dict(
    runs: Sequence[str], scores: Sequence[Sequence[Scores]], comparisons: Sequence[Comparison], key: str | None
) -> dict[str, object]:
    first = scores[0][0]
    return {
        "queries": len(first.queries),
        "group_by": key,
        "groups": len(first.units) if key else None,
        "runs": [
            {"run": path, "measures": {one.measure: one.mean for one in several}}
            for path, several in zip(runs, scores, strict=True)
        ],
        "comparisons": [dataclasses.asdict(one) for one in comparisons],
    }


def _print(
    runs: Sequence[str],
    scores: Sequence[Sequence[Scores]],
    comparisons: Sequence[Comparison],
    key: str | None,
    texts: dict[str, str],
) -> None:
    """Print a table; figures keep the point that the field writes, so that they can be pasted and compared."""
    from rich.table import Table

    out = console()
    first = scores[0][0]
    over = f", moyenne de {count(len(first.units), 'groupe')} ({key})" if key else ""
    out.print(f"{count(len(first.queries), 'requête')}{over}")
    table = Table("Mesure", *map(safe, runs), *(("Écart", "p") if comparisons else ()), box=None, pad_edge=False)
    for row, several in enumerate(zip(*scores, strict=True)):
        cells = [f"{one.mean:.4f}" for one in several]
        if comparisons:
            cells += [f"{comparisons[row].difference:+.4f}", f"{comparisons[row].p:.4f}"]
        table.add_row(several[0].measure, *cells)
    out.print(table)
    if not comparisons:
        return
    out.print(f"p : test de permutation apparié, par {'groupe' if key else 'requête'}")
    chief = comparisons[0]
    for heading, items in (("gagnent", chief.won), ("perdent", chief.lost)):
        if items:
            out.print(f"\nCelles qui {heading} le plus ({chief.measure})")
        for name, difference in items:
            out.print(f"{difference:+.4f}  {safe(name)}  {safe(texts.get(name, ''))}".rstrip(), soft_wrap=True)
