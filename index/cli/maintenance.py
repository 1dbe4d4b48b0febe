"""The commands that look after an index: info, check, optimize, prune, backup, restore, copy."""

from __future__ import annotations

from typing import Any

import click

from trouvere.index.cli.click_fr import Command, as_json, index_argument, load_settings, print_json, say, with_settings
from trouvere.index.cli.progress import finish, told
from trouvere.index.french_format import count, number, safe, size

LABELS = {
    "articles": "Articles",
    "generation": "Génération",
    "path": "Chemin",
    "segments": "Segments",
    "deleted": "Supprimés",
    "size": "Taille",
    "published": "Publiée",
    "digest": "Empreinte",
    "format": "Format",
    "analysis": "Analyse",
    "generations": "Générations",
    "fields": "Champs",
}


@click.command(cls=Command)
@index_argument
@as_json
def info(index: str, as_json: bool) -> None:
    """Dit ce que INDEX contient.

    \b
    Exemple :
      trouvere index info articles.idx --json
    """
    from trouvere.index import describe_index

    found = describe_index(index)
    known: dict[str, Any] = found.as_dict()
    if as_json:
        print_json(known)
        return
    for name, value in known.items():
        if name == "fields":
            value = ", ".join(map(str, found.fields)) or "aucun"
        elif name == "size":
            value = size(value)
        elif isinstance(value, list | tuple):
            value = ", ".join(map(str, value))
        elif isinstance(value, int) and not isinstance(value, bool):
            value = number(value)
        click.echo(f"{LABELS.get(name, name):<13} {safe(str(value))}")


@click.command(cls=Command)
@index_argument
@as_json
def check(index: str, as_json: bool) -> None:
    """Vérifie chaque octet de INDEX ; échoue (1) s'il est abîmé.

    \b
    Exemple :
      trouvere index check articles.idx
    """
    from trouvere.index import check_index

    report = check_index(index)
    if as_json:
        print_json(report.as_dict())
    else:
        for one in report.damage:
            click.echo(safe(f"{one.file} : {one.what} → {one.lost}"))
        verdict = "intact" if report.ok else f"abîmé ({count(len(report.damage), 'défaut')})"
        read = f"{count(report.articles, 'article')}, {count(report.files, 'fichier')}, {size(report.bytes)}"
        click.echo(f"{report.generation} : {read} : {verdict}")
    if not report.ok:
        say(safe(f"→ {report.remedy}"))
        raise click.exceptions.Exit(1)


@click.command(cls=Command)
@index_argument
@as_json
def optimize(index: str, as_json: bool) -> None:
    """Réunit les segments de INDEX en un seul.

    \b
    Exemple :
      trouvere index optimize articles.idx
    """
    from trouvere.index import optimize

    finish(optimize(index, settings=load_settings()), as_json)


@click.command(cls=Command)
@index_argument
def prune(index: str) -> None:
    """Efface les générations de INDEX que personne ne lit plus.

    \b
    Exemple :
      trouvere index prune articles.idx
    """
    from trouvere.index import prune_index

    load_settings()
    removed = prune_index(index)
    for name in removed:
        click.echo(name)
    say(count(len(removed), "génération effacée", "générations effacées"))


@click.command(cls=Command)
@index_argument
@click.argument("to", metavar="VERS")
def backup(index: str, to: str) -> None:
    """Copie la génération publiée de INDEX vers VERS, vérifiée.

    Sur un cluster, VERS est DÉPÔT/NOM : un dépôt de sauvegardes (snapshots) du cluster, et un nom.

    \b
    Exemple :
      trouvere index backup articles.idx sauvegardes/lundi
    """
    from trouvere.index import backup_index

    click.echo(backup_index(index, to))


@click.command(cls=Command)
@click.argument("source", metavar="DEPUIS")
@index_argument
def restore(source: str, index: str) -> None:
    """Publie dans INDEX la sauvegarde DEPUIS, vérifiée d'abord.

    \b
    Exemple :
      trouvere index restore sauvegardes/lundi articles.idx
    """
    from trouvere.index import restore_index

    click.echo(restore_index(source, index))


@click.command(cls=Command)
@click.argument("source", metavar="DEPUIS")
@index_argument
@as_json
@with_settings
def copy(source: str, index: str, as_json: bool, options: tuple[str, ...]) -> None:
    """Copie les articles de l'index DEPUIS dans INDEX, d'un dossier vers un cluster ou l'inverse.

    \b
    Exemple :
      trouvere index copy articles.idx opensearch://localhost:9200/articles
    """
    from trouvere.index import copy_index

    settings = load_settings(options)
    with told() as progress:
        report = copy_index(source, index, settings=settings, progress=progress)
    finish(report, as_json)


MAINTENANCE_COMMANDS = (info, check, optimize, prune, backup, restore, copy)
