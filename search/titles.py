"""Titles that begin with some words, found in the positions of the field of titles: nothing else is stored for it."""

from __future__ import annotations

import numpy as np

from trouvere.index.columns.container import Array
from trouvere.index.columns.field import OWNER_BITS, Field
from trouvere.index.columns.generation import Generation
from trouvere.search.occurrence import Bits

MANY = 200_000
"""Places where a last word may stand, at the most; a beginning that so many words have says too little of a title."""


def titles_beginning(
    generation: Generation, words: tuple[str, ...], prefix: str, within: Bits, most: int
) -> list[int]:
    """Return documents among those given whose title begins with these words (surface forms) and then, unless it is
    empty, with a word that begins with `prefix`; the shortest titles first."""
    among = np.unpackbits(within, count=generation.documents).view(bool)
    found: list[tuple[int, int]] = []
    for segment, base in generation.parts():
        field = segment.field("title")
        docs = _beginning(field, words, prefix)
        docs = docs[among[docs + base]]
        lengths = field.lengths[docs]
        best = np.argsort(lengths, kind="stable")[:most]
        found += zip(lengths[best].tolist(), (docs[best] + base).tolist(), strict=True)
    return [number for _, number in sorted(found)[:most]]


def _beginning(field: Field, words: tuple[str, ...], prefix: str) -> Array:
    # What is wanted next of each document: the address of the next word, or none.
    wanted = field.first_addresses[:-1]
    docs = np.arange(field.documents)
    for word in words:
        term = field.lexicon.find(word.encode("utf-8", "surrogatepass"))
        if term < 0:
            return docs[:0]
        docs, wanted = _at(field, field.addresses(term), wanted)
    if prefix:
        first, last = field.lexicon.prefixed(prefix.encode("utf-8", "surrogatepass"))
        if first == last or field.occurrences(first, last) > MANY:
            return docs[:0]
        docs, _ = _at(field, field.addresses_between(first, last), wanted)
    return np.sort(docs)


def _at(field: Field, addresses: Array, wanted: Array) -> tuple[Array, Array]:
    """Return the documents that have one of these addresses where it is wanted, and what is wanted of all next."""
    owners = field.owners[addresses >> OWNER_BITS]
    docs = owners[wanted[owners] == addresses]
    following = np.full_like(wanted, -1)
    following[docs] = wanted[docs] + 1
    return docs, following
