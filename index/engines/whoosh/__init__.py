"""The Whoosh engine: nothing outside this folder imports `whoosh`.

`write_toc` makes a generation an ordinary Whoosh index for other programs; `whoosh_index` opens one as such, without
unpickling anything. Trouvère's own searches read the columns directly (`search/engines/`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trouvere.index.columns.generation import Generation
from trouvere.index.columns.segment import SegmentInfo
from trouvere.index.engines.whoosh.distribution import require_whoosh3
from trouvere.index.storage import Storage

if TYPE_CHECKING:
    from trouvere.index.engines.whoosh.index import ColumnIndex


def write_toc(folder: Path, storage: Storage, segments: Sequence[SegmentInfo]) -> None:
    """Write what `whoosh.index.open_dir` reads; raises `MissingDependency`."""
    require_whoosh3()
    from trouvere.index.engines.whoosh.index import write_toc as write

    write(folder, storage, segments)


def whoosh_index(generation: Generation) -> ColumnIndex:
    """Return a generation as a Whoosh index, on which every Whoosh query runs; raises `MissingDependency`."""
    require_whoosh3()
    from trouvere.index.engines.whoosh.index import ColumnIndex

    return ColumnIndex(generation)
