"""Messages for keys and columns of which none is a field of ours: which were seen, and the `--map` that may do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from trouvere.index.validation import short

LOOKED_AT = 20
"""Rows of a table that are looked at for a guess."""
MOST_TOLD = 12
"""Names that are told."""
NAME_CHARS = 40
PLAIN_REASON = "ni titre ni texte"
_SAFE = re.compile(r"[\w.\-]+").fullmatch
_DATUM = re.compile(r"[\d\s.,:/+-]+|\S+@\S+|https?://\S+").fullmatch


def told_keys(record: Mapping[str, object], *, nothing_known: bool) -> str:
    """Return the reason why a record without title and text is none; `record` has the keys that mean nothing to us."""
    texts = {key: value for key, value in record.items() if isinstance(value, str) and value.strip()}
    if not record:
        return PLAIN_REASON
    what = "aucun champ connu" if nothing_known else PLAIN_REASON
    return f"{what} parmi : {_listed(list(record))}{_advice({key: len(value) for key, value in texts.items()})}"


def told_header(cells: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the reason why a table is not read, of which no column is a title or a text."""
    shown = _listed(cells)
    if any(_DATUM(cell) or len(cell) > NAME_CHARS or cell.endswith((".", "!", "?", "…")) for cell in cells if cell):
        return (
            f"aucune colonne connue : la première ligne doit nommer les colonnes (title,text,date…), elle a : {shown}"
        )
    sizes = dict.fromkeys(header, 0)
    for row in rows:
        for name, cell in zip(header, row, strict=False):
            sizes[name] += 0 if _DATUM(cell) else len(cell)
    return f"aucune colonne connue pour le titre ou le texte parmi : {shown}{_advice(sizes)}"


def _listed(names: Sequence[str]) -> str:
    told = ", ".join(short(name, NAME_CHARS) for name in names[:MOST_TOLD])
    return f"{told}…" if len(names) > MOST_TOLD else told


def _advice(sizes: Mapping[str, int]) -> str:
    """Return the option that reads the longest of these as text, the next as title: each must hold something."""
    longest = sorted((name for name, size in sizes.items() if size), key=lambda name: -sizes[name])[:2]
    pairs = [f"--map {_pair(ours, name)}" for ours, name in zip(("text", "title"), longest, strict=False)]
    return f" ; essayez {' '.join(pairs)}" if pairs else ""


def _pair(ours: str, name: str) -> str:
    return f"{ours}={name}" if _SAFE(name) else f"'{ours}={name}'"
