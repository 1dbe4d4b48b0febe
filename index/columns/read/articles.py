"""Reads stored articles (stored fields) of a segment: a zstandard frame an article, with a trained dictionary."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path
from threading import local

import zstandard

from trouvere.index.article import Article, text_of
from trouvere.index.columns.read.container import HINT, Container
from trouvere.index.errors import CorruptIndex
from trouvere.index.storage import Storage

DIGEST_BYTES = 16
READS_PER_RELEASE = 256
"""Articles read between two releases of mapped pages: the system reads sixteen pages ahead for one that is needed."""


class Articles:
    """The columns `blob` (zstandard frames), `start`, `digest`, and the dictionaries that the frames name.

    A frame holds the length of the values, the values as JSON without the text, and the text in UTF-8: a text is found
    without parsing anything.
    """

    def __init__(self, storage: Storage, path: Path) -> None:
        self.container = container = Container(storage, path)
        self._blob, self._starts = container.column("blob"), container.table("start")
        self._frames = self._blob.array.data
        self._digests = container.column("digest")
        self._dictionaries = container.meta["dictionaries"]
        self._read = 0
        # A decompressor must not be used by two threads at once.
        self._local = local()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def frame(self, document: int) -> memoryview:
        """Return the compressed article."""
        start, end = self._starts[document], self._starts[document + 1]
        if not self.container.sound:
            self._blob.part(start, end)
        return self._frames[start:end]

    def read(self, document: int) -> Article:
        """Return an article."""
        return self.read_at(document)[0]

    def read_at(self, document: int, places: Iterable[int] = ()) -> tuple[Article, dict[int, int]]:
        """Return an article, and the code point offset of each byte offset in `places`: see `text_of`."""
        frame = self.frame(document)
        self._read += 1  # Threads may lose a count: it is no matter.
        if self._read >= READS_PER_RELEASE:
            self._read = 0
            self.container.let_go()
        try:
            packed = self._decompress(frame)
            text, before = text_of(packed, places)
            return Article.unpacked(packed, text), before
        except (zstandard.ZstdError, struct.error, ValueError, KeyError) as error:
            raise CorruptIndex(f"{self.container.path} : article {document} illisible ({error})", hint=HINT) from error

    def digests(self) -> bytes:
        """Return the digests of all articles, 16 bytes each."""
        return self._digests.part(0, len(self._digests)).tobytes()

    def digest(self, document: int) -> bytes:
        """Return the digest of an article, 16 bytes."""
        return self._digests.part(document * DIGEST_BYTES, (document + 1) * DIGEST_BYTES).tobytes()

    def dictionaries(self) -> dict[int, bytes]:
        """Return the dictionaries by their ids."""
        return {number: self.container.whole(f"dictionary.{number}").tobytes() for number in self._dictionaries}

    def _decompress(self, frame: memoryview) -> bytes:
        try:
            decompressors: dict[int, zstandard.ZstdDecompressor] = self._local.decompressors
        except AttributeError:
            decompressors = self._local.decompressors = {
                number: zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(content))
                for number, content in self.dictionaries().items()
            }
            decompressors[0] = zstandard.ZstdDecompressor()
        if len(decompressors) == 2 and self._dictionaries:
            number = self._dictionaries[0]
        else:
            number = zstandard.get_frame_parameters(frame).dict_id
        return decompressors[number].decompress(frame)
