"""Which files of an archive are read, by the rules for those of a folder: patterns, libraries, README, built copies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from trouvere.index.sources.files.selection import Cursor, Selection
from trouvere.index.sources.sites.evidence import site_in
from trouvere.index.sources.sites.leftout import LIBRARIES, LIBRARY_REASON, VENDORS, reason_for_file, reasons_in

NO_FOLDER = Path("\0")
"""Stands for the archive where configurations are looked for: in it they cannot be read, and on disk is none."""


@dataclass(slots=True)
class ArchiveSelection:
    """What is read of one archive; `start` is where in the patterns it is itself."""

    selection: Selection
    start: Cursor
    left_out: dict[PurePosixPath, str] = field(default_factory=dict)
    """Paths that hold no articles by what is beside them, and why."""
    is_site: bool = False
    told: set[PurePosixPath] = field(default_factory=set)
    """Folders left alone of which that was told: once, and not for each file in them."""

    @classmethod
    def of(cls, selection: Selection, archive: PurePosixPath, paths: Iterable[PurePosixPath]) -> ArchiveSelection:
        """Return what is read of the `archive` at a path below the folder given, which holds `paths`, if known."""
        names = _names_in(paths)
        sites = {folder: site for folder, inside in names.items() if (site := site_in(NO_FOLDER, inside))}
        left_out = {
            folder / "vendor": LIBRARY_REASON
            for folder, inside in names.items()
            if "vendor" in inside and not VENDORS.isdisjoint(inside)
        }
        for folder, site in sites.items():
            left_out |= {folder / inner: reason for inner, reason in reasons_in(site).items()}
        return cls(selection, cursor_at(selection, archive), left_out, is_site=bool(sites))

    def reason(self, path: PurePosixPath) -> tuple[PurePosixPath, str] | None:
        """Return what is left alone, the file or a folder around it, and why; "" where it is read, None in silence."""
        cursor, parts = self.start, path.parts
        here = PurePosixPath()
        for depth, name in enumerate(parts, 1):
            folder, here = depth < len(parts), here / name
            named = False
            if self.selection:
                onward = self.selection.chosen(cursor, name, folder=folder)
                if onward is None:
                    return None
                named = bool(self.selection.include) and self.selection.named(cursor, name, folder=folder)
                cursor = onward
            reason = LIBRARY_REASON if folder and name in LIBRARIES else self.left_out.get(here, "")
            reason = reason or ("" if folder else reason_for_file(name))
            if reason and not named:
                if here in self.told:
                    return None
                self.told.add(here)
                return here, reason
        return path, ""


def cursor_at(selection: Selection, archive: PurePosixPath) -> Cursor:
    """Return where in the patterns an archive is: it is a folder, in which each pattern may begin anew."""
    start = selection.start
    if not selection:
        return start
    cursor: Cursor | None = start
    for depth, name in enumerate(archive.parts, 1):
        cursor = selection.chosen(cursor, name, folder=depth < len(archive.parts)) if cursor else None
    # Asked for by its own name, or with a folder around it: then as a whole.
    asked = cursor is not None and cursor.included and any(not one.adds for one in selection.include)
    return replace(start, included=asked)


def may_hold(selection: Selection, cursor: Cursor, name: str) -> bool:
    """Return whether an archive is looked into, which no pattern asks for: what is in it may be asked for."""
    without = replace(selection, include=())
    return without.chosen(Cursor(exclude=cursor.exclude), name, folder=False) is not None


def _names_in(paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, set[str]]:
    """Return the names in each folder."""
    names: dict[PurePosixPath, set[str]] = {}
    for path in paths:
        # To the first folder that is known: each is met once.
        for inner in (path, *path.parents):
            beside = names.setdefault(inner.parent, set())
            if inner.name in beside or not inner.name:
                break
            beside.add(inner.name)
    return names
