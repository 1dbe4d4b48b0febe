"""`trouvere search`, `trouvere suggest` and `trouvere evaluate`. Each imports what it needs when it is called."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from trouvere.index.command import (
    Choice,
    Command,
    Day,
    Number,
    WordsCommand,
    as_json,
    console,
    index_argument,
    load_settings,
    print_json,
    say,
    with_settings,
)
from trouvere.index.errors import UsageError
from trouvere.index.progress import told
from trouvere.index.report import Progress
from trouvere.index.wording import count, duration, safe

if TYPE_CHECKING:
    from trouvere.index.settings import Settings
    from trouvere.search.evaluate import Comparison, Scores
    from trouvere.search.query import Filters, Match

BATCH_LIMIT = 100


@click.command(cls=WordsCommand)
@index_argument
@click.argument("words", metavar="[REQUÊTE]", nargs=-1)
@click.option("--match", type=Choice(("auto", "all", "any")), help="Tous les mots (all), un au moins (any) ; auto.")
@click.option("--limit", type=Number(1), metavar="N", help="Articles par page (avec --batch : par requête, 100).")
@click.option("--offset", type=Number(0), metavar="N", default=0, help="Articles passés avant le premier montré.")
@click.option("--sort", type=Choice(("relevance", "date")), default="relevance", help="Ordre des articles.")
@click.option("--source", multiple=True, help="Seulement de cette source (répétable).")
@click.option("--category", multiple=True, help="Seulement de cette rubrique (répétable).")
@click.option("--tag", "tags", multiple=True, help="Seulement avec ce mot-clé (répétable).")
@click.option("--author", "authors", multiple=True, help="Seulement de cet auteur (répétable).")
@click.option("--from", "date_from", type=Day(), metavar="DATE", help="Depuis ce jour, ce mois ou cette année.")
@click.option("--to", "date_to", type=Day(last=True), metavar="DATE", help="Jusqu'à ce jour, ce mois ou cette année.")
@click.option("--explain", is_flag=True, help="Dit de chaque article ce que chaque mot lui a valu.")
@click.option("--batch", metavar="FICHIER", help='Requêtes en JSON Lines : {"id": …, "text": …}.')
@click.option("--run", "run", metavar="FICHIER", help="Où --batch écrit la course TREC.")
@as_json
@with_settings
def search(
    index: str,
    words: tuple[str, ...],
    match: Match | None,
    limit: int | None,
    offset: int,
    sort: Any,
    source: tuple[str, ...],
    category: tuple[str, ...],
    tags: tuple[str, ...],
    authors: tuple[str, ...],
    date_from: dt.date | None,
    date_to: dt.date | None,
    explain: bool,
    batch: str | None,
    run: str | None,
    as_json: bool,
    options: tuple[str, ...],
) -> None:
    """Cherche REQUÊTE dans INDEX, ou un fichier de requêtes avec --batch.

    \b
    Exemple :
      trouvere search articles.idx "visite de Loukachenko" --from 2023-03
      trouvere search articles.idx --batch requetes.jsonl --run essai.run
    """
    from trouvere.search.query import Filters

    settings = load_settings(options)
    filters = Filters(source, category, tags, authors, date_from, date_to)
    if batch is not None or run is not None:
        if batch is None or run is None or words or as_json or explain or offset or sort != "relevance":
            raise UsageError("--batch et --run vont ensemble, sans REQUÊTE, --json, --explain, --offset ni --sort")
        _batch(index, batch, run, limit or BATCH_LIMIT, match or "any", filters, settings)
        return
    if not words:
        raise UsageError("il manque REQUÊTE", hint="ou --batch FICHIER --run FICHIER")

    from trouvere.search import open_searcher
    from trouvere.search.serialize import results_as_dict
    from trouvere.search.show import show

    size = limit or settings.per_page
    with open_searcher(index, settings=settings) as searcher:
        results = searcher.search(
            " ".join(words),
            limit=size,
            offset=offset,
            sort=sort,
            match=match or "auto",
            filters=filters,
            explain=explain,
        )
    if as_json:
        print_json(results_as_dict(results, page=offset // size + 1, per_page=size))
    else:
        show(results, console())


@click.command(cls=WordsCommand)
@index_argument
@click.argument("words", metavar="DÉBUT", nargs=-1)
@click.option("--limit", type=Number(1), metavar="N", default=8, help="Propositions, au plus.")
@as_json
@with_settings
def suggest(index: str, words: tuple[str, ...], limit: int, as_json: bool, options: tuple[str, ...]) -> None:
    """Complète DÉBUT comme la page le ferait pendant la frappe : mots, paires de mots, titres de INDEX.

    \b
    Exemple :
      trouvere suggest articles.idx "visite de louk"
    """
    if not words:
        raise UsageError("il manque DÉBUT", hint="« trouvere suggest articles.idx louk »")
    from trouvere.search import open_searcher
    from trouvere.search.serialize import suggestions_as_dict
    from trouvere.search.show import marked

    prefix = " ".join(words)
    with open_searcher(index, settings=load_settings(options)) as searcher:
        generation, found = searcher.generation, searcher.suggest(prefix, limit=limit)
    if as_json:
        print_json(suggestions_as_dict(prefix, found, generation))
        return
    out = console()
    for one in found:
        out.print(marked(one.fragments, out), soft_wrap=True)
    if not found:
        say("aucune proposition")


def _batch(index: str, batch: str, run: str, limit: int, match: Match, filters: Filters, settings: Settings) -> None:
    from trouvere.search import open_searcher
    from trouvere.search.runs import read_queries, run_file, run_lines

    queries = read_queries(batch)
    start = time.monotonic()
    with open_searcher(index, settings=settings) as searcher, run_file(run) as file, told("requête") as progress:
        for done, (name, query) in enumerate(queries.items(), 1):
            ranking = searcher.rank(query["text"], limit=limit, match=match, filters=filters)
            file.writelines(run_lines(name, zip(ranking.ids, ranking.scores, strict=True)))
            progress(Progress("", done, time.monotonic() - start, done, len(queries)))
    say(f"{count(len(queries), 'requête')} en {duration(time.monotonic() - start)} : {safe(run)}")


@click.command(cls=Command)
@click.option("--qrels", metavar="FICHIER", help="Jugements : requête, article, note.")
@click.option("--run", "runs", multiple=True, metavar="FICHIER", help="Une course, ou deux à comparer.")
@click.option("--queries", metavar="FICHIER", help="Les requêtes en JSON Lines, pour leur texte et leur groupe.")
@click.option("--group-by", "key", metavar="CLÉ", help="Moyenne par groupe, puis des groupes.")
@click.option("--measure", "measures", multiple=True, metavar="MESURE", help="nDCG@10, R@100, RR@10 si rien n'est dit.")
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
    from trouvere.search.evaluate import MEASURES, compare, groups_of
    from trouvere.search.evaluate import evaluate as measured
    from trouvere.search.runs import read_qrels, read_queries, read_run

    if not qrels or not 1 <= len(runs) <= 2:
        raise UsageError("il faut --qrels, et --run une fois ou deux", hint="« trouvere evaluate --help »")
    if key and not queries:
        raise UsageError("--group-by demande --queries")
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
