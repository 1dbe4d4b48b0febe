"""Directory walk: the files of a folder that may hold articles, in sorted order; what is left alone, and why."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from trouvere.index.engines.embedded.read.layout import CURRENT, GENERATIONS, LOCK, is_of_the_system, is_stage
from trouvere.index.sources.files.opening import OUTSIDE_REASON, SPECIAL_REASON
from trouvere.index.sources.files.selection import ASKED_REASON, Cursor, Selection
from trouvere.index.sources.sites.evidence import site_in
from trouvere.index.sources.sites.leftout import (
    ENVIRONMENT,
    LIBRARIES,
    LIBRARY_REASON,
    VENDORS,
    reason_for_file,
    reasons_in,
)
from trouvere.index.storage import DISK


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A path of a walk: a regular file of `size` bytes, or something left alone for a `reason`."""

    path: Path
    size: int = 0
    reason: str = ""
    top: Path | None = None
    """The folder that it must not lead out of."""
    unread: bool = True
    """Whether what was left alone may hold articles: see `Skipped`."""
    state: tuple[int, int] = (0, 0)
    """Inode and modification time (ns), which change when the file is replaced or written to."""


NOTHING_LEFT = Selection()


def walk(root: Path, selection: Selection = NOTHING_LEFT) -> Iterator[FoundFile]:
    """Yield what `root` holds, a file itself or a folder's content, recursively and sorted by name.

    Hidden files and folders are passed over in silence, as are those of systems, indexes of ours, and what `selection`
    does not ask for. What is no article by itself (libraries, templates, a built copy, README) is left alone for a
    reason, unless it is what was given or the selection names it. A link is followed to a file inside `root` only: one
    that leads out could bring in anything on the machine, one to a folder could turn in circles. Nothing is opened but
    configurations of site generators.
    """
    try:
        status = root.stat()
        ours = is_index(root)
    except OSError as error:
        yield FoundFile(root, reason=reason_of(error))
        return
    folder = stat.S_ISDIR(status.st_mode)
    if selection.exclude and selection.excludes(root.name, folder=folder):
        yield FoundFile(root, reason=ASKED_REASON, unread=False)
    elif not folder:
        yield _file(root, status)
    elif ours:
        yield FoundFile(root, reason="un index de Trouvère, pas des articles", unread=False)
    else:
        yield from _FolderWalk(root, selection).files()


@dataclass(frozen=True, slots=True)
class _FolderWalk:
    """A walk through the folders below one root."""

    root: Path
    selection: Selection
    left_out: dict[Path, str] = field(default_factory=dict)
    """Paths that hold no articles by what is beside them, and why."""

    def files(self) -> Iterator[FoundFile]:
        """Yield what is in them, sorted by name."""
        top = Path(os.path.realpath(self.root))
        # A list of what is still to do, not recursion: folders may be nested deeper than Python's stack.
        waiting: list[tuple[Path, Cursor]] = [(self.root, self.selection.start)]
        while waiting:
            path, cursor = waiting.pop()
            try:
                status = path.lstat()
                if stat.S_ISDIR(status.st_mode) or path == self.root:
                    if reason := self._folder(path, cursor, waiting):
                        yield FoundFile(path, reason=reason, unread=False)
                    continue
                if self.selection and self.selection.chosen(cursor, path.name, folder=False) is None:
                    continue
                reason = self.left_out.get(path, "") if self.left_out else ""
                if (reason := reason or reason_for_file(path.name)) and not self._named(path, cursor, folder=False):
                    yield FoundFile(path, reason=reason, unread=False)
                    continue
                if stat.S_ISLNK(status.st_mode):
                    if not Path(os.path.realpath(path)).is_relative_to(top):
                        yield FoundFile(path, reason=OUTSIDE_REASON, unread=False)
                        continue
                    status = path.stat()
                    if stat.S_ISDIR(status.st_mode):
                        yield FoundFile(path, reason="lien vers un dossier déjà lu", unread=False)
                        continue
                yield _file(path, status, top)
            except OSError as error:
                yield FoundFile(path, reason=reason_of(error))

    def _folder(self, path: Path, cursor: Cursor, waiting: list[tuple[Path, Cursor]]) -> str:
        """Add to `waiting` what a folder holds; returns why it is left alone, "" where it is not, or in silence."""
        named = False
        if path != self.root:
            if is_index(path):
                return ""
            if self.selection:
                onward = self.selection.chosen(cursor, path.name, folder=True)
                if onward is None:
                    return ""
                named, cursor = self._named(path, cursor, folder=True), onward
            reason = LIBRARY_REASON if path.name in LIBRARIES else self.left_out.get(path, "")
            if reason and not named:
                return reason
        inside = sorted(path.iterdir(), reverse=True)
        names = [one.name for one in inside]
        if ENVIRONMENT in names and not named and path != self.root:
            return LIBRARY_REASON
        if "vendor" in names and not VENDORS.isdisjoint(names):
            self.left_out[path / "vendor"] = LIBRARY_REASON
        if site := site_in(path, names):
            self.left_out.update((path / inner, reason) for inner, reason in reasons_in(site).items())
        for below, name in zip(inside, names, strict=True):
            if not name.startswith(".") and not is_of_the_system(name):
                waiting.append((below, cursor))
            elif self.selection:
                # Left out anyway, and yet a pattern for it is no slip of the pen.
                self.selection.chosen(cursor, name, folder=True)
        return ""

    def _named(self, path: Path, cursor: Cursor, *, folder: bool) -> bool:
        return bool(self.selection.include) and self.selection.named(cursor, path.name, folder=folder)


def _file(path: Path, status: os.stat_result, top: Path | None = None) -> FoundFile:
    if not stat.S_ISREG(status.st_mode):
        return FoundFile(path, reason=SPECIAL_REASON, unread=False)
    return FoundFile(path, status.st_size, top=top, state=(status.st_ino, status.st_mtime_ns))


def is_index(folder: Path) -> bool:
    """Return whether a folder is an index, or one that is being made: what is in it is not read as articles."""
    if (folder / GENERATIONS).is_dir() and (folder / CURRENT).is_file():
        return True
    return (folder / LOCK).is_file() and any(is_stage(DISK, path) for path in folder.iterdir())


def reason_of(error: OSError) -> str:
    """Return in French, and without the path, why the system refused."""
    if isinstance(error, PermissionError):
        return "lecture non autorisée"
    if isinstance(error, FileNotFoundError):
        return "fichier introuvable"
    if error.errno == errno.ELOOP:
        return "lien qui tourne en rond"
    return f"lecture impossible ({error.strerror or type(error).__name__})"
