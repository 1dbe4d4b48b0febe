"""Query parser: `parse` makes a tree of a text, `query_text` writes it back.

The language is described in `docs/en/query-language.md`. A text goes through these steps, one a file:

    lexer.py    text → tokens; fields become filters (fields.py)
    grammar.py  tokens → tree
    wording.py  tree → the sentence shown to the reader
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from trouvere.index.fields import Field
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import Beside, Limits, Node
from trouvere.search.query.parser.grammar import capped, in_capitals, resolved, settled, tree
from trouvere.search.query.parser.lexer import lex
from trouvere.search.query.parser.wording import query_text
from trouvere.search.results import Ignored

__all__ = ["NOTHING", "Parsed", "parse", "query_text", "shortened"]

NOTHING = Beside(())
"""The tree of a text in which nothing is asked; what to answer is the caller's decision, never every article."""

_LIMITS = Limits()
_SHOWN_CHARS = 80
"""Characters of a text that a message quotes, at the most."""
# What no analysis can use and no encoder accepts: control characters and lone surrogates.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text asks: the tree of its words, its filters, and what of it was left out and why."""

    node: Node
    filters: Filters
    ignored: tuple[Ignored, ...] = ()


def parse(text: str, limits: Limits = _LIMITS, fields: Iterable[Field] = ()) -> Parsed:
    """Return what `text` asks. Never raises, whatever the string, and takes time linear in its length.

    `fields` are those that the index declares: what they name is a filter, and what nobody declared is a word.

    A `Not` stands only in an `AllOf` or a `Beside` that also holds something to find: an exclusion alone would ask
    for nearly every article. No group has one node or holds a group of its own kind, except that a `Beside` with an
    exclusion keeps it to itself. The tree has at most `limits.terms` words, prefixes and words of phrases.
    """
    return _parsed(*_cut(text.strip(), limits.characters), limits, tuple(fields))


@lru_cache(maxsize=1 << 10)
def _parsed(head: str, tail: str, limits: Limits, fields: tuple[Field, ...]) -> Parsed:
    # Kept: the next page, another filter, what a page and its suggestions ask are the same text.
    lexed = lex(head, fields)
    tokens, dropped = capped(resolved(lexed.tokens, operators=True), limits.terms)
    if in_capitals(tokens) and not lexed.filters:
        tokens, dropped = capped(resolved(lexed.tokens, operators=False), limits.terms)
    else:
        tokens = settled(tokens)
    node, too_deep = tree(tokens, limits.depth)

    ignored = list(lexed.ignored)
    if tail:
        ignored.append(Ignored(tail, "too_long"))
    if dropped:
        ignored.append(Ignored(" ".join(dropped), "too_many_terms"))
    if too_deep:
        ignored.append(Ignored("(", "too_deep"))
    if head.strip() and node == NOTHING and not lexed.filters and not ignored:
        ignored.append(Ignored(head.strip(), "not_a_word"))
    shown = dict.fromkeys(Ignored(shortened(each.text), each.reason) for each in ignored)
    return Parsed(node, lexed.filters, tuple(shown))


def _cut(text: str, limit: int) -> tuple[str, str]:
    """Return the text up to the last whole word within `limit`, and the rest of it (as much as is ever shown)."""
    if len(text) <= limit:
        return _printable(text), ""
    head = text[:limit]
    if not text[limit].isspace():
        head, *_ = head.rsplit(None, 1) or [head]
    return _printable(head), _printable(text[len(head) :].lstrip()[: _SHOWN_CHARS + 1])


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text)


def shortened(text: str) -> str:
    """Return a part of a query as it is shown: cut where it is long."""
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"
