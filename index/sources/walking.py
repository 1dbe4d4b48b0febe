"""Directory walk: the files of a folder, in sorted order; hidden files, links that lead out and indexes are skipped."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trouvere.index.engines.embedded.read.layout import CURRENT, GENERATIONS, LOCK, is_of_the_system, is_stage
from trouvere.index.sources.opening import OUTSIDE_REASON, SPECIAL_REASON
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


def walk(root: Path) -> Iterator[FoundFile]:
    """Yield what `root` holds, a file itself or a folder's content, recursively and sorted by name.

    Hidden files and folders are passed over in silence, as are those of systems and indexes of ours. A link is followed
    to a file inside `root` only: one that leads out could bring in anything on the machine, one to a folder could turn
    in circles. Nothing is opened.
    """
    try:
        status = root.stat()
        ours = is_index(root)
    except OSError as error:
        yield FoundFile(root, reason=reason_of(error))
        return
    if stat.S_ISDIR(status.st_mode):
        if ours:
            yield FoundFile(root, reason="un index de Trouvère, pas des articles", unread=False)
            return
        yield from _walk(root, Path(os.path.realpath(root)))
    else:
        yield _file(root, status)


def _walk(folder: Path, top: Path) -> Iterator[FoundFile]:
    # A list of folders still to do, not recursion: folders may be nested deeper than Python's stack.
    waiting: list[Path] = [folder]
    while waiting:
        path = waiting.pop()
        try:
            status = path.lstat()
            if stat.S_ISDIR(status.st_mode) or path == folder:
                if path == folder or not is_index(path):
                    waiting.extend(sorted(filter(_is_seen, path.iterdir()), reverse=True))
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


def _file(path: Path, status: os.stat_result, top: Path | None = None) -> FoundFile:
    if not stat.S_ISREG(status.st_mode):
        return FoundFile(path, reason=SPECIAL_REASON, unread=False)
    return FoundFile(path, status.st_size, top=top, state=(status.st_ino, status.st_mtime_ns))


def _is_seen(path: Path) -> bool:
    return not path.name.startswith(".") and not is_of_the_system(path.name)


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
