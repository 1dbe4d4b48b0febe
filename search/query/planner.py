"""Query planner: from the query tree to the plan; words become terms in their forms, stop words step aside."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from trouvere.index.analysis import Analyzer, Token, folded, french
from trouvere.index.analysis.data import entries
from trouvere.index.analysis.stemming import alternatives, stem_of_word, tells_apart
from trouvere.search.query.inversion import asked, frames
from trouvere.search.query.minimum_match import all_but_frames, enough, insists, insists_within
from trouvere.search.query.nodes import AllOf, AnyOf, Beside, Node, Not, Phrase, Prefix, TextField, Word
from trouvere.search.query.numbers import joined_numbers
from trouvere.search.query.other_writings import OTHER_WORD, OtherWritings, place_of, written_in
from trouvere.search.query.plan import (
    All,
    Alternative,
    Either,
    Expansion,
    Place,
    Plan,
    Planned,
    Sequence,
    Term,
    Wanted,
    Without,
)
from trouvere.search.query.term_statistics import TermStatistics
from trouvere.search.query.variant_lookup import VariantLookup, WordRun
from trouvere.search.query.variants import Variants
from trouvere.search.results import Ignored

PARTIAL_MATCHES: tuple[Wanted, ...] = ("enough", "insisted")
"""What may be wanted that only the figures of an index can decide."""
Side = tuple[tuple[Node | WordRun, ...], Mapping[Node, list[Plan]], bool]
"""What is looked up of words set side by side, what stands for several of them, and whether there are several."""
UNFINISHED_WEIGHT = 0.1
"""What words count for that begin as the one does that is being typed: those that it is now come first."""


def make_plan(
    node: Node,
    wanted: Wanted,
    analyzer: Analyzer | None = None,
    index: TermStatistics | None = None,
    variants: Variants | None = None,
    share: float = 0.0,
) -> Planned:
    """Return what to look up for a query; stop words beside other words are left out and said to be.

    With `index`, words are also looked up in other writings (`other_writings.py`) and in their `variants`; without it
    nothing tells what is enough, so any will do. `share`: how much of a query that is (`minimum_match.py`).
    """
    return _Planner(node, analyzer, index, variants, share).planned(wanted)


def make_plans(node: Node, index: TermStatistics, variants: Variants, share: float) -> Mapping[Wanted, Planned]:
    """Return the plans of a query for all that may be wanted of it: its words, which cost most, are looked up once."""
    planner = _Planner(node, None, index, variants, share)
    every = planner.planned("all")
    some = replace(every, plan=planner.plan_for("enough"))
    return {
        "all": every,
        "any": replace(every, plan=planner.plan_for("any")),
        "enough": some,
        "insisted": replace(every, plan=planner.plan_for("insisted")) if insists_within(node) else some,
    }


@cache
def light_words() -> frozenset[str]:
    """Return the stems of the words that only frame a question."""
    return frozenset(map(stem_of_word, entries("light_words.txt", "trouvere.search.data")))


def _without(stops: Container[Node], groups: Iterable[Node | WordRun]) -> Iterator[Node | WordRun]:
    """Yield the nodes but for stop words; words that are an entry stay one unless nothing is left to look up."""
    for group in groups:
        if not isinstance(group, WordRun):
            if group not in stops:
                yield group
        elif typed := tuple(node for node in group.typed if node not in stops):
            yield WordRun(group.nodes, typed)


class _Planner:
    """Makes the plans of one query, one after another; what it found out of a word is the same in all of them."""

    def __init__(
        self,
        node: Node,
        analyzer: Analyzer | None,
        index: TermStatistics | None,
        variants: Variants | None,
        share: float,
    ) -> None:
        self.node = node
        self.wanted: Wanted = "any"
        self.share = share
        self.analyzer = analyzer = french() if analyzer is None else analyzer
        self.index = index
        # Of no method of this planner: it would hold itself, and the generation that `index` is of.
        self._tokens = cache(lambda text: tuple(analyzer.tokens(text)))
        self._words: dict[tuple[Word, bool], Plan | None] = {}
        self._sides: dict[tuple[tuple[Node, ...], bool], Side] = {}
        self.ignored: list[Ignored] = []
        self.alternatives: list[Alternative] = []
        self.variants: VariantLookup | None = None
        self.otherwise = None if index is None else OtherWritings(index, self._tokens)
        if index is not None and variants is not None:
            self.variants = VariantLookup(variants, index, self._tokens, self.alternatives)
        self.choice = False

    def planned(self, wanted: Wanted) -> Planned:
        """Return the plan, and what is the same for all that may be wanted."""
        plan = self.plan_for(wanted)
        return Planned(
            plan,
            tuple(dict.fromkeys(self.ignored)),
            self.choice,
            tuple(dict.fromkeys(self.alternatives)),
            tuple(self.neighbours(self.node)),
            tuple(dict.fromkeys(self.otherwise.writings)) if self.otherwise else (),
        )

    def plan_for(self, wanted: Wanted) -> Plan | None:
        self.wanted = "any" if self.index is None and wanted in PARTIAL_MATCHES else wanted
        return self.plan(self.node)

    def plan(self, node: Node) -> Plan | None:
        match node:
            case Word():
                key = node, self.variants is None
                if key not in self._words:
                    self._words[key] = self._word(node)
                return self._words[key]
            case Prefix(text, field, unfinished):
                # What stands before the last part is whole words; only the last is a beginning.
                tokens = list(self.analyzer.tokens(text))
                prefix = tokens[-1].text if tokens else folded(text.lower())
                leaf = self.index.expanded(prefix, field) if self.index else Expansion(prefix, field)
                return replace(leaf, weight=UNFINISHED_WEIGHT) if unfinished else leaf
            case Phrase(text, slop, field):
                return self._sequence(tuple(self.analyzer.tokens(text)), slop, field)
            case Not(unwanted):
                # What is excluded is all of it, whatever is wanted of the rest: of that there is no choice.
                before = self.variants, self.wanted, self.choice
                self.variants, self.wanted = None, "all"
                inner = self.plan(unwanted)
                self.variants, self.wanted, self.choice = before
                return Without(None, inner) if inner else None
            case AllOf(nodes):
                return self._joined(nodes, "all")
            case AnyOf(nodes):
                return self._joined(nodes, "any")
            case Beside(nodes):
                return self._beside(nodes)

    def neighbours(self, node: Node) -> Iterator[tuple[Place, Place]]:
        """Yield the words set side by side, each with the next; two stop words say nothing."""
        nodes = joined_numbers(node.nodes) if isinstance(node, Beside) else (node,)
        before: Token | None = None
        for each in nodes:
            tokens = self._asked(each) if isinstance(each, Word) and not each.field else ()
            for token in tokens:
                if before and (before.stem is not None or token.stem is not None):
                    yield place_of(before), place_of(token)
                before = token
            if not tokens:
                before = None

    def _word(self, node: Word) -> Plan | None:
        tokens = self._asked(node)
        if node.exact or len(tokens) != 1:
            plan = self._sequence(tokens, 0, node.field)
            if not node.exact and plan and self.otherwise:
                plan = self._or(plan, self.otherwise.of_parts(node.text, tokens, node.field))
        else:
            plan = self._typed(node.text, tokens[0], node.field)
        if node.exact or plan is None or self.variants is None:
            return plan
        return self._or(plan, self.variants.of_word(node.text, tokens, plan, node.field))

    def _typed(self, text: str, token: Token, field: TextField | None) -> Plan:
        others = self.otherwise.of_word(text, token, field) if self.otherwise else ()
        if token.stem is None:
            return self._or(Term(token.text, None, field), others)
        written = written_in(text, token)
        stems = [Term("", stem, field, OTHER_WORD) for stem in alternatives(written) if stem != token.stem]
        light = token.stem in light_words()
        typed = Term(token.text, token.stem, field, homograph=tells_apart(written), light=light)
        return self._or(typed, (*stems, *others))

    def _asked(self, word: Word) -> tuple[Token, ...]:
        """Return the tokens of a word; of « rassure-t-elle », unless in quotes, only the verb."""
        tokens = self._tokens(word.text)
        return tokens if word.exact or len(tokens) < 2 else asked(word.text, tokens)

    @staticmethod
    def _or(plan: Plan, others: Iterable[Plan]) -> Plan:
        several = (plan, *others)
        return Either(several) if len(several) > 1 else plan

    def _sequence(self, tokens: tuple[Token, ...], slop: int, field: TextField | None) -> Plan | None:
        surfaces = tuple(token.text for token in tokens)
        if not surfaces:
            return None
        return Sequence.of_surfaces(surfaces, slop, field) if len(surfaces) > 1 else Term(surfaces[0], None, field)

    def _beside(self, nodes: tuple[Node, ...]) -> Plan | None:
        key = nodes, self.variants is None
        if key not in self._sides:
            self._sides[key] = self._side(nodes)
        groups, together, several = self._sides[key]
        self.choice |= several
        return self._joined(groups, self.wanted, together, beside=True)

    def _side(self, nodes: tuple[Node, ...]) -> Side:
        """Return what is looked up of words set side by side, and what stands for several of them."""
        nodes = joined_numbers(nodes)
        words = [node for node in nodes if not isinstance(node, Not)]
        stops = [node for node in words if self._is_stop(node)]
        groups = nodes if self.variants is None else self.variants.runs(nodes)
        together: dict[Node, list[Plan]] = self.otherwise.of_words(nodes) if self.otherwise else {}
        for node, streets in self.variants.of_addresses(nodes).items() if self.variants else ():
            together[node] = [*together.get(node, ()), *streets]
        if len(stops) < len(words):
            self.ignored.extend(Ignored(node.text, "stop_word") for node in stops if isinstance(node, Word))
            groups = tuple(_without(stops, groups))
            words = [node for node in words if node not in stops]
        return groups, together, len(words) > 1

    def _run(self, run: WordRun, wanted: Wanted, others: Mapping[Node, list[Plan]]) -> Plan | None:
        # What the entry stands for is said by all of its words: none has variants of its own there.
        variants, self.variants = self.variants, None
        part = self._joined(run.typed, "any" if wanted in PARTIAL_MATCHES else wanted, others)
        self.variants = variants
        if part is None or variants is None:
            return part
        return self._or(part, variants.of_run(run, part))

    def _is_stop(self, node: Node) -> bool:
        if not isinstance(node, Word) or node.exact or node.field:
            return False
        tokens = self._asked(node)
        return bool(tokens) and (all(token.stop for token in tokens) or frames(node.text))

    def _joined(
        self,
        nodes: tuple[Node | WordRun, ...],
        wanted: Wanted,
        others: Mapping[Node, list[Plan]] = MappingProxyType({}),
        *,
        beside: bool = False,
    ) -> Plan | None:
        parts: list[Plan] = []
        insisted: list[bool] = []
        unwanted: list[Plan] = []
        for node in nodes:
            part = self._run(node, wanted, others) if isinstance(node, WordRun) else self.plan(node)
            if part and not isinstance(node, WordRun) and node in others:
                part = self._or(part, others[node])
            if isinstance(part, Without) and part.wanted is None:
                unwanted.append(part.unwanted)
            elif part:
                parts.append(part)
                insisted.append(not isinstance(node, WordRun) and insists(node))
        found = self._group(parts, insisted, wanted, beside) if len(parts) > 1 else parts[0] if parts else None
        if unwanted:
            return Without(found, Either(tuple(unwanted)) if len(unwanted) > 1 else unwanted[0])
        return found

    def _group(self, parts: list[Plan], insisted: list[bool], wanted: Wanted, beside: bool) -> Plan:
        if self.index is not None and wanted in PARTIAL_MATCHES:
            return enough(parts, insisted if wanted == "insisted" else (), self.index, self.share)
        if wanted == "all":
            return all_but_frames(parts) if beside else All(tuple(parts))
        return Either(tuple(parts))
