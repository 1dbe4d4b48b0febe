"""Backup and restoration of a generation, and pruning of old ones."""

from __future__ import annotations

import shutil
from pathlib import Path

from trouvere.index.engines.embedded.check import damage_of
from trouvere.index.engines.embedded.lock import writing
from trouvere.index.engines.embedded.publish import Stage, refuse_foreign
from trouvere.index.engines.embedded.publish import prune as remove_old
from trouvere.index.engines.embedded.read.generation import readable
from trouvere.index.engines.embedded.read.layout import is_of_the_system
from trouvere.index.engines.embedded.read.manifest import Manifest
from trouvere.index.errors import BuildError, CorruptIndex
from trouvere.index.settings import Settings
from trouvere.index.storage import DISK, Storage, saying_why


def prune(index: Path, storage: Storage, *, keep: int) -> tuple[str, ...]:
    """Remove all generations but the `keep` newest, and what dead builds left; returns the names removed."""
    readable(index, storage)
    with saying_why(f"{index} : nettoyage impossible"), writing(index, "prune") as lock:
        Stage(index, storage, lock).abandon()
        return remove_old(index, storage, keep=keep)


def backup(index: Path, storage: Storage, copy: Path) -> str:
    """Copy the published generation into a new folder, verified; searches and builds go on meanwhile.

    The copy is an index of its own that can be searched where it is. Returns the generation's name.
    """
    if copy.exists() and (not copy.is_dir() or not all(map(is_of_the_system, DISK.names(copy)))):
        raise BuildError(f"{copy} : existe déjà et n'est pas vide", hint="donnez un dossier nouveau")
    readable(index, storage)
    with saying_why(f"{copy} : copie impossible"), writing(copy, "backup") as lock:
        stage = Stage(copy, storage, lock)
        try:
            return stage.install(_copied(index, stage), keep=1).generation
        finally:
            stage.abandon()


def restore(index: Path, storage: Storage, saved: Path) -> str:
    """Publish a copy made by `backup` as the next generation of an index, new or not; returns its name."""
    refuse_foreign(index, storage)
    readable(saved, storage)
    with saying_why(f"{index} : restauration impossible"), writing(index, "restore") as lock:
        stage = Stage(index, storage, lock)
        try:
            manifest = stage.numbered(_copied(saved, stage))
            return stage.install(manifest, keep=Settings.load().keep_generations).generation
        finally:
            stage.abandon()


def _copied(index: Path, stage: Stage) -> Manifest:
    """Copy the files of an index's published generation into a stage, and see that they are what they should be."""
    storage = stage.storage
    for attempt in range(5):
        folder, manifest = readable(index, storage)
        try:
            for name in manifest.files:
                with storage.open(folder / name) as source, storage.create(stage.folder / name) as target:
                    shutil.copyfileobj(source, target, 1 << 20)
            break
        except FileNotFoundError:
            # Pruned by a build that published meanwhile: begin again with what is published now.
            if attempt == 4:
                raise
            storage.remove(stage.folder)
            storage.make_folder(stage.folder)
    if damage := damage_of(stage.folder, manifest, storage):
        raise CorruptIndex(
            f"{index} : {damage[0].file} : {damage[0].what} ; rien n'a été copié",
            hint="trouvere index check INDEX dit ce qui est abîmé",
        )
    return manifest
