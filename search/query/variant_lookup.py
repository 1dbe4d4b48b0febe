"""Variant lookup: the variants of the words of a query that the index knows, for the plan."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import NamedTuple

from trouvere.index.analysis import Token, french
from trouvere.index.analysis.data import entries
from trouvere.search.query.nodes import Node, TextField, Word
from trouvere.search.query.plan import Alternative, Plan, Sequence, Term, is_typed, leaves
from trouvere.search.query.term_statistics import TermStatistics
from trouvere.search.query.variants import MAX_VARIANTS, SAME_WEIGHT, Entry, Variants, entry_of, parts_of
from trouvere.search.results import Variant


@dataclass(frozen=True, slots=True)
class WordRun:
    """Words set side by side that are one entry of the variants; `typed`: those of them that are looked up."""

    nodes: tuple[Word, ...]
    typed: tuple[Word, ...]


class VariantLookup:
    """Looks up variants for one plan; what it finds it also adds to `alternatives`. `tokens` analyses a word."""

    def __init__(
        self,
        variants: Variants,
        index: TermStatistics,
        tokens: Callable[[str], tuple[Token, ...]],
        alternatives: list[Alternative],
    ) -> None:
        self._variants = variants
        self._index = index
        self._tokens = tokens
        self._alternatives = alternatives

    def of_word(self, text: str, tokens: tuple[Token, ...], typed: Plan, field: TextField | None) -> list[Plan]:
        """Return the variants of a word, or of a part of one: Saint-Étienne for « st-etienne »."""
        variants = self._variants.of(tokens)
        if not variants and len(tokens) > 1:
            variants = list(self._within(text, tokens))
        return self._known(variants, text, tokens, typed, field)

    def of_run(self, run: WordRun, typed: Plan) -> list[Plan]:
        """Return the variants of words that are one entry together."""
        tokens = tuple(token for node in run.nodes for token in self._tokens(node.text))
        text = " ".join(node.text for node in run.nodes)
        return self._known(self._variants.of(tokens), text, tokens, typed, run.nodes[0].field)

    def runs(self, nodes: tuple[Node, ...]) -> tuple[Node | WordRun, ...]:
        """Return the nodes with words that are one entry of the variants together, the longest first."""
        known = self._variants.begun_by
        if not any(isinstance(node, Word) and known(self._tokens(node.text)) > 1 for node in nodes):
            return nodes
        found: list[Node | WordRun] = []
        for plain, beside in groupby(nodes, lambda node: isinstance(node, Word) and not node.exact and (node.field,)):
            group = list(beside)
            parts = [parts_of(self._tokens(node.text)) for node in group if plain and isinstance(node, Word)]
            while group:
                count = self._variants.longest(parts) if plain else 1
                words = tuple(node for node in group[:count] if isinstance(node, Word))
                found.append(WordRun(words, words) if count > 1 else group[0])
                del group[:count], parts[:count]
        return tuple(found)

    def of_addresses(self, nodes: tuple[Node, ...]) -> dict[Node, list[Plan]]:
        """Return the streets that abbreviations stand for: cours in « 240 crs de la Marne », place in « pl. Foch »."""
        found: dict[Node, list[Plan]] = {}
        for before, node, after in zip((None, *nodes), nodes, (*nodes[1:], None), strict=False):
            if not isinstance(node, Word) or node.exact or not after:
                continue
            tokens = self._tokens(node.text)
            street = streets().get(tokens[0].text) if len(tokens) == 1 else None
            if street and (_is_number(before) or (street.named and node.text.islower() and _is_name(after))):
                typed = Term(tokens[0].text, tokens[0].stem, node.field)
                found[node] = self._known([(street.entry, SAME_WEIGHT)], node.text, tokens, typed, node.field)
        return found

    def _within(self, text: str, tokens: tuple[Token, ...]) -> Iterator[tuple[Entry, float]]:
        """Yield a compound with another spelling of one of its words: Saint-Étienne for « st-etienne »."""
        text = unicodedata.normalize("NFC", text)
        surfaces = tuple(token.text for token in tokens)
        for at, token in enumerate(tokens):
            for entry, weight in self._variants.of((token,)):
                if weight == SAME_WEIGHT:
                    word = entry.text.lower() if text[token.start : token.end].islower() else entry.text
                    written = text[: token.start] + word + text[token.end :]
                    yield Entry(written, (*surfaces[:at], *entry.surfaces, *surfaces[at + 1 :]), None), weight

    def _known(
        self,
        variants: Iterable[tuple[Entry, float]],
        text: str,
        tokens: tuple[Token, ...],
        typed: Plan,
        field: TextField | None,
    ) -> list[Plan]:
        """Return those variants of words that the index knows; none of them counts for more than what was typed."""
        found: list[Plan] = []
        for entry, weight in variants:
            leaf = _leaf(entry, field)
            if len(found) < MAX_VARIANTS and self._index.knows(leaf):
                # A rarer word tells more, but it is not what was typed.
                tells = sum(self._index.importance(each) for each in leaves(typed) if is_typed(each))
                leaf = replace(leaf, weight=weight * min(tells / self._index.importance(leaf), 1.0))
                found.append(leaf)
                surfaces = tuple(token.text for token in tokens)
                self._alternatives.append(Alternative(Variant(text, entry.text), leaf, surfaces))
        return found


class Street(NamedTuple):
    """What an abbreviation stands for after a number and, where it is `named`, before a name too."""

    entry: Entry
    named: bool


@cache
def streets() -> dict[str, Street]:
    """Return what abbreviations of streets stand for."""
    lines = (line.split(": ") for line in entries("streets.txt", "trouvere.search.data"))
    return {
        short.rstrip("."): Street(entry_of(street, tuple(french().tokens(street))), short.endswith("."))
        for short, street in lines
    }


def _is_number(node: Node | None) -> bool:
    return isinstance(node, Word) and (node.text.isdecimal() or node.text in ("bis", "ter"))


def _is_name(node: Node) -> bool:
    return isinstance(node, Word) and node.text[:1].isupper()


def _leaf(entry: Entry, field: TextField | None) -> Term | Sequence:
    surface, *others = entry.surfaces
    return Sequence.of_surfaces(entry.surfaces, 0, field) if others else Term(surface, entry.stem, field)
