"""The integrity check: every byte of a generation against the checksums (SHA-256) of its manifest."""

from __future__ import annotations

from pathlib import Path

from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.damage import LOST_WITH_MANIFEST, lost_with, remedy
from trouvere.index.engines.embedded.read.generation import current, folder_of
from trouvere.index.engines.embedded.read.layout import WHOOSH_LOCK, is_of_the_system
from trouvere.index.engines.embedded.read.manifest import NAME, Manifest, sha256
from trouvere.index.engines.embedded.read.manifest import read as read_manifest
from trouvere.index.errors import CorruptIndex, IncompatibleIndex
from trouvere.index.report import CheckReport, Damage
from trouvere.index.schema import FORMAT
from trouvere.index.storage import Storage


def damage_of(folder: Path, manifest: Manifest, storage: Storage) -> tuple[Damage, ...]:
    """Read every file of a generation whole and compare it with its manifest."""
    found: list[Damage] = []

    def note(name: str, what: str) -> None:
        found.append(Damage(name, what, lost_with(name, manifest)))

    for name, entry in manifest.files.items():
        path = folder / name
        try:
            if (size := storage.size(path)) != entry.size:
                note(name, f"{size} octets au lieu de {entry.size}")
            elif sha256(storage, path) != entry.sha256:
                note(name, "contenu changé (SHA-256)")
        except FileNotFoundError:
            note(name, "absent")
        except OSError as error:
            note(name, f"illisible ({error.strerror})")
        except CorruptIndex as error:
            note(name, str(error))
    strange = set(storage.names(folder)) - set(manifest.files) - {NAME, WHOOSH_LOCK}
    for name in sorted(one for one in strange if not is_of_the_system(one)):
        note(name, "fichier étranger à l'index")
    return tuple(found)


def check(index: Path, storage: Storage) -> CheckReport:
    """Verify the published generation: sizes, SHA-256, and that it opens with as many articles as it says."""
    folder = folder_of(index, name := current(index, storage))
    try:
        manifest = read_manifest(storage, folder)
    except IncompatibleIndex:
        raise
    except (CorruptIndex, OSError) as error:
        return CheckReport(
            False, name, 0, 0, 0, (Damage(NAME, str(error), LOST_WITH_MANIFEST),), remedy(str(index), [NAME])
        )
    damage = damage_of(folder, manifest, storage)
    # Of the format before, whose columns were others, the sums of its files say it all.
    if not damage and manifest.format == FORMAT:
        try:
            generation = Generation(folder, manifest.segments, storage, fields=manifest.fields)
            generation.check()
            count = generation.count()
            if count != manifest.articles:
                damage = (Damage(NAME, f"{manifest.articles} articles annoncés, {count} lus", LOST_WITH_MANIFEST),)
        except CorruptIndex as error:
            damage = (Damage(NAME, str(error), LOST_WITH_MANIFEST),)
    how = remedy(str(index), [one.file for one in damage]) if damage else ""
    return CheckReport(not damage, name, manifest.articles, len(manifest.files), manifest.size, damage, how)
