"""Writes stored articles of a segment and trains their zstandard dictionary; the format is in `read/articles.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import zstandard

from trouvere.index.columns.write.container import ContainerWriter

ZSTD_LEVEL = 1
DICTIONARY_BYTES = 32 << 10
TRAINING_BYTES = 1 << 20
"""Bytes of articles that a dictionary is trained on, at the most."""


def train(samples: Iterable[bytes]) -> bytes:
    """Return a zstandard dictionary trained on samples of articles; b"" where they are too few or too small for one."""
    chosen: list[bytes | bytearray | memoryview] = []
    size = 0
    for sample in samples:
        chosen.append(sample[: 32 << 10])
        size += len(chosen[-1])
        if size >= TRAINING_BYTES:
            break
    if len(chosen) < 64 or size < 8 * DICTIONARY_BYTES:
        return b""
    try:
        return bytes(zstandard.train_dictionary(DICTIONARY_BYTES, list(chosen)).as_bytes())
    except zstandard.ZstdError:
        return b""


def compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    """Return a zstandard compressor for articles, with a dictionary or without."""
    if not dictionary:
        return zstandard.ZstdCompressor(level=ZSTD_LEVEL)
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL, dict_data=zstandard.ZstdCompressionDict(dictionary))


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
