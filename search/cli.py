"""`trouvere search` and `trouvere suggest`, and `trouvere evaluate` of `evaluation/cli.py`.

Each imports what it needs when it is called.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from dataclasses import dataclass
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
from trouvere.index.fields import Field, field_named
from trouvere.index.french_format import count, duration, safe
from trouvere.index.report import Progress
from trouvere.search.evaluation.cli import evaluate

if TYPE_CHECKING:
    from trouvere.index.settings import Settings
    from trouvere.search.query.filters import Filters
    from trouvere.search.request import SearchRequest
    from trouvere.search.results import FacetValues
    from trouvere.search.searcher import Searcher
from trouvere.search.query.nodes import SORTS, Match, Sort

__all__ = ["evaluate", "search", "suggest"]

BATCH_LIMIT = 100
NAMED = {
    "source": "source",
    "rubrique": "category",
    "tag": "tags",
    "auteur": "authors",
    "langue": "language",
    "lieu": "place",
}
"""Fields of every article, as a person is told of them."""


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
@click.option(
    "--sort",
    metavar="ORDRE",
    default="relevance",
    help="relevance (défaut), date (les plus récents d'abord), oldest, title, ou un champ déclaré : prix, ou -prix "
    "pour le plus grand d'abord.",
)
@click.option("--source", multiple=True, help="Seulement de cette source (répétable).")
@click.option("--category", multiple=True, help="Seulement de cette rubrique (répétable).")
@click.option("--tag", "tags", multiple=True, help="Seulement avec ce mot-clé (répétable).")
@click.option("--author", "authors", multiple=True, help="Seulement de cet auteur (répétable).")
@click.option(
    "--filter",
    "wanted",
    multiple=True,
    metavar="CHAMP=VALEUR",
    help="Seulement avec cette valeur : region=Nièvre, lieu=Nevers, langue=fr… ; d'un nombre ou d'une date aussi un "
    "intervalle, prix=10..20, prix=10.. (répétable : un champ donné deux fois laisse le choix).",
)
@click.option(
    "--without",
    multiple=True,
    metavar="CHAMP=VALEUR",
    help="Sans les articles qui ont cette valeur : source=AP, prix=..5 (répétable).",
)
@click.option("--from", "date_from", type=DayType(), metavar="DATE", help="Depuis ce jour, ce mois ou cette année.")
@click.option(
    "--to", "date_to", type=DayType(last=True), metavar="DATE", help="Jusqu'à ce jour, ce mois ou cette année."
)
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="CHAMP",
    help="Montre sous les articles les valeurs de ce champ et combien d'articles trouvés les ont (répétable).",
)
@click.option("--explain", is_flag=True, help="Dit de chaque article ce que chaque mot lui a valu.")
@click.option(
    "--batch",
    metavar="FICHIER",
    help='Requêtes en JSON Lines : {"id": "1", "text": "…"} (des textes) ; avec --run, '
    "sans REQUÊTE, --json, --explain, --facet, --offset ni --sort.",
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
    sort: Sort,
    source: tuple[str, ...],
    category: tuple[str, ...],
    tags: tuple[str, ...],
    authors: tuple[str, ...],
    wanted: tuple[str, ...],
    without: tuple[str, ...],
    date_from: dt.date | None,
    date_to: dt.date | None,
    facets: tuple[str, ...],
    explain: bool,
    batch: str | None,
    run: str | None,
    as_json: bool,
    options: tuple[str, ...],
) -> None:
    """Cherche REQUÊTE dans INDEX, ou un fichier de requêtes avec --batch ; sans REQUÊTE, montre tous les articles.

    Les filtres s'écrivent aussi dans la requête : region:Nièvre prix:10..20 -source:AP. Où rien n'est trouvé, dit
    combien d'articles a chaque mot, et quelle recherche en trouverait.

    \b
    Exemple :
      trouvere search articles.idx "visite de Loukachenko" --from 2023-03
      trouvere search articles.idx --filter region=Nièvre --filter prix=10..20 --without source=AP --sort -prix
      trouvere search articles.idx piscine --facet region --facet tag
      trouvere search articles.idx --batch requetes.jsonl --run essai.run
    """
    settings = load_settings(options)
    given = {"source": source, "category": category, "tags": tags, "authors": authors}
    options_of_filters = FilterOptions(given, wanted, without, date_from, date_to)
    if batch is not None or run is not None:
        if batch is None or run is None or words or as_json or explain or facets or offset or sort != "relevance":
            raise UsageError(
                "--batch et --run vont ensemble, sans REQUÊTE, --json, --explain, --facet, --offset ni --sort",
                hint="« trouvere search --help »",
            )
        _batch(index, batch, run, limit or BATCH_LIMIT, match or "auto", options_of_filters, settings)
        return
    if facets and as_json:
        raise UsageError("--facet ne va pas avec --json", hint="l'objet de --json a déjà ses « facets »")

    from trouvere.search import open_searcher
    from trouvere.search.query.filters import NO_FILTERS
    from trouvere.search.request import SearchRequest
    from trouvere.search.serialize import results_as_dict
    from trouvere.search.terminal import advice_lines, facet_lines, show

    size = limit or settings.per_page
    with open_searcher(index, settings=settings) as opened:
        # What is asked of it in turn is asked of one generation.
        searcher = opened.held()
        request = SearchRequest(
            " ".join(words),
            limit=size,
            offset=offset,
            sort=_order(sort, searcher.fields),
            match=match or "auto",
            filters=options_of_filters.filters(searcher.fields),
            explain=explain,
            within=NO_FILTERS,
        )
        results = searcher.requests.search(request)
        counted = [_facet(name, request, searcher) for name in facets]
        if as_json:
            page = offset // size + 1
            print_json(results_as_dict(results, page=page, per_page=size, language=settings.language))
            return
        out = console()
        show(results, out, searcher.fields)
        if not results.total:
            advice = searcher.requests.advise(request)
            for line in advice_lines(advice, request.filters, results.suggestion, searcher.fields):
                out.print(line, soft_wrap=True)
        for line in (line for one in counted for line in facet_lines(one, searcher.fields)):
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


@dataclass(frozen=True)
class FilterOptions:
    """The options that filter, as they were given: what they mean is known with the fields of the index."""

    given: dict[str, tuple[str, ...]]
    wanted: tuple[str, ...]
    without: tuple[str, ...]
    date_from: dt.date | None
    date_to: dt.date | None

    def filters(self, fields: tuple[Field, ...]) -> Filters:
        """Return the filters; raises `UsageError` for a field that the index does not have."""
        from trouvere.search.query.filters import Filters

        wanted = {name: list(values) for name, values in self.given.items()}
        without: dict[str, list[str]] = {}
        for option, pairs, values in (("--filter", self.wanted, wanted), ("--without", self.without, without)):
            for pair in pairs:
                name, _, value = (part.strip() for part in pair.partition("="))
                if not name or not value:
                    raise UsageError(
                        f"{option} {safe(pair)} : il faut CHAMP=VALEUR", hint=f"par exemple {option} source=AP"
                    )
                values.setdefault(_field_meant(name, fields), []).append(value)
        declared = {field.name for field in fields}
        given: dict[str, Any] = {name: values or None for name, values in wanted.items() if name not in declared}
        return Filters(
            **given,
            date_from=self.date_from,
            date_to=self.date_to,
            fields={name: values for name, values in wanted.items() if name in declared},
            without=without,
        )


def _field_meant(name: str, fields: Iterable[Field]) -> str:
    """Return the field that a name means, of every article or declared; raises `UsageError`, which lists them."""
    from trouvere.search.query.parser.fields import VALUE_FIELDS

    declared = field_named(fields, name)
    known = declared.name if declared else VALUE_FIELDS.get(name.lower())
    if known is None:
        raise UsageError(
            f"champ « {safe(name)} » : cet index n'en a pas",
            hint=f"il a {', '.join((*NAMED, *(field.name for field in fields)))} ; pour la date, --from et --to",
        )
    return known


def _order(sort: Sort, fields: Iterable[Field]) -> Sort:
    """Return an order by the name that was declared; raises `UsageError`, which lists the orders there are."""
    if sort in SORTS:
        return sort
    declared = field_named(fields, sort.removeprefix("-"))
    if declared is None:
        raise UsageError(
            f"--sort : « {safe(sort)} » n'est pas un ordre",
            hint=f"l'un de {', '.join((*SORTS, *(field.name for field in fields)))}",
        )
    return f"-{declared.name}" if sort.startswith("-") else declared.name


def _facet(name: str, request: SearchRequest, searcher: Searcher) -> FacetValues:
    field = _field_meant(name, searcher.fields)
    return searcher.facet(field, request.query, match=request.match, filters=request.filters, within=request.within)


def _batch(
    index: str, batch: str, run: str, limit: int, match: Match, options: FilterOptions, settings: Settings
) -> None:
    from trouvere.search import open_searcher
    from trouvere.search.evaluation.trec import read_queries, run_file, run_lines
    from trouvere.search.query.filters import NO_FILTERS
    from trouvere.search.request import SearchRequest

    queries = read_queries(batch)
    start = time.monotonic()
    with open_searcher(index, settings=settings) as searcher, run_file(run) as file, told("requête") as progress:
        filters = options.filters(searcher.fields)
        for done, (name, query) in enumerate(queries.items(), 1):
            request = SearchRequest(query["text"], limit=limit, match=match, filters=filters, within=NO_FILTERS)
            ranking = searcher.requests.rank(request)
            file.writelines(run_lines(name, zip(ranking.ids, ranking.scores, strict=True)))
            progress(Progress("", done, time.monotonic() - start, done, len(queries)))
    say(f"{count(len(queries), 'requête')} en {duration(time.monotonic() - start)} : {safe(run)}")
