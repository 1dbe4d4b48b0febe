"""Reads how the words of a segment are usually written, and its frequent pairs of words: for completion.

It only proposes. What a word or a pair finds, and how much, is for the postings to say: what is written here may be of
articles that are deleted.
"""

from __future__ import annotations

from pathlib import Path

import zstandard

from trouvere.index.analysis import folded
from trouvere.index.columns.read.container import HINT, Container
from trouvere.index.columns.read.display_forms import key_of
from trouvere.index.errors import CorruptIndex
from trouvere.index.lazy import cached_property
from trouvere.index.storage import Storage


class Completion:
    """The columns `forms`, `pairs` (zstandard; a text a line) and, for each line, `forms.uses`, `pairs.uses`."""

    def __init__(self, storage: Storage, path: Path) -> None:
        self.container = Container(storage, path)
        self.dropped: int = self.container.meta["dropped"]
        """Documents that were counted and are not in the segment: a pair used more often than that stands in it."""

    @cached_property
    def forms(self) -> dict[str, tuple[str, int]]:
        """How surface forms are usually written, and how often so; those not here are written as they are."""
        return {folded(text.lower()): (text, uses) for text, uses in self._lines("forms")}

    @cached_property
    def pairs(self) -> list[tuple[str, str, int]]:
        """Pairs of words, sorted: what they are compared by (`key_of`), how they are written, how often in a sample."""
        return sorted((key_of(text), text, uses) for text, uses in self._lines("pairs"))

    def _lines(self, name: str) -> list[tuple[str, int]]:
        try:
            content = zstandard.ZstdDecompressor().decompress(self.container.whole(name).tobytes())
            texts = content.decode("utf-8").split("\n")[:-1]
            return list(zip(texts, self.container.whole(f"{name}.uses").tolist(), strict=True))
        except (zstandard.ZstdError, ValueError) as error:
            raise CorruptIndex(f"{self.container.path} : illisible ({error})", hint=HINT) from error
