"""Which files a folder holds, in sorted order, and what in it is left alone."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trouvere.index.sources.opening import OUTSIDE, SPECIAL


@dataclass(frozen=True, slots=True)
class Found:
    """A path of a walk: a regular file of `size` bytes, or something left alone for a `reason`."""

    path: Path
    size: int = 0
    reason: str = ""
    top: Path | None = None
    """The folder that it must not lead out of."""


def walk(root: Path) -> Iterator[Found]:
    """Yield what `root` holds, a file itself or a folder's content, recursively and sorted by name.

    Hidden files and folders are passed over in silence. A link is followed to a file inside `root` only: one that
    leads out could bring in anything on the machine, one to a folder could turn in circles. Nothing is opened.
    """
    try:
        status = root.stat()
    except OSError as error:
        yield Found(root, reason=reason_of(error))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _walk(root, Path(os.path.realpath(root)))
    else:
        yield _file(root, status)


def _walk(folder: Path, top: Path) -> Iterator[Found]:
    # A list of folders still to do, not recursion: folders may be nested deeper than Python's stack.
    waiting: list[Path] = [folder]
    while waiting:
        path = waiting.pop()
        try:
            status = path.lstat()
            if stat.S_ISDIR(status.st_mode) or path == folder:
                inside = sorted((one for one in path.iterdir() if not one.name.startswith(".")), reverse=True)
                waiting.extend(inside)
                continue
            if stat.S_ISLNK(status.st_mode):
                if not Path(os.path.realpath(path)).is_relative_to(top):
                    yield Found(path, reason=OUTSIDE)
                    continue
                status = path.stat()
                if stat.S_ISDIR(status.st_mode):
                    yield Found(path, reason="lien vers un dossier déjà lu")
                    continue
            yield _file(path, status, top)
        except OSError as error:
            yield Found(path, reason=reason_of(error))


def _file(path: Path, status: os.stat_result, top: Path | None = None) -> Found:
    return Found(path, status.st_size, top=top) if stat.S_ISREG(status.st_mode) else Found(path, reason=SPECIAL)


def reason_of(error: OSError) -> str:
    """Return in French, and without the path, why the system refused."""
    if isinstance(error, PermissionError):
        return "lecture non autorisée"
    if isinstance(error, FileNotFoundError):
        return "fichier introuvable"
    if error.errno == errno.ELOOP:
        return "lien qui tourne en rond"
    return f"lecture impossible ({error.strerror or type(error).__name__})"
