"""Dependency check: whether the `whoosh` in this environment is the one Trouvère was tested with.

Several distributions own the import name `whoosh` and overwrite each other's files when installed together; then
nothing says which code runs. Better a clear message than a mixture.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version

from trouvere.index.errors import MissingDependency

DISTRIBUTION = "whoosh3"


@cache
def require_whoosh3() -> None:
    """Raise `MissingDependency` unless whoosh3, and no other Whoosh, is installed."""
    owners = sorted({name.lower() for name in packages_distributions().get("whoosh", [])})
    foreign = [name for name in owners if name != DISTRIBUTION]
    if foreign:
        raise MissingDependency(
            f"une autre distribution de Whoosh est installée ({', '.join(foreign)}) et écrase les fichiers de"
            f" {DISTRIBUTION}",
            hint=f"pip uninstall {' '.join(owners)} && pip install {DISTRIBUTION}==3.54.0 (ou un environnement à part)",
        )
    try:
        version(DISTRIBUTION)
    except PackageNotFoundError:
        raise MissingDependency(
            f"{DISTRIBUTION} n'est pas installé", hint=f"pip install {DISTRIBUTION}==3.54.0"
        ) from None
