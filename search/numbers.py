"""Numbers and hours typed with spaces: « 1 000 » and « 18 h 30 » are one word each, as they are in articles."""

from __future__ import annotations

import re

from trouvere.search.query import Node, Word

_NUMBER = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3}(?![^ ,.;:!?%]))+|[0-9]{1,2} [hH](?: [0-5][0-9])?(?![^ ])")


def joined_numbers(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return the nodes with « 1 000 » and « 18 h 30 », typed with spaces, as one word each."""
    if not any(isinstance(node, Word) and node.text[:1].isdigit() for node in nodes):
        return nodes
    found: list[Node] = []
    at = 0
    while at < len(nodes):
        run: list[Word] = []
        for node in nodes[at:]:
            if not isinstance(node, Word) or node.exact or (run and node.field != run[0].field):
                break
            run.append(node)
        match = _NUMBER.match(" ".join(node.text for node in run))
        if match:
            text = match.group()
            count = text.count(" ") + 1
            rest = run[count - 1].text[len(text.rpartition(" ")[2]) :]
            found.append(Word(text.replace(" ", "") + rest, run[0].field))
            at += count
        else:
            found.append(nodes[at])
            at += 1
    return tuple(found)
