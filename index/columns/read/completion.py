"""Reads the completion data of a segment: display forms of its words, and frequent word pairs (bigrams).

They are candidates only: how many articles a word or a pair finds, the postings say, since deleted articles are counted
here too.
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
        """Documents counted that are no longer in the segment: a pair counted more often than that surely is."""

    @cached_property
    def forms(self) -> dict[str, tuple[str, int]]:
        """Display form of each surface form and its count; a surface form not listed is its own display form."""
        return {folded(text.lower()): (text, uses) for text, uses in self._lines("forms")}

    @cached_property
    def pairs(self) -> list[tuple[str, str, int]]:
        """Word pairs, sorted: the folded key (`key_of`), the display form, and its count in a sample of the text."""
        return sorted((key_of(text), text, uses) for text, uses in self._lines("pairs"))

    def _lines(self, name: str) -> list[tuple[str, int]]:
        try:
            content = zstandard.ZstdDecompressor().decompress(self.container.whole(name).tobytes())
            texts = content.decode("utf-8").split("\n")[:-1]
            return list(zip(texts, self.container.whole(f"{name}.uses").tolist(), strict=True))
        except (zstandard.ZstdError, ValueError) as error:
            raise CorruptIndex(f"{self.container.path} : illisible ({error})", hint=HINT) from error
