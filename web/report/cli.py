"""`trouvere report`: reads the query log, replays zero-result queries, prints the report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from trouvere.index.cli.click_fr import (
    Command,
    DayType,
    NumberType,
    as_json,
    console,
    index_argument,
    load_settings,
    print_json,
    say,
    with_settings,
)
from trouvere.index.errors import TrouvereError
from trouvere.index.french_format import count
from trouvere.index.settings import Settings

SWITCH_ON = 'mettez query_log = "oui" dans trouvere.toml (ou TROUVERE_QUERY_LOG=oui), puis relancez le serveur'


@click.command(cls=Command)
@index_argument
@click.option("--log", metavar="FICHIER", help="Le journal à lire ; sinon, celui du réglage query_log.")
@click.option("--since", type=DayType(), metavar="DATE", help="Seulement depuis ce jour, ce mois ou cette année.")
@click.option("--top", type=NumberType(1, 1_000), default=20, metavar="N", help="Requêtes par liste (20).")
@click.option("--html", metavar="FICHIER", help="Écrit une page avec des graphiques, à ouvrir ou à envoyer.")
@as_json
@with_settings
def report(
    index: str,
    log: str | None,
    since: dt.date | None,
    top: int,
    html: str | None,
    as_json: bool,
    options: tuple[str, ...],
) -> None:
    """Dit ce qui est cherché dans INDEX : requêtes fréquentes, sans résultat, lentes.

    Lit le journal anonyme des recherches (réglage query_log). Les requêtes sans résultat sont reposées à INDEX.

    \b
    Exemple :
      trouvere report articles.idx --since 2026-11 --html rapport.html
    """
    from trouvere.search import open_searcher
    from trouvere.web.report.asked_again import ask_again
    from trouvere.web.report.figures import figures_of
    from trouvere.web.report.log_reader import QueryLogReading
    from trouvere.web.report.terminal import as_dict, show

    settings = load_settings(options)
    with open_searcher(index, settings=settings) as searcher:
        path = _log_path(log, index, settings)
        searches = QueryLogReading(path, since)
        figures = figures_of(searches, top=top)
        now = ask_again(searcher, figures.without)
    if html:
        from trouvere.web.report.page import page

        Path(html).write_text(page(figures, now, settings=settings), encoding="utf-8")
        say(f"Page écrite : {html}")
    if figures.damaged:
        say(f"{count(figures.damaged, 'ligne illisible', 'lignes illisibles')} dans {path}")
    if as_json:
        print_json(as_dict(figures, now))
    elif not figures.searches:
        say(f"Aucune recherche dans {path}{' depuis ce jour' if since else ''}.")
        say(f"→ si le serveur ne journalise pas encore : {SWITCH_ON}")
    elif not html:
        show(figures, now, console())


def _log_path(given: str | None, index: str, settings: Settings) -> Path:
    from trouvere.web.telemetry.querylog import beside, path_of

    if given:
        path = Path(given)
        if not path.exists():
            raise TrouvereError(f"{given} : introuvable", hint="vérifiez le chemin du journal")
        return path
    path = path_of(settings, index) or beside(index)
    if not path.exists() and not path_of(settings, index):
        raise TrouvereError("les recherches ne sont pas journalisées", hint=SWITCH_ON)
    if not path.exists():
        raise TrouvereError(f"{path} : pas encore de journal", hint="il naît à la première recherche faite sur la page")
    return path
