"""`trouvere index …` and `trouvere analyze`. Each command imports what it needs when it is called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import click

from trouvere.index.cli.click_fr import (
    F,
    Group,
    ShareType,
    WordsCommand,
    as_json,
    chosen,
    console,
    index_argument,
    load_settings,
    print_json,
    say,
    with_settings,
)
from trouvere.index.cli.maintenance import MAINTENANCE_COMMANDS
from trouvere.index.cli.progress import finish, told
from trouvere.index.errors import TrouvereError, UsageError
from trouvere.index.fields import Field
from trouvere.index.fields import declared as declared_fields
from trouvere.index.french_format import safe
from trouvere.index.settings import Settings

NAMES = (
    *("id", "title", "text", "body", "content", "date", "place", "source", "url", "category", "tags", "authors"),
    "language",
)
"""What `--map` can name: the fields of an article in JSON Lines."""

fields = click.option(
    "--field",
    "declared",
    multiple=True,
    metavar="NOM[:TYPE]",
    help="Champ du site à filtrer, compter et trier, comme region ou prix:number ; types : keyword, number, date,"
    " boolean (répétable).",
)
sources_argument = click.argument("sources", metavar="SOURCE…", nargs=-1, required=True)
strict = click.option("--strict", is_flag=True, help="Échoue au premier fichier ou à la première ligne inutilisable.")
renames = click.option(
    "--map", "renames", multiple=True, metavar="CHAMP=NOM", help="Lit CHAMP sous ce NOM dans les sources (répétable)."
)


def with_sources(command: F) -> F:
    """Add the arguments and options that say what is read, and how, to a command that reads sources."""
    for decorate in reversed(SOURCE_OPTIONS):
        command = decorate(command)
    return command


SOURCE_OPTIONS = (
    sources_argument,
    renames,
    click.option(
        "--default",
        multiple=True,
        metavar="CHAMP=VALEUR",
        help="Ce qu'ont les articles qui n'en disent rien, par exemple source=Le Journal (répétable).",
    ),
    click.option("--base-url", metavar="ADRESSE", help="Site dont ces fichiers sont les sources : donne les adresses."),
    click.option(
        "--include",
        multiple=True,
        metavar="MOTIF",
        help="Ne lit d'un dossier que ces fichiers, comme *.md (répétable).",
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="MOTIF",
        help="Laisse ces fichiers ou dossiers, comme vieux/ (répétable).",
    ),
    fields,
    strict,
)
"""Options of `build` and `update` alike."""


@click.group(cls=Group)
def index() -> None:
    """Construit, met à jour et vérifie un index.

    \b
    Exemple :
      trouvere index build articles.idx mes-articles/
    """


@index.command()
@index_argument
@with_sources
@click.option(
    "--expect", metavar="FICHIER", help="Ne publie que si ce qu'il attend est trouvé : requête, article, rang (TSV)."
)
@as_json
@with_settings
def build(
    index: str,
    sources: tuple[str, ...],
    expect: str | None,
    renames: tuple[str, ...],
    default: tuple[str, ...],
    base_url: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    declared: tuple[str, ...],
    strict: bool,
    as_json: bool,
    options: tuple[str, ...],
) -> None:
    """Construit INDEX à neuf depuis des fichiers, des dossiers ou « - » (l'entrée standard).

    Formats : texte, JSON Lines, JSON, CSV, TSV, HTML, RSS et Atom, Markdown, PDF, DOCX, ODT, EPUB ;
    chacun aussi en .gz, .zst, .bz2, .xz, et dans .zip, .tar, .tar.gz.

    L'ancienne génération reste lisible jusqu'à ce que la nouvelle soit vérifiée et publiée.

    \b
    Exemples :
      trouvere index build articles.idx depeches/ archives.jsonl.gz flux.rss --map text=texte
      trouvere index build articles.idx articles.jsonl --field region --field prix:number
    """
    from trouvere.index import build_index

    settings, rename = reading(
        index, options, renames, declared, default=default, base_url=base_url, include=include, exclude=exclude
    )
    # Searching is not this room's: the root hands in what reads the file and tries the new generation.
    expected = click.get_current_context().find_root().obj.expectations(expect, settings) if expect else None
    with told() as progress:
        report = build_index(
            index, list(sources), settings=settings, strict=strict, expect=expected, progress=progress, rename=rename
        )
    finish(report, as_json)


@index.command()
@index_argument
@with_sources
@click.option("--mirror", is_flag=True, help="Supprime aussi les articles que les sources n'ont plus.")
@click.option(
    "--max-delete",
    type=ShareType(),
    metavar="PART",
    help="Part de l'index (%) que --mirror peut supprimer ; au-delà, rien n'est changé (30).",
)
@click.option("--dry-run", is_flag=True, help="Compte ce qui changerait, sans rien écrire.")
@as_json
@with_settings
def update(
    index: str,
    sources: tuple[str, ...],
    mirror: bool,
    max_delete: float | None,
    dry_run: bool,
    renames: tuple[str, ...],
    default: tuple[str, ...],
    base_url: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    declared: tuple[str, ...],
    strict: bool,
    as_json: bool,
    options: tuple[str, ...],
) -> None:
    """Ajoute à INDEX ce qui est nouveau et remplace ce qui a changé.

    Avec --mirror, ce qui n'a pas pu être lu n'est pas tenu pour disparu : rien n'est supprimé, et la fin est 1.

    \b
    Exemple :
      trouvere index update articles.idx depeches/ --mirror --dry-run
    """
    from trouvere.index import update_index

    settings, rename = reading(
        index, options, renames, declared, default=default, base_url=base_url, include=include, exclude=exclude
    )
    with told() as progress:
        report = update_index(
            index,
            list(sources),
            settings=settings,
            strict=strict,
            mirror=mirror,
            max_delete=max_delete,
            dry_run=dry_run,
            progress=progress,
            rename=rename,
        )
    finish(report, as_json)


@index.command(cls=WordsCommand)
@index_argument
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@click.option("--purge", is_flag=True, help="Ne laisse leur texte dans aucune génération.")
@as_json
@with_settings
def delete(index: str, ids: tuple[str, ...], purge: bool, as_json: bool, options: tuple[str, ...]) -> None:
    """Supprime des articles de INDEX.

    \b
    Exemple :
      trouvere index delete articles.idx u-00f7a2b4c6d8e9f1 --purge
    """
    from trouvere.index import delete_articles

    report = delete_articles(index, list(ids), purge=purge, settings=load_settings(options))
    finish(report, as_json)
    if purge and report.missing:
        # Whoever wants a text gone for good must not take a slip of the pen for the deed.
        named = ", ".join(report.missing[:5]) + " …" * (len(report.missing) > 5)
        say(safe(f"Erreur : absents de l'index : {named}"))
        say("→ les autres sont effacés ; vérifiez ceux-ci : « trouvere search INDEX … » montre les identifiants")
        raise click.exceptions.Exit(1)


@index.command()
@index_argument
@fields
@click.option("--no-fields", is_flag=True, help="Ne déclare plus aucun champ.")
@as_json
@with_settings
def rebuild(index: str, declared: tuple[str, ...], no_fields: bool, as_json: bool, options: tuple[str, ...]) -> None:
    """Reconstruit INDEX depuis les articles qu'il contient.

    Après une mise à jour de l'analyse ou du fichier de analysis_exceptions, pour déclarer d'autres champs, ou quand les
    sources ont disparu.

    \b
    Exemples :
      trouvere index rebuild articles.idx
      trouvere index rebuild articles.idx --field region --field prix:number
    """
    from trouvere.index import rebuild_index

    if declared and no_fields:
        raise UsageError("--field et --no-fields s'excluent", hint="--field seul remplace les champs déclarés avant")
    before = declared_in(index) if declared else ()
    settings = load_settings(options, fields=redeclared(declared, before, options) or None)
    with told() as progress:
        report = rebuild_index(index, settings=settings, progress=progress, fields=() if no_fields else None)
    finish(report, as_json)


@click.command(cls=WordsCommand)
@click.argument("text", metavar="TEXTE", nargs=-1, required=True)
@as_json
def analyze(text: tuple[str, ...], as_json: bool) -> None:
    """Montre ce que l'analyse fait de chaque mot de TEXTE : formes, place, étapes.

    \b
    Exemple :
      trouvere analyze "l’Ukraine et les œuvres"
    """
    from trouvere.index.analysis import analyze

    tokens: list[dict[str, Any]] = [token.as_dict() for token in analyze(" ".join(text))]
    if as_json:
        print_json(tokens)
        return
    from rich.table import Table

    table = Table("Mot", "Forme", "Racine", "Vide", "Place", "Caractères", "Étapes", box=None, pad_edge=False)
    for token in tokens:
        steps = [f"{name} : {before} → {after}" for name, before, after in token["steps"] if before != after]
        table.add_row(
            safe(token["written"]),
            safe(token["surface"]),
            safe(token["stem"] or ""),
            "oui" if token["stop"] else "",
            str(token["position"]),
            f"{token['start']}–{token['end']}",
            safe(" ; ".join(steps)),
        )
    console().print(table)


def reading(
    index: str, options: tuple[str, ...], renames: tuple[str, ...], declared: tuple[str, ...], **given: object
) -> tuple[Settings, dict[str, str]]:
    """Return the settings in force with the options of `with_sources`, and what `--map` says of their names."""
    before = declared_in(index) if declared or renames else ()
    # What is not given leaves what the settings say.
    named = {name: None if value == () else value for name, value in given.items()}
    settings = load_settings(options, **named, fields=redeclared(declared, before, options) or None)
    return settings, renaming(renames, tuple(field.name for field in (*settings.fields, *before)))


def declared_in(index: str) -> tuple[Field, ...]:
    """Return the fields that an index declares as it is; none where there is none, or where it cannot be read."""
    from trouvere.index import describe_index

    try:
        return describe_index(index).fields
    except TrouvereError:
        return ()


def redeclared(texts: tuple[str, ...], before: tuple[Field, ...], options: tuple[str, ...]) -> list[Field]:
    """Return the fields that `--field` names; one that was there `before`, or that is set, keeps its labels.

    `region` alone keeps its kind too, `region:number` gets another.
    """
    if not texts:
        return []
    known = {field.name: field for field in (*before, *Settings.load(chosen(options)).fields)}
    found: list[Field] = []
    # One after another, so that what cannot be declared is told as it was written.
    for text, field in ((written, one) for written in texts for one in declared_fields([written])):
        there = known.get(field.name)
        if there and ":" in text and there.kind != field.kind:
            there = replace(field, label=there.label, label_en=there.label_en)
        found.append(there or field)
    return found


def renaming(pairs: tuple[str, ...], declared: Collection[str] = ()) -> dict[str, str]:
    """Return our name → the source's, of pairs such as `text=texte` (`texte=text` where only that makes sense).

    Names of `declared` fields are ours too.
    """
    # Here and not above: the readers of all formats come with it.
    from trouvere.index.sources.records.names import field_named

    known = (*NAMES, *declared)
    found: dict[str, str] = {}
    for pair in pairs:
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if ours not in known and theirs in known:
            ours, theirs = theirs, ours
        elif ours not in known:
            # `texte=chapo`: French names of fields are known as those of sources are.
            ours, theirs = (field_named(ours), theirs) if field_named(ours) else (field_named(theirs), ours)
        if not equals or not theirs or ours not in known:
            raise UsageError(
                f"--map {pair} : il faut CHAMP=NOM, par exemple text=texte", hint=f"les champs sont {', '.join(known)}"
            )
        found[ours] = theirs
    return found


for _command in MAINTENANCE_COMMANDS:
    index.add_command(_command)
