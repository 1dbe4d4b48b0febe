"""The Whoosh engine: nothing outside this folder imports `whoosh`.

`open_generation` is the way in for readers, `open_writer` for builds.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trouvere.index.engines.whoosh.distribution import require_whoosh3
from trouvere.index.storage import DISK, Storage

if TYPE_CHECKING:
    from trouvere.index.engines.whoosh.generation import WhooshGeneration
    from trouvere.index.engines.whoosh.writer import WhooshWriter


def open_generation(folder: Path, storage: Storage = DISK) -> WhooshGeneration:
    """Open a published generation for reading; raises `CorruptIndex`, `MissingDependency`."""
    require_whoosh3()
    from trouvere.index.engines.whoosh.generation import WhooshGeneration

    return WhooshGeneration(folder, storage)


def open_writer(folder: Path, storage: Storage = DISK, *, memory_mb: int = 512) -> WhooshWriter:
    """Open a folder that nobody reads yet for writing; raises `MissingDependency`."""
    require_whoosh3()
    from trouvere.index.engines.whoosh.writer import WhooshWriter

    return WhooshWriter(folder, storage, memory_mb=memory_mb)
