"""What INDEX may be: a folder, or an index on a cluster; and what can stand beside it."""

from __future__ import annotations

from pathlib import Path

from trouvere.index.engines.opensearch.read.address import is_cluster
from trouvere.index.errors import UsageError


def beside(index: str | Path, suffix: str, *, setting: str) -> Path:
    """Return the file beside an index, never within it; raises `UsageError` where there is no folder to be beside.

    `setting` is what names a file there.
    """
    if is_cluster(index):
        raise UsageError(
            f"à côté d'un index sur un cluster il n'y a pas de dossier où mettre {suffix[1:]}",
            hint=f"nommez un fichier : {setting}",
        )
    return Path(f"{str(index).rstrip('/')}{suffix}")
