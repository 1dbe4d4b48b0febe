"""LRU cache (40 MiB) of scored postings, one entry per plan leaf: the words of queries come again and again."""

from __future__ import annotations

from threading import Lock

from trouvere.search.fork_safety import begins_anew_in_children
from trouvere.search.query.plan import Leaf
from trouvere.search.ranking.matches import Matches

CACHE_BYTES = 40 << 20
"""Size of the cache, in bytes of document numbers and scores."""
ENTRY_BYTES = 500
"""Bytes that an entry takes besides its arrays, about: leaves without matches are kept too, and must not pile up."""


class LeafCache:
    """Matches of the leaves used last, `most` bytes of them. Safe to share between threads."""

    def __init__(self, most: int = CACHE_BYTES) -> None:
        self._most = most
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`: nothing is kept, since a thread of the parent may have been amid putting something."""
        self._size = 0
        self._found: dict[Leaf, Matches] = {}
        self._lock = Lock()

    def get(self, leaf: Leaf) -> Matches | None:
        """Return the matches of a leaf, None where they are not in the cache; it is now the one used last."""
        with self._lock:
            found = self._found.pop(leaf, None)
            if found is not None:
                # The one used last stands last; the first goes when there is no room.
                self._found[leaf] = found
            return found

    def put(self, leaf: Leaf, found: Matches) -> None:
        """Put in the matches of a leaf; the least recently used entries leave where there is no room."""
        with self._lock:
            self._size += _bytes(found) - (_bytes(old) if (old := self._found.pop(leaf, None)) else 0)
            self._found[leaf] = found
            while self._size > self._most:
                self._size -= _bytes(self._found.pop(next(iter(self._found))))


def _bytes(found: Matches) -> int:
    return ENTRY_BYTES + found.scores.nbytes + (0 if found.docs is None else found.docs.nbytes)
