"""Writes the stored articles of a segment; see `articles.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import zstandard

from trouvere.index.columns.write.container import ContainerWriter

LEVEL = 1
DICTIONARY = 32 << 10
TRAINING = 1 << 20
"""Bytes of articles that a dictionary is trained on, at the most."""


def train(samples: Iterable[bytes]) -> bytes:
    """Return a dictionary for articles like these; none where they are too few or too small for one."""
    chosen: list[bytes | bytearray | memoryview] = []
    size = 0
    for sample in samples:
        chosen.append(sample[: 32 << 10])
        size += len(chosen[-1])
        if size >= TRAINING:
            break
    if len(chosen) < 64 or size < 8 * DICTIONARY:
        return b""
    try:
        return bytes(zstandard.train_dictionary(DICTIONARY, list(chosen)).as_bytes())
    except zstandard.ZstdError:
        return b""


def compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    """Return what compresses articles, with a dictionary or without."""
    if not dictionary:
        return zstandard.ZstdCompressor(level=LEVEL)
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=zstandard.ZstdCompressionDict(dictionary))


def dictionary_id(dictionary: bytes) -> int:
    """Return the number that frames name a dictionary by."""
    return int(zstandard.ZstdCompressionDict(dictionary).dict_id())


class ArticlesWriter:
    """Takes compressed articles in the order of their documents."""

    def __init__(self, container: ContainerWriter) -> None:
        self._container = container
        self._blob = self._container.stream("blob", "u1")
        self._digests = self._container.stream("digest", "u1")
        self._sizes: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []

    def write(self, frames: Sequence[bytes | memoryview], digests: bytes) -> None:
        """Add articles and their digests."""
        self._blob.write(np.frombuffer(b"".join(frames), np.uint8))
        self._digests.write(np.frombuffer(digests, np.uint8))
        self._sizes.append(np.fromiter(map(len, frames), np.int64, len(frames)))

    def close(self, dictionaries: Mapping[int, bytes]) -> None:
        """Write the dictionaries by their ids and close the file."""
        sizes = np.concatenate(self._sizes) if self._sizes else np.zeros(0, np.int64)
        self._container.add("start", np.concatenate(([0], np.cumsum(sizes))).astype("<u8"))
        for number, content in dictionaries.items():
            self._container.add(f"dictionary.{number}", np.frombuffer(content, np.uint8))
        self._container.close({"dictionaries": sorted(dictionaries)})
