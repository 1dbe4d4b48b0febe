"""The Whoosh engine: nothing outside this folder imports `whoosh`.

`toc.py` makes a generation an ordinary Whoosh index for other programs. `open_index` opens a Trouvère index as one,
to read and to write, without unpickling anything. Trouvère's own searches read the columns directly
(`search/engines/`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trouvere.index.columns.read.generation import Generation
from trouvere.index.engines.embedded.read.generation import published
from trouvere.index.engines.whoosh.distribution import require_whoosh3

if TYPE_CHECKING:
    from trouvere.index.engines.whoosh.index import ColumnIndex


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
