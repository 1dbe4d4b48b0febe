"""Batches of articles as rows, plain tuples: they go through a pipe several times as fast as the objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any

from trouvere.index.article import Article, RawArticle
from trouvere.index.columns.write.run import RUN_CHARS
from trouvere.index.sources.data.json_lines import parsed
from trouvere.index.sources.protocol import Item, Lines
from trouvere.index.sources.records.fields import FieldNames

Row = tuple[Any, ...]
"""What it is (`RAW`, `LINES`, `STORED`), its text or its bytes, and what else it has."""
RAW, LINES, STORED = range(3)
"""Kinds of row: a raw article; lines of JSON that are still to be parsed; an article as it is stored, clean already."""
ARTICLE_CHARS = 120
"""Characters that an article counts for beside its text: three million lines of two bytes are no small batch."""
_FIELDS = tuple(field.name for field in fields(RawArticle))
_values: Callable[[RawArticle], tuple[Any, ...]] = attrgetter(*_FIELDS)


def batches_of(articles: Iterable[RawArticle | Lines]) -> Iterator[list[Row]]:
    """Yield what a reader yields as rows, some six million characters at a time."""
    return _batched((LINES, *raw) if isinstance(raw, Lines) else (RAW, *_values(raw)) for raw in articles)


def stored_batches(articles: Iterable[Article]) -> Iterator[list[Row]]:
    """Yield articles that are clean already as rows, some six million characters at a time."""
    return _batched((STORED, article.packed()) for article in articles)


def _batched(every: Iterable[Row]) -> Iterator[list[Row]]:
    rows: list[Row] = []
    size = 0
    for row in every:
        rows.append(row)
        size += size_of(rows[-1:])
        if size >= RUN_CHARS:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def size_of(rows: list[Row]) -> int:
    """Return the characters of texts and the bytes of lines in a batch, and what each article counts for."""
    return sum(len(row[1]) + ARTICLE_CHARS * articles_in(row) for row in rows)


def is_whole(rows: list[Row]) -> bool:
    """Return whether a batch is as large as one should be: a smaller one is all that there is."""
    return size_of(rows) >= RUN_CHARS


def articles_in(row: Row) -> int:
    """Return how many articles a row is: for lines, as many as they may be."""
    return row[1].count(b"\n") + 1 if row[0] == LINES else 1


def from_row(row: Row, names: FieldNames, chosen: slice = slice(None)) -> Iterable[Item]:
    """Return the raw articles of a row, and what of it cannot be used; `chosen` ones of them."""
    kind, *values = row
    if kind == LINES:
        return parsed(Lines(*values), names, chosen)
    return [RawArticle(**dict(zip(_FIELDS, values, strict=True)))][chosen]
