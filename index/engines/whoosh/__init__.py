"""The Whoosh engine: nothing outside this folder imports `whoosh`.

`write_toc` makes a generation an ordinary Whoosh index for other programs. `open_index` opens a Trouvère index as one,
to read and to write, without unpickling anything. Trouvère's own searches read the columns directly
(`search/engines/`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trouvere.index.columns.read.generation import Generation
from trouvere.index.columns.read.segment import SegmentInfo
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.whoosh.distribution import require_whoosh3
from trouvere.index.storage import Storage

if TYPE_CHECKING:
    from trouvere.index.engines.whoosh.index import ColumnIndex

WHOOSH_LOCK = "MAIN_WRITELOCK"
"""The empty file that Whoosh's own writer leaves in the folder before it is refused."""


def write_toc(folder: Path, storage: Storage, segments: Sequence[SegmentInfo]) -> None:
    """Write what `whoosh.index.open_dir` reads; raises `MissingDependency`."""
    require_whoosh3()
    from trouvere.index.engines.whoosh.index import write_toc as write

    write(folder, storage, segments)


def open_index(index: str | Path) -> ColumnIndex:
    """Return a Trouvère index as a Whoosh index: `reader`, `searcher` and `writer` as with any other.

    Raises `IndexNotFound`, `CorruptIndex`, `IncompatibleIndex`, `MissingDependency`.
    """
    folder, manifest = published(Path(index))
    return whoosh_index(Generation(folder, manifest.segments))


def whoosh_index(generation: Generation) -> ColumnIndex:
    """Return a generation as a Whoosh index, on which every Whoosh query runs; raises `MissingDependency`."""
    require_whoosh3()
    from trouvere.index.engines.whoosh.index import ColumnIndex

    return ColumnIndex(generation)
