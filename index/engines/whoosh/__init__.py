"""The Whoosh engine: nothing outside this folder imports `whoosh`.

A generation is an ordinary Whoosh index for other programs. `open_index` opens a Trouvère index as one, to read and to
write, without unpickling anything. Trouvère's own searches read the columns directly (`search/engines/`).

toc.py                              writes the table of contents that `whoosh.index.open_dir` reads
index.py, opened.py, codec.py       a Whoosh index over a generation; one opened for it; its segments and documents
fields.py, declared.py              the schema; the types of the fields that a site declares
terms.py, matcher.py                terms and postings, as Whoosh walks through them
lengths.py, weighting.py            lengths in one byte, as Whoosh has them; our formula with exact ones
writer.py                           a Whoosh writer, whose commit is an update like any other
distribution.py                     refuses a foreign Whoosh
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
    return whoosh_index(Generation(folder, manifest.segments, fields=manifest.fields))


def whoosh_index(generation: Generation) -> ColumnIndex:
    """Return a generation as a Whoosh index, on which every Whoosh query runs; raises `MissingDependency`."""
    require_whoosh3()
    from trouvere.index.engines.whoosh.index import ColumnIndex

    return ColumnIndex(generation)
