"""The `Storage` Protocol, the seam to the disk: all files that Trouvère writes, syncs, renames or maps.

It is small so that a test can stand in for it and fail at the n-th operation, or lose what was not synced. An index may
come from anybody: what is opened here is a file of its folder, never a link out of it, a pipe or a device.
"""

from __future__ import annotations

import errno
import mmap
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from trouvere.index.errors import BuildError, CorruptIndex, UnreadableIndex

Mark = tuple[int, int]
"""A file's inode, and when it was written to last (ns). A link more or less, or other rights, change neither."""


class Storage(Protocol):
    """Files in folders. Paths are absolute or relative to the current folder; errors are `OSError`s."""

    def create(self, path: Path) -> BinaryIO:
        """Open a file for writing, and reading what was written, from its beginning; emptied if it is there."""
        ...

    def open(self, path: Path) -> BinaryIO:
        """Open a file for reading; raises `CorruptIndex` where it is a link, or no file at all."""
        ...

    def map(self, path: Path) -> memoryview:
        """Return the bytes of a file, mapped, read-only; raises as `open`. An empty file gives an empty view."""
        ...

    def sync(self, path: Path) -> None:
        """Return when the content of a file, or the entries of a folder, are on the disk."""
        ...

    def rename(self, old: Path, new: Path) -> None:
        """Rename a file over another, or a folder to a name not taken, atomically."""
        ...

    def link(self, old: Path, new: Path) -> None:
        """Make the same file appear under a second name, or a copy of it where the disk cannot."""
        ...

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it; one that is there is no error."""
        ...

    def remove(self, path: Path) -> None:
        """Remove a file, or a folder with all that is in it; one that is not there is no error."""
        ...

    def names(self, path: Path) -> list[str]:
        """Return the sorted names in a folder; none where there is no such folder."""
        ...

    def size(self, path: Path) -> int:
        """Return the size of a file in bytes; of a link, its own."""
        ...

    def mark(self, path: Path) -> Mark:
        """Return which file it is, and when it was written to last."""
        ...


class DiskStorage:
    """The real disk."""

    def create(self, path: Path) -> BinaryIO:
        """See `Storage.create`."""
        # A link planted under the name would let the new content through to whatever it points to.
        return open(path, "w+b", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW, 0o666))

    def open(self, path: Path) -> BinaryIO:
        """See `Storage.open`."""
        return os.fdopen(_opened(path), "rb")

    def map(self, path: Path) -> memoryview:
        """See `Storage.map`."""
        with self.open(path) as file:
            if os.fstat(file.fileno()).st_size == 0:
                return memoryview(b"")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def sync(self, path: Path) -> None:
        """See `Storage.sync`."""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        """See `Storage.rename`."""
        old.replace(new)

    def link(self, old: Path, new: Path) -> None:
        """See `Storage.link`."""
        try:
            new.hardlink_to(old)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP):
                raise
            shutil.copyfile(old, new)

    def make_folder(self, path: Path) -> None:
        """See `Storage.make_folder`."""
        path.mkdir(parents=True, exist_ok=True)

    def remove(self, path: Path) -> None:
        """See `Storage.remove`."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def names(self, path: Path) -> list[str]:
        """See `Storage.names`."""
        return sorted(entry.name for entry in path.iterdir()) if path.is_dir() else []

    def size(self, path: Path) -> int:
        """See `Storage.size`."""
        return path.lstat().st_size

    def mark(self, path: Path) -> Mark:
        """See `Storage.mark`."""
        return mark_of(path)


def mark_of(path: str | Path) -> Mark:
    """Return the mark of a file on the real disk."""
    # os.stat, a string: this is asked between answers, of every file (`Generation.written_to`).
    status = os.stat(path)  # noqa: PTH116
    return status.st_ino, status.st_mtime_ns


def _opened(path: Path) -> int:
    try:
        # O_NONBLOCK: a pipe in the place of a file would let its reader wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
    else:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
    raise CorruptIndex(
        f"{path} : un lien, un tube ou un dossier à la place d'un fichier ; rien n'en est lu",
        hint="reconstruisez l'index, ou restaurez une sauvegarde : trouvere index restore",
    )


DISK = DiskStorage()

RETRY_HINT = "relancez la commande ; l'index d'avant est intact"
REFUSALS = {
    errno.ENOSPC: ("plus de place sur le disque", "faites de la place sur le disque, puis relancez la commande"),
    errno.EDQUOT: ("quota atteint", "votre quota est atteint : faites de la place, puis relancez la commande"),
    errno.EACCES: ("accès refusé", "vérifiez les droits sur ce dossier, et sous quel compte vous êtes"),
    errno.EPERM: ("opération interdite", "vérifiez les droits sur ce dossier, et sous quel compte vous êtes"),
    errno.EROFS: ("disque en lecture seule", "ce disque est en lecture seule : choisissez un autre dossier"),
    errno.ENOENT: ("introuvable", "vérifiez le chemin, puis relancez la commande"),
    errno.ENOTDIR: ("n'est pas un dossier", "vérifiez le chemin : une de ses parties est un fichier, non un dossier"),
    errno.EISDIR: ("est un dossier", "vérifiez le chemin : c'est un dossier, et il faut un fichier"),
    errno.ENAMETOOLONG: ("nom trop long", "choisissez un nom plus court"),
    errno.ELOOP: ("trop de liens", "il y a là un lien : effacez-le, ou donnez le vrai chemin"),
    errno.EMFILE: (
        "trop de fichiers ouverts",
        "augmentez « ulimit -n », puis relancez la commande",
    ),
    errno.EIO: ("erreur du disque", "le disque est peut-être abîmé : vérifiez-le, puis « trouvere index check INDEX »"),
}
"""What a disk refuses, in words, and what a person does about it."""


def refusal(error: OSError) -> tuple[str, str]:
    """Return what a disk has refused, in words, and what a person does about it."""
    return REFUSALS.get(error.errno or 0, (error.strerror or str(error), RETRY_HINT))


def write_whole(storage: Storage, path: Path, content: bytes) -> None:
    """Replace a file so that, whatever happens, it holds the old content or the new, and the new is on the disk."""
    aside = path.with_name(path.name + ".new")
    with storage.create(aside) as file:
        file.write(content)
    storage.sync(aside)
    storage.rename(aside, path)
    storage.sync(path.parent)


@contextmanager
def reading(what: Path) -> Iterator[None]:
    """Turn what the system refuses while an index is read into `UnreadableIndex`, with the next step."""
    try:
        yield
    except OSError as error:
        reason, step = refusal(error)
        raise UnreadableIndex(f"{error.filename or what} : {reason}", hint=step) from error


@contextmanager
def saying_why(what: str, outcome: str = "rien n'a été publié") -> Iterator[None]:
    """Turn what the disk refuses while `what` is going on into a `BuildError` with the next step."""
    try:
        yield
    except OSError as error:
        reason, step = refusal(error)
        raise BuildError(
            f"{what} : {reason} ({error.filename or 'disque'}) ; {outcome}",
            hint=step,
        ) from error
