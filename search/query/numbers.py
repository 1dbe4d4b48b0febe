"""Numbers typed with spaces, « 1 000 », « L. 1234-5 », « 18 h 30 »: one token each, as they are in articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from trouvere.index.analysis.grouped import OVER_BLANKS
from trouvere.search.query.nodes import Node, TextField, Word

_NUMBER = re.compile(rf"{OVER_BLANKS}|[0-9]{{1,2}} [hH](?: [0-5][0-9])?(?![^ ])")


def joined_numbers(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return the nodes with words side by side that are one to the analysis, or an hour, as one word each."""
    if not any(isinstance(node, Word) and node.text[:1].isdigit() for node in nodes):
        return nodes
    found: list[Node] = []
    for _, run in groupby(nodes, _field_of_plain):
        found += _joined(tuple(run))
    return tuple(found)


def _field_of_plain(node: Node) -> TextField | Literal["", "any"]:
    return (node.field or "any") if isinstance(node, Word) and not node.exact else ""


def _joined(run: tuple[Node, ...]) -> Iterator[Node]:
    """Yield words of one field, side by side, with those joined that are one; other nodes as they are."""
    words = [node for node in run if isinstance(node, Word) and not node.exact]
    if len(words) < 2:
        yield from run
        return
    text = " ".join(word.text for word in words)
    start = done = 0
    for word in words:
        end = start + len(word.text)
        if start >= done:
            number = _NUMBER.match(text, start)
            if number and number.end() > end:
                done = len(text) if (blank := text.find(" ", number.end())) < 0 else blank
                yield Word(number[0].replace(" ", "") + text[number.end() : done], word.field)
            else:
                yield word
        start = end + 1
