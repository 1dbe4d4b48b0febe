"""From what a person wrote to what an engine looks up: words become terms in their forms, stop words step aside."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from trouvere.index.analysis import Analyzer, Token, folded, french
from trouvere.index.analysis.compounds import SELDOM, joined_words
from trouvere.index.analysis.compounds import parts_of as parts_of_word
from trouvere.index.analysis.data import entries
from trouvere.index.analysis.lowercase import lowered
from trouvere.index.analysis.stemming import alternatives, stem_of_word, tells_apart
from trouvere.search.lookup import Lookup, Run
from trouvere.search.numbers import joined_numbers
from trouvere.search.plan import (
    All,
    Alternative,
    Either,
    Expansion,
    Place,
    Plan,
    Planned,
    Sequence,
    Statistics,
    Term,
    Without,
)
from trouvere.search.query import AllOf, AnyOf, Beside, Node, Not, Phrase, Prefix, TextField, Word
from trouvere.search.results import Ignored
from trouvere.search.variants import Variants

UNFINISHED = 0.1
"""What words count for that begin as the one does that is being typed: those that it is now come first."""
OTHER_WORD = 0.5
"""What a word counts for that the one typed may also mean: one with the same inflection, the two joined."""


def make_plan(
    node: Node,
    match: Literal["all", "any"],
    analyzer: Analyzer | None = None,
    index: Statistics | None = None,
    variants: Variants | None = None,
) -> Planned:
    """Return what to look up for a query; stop words beside other words are left out and said to be.

    With `index`, words are also looked up joined (« total energies »: totalenergies), apart, and in their `variants`.
    """
    planner = _Planner(match, french() if analyzer is None else analyzer, index, variants)
    plan = planner.plan(node)
    return Planned(
        plan,
        tuple(dict.fromkeys(planner.ignored)),
        planner.choice,
        tuple(planner.alternatives),
        tuple(planner.neighbours(node)),
    )


@cache
def light_words() -> frozenset[str]:
    """Return the stems of the words that only frame a question."""
    return frozenset(map(stem_of_word, entries("light_words.txt", "trouvere.search.data")))


def _place(token: Token) -> Place:
    return (token.text, False) if token.stem is None else (token.stem, True)


def _without(stops: Container[Node], groups: Iterable[Node | Run]) -> Iterator[Node | Run]:
    """Yield the nodes but for stop words; words that are an entry stay one unless nothing is left to look up."""
    for group in groups:
        if not isinstance(group, Run):
            if group not in stops:
                yield group
        elif typed := tuple(node for node in group.typed if node not in stops):
            yield Run(group.nodes, typed)


class _Planner:
    def __init__(
        self, match: Literal["all", "any"], analyzer: Analyzer, index: Statistics | None, variants: Variants | None
    ) -> None:
        self.match = match
        self.analyzer = analyzer
        self.index = index
        # Of no method of this planner: it would hold itself, and the generation that `index` is of.
        self._tokens = cache(lambda text: tuple(analyzer.tokens(text)))
        self.ignored: list[Ignored] = []
        self.alternatives: list[Alternative] = []
        self.variants: Lookup | None = None
        if index is not None and variants is not None:
            self.variants = Lookup(variants, index, self._tokens, self.alternatives)
        self.choice = False

    def articles(self, word: str) -> int:
        return self.index.articles(word, SELDOM) if self.index else 0

    def plan(self, node: Node) -> Plan | None:
        match node:
            case Word(text, field, exact):
                return self._word(text, field, exact)
            case Prefix(text, field, unfinished):
                # What stands before the last part is whole words; only the last is a beginning.
                tokens = list(self.analyzer.tokens(text))
                beginning = tokens[-1].text if tokens else folded(text.lower())
                leaf = self.index.expanded(beginning, field) if self.index else Expansion(beginning, field)
                return replace(leaf, weight=UNFINISHED) if unfinished else leaf
            case Phrase(text, slop, field):
                return self._sequence(tuple(self.analyzer.tokens(text)), slop, field)
            case Not(unwanted):
                variants, self.variants = self.variants, None
                inner = self.plan(unwanted)
                self.variants = variants
                return Without(None, inner) if inner else None
            case AllOf(nodes):
                return self._joined(nodes, All)
            case AnyOf(nodes):
                return self._joined(nodes, Either)
            case Beside(nodes):
                return self._beside(nodes)

    def neighbours(self, node: Node) -> Iterator[tuple[Place, Place]]:
        """Yield the words set side by side, each with the next; two stop words say nothing."""
        nodes = joined_numbers(node.nodes) if isinstance(node, Beside) else (node,)
        before: Token | None = None
        for each in nodes:
            tokens = self._tokens(each.text) if isinstance(each, Word) and not each.field else ()
            for token in tokens:
                if before and (before.stem is not None or token.stem is not None):
                    yield _place(before), _place(token)
                before = token
            if not tokens:
                before = None

    def _word(self, text: str, field: TextField | None, exact: bool) -> Plan | None:
        tokens = self._tokens(text)
        plan = self._typed(text, tokens, field, exact)
        if exact or plan is None or self.variants is None:
            return plan
        return self._or(plan, self.variants.of_word(text, plan, field))

    def _typed(self, text: str, tokens: tuple[Token, ...], field: TextField | None, exact: bool) -> Plan | None:
        if len(tokens) != 1:
            if not exact and tokens and tokens[0].stem in light_words() and all(token.stop for token in tokens[1:]):
                # « peut-elle », « doit-on », « faut-il »: a question, which no article has to repeat.
                return Term(tokens[0].text, tokens[0].stem, field, light=True)
            apart = self._sequence(tokens, 0, field)
            return apart if exact or apart is None else self._or(apart, self._joined_parts(tokens, field))
        token = tokens[0]
        if exact or token.stem is None:
            return Term(token.text, None, field)
        written = lowered(unicodedata.normalize("NFC", text)[token.start : token.end])
        others: list[Plan] = [Term("", stem, field, OTHER_WORD) for stem in alternatives(written) if stem != token.stem]
        others += [Sequence(parts, 0, field) for parts in parts_of_word(token.text, self.articles)]
        light = token.stem in light_words()
        return self._or(Term(token.text, token.stem, field, homograph=tells_apart(written), light=light), others)

    def _joined_parts(self, tokens: tuple[Token, ...], field: TextField | None) -> list[Plan]:
        """Return « weekend » for « week-end », « a320 » for « A-320 », « 20 h » for « 20h00 »."""
        surfaces = [token.text for token in tokens]
        if surfaces[1:] == ["h", "00"]:
            return [Sequence((surfaces[0], "h"), 0, field)]
        joined = "".join(surfaces)
        return [Term(joined, stem_of_word(joined), field)] if len(tokens) == 2 else []

    @staticmethod
    def _or(plan: Plan, others: list[Plan]) -> Plan:
        return Either((plan, *others)) if others else plan

    def _sequence(self, tokens: tuple[Token, ...], slop: int, field: TextField | None) -> Plan | None:
        surfaces = tuple(token.text for token in tokens)
        if not surfaces:
            return None
        return Sequence(surfaces, slop, field) if len(surfaces) > 1 else Term(surfaces[0], None, field)

    def _beside(self, nodes: tuple[Node, ...]) -> Plan | None:
        nodes = joined_numbers(nodes)
        words = [node for node in nodes if not isinstance(node, Not)]
        stops = [node for node in words if self._is_stop(node)]
        groups = nodes if self.variants is None else self.variants.runs(nodes)
        if len(stops) < len(words):
            self.ignored.extend(Ignored(node.text, "stop_word") for node in stops if isinstance(node, Word))
            nodes = tuple(node for node in nodes if node not in stops)
            groups = tuple(_without(stops, groups))
            words = [node for node in words if node not in stops]
        self.choice |= len(words) > 1
        return self._joined(groups, All if self.match == "all" else Either, self._in_one_word(nodes))

    def _run(self, run: Run, group: type[All] | type[Either], others: Mapping[Node, list[Plan]]) -> Plan | None:
        # What the entry stands for is said by all of its words: none has variants of its own there.
        variants, self.variants = self.variants, None
        part = self._joined(run.typed, group, others)
        self.variants = variants
        if part is None or variants is None:
            return part
        return self._or(part, variants.of_run(run, part))

    def _in_one_word(self, nodes: tuple[Node, ...]) -> dict[Node, list[Plan]]:
        """Return, for words side by side that the index has joined, the joined word: it stands for both."""
        found: dict[Node, list[Plan]] = {}
        for one, other in pairwise(nodes):
            match one, other:
                case Word(first, field, False), Word(second, same, False) if field == same:
                    if (joined := joined_words(first, second)) and self.articles(joined):
                        for node in (one, other):
                            found.setdefault(node, []).append(Term(joined, None, field, OTHER_WORD))
        return found

    def _is_stop(self, node: Node) -> bool:
        if not isinstance(node, Word) or node.exact or node.field:
            return False
        tokens = self._tokens(node.text)
        return bool(tokens) and all(token.stop for token in tokens)

    def _joined(
        self,
        nodes: tuple[Node | Run, ...],
        group: type[All] | type[Either],
        others: Mapping[Node, list[Plan]] = MappingProxyType({}),
    ) -> Plan | None:
        wanted: list[Plan] = []
        unwanted: list[Plan] = []
        for node in nodes:
            part = self._run(node, group, others) if isinstance(node, Run) else self.plan(node)
            if part and not isinstance(node, Run) and node in others:
                part = self._or(part, others[node])
            if isinstance(part, Without) and part.wanted is None:
                unwanted.append(part.unwanted)
            elif part:
                wanted.append(part)
        found = group(tuple(wanted)) if len(wanted) > 1 else wanted[0] if wanted else None
        if unwanted:
            return Without(found, Either(tuple(unwanted)) if len(unwanted) > 1 else unwanted[0])
        return found
