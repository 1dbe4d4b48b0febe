"""Generations in a folder: which one is published (`CURRENT`), its folder and its manifest.

INDEX/
├── CURRENT                    name of the published generation, replaced by one atomic rename
├── LOCK                       who is writing; empty when nobody is
├── generations/
│   ├── 000003-5b1d0c9e/       manifest.json and the engine's files; never changed once published
│   └── 000004-77aa01f2/
└── building-…/                a generation nobody reads yet, or what is left of one
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from trouvere.index.analysis import analysis_version
from trouvere.index.engines.embedded.read.layout import CURRENT, GENERATIONS
from trouvere.index.engines.embedded.read.manifest import Manifest, tail_of
from trouvere.index.engines.embedded.read.manifest import read as read_manifest
from trouvere.index.errors import CorruptIndex, IncompatibleIndex, IndexNotFound, TrouvereError
from trouvere.index.schema import FORMAT
from trouvere.index.storage import DISK, Storage, reading

REPAIR = "reconstruisez l'index, ou restaurez une sauvegarde : trouvere index restore"


def name_of(number: int) -> str:
    """Return a name for generation `number` that no other has had.

    Readers see it, confined ones too, so nothing of it follows from what the generation holds: it is drawn.
    """
    return f"{number:06d}-{secrets.token_hex(4)}"


def current(index: Path, storage: Storage = DISK) -> str:
    """Return the name of the published generation; raises `IndexNotFound`, `CorruptIndex`, `UnreadableIndex`."""
    with reading(index):
        try:
            with storage.open(index / CURRENT) as file:
                name = file.read(256).decode("ascii", "replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            raise _not_found(index) from None
        if not re.fullmatch(r"[0-9]+-[0-9a-f]+", name):
            raise CorruptIndex(f"{index / CURRENT} : illisible", hint=REPAIR)
        for folder in (folder_of(index, name), index / GENERATIONS):
            if folder.is_symlink():
                raise CorruptIndex(f"{folder} : un lien à la place d'un dossier ; rien n'en est lu", hint=REPAIR)
        return name


def _not_found(index: Path) -> IndexNotFound:
    if index.is_dir() and any(index.glob("_*.toc")):
        return IndexNotFound(
            f"{index} : un index de Whoosh, fait par un autre programme",
            hint="trouvere index build NOUVEAU SOURCE… fait un index de Trouvère, d'après les articles",
        )
    if (generations := index / GENERATIONS).is_dir() and any(generations.iterdir()):
        return IndexNotFound(
            f"{index / CURRENT} : absent ; rien ne dit quelle génération est publiée",
            hint=f"remettez-le (une ligne : le nom d'un dossier de {generations}), ou restaurez une sauvegarde",
        )
    return IndexNotFound(f"{index} : il n'y a pas d'index ici", hint=f"trouvere index build {index} SOURCE…")


def stamp(index: Path) -> tuple[int, int]:
    """Return what changes whenever another generation is published: cheaper to ask than its name.

    `CURRENT` is replaced by a rename, so it is another file each time. Raises `IndexNotFound`, `UnreadableIndex`.
    """
    with reading(index):
        try:
            # Of a link, its own: where it leads is never read.
            status = (index / CURRENT).lstat()
        except (FileNotFoundError, NotADirectoryError):
            raise _not_found(index) from None
    return status.st_ino, status.st_mtime_ns


def traces(index: Path) -> tuple[object, ...]:
    """Return what changes whenever something is done to what is published: for who waits until it is mended.

    Nothing is read but names and what the system says of them; never raises.
    """
    places = [index / CURRENT]
    with suppress(TrouvereError, OSError):
        folder = folder_of(index, current(index))
        places += [folder, *sorted(folder.iterdir())]
    found: list[object] = []
    for place in places:
        with suppress(OSError):
            status = place.lstat()
            found.append((place.name, status.st_ino, status.st_ctime_ns))
    return tuple(found)


def folder_of(index: Path, name: str) -> Path:
    """Return the folder of a generation."""
    return index / GENERATIONS / name


def published(index: Path, storage: Storage = DISK) -> tuple[Path, Manifest]:
    """Return the published generation's folder and manifest, its files seen to be there with their sizes.

    Raises `IndexNotFound`, `CorruptIndex`, `UnreadableIndex`, or `IncompatibleIndex` where another version's analysis
    made it.
    """
    folder, manifest = readable(index, storage)
    if manifest.format != FORMAT:
        raise IncompatibleIndex(
            f"{index} : index au format {manifest.format}, cette version cherche dans le format {FORMAT}",
            hint=f"trouvere index rebuild {index}",
        )
    if manifest.analysis != (version := analysis_version()):
        raise IncompatibleIndex(
            f"{index} : analysé par une autre version ({manifest.analysis} ; celle-ci est {version})",
            hint=f"trouvere index rebuild {index}",
        )
    return folder, manifest


def readable(index: Path, storage: Storage = DISK, parts: Collection[str] = ()) -> tuple[Path, Manifest]:
    """Return what `published` does, whatever analysis made it, and also in the format before this one.

    Its stored articles can be read, if not searched.

    Of the files only those of `parts` are looked at and in the manifest, where any are named.
    """
    with reading(index):
        return _readable(index, storage, parts)


def _readable(index: Path, storage: Storage, parts: Collection[str]) -> tuple[Path, Manifest]:
    for attempt in range(20):
        folder = folder_of(index, name := current(index, storage))
        try:
            manifest = read_manifest(storage, folder)
            if parts:
                kept = {name: entry for name, entry in manifest.files.items() if name.partition(".")[2] in parts}
                manifest = replace(manifest, files=kept)
            check_sizes(folder, manifest, storage)
            break
        except (FileNotFoundError, NotADirectoryError, CorruptIndex) as error:
            # Published anew, and the old one pruned, between two of our reads: look again.
            if current(index, storage) != name and attempt < 19:
                continue
            if isinstance(error, CorruptIndex):
                raise
            raise CorruptIndex(
                f"{error.filename or folder} : absent ; la génération publiée n'est plus là",
                hint=REPAIR,
            ) from error
    return folder, manifest


def check_sizes(folder: Path, manifest: Manifest, storage: Storage) -> None:
    """Raise `CorruptIndex` unless every file of the manifest is there with its size and its end.

    The end of a file of columns holds the hash of the hashes of all its blocks: with that, no sound file of another
    generation, or of another field, passes for the one that was published.
    """
    for name, entry in manifest.files.items():
        try:
            size = storage.size(folder / name)
        except FileNotFoundError:
            size = -1
        if size != entry.size:
            raise CorruptIndex(
                f"{folder / name} : {'absent' if size < 0 else f'{size} octets au lieu de {entry.size}'}",
                hint=REPAIR,
            )
        if tail_of(storage, folder / name) != entry.tail:
            raise CorruptIndex(
                f"{folder / name} : ce n'est pas le fichier qui a été publié",
                hint=REPAIR,
            )
