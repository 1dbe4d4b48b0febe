"""Reads the vocabulary that a generation on a cluster has beside it: see `vocabulary.py`, which writes it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import zstandard

from trouvere.index import jsontext
from trouvere.index.analysis import folded

LISTS = ("text", "title", "text_stem", "forms", "pairs")
"""Surface forms by how many articles have them in their text and in their title; stems; written forms; pairs."""


def index_of(generation: str) -> str:
    """Return the name of the index with the words of a generation, which is an index itself."""
    return f"{generation}-words"


def unpacked(documents: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Return the lists of some documents by name: those of updates laid over those before them.

    Figures are later ones; uses of pairs are added up; how a word is written is told by the first to have it.
    """
    found: dict[str, dict[str, int]] = {name: {} for name in LISTS}
    for _, layer in groupby(sorted(documents, key=_at), _at):
        lists: dict[str, dict[str, int]] = {name: {} for name in LISTS}
        for document in layer:
            content = zstandard.ZstdDecompressor().decompress(base64.b64decode(document["packed"]))
            lists[document["of"]].update(jsontext.loads(content))
        known = found["text"]
        found["forms"].update(
            (text, uses) for text, uses in lists["forms"].items() if folded(text.lower()) not in known
        )
        for text, uses in lists["pairs"].items():
            found["pairs"][text] = found["pairs"].get(text, 0) + uses
        for form in ("text", "title", "text_stem"):
            found[form].update(lists[form])
    return found


def _at(document: Mapping[str, Any]) -> int:
    return int(document["at"])
