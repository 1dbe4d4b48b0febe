"""Phrase matching: finds words that stand in order by intersecting their addresses, from the rarest word on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from trouvere.index.columns.read.field import OWNER_BITS, FieldReader
from trouvere.search.budget import spend, steps

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Posting = tuple[FieldReader, int]
"""A field, or the stems of one, and a term of it: a word and its stem have one address."""
TABLE_RUNS = 32
"""Stretches of 65,536 addresses looked at together where words are frequent: a table of so many stays in the cache."""
LOCATE_NS, SEARCH_NS, DECODE_NS, TABLES_NS, LOOK_NS = 120, 50, 4, 1_000_000, 5
"""What it takes, in nanoseconds: to find one address in a list as it is stored; in one that was decoded; to decode one;
to go through all stretches with a table; and, for each address there, to decode it and put it in or look it up."""


def in_order(words: Sequence[Posting], slop: int) -> Numbers:
    """Return the documents in which each word follows the one before it, at most `slop` other words between."""
    found = _apart(words, slop) if slop else _adjacent(words)
    docs: Numbers = words[0][0].owners[found >> OWNER_BITS]
    if len(docs) > 1:
        docs = docs[np.append(True, docs[1:] != docs[:-1])]
    return docs


def _apart(words: Sequence[Posting], slop: int) -> Numbers:
    """Return where the last of the words stands."""
    column, term = words[0]
    spend(column.occurrences(term))
    before = column.addresses(term)
    for column, term in words[1:]:
        spend(column.occurrences(term))
        every = column.addresses(term)
        near: list[Numbers] = []
        for step in steps(len(every)):
            here = every[step]
            at = np.searchsorted(before, here) - 1
            close = here - before[at] <= slop + 1
            close &= at >= 0
            near.append(here[close])
        before = np.concatenate(near) if near else every
        if not len(before):
            break
    return before


def _adjacent(words: Sequence[Posting]) -> Numbers:
    """Return where the first of the words stands."""
    (rarest, first), (rarer, second), *others = sorted(enumerate(words), key=lambda each: _occurrences(each[1]))
    fewer, more = _occurrences(first), _occurrences(second)
    if TABLES_NS + LOOK_NS * (fewer + more) < DECODE_NS * fewer + min(
        LOCATE_NS * fewer, DECODE_NS * more + SEARCH_NS * fewer
    ):
        found = _by_tables(first, second, rarer - rarest) - rarest
    else:
        spend(fewer)
        column, term = first
        found = column.addresses(term).astype(np.int64) - rarest
        others.insert(0, (rarer, second))
    found = found[np.searchsorted(found, 0) :]
    for place, word in others:
        if not len(found):
            break
        found = found[_stand_at(word, found + place)]
    return found


def _occurrences(word: Posting) -> int:
    column, term = word
    return column.occurrences(term)


def _stand_at(word: Posting, addresses: Numbers) -> np.ndarray[Any, np.dtype[np.bool_]]:
    column, term = word
    few, many = len(addresses), column.occurrences(term)
    found = np.empty(few, np.bool_)
    if LOCATE_NS * few < DECODE_NS * many + SEARCH_NS * few:
        for step in steps(few):
            found[step] = column.stands_at(term, addresses[step])
        return found
    spend(many)
    every = column.addresses(term)
    # Needles of the same type as the list: of another, the search would first convert a million numbers.
    wanted = addresses.astype(every.dtype)
    for step in steps(few):
        at = np.searchsorted(every, wanted[step])
        at[at == len(every)] = 0
        found[step] = every[at] == wanted[step]
    return found


def _by_tables(first: Posting, second: Posting, distance: int) -> Numbers:
    """Return where `first` stands with `second` at that distance from it, stretch by stretch; both are frequent."""
    (column, term), (other, wanted) = first, second
    size = TABLE_RUNS << 16
    table = np.zeros(size, bool)
    found: list[Numbers] = []
    beyond: list[Numbers] = []
    low, top = max(-distance, 0), size - max(distance, 0)
    for high in range(0, (int(column.first_addresses[-1]) >> 16) + 1, TABLE_RUNS):
        here = column.addresses_within(term, high, TABLE_RUNS)
        spend(len(here))
        # Whose neighbour may stand in another stretch is looked up by itself.
        begin, end = np.searchsorted(here, (low, top)).tolist()
        beyond += here[:begin] + (high << 16), here[end:] + (high << 16)
        here = here[begin:end]
        here += distance
        table[here] = True
        there = other.addresses_within(wanted, high, TABLE_RUNS)
        spend(len(there))
        found.append(there[table[there]] + ((high << 16) - distance))
        table[here] = False
    edges = np.concatenate(beyond)
    edges = edges[edges + distance >= 0]
    edges = edges[other.stands_at(wanted, edges + distance)]
    return np.sort(np.concatenate((*found, edges)), kind="stable")  # In order but for the edges: one pass.
