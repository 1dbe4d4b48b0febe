"""The `trouvere` command: the root, whose groups are imported only when they are called, and serve, demo, settings."""

from __future__ import annotations

import dataclasses
import importlib
import io
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trouvere.index.cli.click_fr import (
    Command,
    Group,
    NumberType,
    as_json,
    guarded,
    load_settings,
    open_streams,
    say,
    stop_on_signals,
    with_settings,
)
from trouvere.index.cli.click_fr import chosen as chosen_settings
from trouvere.index.cli.click_fr import print_json as put_json
from trouvere.index.errors import TrouvereError, UsageError
from trouvere.index.fields import Field
from trouvere.index.settings import Settings, origins

if TYPE_CHECKING:
    from trouvere.index.report import Expect

COMMANDS = {
    "index": ("trouvere.index.cli.commands", "Construit, met à jour et vérifie un index."),
    "search": ("trouvere.search.cli", "Cherche dans un index ; écrit des courses TREC."),
    "suggest": ("trouvere.search.cli", "Complète un début de recherche."),
    "serve": ("trouvere.web.cli", "Sert la page de recherche et l'API."),
    "report": ("trouvere.web.report.cli", "Dit ce qui est cherché : fréquent, sans résultat, lent."),
    "demo": ("trouvere.web.cli", "Montre tout en une fois, sur des articles donnés ou sur l'échantillon."),
    "analyze": ("trouvere.index.cli.commands", "Montre ce que l'analyse fait de chaque mot."),
    "evaluate": ("trouvere.search.cli", "Mesure une course TREC, ou en compare deux."),
    "settings": ("trouvere.web.cli", "Montre chaque réglage et d'où il vient."),
}
"""Each command with the module that holds it and what `--help` says of it: the help imports nothing."""
DEMO_QUERY = "visite de Loukachenko à Pékin"


class Root(Group):
    """The root: lazy, and the one place where errors become sentences and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return the command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def short_help_of(self, ctx: click.Context, name: str) -> str:
        """Return what the command does, without importing it."""
        return COMMANDS[name][1]

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command and, in standalone mode, leave the process with its exit code."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        sys.exit(guarded(lambda: super(Root, self).main(args, prog_name, complete_var, standalone_mode=False, **extra)))


class Lent:
    """What the commands of one room need of a room further up, imported when it is asked for."""

    @staticmethod
    def expectations(path: str, settings: Settings) -> Expect:
        """Return what `index build --expect` asks of a generation before it is published."""
        from trouvere.search.evaluation.expectations import expectations

        return expectations(path, settings)

    @staticmethod
    def log_to_stderr(settings: Settings) -> None:
        """Write events as the settings ask."""
        from trouvere.web.telemetry.logs import log_to_stderr

        log_to_stderr(settings)


def _version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"trouvere {version('trouvere')}")
        ctx.exit()


@click.group(cls=Root)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Dit la version.")
@click.pass_context
def root(ctx: click.Context) -> None:
    """Trouvère cherche dans des articles en français.

    \b
    Exemple :
      trouvere index build articles.idx mes-articles/
      trouvere search articles.idx "visite à Pékin"
      trouvere serve articles.idx
    """
    ctx.obj = Lent()


def main() -> None:
    """Run the `trouvere` command."""
    open_streams()
    stop_on_signals()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot write œ must not end the work
            stream.reconfigure(errors="backslashreplace")
    root.main(prog_name="trouvere")


@click.command(cls=Command)
@click.argument("index", metavar="[INDEX]", required=False)
@click.option("--host", metavar="ADRESSE", help="Où écouter.")
@click.option("--port", type=NumberType(0, 65_535), metavar="N", help="Port où écouter ; 0 : un port libre.")
@with_settings
def serve(index: str | None, host: str | None, port: int | None, options: tuple[str, ...]) -> None:
    """Sert la page de recherche et l'API de INDEX (ou de TROUVERE_INDEX) jusqu'à Ctrl-C.

    \b
    Exemple :
      trouvere serve articles.idx --port 8000
    """
    settings = load_settings(options, host=host, port=port)
    index = index or settings.index
    if not index:
        raise UsageError("il manque INDEX", hint="« trouvere serve articles.idx », ou la variable TROUVERE_INDEX")
    from trouvere.web.serving import serve_index

    serve_index(index, settings)


@click.command(cls=Command)
@click.argument("sources", metavar="[SOURCE]…", nargs=-1)
@click.option(
    "--query", default=DEMO_QUERY, metavar="REQUÊTE", help=f"Ce qui est cherché, au lieu de « {DEMO_QUERY} »."
)
@click.option("--no-serve", is_flag=True, help="S'arrête avant de servir la page.")
@click.option("--port", type=NumberType(0, 65_535), metavar="N", help="Port de la page.")
@click.option("--index", "index", metavar="DOSSIER", help="Où construire l'index ; sinon, un dossier temporaire.")
@with_settings
def demo(
    sources: tuple[str, ...], query: str, no_serve: bool, port: int | None, index: str | None, options: tuple[str, ...]
) -> None:
    """Construit un index des SOURCES (ou de l'échantillon livré), y cherche, puis sert la page.

    \b
    Exemple :
      trouvere demo mes-articles/ --query "grève des trains" --no-serve
    """
    from trouvere.index import build_index
    from trouvere.index.cli.click_fr import console
    from trouvere.index.cli.progress import finish, told
    from trouvere.search import open_searcher
    from trouvere.search.terminal import show

    settings = load_settings(options, port=port)
    with ExitStack() as stack:
        if not index:
            index = str(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="trouvere-"))) / "demo.idx")
        given = list(sources) or [_sample(stack)]
        with told() as progress:
            report = build_index(index, given, settings=settings, progress=progress)
        finish(report, as_json=False)
        say("")
        with open_searcher(index, settings=settings) as searcher:
            results = searcher.search(query, limit=settings.per_page)
        click.echo(f"Recherche : {query}")
        show(results, console())
        if not no_serve:
            from trouvere.web.serving import serve_index

            say("")
            serve_index(index, settings, any_port=port is None)


def _sample(stack: ExitStack) -> str:
    from importlib.resources import as_file, files

    sample = stack.enter_context(as_file(files("trouvere.index") / "sample"))
    if not sample.is_dir():
        raise TrouvereError("l'échantillon n'est pas livré ici", hint="donnez vos articles : trouvere demo SOURCE…")
    return str(sample)


@click.command(cls=Command)
@as_json
@click.option("--markdown", is_flag=True, help="Écrit la table de docs/fr/settings.md : chaque réglage, son défaut.")
@with_settings
def settings(as_json: bool, markdown: bool, options: tuple[str, ...]) -> None:
    """Montre chaque réglage, sa valeur et d'où elle vient : défaut, trouvere.toml, TROUVERE_…, option.

    \b
    Exemple :
      trouvere settings --set per_page=20
    """
    docs = {field.name: str(field.metadata["doc"]) for field in dataclasses.fields(Settings)}
    if markdown:
        click.echo(settings_markdown())
        return
    found = origins(chosen_settings(options))
    if as_json:
        put_json({name: {"value": _plain(v), "origin": o, "doc": docs[name]} for name, (v, o) in found.items()})
        return
    from rich.table import Table

    from trouvere.index.cli.click_fr import console

    table = Table("Réglage", "Valeur", "Origine", "Ce que c'est", box=None, pad_edge=False)
    for name, (value, origin) in found.items():
        table.add_row(name, _said(value) or "''", origin, docs[name])
    console().print(table)


def settings_markdown() -> str:
    """Return the table of docs/fr/settings.md: every setting, its default, its bounds, what it does."""
    lines = ["| Réglage | Défaut | Bornes | Ce que c'est |", "| --- | --- | --- | --- |"]
    for field in dataclasses.fields(Settings):
        least, most = field.metadata["least"], field.metadata["most"]
        bounds = " – ".join("" if bound is None else str(bound) for bound in (least, most)).strip(" ")
        default = f"`{_said(field.default)}`" if field.default not in ("", ()) else "(vide)"
        lines.append(f"| `{field.name}` | {default} | {'' if bounds == '–' else bounds} | {field.metadata['doc']} |")
    return "\n".join(lines)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, tuple):
        return (", " if value and isinstance(value[0], Field) else " ; ").join(map(str, value))
    return str(value)


def _plain(value: object) -> object:
    return [one.as_dict() if isinstance(one, Field) else one for one in value] if isinstance(value, tuple) else value
