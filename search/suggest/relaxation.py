"""Query relaxation: looser forms of a query, as trees: without one part, without quotes, without a filter."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from trouvere.search.query.nodes import AllOf, AnyOf, Beside, Match, Node, Not, Phrase, Word
from trouvere.search.query.numbers import joined_numbers
from trouvere.search.query.parser.lexer import OPERATORS

MEMORABLE_WORDS = 5
"""Words of a quotation that is meant to the letter."""


def wants_all(node: Node, match: Match) -> bool:
    """Say whether every part of a query is wanted, or any would do."""
    return match != "any" if isinstance(node, Beside) else not isinstance(node, AnyOf)


def parts_of(node: Node, match: Match, stops: Container[str] = ()) -> tuple[Node, ...]:
    """Return the parts of a query: operands that are all wanted, however nested, or that any would do of.

    Exclusions are among them; `stops`, words that stepped aside, are not. Digits set apart are one number.
    """
    nodes = _operands(node)
    if not nodes:
        return (node,)
    if wants_all(node, match):
        nodes = tuple(part for each in nodes for part in _wanted(each, match))
    return tuple(each for each in nodes if not is_stop(each, stops))


def _operands(node: Node) -> tuple[Node, ...]:
    match node:
        case Beside(nodes):
            return joined_numbers(nodes)
        case AllOf(nodes) | AnyOf(nodes):
            return nodes
    return ()


def _wanted(node: Node, match: Match) -> tuple[Node, ...]:
    if isinstance(node, AllOf | Beside) and wants_all(node, match):
        return parts_of(node, match)
    return (node,)


def is_stop(node: Node, stops: Container[str]) -> bool:
    """Say whether a node is one of the words that stepped aside."""
    return isinstance(node, Word) and not node.exact and node.text in stops


def without(node: Node, part: Node, stops: Container[str] = ()) -> Node:
    """Return a tree without one of its parts, and without the stop words that led up to it (« la visite »)."""
    if not isinstance(node, AllOf | Beside):
        return node
    kept: list[Node] = []
    for each in joined_numbers(node.nodes) if isinstance(node, Beside) else node.nodes:
        if each == part:
            while kept and is_stop(kept[-1], stops):
                kept.pop()
        else:
            kept.append(without(each, part, stops))
    while kept and is_stop(kept[0], stops):
        kept.pop(0)
    return kept[0] if len(kept) == 1 else replace(node, nodes=tuple(kept))


def pasted(node: Node) -> Iterator[Phrase]:
    """Yield the quotations that are longer than what a reader knows by heart: pasted, often from elsewhere."""
    match node:
        case Phrase(text, 0, None) if sum(any(map(str.isalnum, word)) for word in text.split()) > MEMORABLE_WORDS:
            yield node
        case AllOf(nodes) | AnyOf(nodes) | Beside(nodes):
            for each in nodes:
                yield from pasted(each)


def quotations(node: Node) -> Iterator[str]:
    """Yield the texts that stand in quotes: they are meant letter by letter."""
    match node:
        case Word(text, _, True) | Phrase(text):
            yield text
        case Not(inner):
            yield from quotations(inner)
        case AllOf(nodes) | AnyOf(nodes) | Beside(nodes):
            for each in nodes:
                yield from quotations(each)


def unquoted(node: Node, only: Container[Node] | None = None) -> Node:
    """Return a tree with the words of its phrases, or `only` of some, set side by side; what is excluded stays."""
    if isinstance(node, Word | Phrase) and only is not None and node not in only:
        return node
    match node:
        case Word(text, field, True):
            return Word(text, field)
        case Phrase(text, _, field):
            # Out of its quotes an operator would be one: small letters make a word of it.
            words = tuple(Word(word.lower() if word in OPERATORS else word, field) for word in text.split())
            return words[0] if len(words) == 1 else Beside(words)
        case AllOf(nodes) | AnyOf(nodes):
            return replace(node, nodes=tuple(unquoted(each, only) for each in nodes))
        case Beside(nodes):
            found: list[Node] = []
            for each in nodes:
                plain = unquoted(each, only)
                found += plain.nodes if isinstance(each, Phrase) and isinstance(plain, Beside) else (plain,)
            return Beside(tuple(found))
    return node
