"""Memory index: the positions of some words in a few fetched texts, as columns have them of a whole index.

A text is cut at its blanks into chunks, and a chunk met before is a number; what its words are is found out once. Texts
met before stay cut, so that looking for words in thirty of them is a few steps over their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trouvere.index.analysis import french
from trouvere.index.analysis.tokenizer import raw_spans
from trouvere.search.fork_safety import begins_anew_in_children
from trouvere.search.highlight.blanks import held, released
from trouvere.search.highlight.chunks import stem_form

_INK = re.compile(r"\S")

TEXT_BITS = 32
"""Bits of an address that are the position."""
MOST_CHUNKS, MOST_CHARS = 1 << 18, 1 << 24
"""Chunks, and characters of texts, that are remembered; past either all is forgotten, so that memory is bounded."""

Token = tuple[str, str | None, int]
"""A token: its surface form, its stem as `stem_form` has it, and where in the chunk it begins."""
Addresses = NDArray[np.int64]
Cut = NDArray[np.int32]
"""The chunks of a text, by number."""


class _Numbers(dict[str, int]):
    """The number of each chunk; one that has none is given it."""

    def __init__(self, table: _Table) -> None:
        self._learn = table.learn

    def __missing__(self, chunk: str) -> int:
        return self._learn(chunk)


class _Table:
    """The chunks met: how many tokens and characters each has, and which chunks have a form. Safe to share between
    threads."""

    def __init__(self) -> None:
        self.begin_anew()
        begins_anew_in_children(self)

    def begin_anew(self) -> None:
        """See `Forked`: all is forgotten, since a thread of the parent may have been amid learning a chunk."""
        self.numbers = _Numbers(self)
        self.widths = np.zeros(1 << 10, np.int32)
        self.lengths = np.zeros(1 << 10, np.int32)
        self.having: dict[str, list[int]] = {}
        self.chars = 0
        self._chunks: list[str] = []
        self._tokens: dict[int, tuple[Token, ...]] = {}
        self._cuts: dict[str, Cut] = {}
        self._lock = Lock()

    @property
    def full(self) -> bool:
        """Whether enough is remembered."""
        return len(self._chunks) >= MOST_CHUNKS or self.chars >= MOST_CHARS

    def cut(self, text: str) -> Cut:
        """Return the chunks of a text."""
        found = self._cuts.get(text)
        if found is None:
            chunks = held(text).split()
            found = np.fromiter(map(self.numbers.__getitem__, chunks), np.int32, len(chunks))
            self._cuts[text] = found
            self.chars += len(text)
        return found

    def learn(self, chunk: str) -> int:
        """Give a chunk a number."""
        tokens = _tokens(chunk)
        with self._lock:
            known = self.numbers.get(chunk)
            if known is not None:
                return known
            number = len(self._chunks)
            if number == len(self.widths):
                self.widths, self.lengths = _twice(self.widths), _twice(self.lengths)
            self._chunks.append(chunk)
            self.widths[number], self.lengths[number] = len(tokens), len(chunk)
            for form in {form for token in tokens for form in token[:2] if form is not None}:
                self.having.setdefault(form, []).append(number)
            # Last: of a chunk that has a number the rest is there.
            self.numbers[chunk] = number
        return number

    def tokens(self, number: int) -> tuple[Token, ...]:
        """Return the tokens of a chunk."""
        found = self._tokens.get(number)
        if found is None:
            found = self._tokens[number] = _tokens(self._chunks[number])
        return found


_shared = _Table()


def _tokens(chunk: str) -> tuple[Token, ...]:
    analyzed = french()
    return tuple(
        (token.text, None if token.stem is None else stem_form(token.stem), at + token.start)
        for raw, at in raw_spans(released(chunk))
        for token in analyzed[raw]
    )


class MemoryIndex:
    """Where each form that is wanted stands in some texts; a form is a surface form, or a stem's `stem_form`.

    An address is the number of a text, then a position in it.
    """

    def __init__(self, texts: Sequence[str], wanted: Iterable[str]) -> None:
        self._texts = texts
        self._forms = {form: number for number, form in enumerate(dict.fromkeys(wanted))}
        self._table = table = _table()
        cuts = list(map(table.cut, texts))
        self._chunks, places = _matching_chunks(table, cuts, self._forms)
        chunks = self._chunks
        # Where each text begins, in chunks; where each chunk does, in tokens.
        self._begins = begins = _prefix_sums(np.fromiter(map(len, cuts), np.int64, len(cuts)))
        self._tokens = tokens = _prefix_sums(table.widths[chunks])
        text = np.searchsorted(begins, places, "right") - 1
        addresses = (text << TEXT_BITS) + tokens[places] - tokens[begins[text]]
        # Of each distinct chunk, the wanted forms in it and at which token; repeated for each place of that chunk.
        distinct, chunk_of_place = np.unique(chunks[places], return_inverse=True)
        matches = [list(_matches(table.tokens(chunk), self._forms)) for chunk in distinct.tolist()]
        counts = np.fromiter(map(len, matches), np.int64, len(matches))
        forms, steps = np.array([*chain(*matches)], np.int64).reshape(-1, 2).T
        repeats = counts[chunk_of_place]
        first_match = np.repeat(_prefix_sums(counts)[chunk_of_place] - _prefix_sums(repeats)[:-1], repeats)
        match = np.arange(repeats.sum()) + first_match
        order = np.argsort(forms[match], kind="stable")
        self._addresses: Addresses = (np.repeat(addresses, repeats) + steps[match])[order]
        self._first = np.searchsorted(forms[match][order], np.arange(len(self._forms) + 1)).tolist()

    def addresses(self, form: str) -> Addresses:
        """Return where a form stands, ascending."""
        number = self._forms.get(form)
        here = slice(0) if number is None else slice(self._first[number], self._first[number + 1])
        found: Addresses = self._addresses[here]
        return found

    def counts(self, form: str) -> NDArray[np.float32]:
        """Return how often a form is in each text."""
        return np.bincount(self.texts_of(self.addresses(form)), minlength=len(self._texts)).astype(np.float32)

    def texts_of(self, addresses: Addresses) -> NDArray[np.int64]:
        """Return which text each address is in."""
        return addresses >> TEXT_BITS

    def positions(self, form: str, text: int) -> list[int]:
        """Return the positions of a form in one text, ascending."""
        found = self.addresses(form)
        low, high = np.searchsorted(found, (text << TEXT_BITS, (text + 1) << TEXT_BITS)).tolist()
        positions: list[int] = (found[low:high] - (text << TEXT_BITS)).tolist()
        return positions

    def offsets(self, texts: Sequence[int], positions: Sequence[int]) -> list[int]:
        """Return where in its text, by number, the token at each position begins; past the last one the text ends."""
        text = np.array(texts, np.int64)
        first, past = self._begins[text], self._begins[text + 1]
        token = np.array(positions, np.int64) + self._tokens[first]
        offsets = sizes = np.fromiter(map(len, map(self._texts.__getitem__, texts)), np.int64, len(texts))
        inside = np.flatnonzero(token < self._tokens[past])
        text, first, past, token, sizes = text[inside], first[inside], past[inside], token[inside], sizes[inside]
        chunk = np.searchsorted(self._tokens, token, "right") - 1
        lengths = _prefix_sums(self._table.lengths[self._chunks])
        # One blank stands between chunks, as nearly everywhere.
        begins = lengths[chunk] - lengths[first] + chunk - first
        loose = lengths[past] - lengths[first] + past - first - 1 != sizes
        for number in dict.fromkeys(text[loose].tolist()):
            low, high = self._begins[number : number + 2]
            its = text == number
            begins[its] = _starts(self._texts[number], np.diff(lengths[low : high + 1]))[chunk[its] - low]
        steps = zip(self._chunks[chunk].tolist(), (token - self._tokens[chunk]).tolist(), strict=True)
        offsets[inside] = begins + np.array([self._table.tokens(each)[step][2] for each, step in steps], np.int64)
        found: list[int] = offsets.tolist()
        return found


def _matching_chunks(table: _Table, cuts: list[Cut], forms: Iterable[str]) -> tuple[Cut, NDArray[np.int64]]:
    """Return the chunks of all texts, one text after another, and the places in them of those that have a form."""
    chunks = np.concatenate(cuts) if cuts else np.zeros(0, np.int32)
    numbers = list(chain.from_iterable(table.having.get(form, ()) for form in forms))
    # Room last: another thread may be learning chunks, and makes room before it notes them.
    wanted = np.zeros(len(table.widths), bool)
    wanted[numbers] = True
    return chunks, np.flatnonzero(wanted[chunks])


def _matches(tokens: tuple[Token, ...], forms: dict[str, int]) -> Iterator[tuple[int, int]]:
    """Yield the number of each form of a chunk that is wanted, and which token of the chunk it is."""
    for step, (surface, stem, _) in enumerate(tokens):
        if surface in forms:
            yield forms[surface], step
        if stem is not None and stem in forms:
            yield forms[stem], step


def _starts(text: str, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where in a text its chunks begin, which are so long, whatever stands between them."""
    starts: list[int] = []
    end = 0
    for size in sizes.tolist():
        ink = _INK.search(text, end)
        starts.append(ink.start() if ink else len(text))
        end = starts[-1] + size
    return np.array(starts, np.int64)


def _prefix_sums(sizes: NDArray[Any]) -> NDArray[np.int64]:
    """Exclusive prefix sum of `sizes`, with their total last: one number more than there are sizes."""
    ends = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends


def _twice(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return a copy with room for twice as many."""
    return np.concatenate((numbers, np.zeros_like(numbers)))


def _table() -> _Table:
    """Return the table of this process: a new one once it is full. Who has the old one keeps it."""
    global _shared
    if _shared.full:
        _shared = _Table()
    return _shared
