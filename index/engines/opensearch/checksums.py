"""Checksums of what a build has sent, 24 bytes an article: which articles count, and the sum of their digests."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from xxhash import xxh3_64_intdigest

from trouvere.index.engines.opensearch.vocabulary import Met

SAMPLE_ARTICLES = 200
"""Articles that are read back whole."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a generation must hold; `sample` are some of its articles, by id, and their digests."""

    articles: int
    duplicates: int
    digest: int
    sample: dict[str, bytes]


class Checksums:
    """Counts articles in the order in which they come in: of an id that comes twice the last one counts."""

    def __init__(self) -> None:
        self._keys: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = []
        self._digests: list[bytes] = []
        self._sample: dict[str, bytes] = {}
        self._chosen: list[str] = []
        self.made = 0
        self.met = Met()
        """The words of all of them."""

    def add(self, ids: Sequence[str], digests: Sequence[bytes]) -> None:
        """Take in the articles of a batch, in their order."""
        self._keys.append(np.fromiter(map(xxh3_64_intdigest, map(str.encode, ids)), np.uint64, len(ids)))
        self._digests.append(b"".join(digests))
        for id, digest in zip(ids, digests, strict=True):  # noqa: A001
            if id in self._sample:
                self._sample[id] = digest
                continue
            # Each of all articles is as likely as any other to be in the sample, however many there are.
            if len(self._chosen) < SAMPLE_ARTICLES:
                self._chosen.append(id)
            elif (place := random.randrange(self.made + 1)) < SAMPLE_ARTICLES:
                del self._sample[self._chosen[place]]
                self._chosen[place] = id
            else:
                self.made += 1
                continue
            self._sample[id] = digest
            self.made += 1

    def expected(self) -> Expected:
        """Return what the cluster must hold once all of it is there."""
        if not self._keys:
            return Expected(0, 0, 0, {})
        keys = np.concatenate(self._keys)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        last = order[np.append(ordered[1:] != ordered[:-1], True)]
        lanes = np.frombuffer(b"".join(self._digests), ">u4").reshape(-1, 4)[last].sum(0, dtype=np.uint64)
        return Expected(len(last), len(keys) - len(last), sum_of(lanes.tolist()), dict(self._sample))


def sum_of(lanes: Sequence[int]) -> int:
    """Return the sum of digests of 16 bytes, given the sums of their four parts of four bytes."""
    total = 0
    for lane in lanes:
        total = (total << 32) + lane
    return total % (1 << 128)
