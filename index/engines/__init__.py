"""Engines that hold an index, each an `IndexEngine`: in a folder (`embedded`), or on a cluster (`opensearch`).

engine.py         the `IndexEngine` Protocol, and how something is written (`WriteOptions`)
writing.py        a writing, from its first article to its report: what is read, skipped, counted
changes.py        an update of either engine: which articles are new, different, or gone
mirror.py         what an update that mirrors its sources may take away
index_writer.py   `IndexWriter` Protocol: takes articles and deletions for one new generation in a folder
whoosh/           the embedded engine's index as a Whoosh index
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trouvere.index.storage import DISK, Storage

if TYPE_CHECKING:
    from trouvere.index.engines.engine import IndexEngine


def engine_of(index: str | Path, storage: Storage = DISK) -> IndexEngine:
    """Return the engine of an index, of which nothing need be there yet: the one place where a name tells of it.

    `storage` is the disk under an index in a folder. Raises `UsageError` for an address that is none.
    """
    # Each is imported where it is used: the one needs no client of a cluster, the other no columns.
    from trouvere.index.engines.opensearch.read.address import is_cluster

    if is_cluster(index):
        from trouvere.index.engines.opensearch.engine import OpenSearchIndexEngine

        return OpenSearchIndexEngine(index)
    from trouvere.index.engines.embedded.engine import EmbeddedIndexEngine

    return EmbeddedIndexEngine(Path(index), storage)
