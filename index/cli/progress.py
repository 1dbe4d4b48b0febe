"""Progress of a long piece of work: a bar on a terminal, a line every few seconds elsewhere, a table at the end."""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from trouvere.index.cli.click_fr import console, print_json, say
from trouvere.index.french_format import count, duration, number, safe, size
from trouvere.index.report import BuildReport, OnProgress, Progress, Remark, Skipped
from trouvere.index.validation import short

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

REPORT_SECONDS = 5.0
"""Seconds between two lines where there is no terminal."""
SHOWN_SKIPS, MAX_SHOWN_SKIPS = 10, 40
"""Skipped places named one by one, at least one for each reason where there are not more; the rest is counted."""


MAX_EXAMPLE_CHARS = 200


@contextmanager
def told(unit: str = "article") -> Iterator[OnProgress]:
    """Yield a function that shows, on standard error, each `Progress` it is given; `unit` is what is counted."""
    if not sys.stderr.isatty():
        yield _Lines(unit)
        return
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn())
    with Bar(*columns, console=console(stderr=True), transient=True) as bar:
        yield _Bar(bar, unit)


def sentence(progress: Progress, unit: str = "article") -> str:
    """Return one line: the stage, how many, how fast, how long still."""
    parts = [count(progress.articles, unit), f"{number(progress.rate)} {unit}s/s"]
    if progress.left is not None:
        parts.append(f"encore {duration(progress.left)}")
    return " · ".join([progress.stage, *parts] if progress.stage else parts)


class _Lines:
    def __init__(self, unit: str) -> None:
        self.unit, self.last = unit, time.monotonic()

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self.last >= REPORT_SECONDS:
            self.last = time.monotonic()
            say(sentence(progress, self.unit))


class _Bar:
    def __init__(self, bar: Bar, unit: str) -> None:
        self.bar, self.unit = bar, unit
        self.task = bar.add_task("", total=None)

    def __call__(self, progress: Progress) -> None:
        self.bar.update(
            self.task,
            description=sentence(progress, self.unit),
            completed=progress.read,
            total=progress.size or None,
        )


def tell_report(report: BuildReport, *, as_json: bool) -> None:
    """Print what a build did: as a table on standard error, or as JSON on standard output."""
    for notice in report.notices:
        say(safe(notice))
    named = _named(report.skipped)
    for skip in named:
        say(safe(str(skip)))
    if (others := report.skipped_total - len(named)) > 0:
        say(f"… et {number(others)} de plus, comptés ci-dessous ; --json nomme les mille premiers.")
    if as_json:
        print_json({**dataclasses.asdict(report), "rate": round(report.rate, 1)})
        return
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in _rows(report):
        table.add_row(name, value)
    console(stderr=True).print(table)
    _tell_remarks(report.remarks)
    if report.dry_run:
        say("Essai : rien n'a été écrit.")
    elif not report.published:
        say(f"Rien n'a changé : la génération {report.generation} reste publiée.")


def _tell_remarks(remarks: Sequence[Remark]) -> None:
    """Print what the owner of the sources would mend: how many, an example, what to do."""
    if remarks:
        say("À regarder :")
    for remark in remarks:
        say(f"  {remark.what} : {count(remark.articles, 'article')} ; {safe(short(remark.example, MAX_EXAMPLE_CHARS))}")
        say(f"    → {remark.advice}")


def _named(skipped: Sequence[Skipped]) -> list[Skipped]:
    """Return the places to name, in their order: the first for each reason, then others while there is room."""
    first = {skip.reason: number for number, skip in reversed(list(enumerate(skipped)))}
    chosen = list(dict.fromkeys((*sorted(first.values()), *range(len(skipped)))))[
        : max(SHOWN_SKIPS, min(len(first), MAX_SHOWN_SKIPS))
    ]
    return [skipped[number] for number in sorted(chosen)]


def finish(report: BuildReport, as_json: bool) -> None:
    """Tell the report; where nothing in the sources could be used, the work has failed."""
    tell_report(report, as_json=as_json)
    if report.skipped_total and not (report.indexed or report.updated or report.unchanged or report.deleted):
        say("Erreur : aucun article utilisable dans ces sources")
        raise click.exceptions.Exit(1)
    if report.held_back:
        kept = f" ; {count(report.kept, 'article absent des sources gardé', 'articles absents des sources gardés')}"
        say(
            f"Erreur : tout n'a pas pu être lu ({count(report.unread, 'endroit')}) : rien n'a été supprimé"
            + kept * bool(report.kept)
        )
        say("→ le reste est à jour ; relancez quand ce qui est nommé ci-dessus peut être lu, ou effacez-le")
        raise click.exceptions.Exit(1)


def _rows(report: BuildReport) -> Iterator[tuple[str, str]]:
    yield "Indexés", number(report.indexed)
    if report.updated:
        yield "Mis à jour", number(report.updated)
    yield "Inchangés", number(report.unchanged)
    if report.deleted:
        yield "Supprimés", number(report.deleted)
    if report.duplicates:
        yield "Doublons (le dernier compte)", number(report.duplicates)
    yield "Écartés", number(report.skipped_total)
    for reason, how_many in report.reasons:
        yield f"  {safe(reason)}", number(how_many)
    yield "Articles dans l'index", number(report.articles)
    yield "Durée", duration(report.seconds)
    yield "Articles/s", number(report.rate)
    yield "Taille", size(report.size)
    yield "Génération", report.generation
