"""Verifies every byte of an index against the manifests written with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from trouvere.index.columns.generation import Generation
from trouvere.index.engines.whoosh import WHOOSH_LOCK
from trouvere.index.errors import CorruptIndex, IncompatibleIndex
from trouvere.index.generation import current, folder_of
from trouvere.index.manifest import NAME, Manifest, sha256
from trouvere.index.manifest import read as read_manifest
from trouvere.index.storage import DISK, Storage


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is not what was written, and what is the matter with it."""

    file: str
    what: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found in the published generation."""

    ok: bool
    generation: str
    articles: int
    files: int
    bytes: int
    damage: tuple[Damage, ...]

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return asdict(self)


def damage_of(folder: Path, manifest: Manifest, storage: Storage) -> tuple[Damage, ...]:
    """Read every file of a generation whole and compare it with its manifest."""
    found: list[Damage] = []
    for name, entry in manifest.files.items():
        path = folder / name
        try:
            if (size := storage.size(path)) != entry.size:
                found.append(Damage(name, f"{size} octets au lieu de {entry.size}"))
            elif sha256(storage, path) != entry.sha256:
                found.append(Damage(name, "contenu changé (SHA-256)"))
        except FileNotFoundError:
            found.append(Damage(name, "absent"))
        except OSError as error:
            found.append(Damage(name, f"illisible ({error.strerror})"))
    strange = set(storage.names(folder)) - set(manifest.files) - {NAME, WHOOSH_LOCK}
    found.extend(Damage(name, "fichier étranger à l'index") for name in sorted(strange))
    return tuple(found)


def check_index(path: str | Path, storage: Storage = DISK) -> CheckReport:
    """Verify the published generation: sizes, SHA-256, and that it opens with as many articles as it says.

    Raises `IndexNotFound`, `IncompatibleIndex`.
    """
    index = Path(path)
    folder = folder_of(index, name := current(index, storage))
    try:
        manifest = read_manifest(storage, folder)
    except IncompatibleIndex:
        raise
    except (CorruptIndex, OSError) as error:
        return CheckReport(False, name, 0, 0, 0, (Damage(NAME, str(error)),))
    damage = damage_of(folder, manifest, storage)
    if not damage:
        try:
            generation = Generation(folder, manifest.segments, storage)
            generation.check()
            count = generation.count()
            if count != manifest.articles:
                damage = (Damage(NAME, f"{manifest.articles} articles annoncés, {count} lus"),)
        except CorruptIndex as error:
            damage = (Damage(name, str(error)),)
    return CheckReport(not damage, name, manifest.articles, len(manifest.files), manifest.size, damage)
