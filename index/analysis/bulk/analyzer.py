"""Analyses many texts at once, without a Python step per known token: what `Analyzer.tokens` gives, as numpy arrays.

The texts of a batch are one run of UTF-8. A byte's class tells where raw tokens begin and end, a hash table tells which
each is, and what the chain once made of that one is copied. Only a raw token never met goes through the chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from trouvere.index.analysis import french
from trouvere.index.analysis.analyzer import LONGEST_REMEMBERED, Analyzer
from trouvere.index.analysis.bulk.raw_bounds import raw_bounds
from trouvere.index.analysis.bulk.raw_table import LONGEST, MARGIN, Numbers, RawTable, keys
from trouvere.index.analysis.bulk.word_forms import WordForms

LARGEST = 1 << 20
"""Analysed tokens remembered; past that the table starts afresh, so that memory is bounded whatever the corpus."""
BATCH = 1 << 20
"""Characters taken at once (at most 4 MB of UTF-8); a longer text is taken alone."""

_SURFACE, _STEM, _START, _STEP, _COUNT, _WRITTEN = range(6)
"""What is kept of a token: its forms, its byte offset in the raw token, its position less that of the token before it,
the number of tokens in its raw token, how it is written."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens that `Analyzer.tokens` gives for each of many texts, one a row, in order of text, then position."""

    text: NDArray[np.int32]
    """Which of the texts."""
    position: NDArray[np.int32]
    """Counted from the beginning of the text."""
    surface: NDArray[np.int32]
    """Number in `BulkAnalyzer.surfaces`."""
    stem: NDArray[np.int32]
    """Number in `BulkAnalyzer.stems`; -1 for a stop word."""
    start: NDArray[np.uint32]
    """Where the word begins, what was elided left out: bytes of UTF-8 from the beginning of the text."""
    lengths: NDArray[np.int32]
    """One per text: how many positions it spans."""

    def __len__(self) -> int:
        return len(self.text)


class BulkAnalyzer:
    """Gives for any texts exactly what the analyzer gives for each. Keeps a table of its own: not for two threads.

    The numbers of surface forms and stems hold for the life of the object; the two lists only grow. All else that is
    remembered is forgotten past `largest` analysed tokens.
    """

    def __init__(self, analyzer: Analyzer | None = None, *, largest: int = LARGEST, batch: int = BATCH) -> None:
        # Not `analyzer or french()`: an analyzer is a dictionary, and false while it is empty.
        self._words = WordForms((french() if analyzer is None else analyzer).filters)
        self._largest, self._batch = largest, batch
        self.surfaces, self.stems = self._words.surfaces, self._words.stems
        self.written: list[str] = self._words.written
        """Every token as it stands in some text, what was elided left out."""
        self.uses: NDArray[np.int64] = np.zeros(0, np.int64)
        """How many tokens were written so, one a word of `written`."""
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
        """First row of raw tokens too long for a key of the table."""
        self._rows = np.zeros((6, 1 << 12), np.int32)
        """What the chain made of raw tokens, a column for each token; those of a raw token follow one another."""
        self._used = 1  # row 0 is what the table calls unknown

    def _analyzed(self, texts: Sequence[str], first: int) -> Tokens:
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        sizes = np.fromiter(map(len, encoded), np.intp, len(encoded))
        begins = np.cumsum(sizes + 1) - sizes
        data = b"\n".join([b"", *encoded])
        if len(data) >= 1 << 31:
            raise OverflowError(f"{len(data)} bytes of text at once")
        data = data.ljust((len(data) + MARGIN + 7) & ~7, b"\n")

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
        """Return the first row of each raw token; those never met go through the chain."""
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
        """Put what the chain makes of those without a row into new rows, and the number of the first into the dict."""
        new = [raw for raw, row in row_of.items() if not row]
        pieces, forms = self._words.learn(map(bytes.decode, new))
        used = self._used + len(pieces)
        if used > self._rows.shape[1]:
            self._rows = np.pad(self._rows, ((0, 0), (0, 2 * used - self._rows.shape[1])))
        rows = self._rows[:, self._used : used]
        rows[_START:] = np.array(pieces, np.int32).reshape(-1, 4).T
        rows[_SURFACE], rows[_STEM] = forms >> 32, (forms & 0xFFFFFFFF) - 1
        # The nth token of a raw token is n rows behind its first.
        counts, at = rows[_COUNT].tolist(), 0
        for raw in new:
            row_of[raw] = self._used + at
            at += counts[at]
        self._used = used
        self._long.update((raw, row) for raw, row in row_of.items() if LONGEST < len(raw) <= LONGEST_REMEMBERED)

    def _expanded(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Return for each token of the raw tokens with these first rows: which raw token it is of, and its own row."""
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
    """Yield the texts a few at a time with the number of the first: `size` characters at most, or a single text."""
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
