"""Checks before serving: is the index readable, may one still appear here, which file lies beside it (query log)."""

from __future__ import annotations

from pathlib import Path

from trouvere.index.engines import engine_of
from trouvere.index.errors import TrouvereError, UsageError


def unreadable(index: str | Path) -> TrouvereError | None:
    """Return why who starts now could not open what is published, None where nothing tells of it.

    Of an index in a folder names, sizes and the ends of files tell; of one on a cluster nothing does.
    """
    return engine_of(index).unreadable()


def awaited(index: str | Path) -> bool:
    """Say whether an index may come (back) to a place where there is none: a folder that is empty, or was one."""
    return engine_of(index).awaited()


def beside(index: str | Path, suffix: str, *, setting: str) -> Path:
    """Return the file beside an index, never within it; raises `UsageError` where there is no folder to be beside.

    `setting` is what names a file there.
    """
    if engine_of(index).folder is None:
        raise UsageError(
            f"à côté d'un index sur un cluster il n'y a pas de dossier où mettre {suffix[1:]}",
            hint=f"nommez un fichier : {setting}",
        )
    return Path(f"{str(index).rstrip('/')}{suffix}")
