"""Vectorized analyzer: tokens of many texts at once as numpy arrays, the same as `Analyzer.tokens` gives one by one.

The texts of a batch are concatenated in UTF-8. Byte classes give the bounds of raw tokens (`raw_bounds.py`), a hash
table gives each a row in a cache of analysed tokens (`raw_table.py`). Only a raw token that is not cached goes through
the chain (`word_forms.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from trouvere.index.analysis import french
from trouvere.index.analysis.analyzer import CACHED_TOKEN_CHARS, Analyzer
from trouvere.index.analysis.bulk.raw_bounds import raw_bounds
from trouvere.index.analysis.bulk.raw_table import KEY_BYTES, MARGIN_BYTES, Numbers, RawTable, keys
from trouvere.index.analysis.bulk.word_forms import WordForms

CACHE_TOKENS = 1 << 20
"""Size of the cache, in analysed tokens: past that it is emptied, so that memory is bounded whatever the corpus."""
BATCH_CHARS = 1 << 20
"""Characters of a batch at the most (4 MB of UTF-8); a longer text is a batch of its own."""

_SURFACE, _STEM, _START, _STEP, _COUNT, _WRITTEN = range(6)
"""Columns of the cache: numbers of the surface form and of the stem, byte offset in the raw token, position increment,
tokens in the raw token, number of the written form."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of many texts, one a row, in order of text, then position."""

    text: NDArray[np.int32]
    """Index of the text."""
    position: NDArray[np.int32]
    """Position in the text, in words."""
    surface: NDArray[np.int32]
    """Number in `BulkAnalyzer.surfaces`."""
    stem: NDArray[np.int32]
    """Number in `BulkAnalyzer.stems`; -1 for a stop word."""
    start: NDArray[np.uint32]
    """Offset of the word in the text, after what was elided: bytes of UTF-8."""
    lengths: NDArray[np.int32]
    """Number of positions of each text."""

    def __len__(self) -> int:
        return len(self.text)


class BulkAnalyzer:
    """Analyses texts as `Analyzer` does, with a cache of its own: not safe to share between threads.

    The numbers of surface forms and stems hold for the life of the object; the two lists only grow. The cache is
    emptied past `largest` analysed tokens.
    """

    def __init__(
        self, analyzer: Analyzer | None = None, *, largest: int = CACHE_TOKENS, batch: int = BATCH_CHARS
    ) -> None:
        # Not `analyzer or french()`: an analyzer is a dictionary, and false while it is empty.
        self._words = WordForms((french() if analyzer is None else analyzer).filters)
        self._largest, self._batch = largest, batch
        self.surfaces, self.stems = self._words.surfaces, self._words.stems
        self.written: list[str] = self._words.written
        """Distinct written forms of tokens, as in the text, what was elided left out."""
        self.uses: NDArray[np.int64] = np.zeros(0, np.int64)
        """Number of tokens of each written form."""
        self._forget()

    def analyze(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of the texts. A text of 2 GiB or more is an `OverflowError`."""
        parts = []
        for first, batch in _batches(texts, self._batch):
            if self._used > self._largest:
                self._forget()
            parts.append(self._analyzed(batch, first))
        if len(parts) == 1:
            return parts[0]
        parts = parts or [self._analyzed([], 0)]
        return Tokens(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Tokens)))

    def _forget(self) -> None:
        self._words.forget()
        self._table = RawTable()
        self._long: dict[bytes, int] = {}
        """First row of each raw token that is too long for a key of the table."""
        self._rows = np.zeros((6, 1 << 12), np.int32)
        """The cache: analysed tokens, those of a raw token in consecutive rows."""
        self._used = 1  # row 0 is what the table calls unknown

    def _analyzed(self, texts: Sequence[str], first: int) -> Tokens:
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        sizes = np.fromiter(map(len, encoded), np.intp, len(encoded))
        begins = np.cumsum(sizes + 1) - sizes
        data = b"\n".join([b"", *encoded])
        if len(data) >= 1 << 31:
            raise OverflowError(f"{len(data)} bytes of text at once")
        data = data.ljust((len(data) + MARGIN_BYTES + 7) & ~7, b"\n")

        starts, ends = raw_bounds(data)
        raw, rows = self._expanded(self._looked_up(data, starts, ends))
        # How many tokens lie before each text and in it, and how many positions.
        before = np.append(raw.searchsorted(starts.searchsorted(begins)), len(rows))
        tokens = np.diff(before)
        positions = np.zeros(len(rows) + 1, np.int32)
        self._rows[_STEP].take(rows).cumsum(out=positions[1:])
        positions_before = positions[before]

        uses = np.bincount(self._rows[_WRITTEN].take(rows), minlength=len(self.written))
        uses[: len(self.uses)] += self.uses
        self.uses = uses

        position = positions[1:]
        position -= np.repeat(positions_before[:-1] + 1, tokens)
        start = starts.astype(np.int32).take(raw)
        start += self._rows[_START].take(rows)
        start -= np.repeat(begins.astype(np.int32), tokens)
        return Tokens(
            text=np.repeat(np.arange(first, first + len(texts), dtype=np.int32), tokens),
            position=position,
            surface=self._rows[_SURFACE].take(rows),
            stem=self._rows[_STEM].take(rows),
            start=start.view(np.uint32),
            lengths=np.diff(positions_before),
        )

    def _looked_up(self, data: bytes, starts: Numbers, ends: Numbers) -> Numbers:
        """Return the first cache row of each raw token; those not cached go through the chain."""
        low, high = keys(data, starts, ends - starts)
        rows = self._table.find(low, high)
        if (unknown := np.flatnonzero(rows == 0)).size:
            spans = zip(starts[unknown].tolist(), ends[unknown].tolist(), strict=True)
            raws = [data[start:end] for start, end in spans]
            row_of = {raw: self._long.get(raw, 0) for raw in raws}
            self._learn(row_of)
            rows[unknown] = [row_of[raw] for raw in raws]
            short = unknown[low[unknown] != 0]
            numbers, once = np.unique(rows[short], return_index=True)
            self._table.add(low[short[once]], high[short[once]], numbers)
        return rows

    def _learn(self, row_of: dict[bytes, int]) -> None:
        """Analyse the raw tokens whose row is 0 into new rows, and set the number of their first row in the dict."""
        new = [raw for raw, row in row_of.items() if not row]
        pieces, forms = self._words.learn(map(bytes.decode, new))
        used = self._used + len(pieces)
        if used > self._rows.shape[1]:
            self._rows = np.pad(self._rows, ((0, 0), (0, 2 * used - self._rows.shape[1])))
        rows = self._rows[:, self._used : used]
        rows[_START:] = np.array(pieces, np.int32).reshape(-1, 4).T
        rows[_SURFACE], rows[_STEM] = forms >> 32, (forms & 0xFFFFFFFF) - 1
        # The nth token of a raw token is n rows behind its first.
        counts, row = rows[_COUNT].tolist(), 0
        for raw in new:
            row_of[raw] = self._used + row
            row += counts[row]
        self._used = used
        self._long.update((raw, row) for raw, row in row_of.items() if KEY_BYTES < len(raw) <= CACHED_TOKEN_CHARS)

    def _expanded(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Return the index of the raw token, and the row, of each token of the raw tokens with these first rows."""
        counts = self._rows[_COUNT].take(rows)
        several = np.flatnonzero(counts != 1)
        more = counts[several] - 1
        # The second token and those after it, by their number among all tokens.
        later = np.repeat(several, more) + np.arange(1, more.sum() + 1)
        first = np.ones(len(rows) + len(later), np.int8)
        first[later] = 0
        raw = first.cumsum(dtype=np.intp)
        raw -= 1
        rows = rows.take(raw)
        # The rows of a raw token follow one another: the nth after its first.
        rows[later] += later - np.repeat(several + more.cumsum() - more, more)
        return raw, rows


def _batches(texts: Iterable[str], size: int) -> Iterator[tuple[int, list[str]]]:
    """Yield batches of texts of `size` characters at most, or of a single text, with the index of the first text."""
    batch: list[str] = []
    first = held = 0
    for number, text in enumerate(texts):
        if batch and held + len(text) > size:
            yield first, batch
            batch, first, held = [], number, 0
        batch.append(text)
        held += len(text) + 1
    if batch:
        yield first, batch
