"""The layout of an index's folder: which names are ours, and what systems leave anywhere. All else is somebody's own.

Nothing that is not ours is ever removed, renamed or counted, and none of it stops a command.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from trouvere.index.storage import Storage

CURRENT = "CURRENT"
GENERATIONS = "generations"
LOCK = "LOCK"
BUILDING = "building-"
WHOOSH_LOCK = "MAIN_WRITELOCK"
"""The empty file that Whoosh's own writer leaves in the folder of a generation before it is refused."""

_GENERATION = re.compile(r"[0-9]{6,18}-[0-9a-f]{8}").fullmatch
_STAGE = re.compile(rf"{BUILDING}[0-9]+").fullmatch
_WRITTEN = r"s[0-9]+\.(?:[a-z_]+|own[-_][a-z0-9_-]+)|(?:run|words|usage)-[0-9-]+\.tmp"
_FILE = re.compile(
    rf"manifest\.json(?:\.new)?|_MAIN_[0-9]+\.toc(?:\.[0-9.]+)?|MAIN_WRITELOCK|whoosh\.tmp|(?:{_WRITTEN})(?:\.[\w.]+\.part)?"
).fullmatch
_SYSTEM = re.compile(
    r"\.DS_Store|\._.*|\.nfs.*|\.fuse_hidden.*|\.Trash.*|\.Spotlight-V100|\.fseventsd|\.TemporaryItems|\.snapshots?"
    r"|\.zfs|\.directory|thumbs\.db|ehthumbs\.db|desktop\.ini|lost\+found|system volume information|\$recycle\.bin"
    r"|@eadir|#recycle|#snapshot",
    re.IGNORECASE,
).fullmatch


def is_generation(name: str) -> bool:
    """Return whether a generation has such a name."""
    return bool(_GENERATION(name))


def number_of(name: str) -> int:
    """Return the number of a generation from its name; 0 where the name is none of ours."""
    return int(name.partition("-")[0]) if is_generation(name) else 0


def is_file(name: str) -> bool:
    """Return whether a file of a generation has such a name, finished or not."""
    return bool(_FILE(name))


def is_of_the_system(name: str) -> bool:
    """Return whether systems leave files or folders of this name wherever they go."""
    return bool(_SYSTEM(name))


def foreign(storage: Storage, folder: Path) -> list[str]:
    """Return what is in the folder of a generation, finished or not, that we did not write."""
    return [
        name
        for name in storage.names(folder)
        if not is_of_the_system(name) and (not is_file(name) or is_folder(folder / name))
    ]


def is_folder(path: Path) -> bool:
    """Return whether this is a folder, not a link to one."""
    return path.is_dir() and not path.is_symlink()


def is_stage(storage: Storage, path: Path) -> bool:
    """Return whether this is a folder in which a generation was being made, with nothing else in it."""
    return bool(_STAGE(path.name)) and is_folder(path) and not foreign(storage, path)


def stranger(storage: Storage, index: Path) -> str | None:
    """Return the name of something in a folder that is neither ours nor the system's; None where there is none."""
    for name in storage.names(index):
        if name in (CURRENT, f"{CURRENT}.new", LOCK) or is_of_the_system(name) or is_stage(storage, index / name):
            continue
        if name == GENERATIONS and all(
            is_generation(one) or is_of_the_system(one) for one in storage.names(index / name)
        ):
            continue
        # What another writer published since it was listed is nobody's.
        if os.path.lexists(index / name):
            return name
    return None
