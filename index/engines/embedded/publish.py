"""Publishes a generation that was built aside, by one atomic rename of `CURRENT`.

Nothing that a reader may have open is ever changed: files are added in a folder nobody reads, synced, described in a
manifest with their SHA-256, and only then named by `CURRENT`. A build that dies leaves a folder that the next clears.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from trouvere.index.analysis import analysis_version
from trouvere.index.columns.read.segment import SegmentInfo
from trouvere.index.engines.embedded.lock import IndexLock, hold, is_held, let_go
from trouvere.index.engines.embedded.read.generation import current, folder_of, name_of, published
from trouvere.index.engines.embedded.read.layout import (
    BUILDING,
    CURRENT,
    GENERATIONS,
    foreign,
    is_file,
    is_stage,
    number_of,
    stranger,
)
from trouvere.index.engines.embedded.read.manifest import NAME, FileEntry, Manifest, entry_of
from trouvere.index.engines.embedded.read.manifest import read as read_manifest
from trouvere.index.errors import BuildError, CorruptIndex, IncompatibleIndex, IndexNotFound
from trouvere.index.events import tell
from trouvere.index.fields import Field
from trouvere.index.schema import FORMAT
from trouvere.index.storage import DISK, Storage, saying_why, write_whole

LEFT_OPEN = (errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY)
"""What a network file system answers where another program has a file of a folder open that is to go."""


class Stage:
    """A folder in which one generation is being made. The index's lock is held as long as it lives."""

    def __init__(self, index: Path, storage: Storage, lock: IndexLock) -> None:
        self.index = index
        self.storage = storage
        self.lock = lock
        self.notices: list[str] = list(lock.notices)
        self.installed = False
        if (generations := index / GENERATIONS).is_symlink():
            raise BuildError(
                f"{generations} : un lien ; ce qu'il y a derrière n'est pas touché",
                hint="effacez ce lien, ou donnez un dossier nouveau",
            )
        # Whatever became of the last session, what it published is on the disk before this one builds on it.
        storage.sync(index)
        with suppress(PermissionError):
            storage.sync(index.parent)
        self._clear_leftovers()
        number = os.getpid()
        while (folder := index / f"{BUILDING}{number}").exists():
            number += 1 << 22  # no process has such a number: the folder is somebody's own
        self.folder = folder
        storage.make_folder(folder)
        self._held = hold(folder)
        self._pool: ThreadPoolExecutor | None = None
        self._entries: dict[str, Future[FileEntry]] = {}

    def _clear_leftovers(self) -> None:
        for name in self.storage.names(self.index):
            if is_stage(self.storage, self.index / name):
                # One that is held belongs to a writer whose LOCK somebody removed: it will notice.
                if not is_held(self.index / name) and discard(self.storage, self.index / name):
                    self.notices.append(f"restes d'une construction interrompue effacés ({name})")
            elif name == f"{CURRENT}.new":
                # A power loss within the rename may leave both names.
                self.storage.remove(self.index / name)
        last = number_of(self._published())
        for name in self.storage.names(self.index / GENERATIONS):
            if last and number_of(name) > last and discard(self.storage, folder_of(self.index, name)):
                self.notices.append(f"restes d'une publication interrompue effacés ({name})")

    def _published(self) -> str:
        """Return the name of the published generation, "" where there is none."""
        try:
            return current(self.index, self.storage)
        except (IndexNotFound, CorruptIndex):
            return ""

    def start_from(self, folder: Path, manifest: Manifest) -> None:
        """Begin with the files of a published generation, under a second name: no byte is copied."""
        for name in manifest.files:
            self.storage.link(folder / name, self.folder / name)

    def written(self, name: str) -> None:
        """Say that a file is complete and stays as it is: it is synced and hashed while others are written."""
        # A storage that a test puts in the place of the disk sees one operation after another.
        if self.storage is DISK:
            self._pool = self._pool or ThreadPoolExecutor(2)
            self._entries[name] = self._pool.submit(self._described, name)

    def _described(self, name: str) -> FileEntry:
        self.storage.sync(self.folder / name)
        return entry_of(self.storage, self.folder / name)

    def _entry(self, name: str) -> FileEntry:
        entry = self._entries.get(name)
        return entry.result() if entry else entry_of(self.storage, self.folder / name)

    def publish(
        self,
        *,
        articles: int,
        segments: tuple[SegmentInfo, ...],
        fields: tuple[Field, ...],
        digest: str,
        keep: int,
    ) -> Manifest:
        """Describe what was written and make it the published generation; `keep` generations stay on disk."""
        files = {name: self._entry(name) for name in self.storage.names(self.folder) if is_file(name)}
        manifest = Manifest(
            format=FORMAT,
            analysis=analysis_version(),
            generation="",
            number=0,
            articles=articles,
            segments=segments,
            digest=digest,
            published="",
            fields=fields,
            files=files,
        )
        return self.install(self.numbered(manifest), keep=keep)

    def numbered(self, manifest: Manifest) -> Manifest:
        """Return the manifest under the next number of this index, as of now."""
        names = self.storage.names(self.index / GENERATIONS)
        number = 1 + max(map(number_of, names), default=0)
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        return replace(manifest, number=number, generation=name_of(number), published=now)

    def install(self, manifest: Manifest, *, keep: int) -> Manifest:
        """Sync the files, name the generation, and let `CURRENT` point to it: before that nobody sees it."""
        storage, name = self.storage, manifest.generation
        self.lock.check()
        for file in manifest.files:
            storage.sync(self.folder / file)
        write_whole(storage, self.folder / NAME, manifest.as_json())
        storage.make_folder(self.index / GENERATIONS)
        storage.rename(self.folder, folder_of(self.index, name))
        self.folder = folder_of(self.index, name)
        storage.sync(self.index / GENERATIONS)
        storage.sync(self.index)
        try:
            write_whole(storage, self.index / CURRENT, f"{name}\n".encode())
        except OSError:
            if self._published() != name:
                raise
            self.installed = True
            with saying_why(f"{self.index} : disque incertain", f"{name} est publiée, mais pourrait se perdre"):
                raise
        self.installed = True
        tell("generation.published", index=str(self.index), generation=name, articles=manifest.articles)
        try:
            prune(self.index, storage, keep=keep)
        except OSError as error:
            self.notices.append(f"d'anciennes générations n'ont pas pu être effacées ({error.strerror or error})")
        return manifest

    def abandon(self) -> None:
        """Clear the folder away."""
        let_go(self._held)
        if self._pool:
            self._pool.shutdown()
        # Whoever interrupts may do so between the rename that publishes and the line that says so.
        if not self.installed and self._published() != self.folder.name:
            self.storage.remove(self.folder)


def discard(storage: Storage, folder: Path) -> bool:
    """Remove a folder of ours and return whether it is gone; what somebody else has put into it stays, and so does it.

    A file that a network file system keeps for who has it open stays as well, until the next time.
    """
    strange = foreign(storage, folder)
    try:
        if not strange:
            storage.remove(folder)
            return True
    except OSError as error:
        if error.errno not in LEFT_OPEN:
            raise
    for name in storage.names(folder):
        if name not in strange and is_file(name):
            storage.remove(folder / name)
    return False


def prune(index: Path, storage: Storage, *, keep: int) -> tuple[str, ...]:
    """Remove all but the `keep` newest generations; the published one always stays. Returns what was removed.

    Readers that have an old one open keep it: the files go when they let go of them.
    """
    staying = current(index, storage)
    names = sorted(storage.names(index / GENERATIONS), key=number_of, reverse=True)
    going = [name for name in names if name != staying and number_of(name)][max(keep - 1, 0) :]
    gone = [name for name in going if discard(storage, folder_of(index, name))]
    if gone:
        tell("generation.pruned", index=str(index), generations=gone)
    return tuple(gone)


def before(index: Path, storage: Storage) -> tuple[Path, Manifest] | None:
    """Return the published generation, or None where there is no index yet or nothing usable of it."""
    try:
        return published(index, storage)
    except IndexNotFound:
        refuse_foreign(index, storage)
        return None
    except (CorruptIndex, IncompatibleIndex):
        return None


def fields_before(index: Path, storage: Storage) -> tuple[Field, ...]:
    """Return the fields that the published generation declares, whatever is the matter with the rest of it."""
    with suppress(IndexNotFound, CorruptIndex, IncompatibleIndex, OSError):
        return read_manifest(storage, folder_of(index, current(index, storage))).fields
    return ()


def refuse_foreign(index: Path, storage: Storage) -> None:
    """Raise `BuildError` where the folder is no index and holds something: nobody's files are ever mixed with ours.

    What systems leave in any folder is nothing, and what somebody has put into an index is theirs, and not touched.
    """
    if index.exists() and not index.is_dir():
        raise BuildError(f"{index} : c'est un fichier", hint="donnez le nom d'un dossier pour l'index")
    with suppress(IndexNotFound, CorruptIndex):
        current(index, storage)
        return
    if name := stranger(storage, index):
        raise BuildError(
            f"{index} : ce dossier n'est pas un index et n'est pas vide ({name})",
            hint="donnez un dossier vide ou un nom nouveau",
        )
