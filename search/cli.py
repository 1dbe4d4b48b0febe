"""`trouvere search` and `trouvere suggest`, and `trouvere evaluate` of `evaluation/cli.py`.

Each imports what it needs when it is called.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any

import click

from trouvere.index.cli.click_fr import (
    ChoiceType,
    DayType,
    NumberType,
    WordsCommand,
    as_json,
    console,
    index_argument,
    load_settings,
    print_json,
    say,
    with_settings,
)
from trouvere.index.cli.progress import told
from trouvere.index.errors import UsageError
from trouvere.index.french_format import count, duration, safe
from trouvere.index.report import Progress
from trouvere.search.evaluation.cli import evaluate

if TYPE_CHECKING:
    from trouvere.index.settings import Settings
    from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import Match

__all__ = ["evaluate", "search", "suggest"]

BATCH_LIMIT = 100


@click.command(cls=WordsCommand)
@index_argument
@click.argument("words", metavar="[REQUÊTE]", nargs=-1)
@click.option(
    "--match",
    type=ChoiceType(("auto", "all", "any")),
    help="auto (défaut) : les plus pertinents, avec assez des mots (par date : tous, si un article les a) ; "
    "all : tous ; any : un au moins.",
)
@click.option(
    "--limit",
    type=NumberType(1),
    metavar="N",
    help="Articles par page (réglage per_page, 10 ; avec --batch : par requête, 100).",
)
@click.option("--offset", type=NumberType(0), metavar="N", default=0, help="Articles passés avant le premier montré.")
@click.option("--sort", type=ChoiceType(("relevance", "date")), default="relevance", help="Ordre des articles.")
@click.option("--source", multiple=True, help="Seulement de cette source (répétable).")
@click.option("--category", multiple=True, help="Seulement de cette rubrique (répétable).")
@click.option("--tag", "tags", multiple=True, help="Seulement avec ce mot-clé (répétable).")
@click.option("--author", "authors", multiple=True, help="Seulement de cet auteur (répétable).")
@click.option("--from", "date_from", type=DayType(), metavar="DATE", help="Depuis ce jour, ce mois ou cette année.")
@click.option(
    "--to", "date_to", type=DayType(last=True), metavar="DATE", help="Jusqu'à ce jour, ce mois ou cette année."
)
@click.option("--explain", is_flag=True, help="Dit de chaque article ce que chaque mot lui a valu.")
@click.option(
    "--batch",
    metavar="FICHIER",
    help='Requêtes en JSON Lines : {"id": "1", "text": "…"} (des textes) ; avec --run, '
    "sans REQUÊTE, --json, --explain, --offset ni --sort.",
)
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

    Où rien n'est trouvé, dit combien d'articles a chaque mot, et quelle recherche en trouverait.

    \b
    Exemple :
      trouvere search articles.idx "visite de Loukachenko" --from 2023-03
      trouvere search articles.idx --batch requetes.jsonl --run essai.run
    """
    from trouvere.search.query.filters import NO_FILTERS, Filters

    settings = load_settings(options)
    filters = Filters(source or None, category or None, tags or None, authors or None, date_from, date_to)
    if batch is not None or run is not None:
        if batch is None or run is None or words or as_json or explain or offset or sort != "relevance":
            raise UsageError(
                "--batch et --run vont ensemble, sans REQUÊTE, --json, --explain, --offset ni --sort",
                hint="« trouvere search --help »",
            )
        _batch(index, batch, run, limit or BATCH_LIMIT, match or "auto", filters, settings)
        return
    if not words:
        raise UsageError("il manque REQUÊTE", hint="ou --batch FICHIER --run FICHIER")

    from trouvere.search import open_searcher
    from trouvere.search.request import SearchRequest
    from trouvere.search.serialize import results_as_dict
    from trouvere.search.terminal import advice_lines, show

    size = limit or settings.per_page
    request = SearchRequest(
        " ".join(words),
        limit=size,
        offset=offset,
        sort=sort,
        match=match or "auto",
        filters=filters,
        explain=explain,
        within=NO_FILTERS,
    )
    with open_searcher(index, settings=settings) as searcher:
        results = searcher.requests.search(request)
        if as_json:
            page = offset // size + 1
            print_json(results_as_dict(results, page=page, per_page=size, language=settings.language))
            return
        out = console()
        show(results, out)
        if not results.total:
            for line in advice_lines(searcher.requests.advise(request), filters, results.suggestion):
                out.print(line, soft_wrap=True)


@click.command(cls=WordsCommand)
@index_argument
@click.argument("words", metavar="DÉBUT", nargs=-1)
@click.option("--limit", type=NumberType(1), metavar="N", default=8, help="Propositions, au plus.")
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
    from trouvere.search.terminal import marked

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
    from trouvere.search.evaluation.trec import read_queries, run_file, run_lines
    from trouvere.search.query.filters import NO_FILTERS
    from trouvere.search.request import SearchRequest

    queries = read_queries(batch)
    start = time.monotonic()
    with open_searcher(index, settings=settings) as searcher, run_file(run) as file, told("requête") as progress:
        for done, (name, query) in enumerate(queries.items(), 1):
            request = SearchRequest(query["text"], limit=limit, match=match, filters=filters, within=NO_FILTERS)
            ranking = searcher.requests.rank(request)
            file.writelines(run_lines(name, zip(ranking.ids, ranking.scores, strict=True)))
            progress(Progress("", done, time.monotonic() - start, done, len(queries)))
    say(f"{count(len(queries), 'requête')} en {duration(time.monotonic() - start)} : {safe(run)}")
