"""Title prefixes: titles that begin with some words, found in the positions of the field of titles."""

from __future__ import annotations

from typing import Any

import numpy as np

from trouvere.index.columns.read.container import Array
from trouvere.index.columns.read.field import OWNER_BITS, FieldReader
from trouvere.index.columns.read.generation import Generation
from trouvere.search.budget import spend

Bits = np.ndarray[Any, np.dtype[np.uint8]]
"""A set of documents: eight a byte."""


MAX_POSITIONS = 100_000
"""Places where the last word may stand, at the most; a beginning that so many words have says too little of a title."""


def titles_with_prefix(
    generation: Generation, words: tuple[str, ...], prefix: str, within: Bits, most: int, *, bounded: bool
) -> list[int]:
    """Return some of the documents `within` whose title begins with these words (surface forms) and then, unless it is
    empty, with a word that begins with `prefix`: those with the shortest titles. `bounded`: see `MAX_POSITIONS`."""
    among = np.unpackbits(within, count=generation.documents).view(bool)
    found: list[tuple[int, int]] = []
    for segment, base in generation.parts():
        field = segment.field("title")
        docs = np.flatnonzero(
            _with_prefix(field, words, prefix, bounded=bounded) & among[base : base + segment.documents]
        )
        lengths = field.lengths[docs]
        best = np.argsort(lengths, kind="stable")[:most]
        found += zip(lengths[best].tolist(), (docs[best] + base).tolist(), strict=True)
    return [number for _, number in sorted(found)[:most]]


def _with_prefix(field: FieldReader, words: tuple[str, ...], prefix: str, *, bounded: bool) -> Array:
    """Return, for each document of a segment, whether its title begins so."""
    terms = [field.lexicon.find(word.encode("utf-8", "surrogatepass")) for word in words]
    first, last = field.lexicon.prefixed(prefix.encode("utf-8", "surrogatepass")) if prefix else (0, 0)
    if -1 in terms or (prefix and first == last) or (bounded and field.occurrences(first, last) > MAX_POSITIONS):
        return np.zeros(field.documents, bool)
    begins: list[Array] = []
    for place, term in enumerate(terms):
        spend(field.occurrences(term))
        begins.append(_at(field, field.addresses(term), place))
    if prefix:
        spend(field.occurrences(first, last))
        begins.append(_at(field, field.addresses_between(first, last), len(terms)))
    found: Array = np.logical_and.reduce(begins)
    return found


def _at(field: FieldReader, addresses: Array, place: int) -> Array:
    """Return, for each document of a segment, whether one of these addresses is the one at a place of it."""
    owners = field.owners[addresses >> OWNER_BITS]
    found = np.zeros(field.documents, bool)
    found[owners[field.first_addresses[owners] + place == addresses]] = True
    return found
