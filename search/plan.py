"""From what a person wrote to what an engine looks up: words become terms in their forms, stop words step aside.

Plan
├── Term         one word, in both forms or as written only
├── Expansion    words that begin so
├── Sequence     words as written, in order
├── All          every part
├── Either       at least one part
└── Without      what `wanted` finds and `unwanted` does not
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from trouvere.index.analysis import Analyzer, Token, folded, french
from trouvere.search.query import AllOf, AnyOf, Beside, Node, Not, Phrase, Prefix, TextField, Word
from trouvere.search.results import Ignored


@dataclass(frozen=True, slots=True)
class Term:
    """A word in its surface form and, unless it is a stop word or wanted as written, its stem."""

    surface: str
    stem: str | None
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """The words of the index whose surface form begins with `prefix`."""

    prefix: str
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """Surface forms in this order, with at most `slop` other words between each and the next."""

    surfaces: tuple[str, ...]
    slop: int = 0
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Every part."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What `wanted` finds and `unwanted` does not; `wanted` None stands for every article."""

    wanted: Plan | None
    unwanted: Plan


Leaf = Term | Expansion | Sequence
Plan = Leaf | All | Either | Without


@dataclass(frozen=True, slots=True)
class Planned:
    """`plan` is None where nothing of the query can be looked up; `choice` says whether `match` made a difference."""

    plan: Plan | None
    ignored: tuple[Ignored, ...]
    choice: bool


def make_plan(node: Node, match: Literal["all", "any"], analyzer: Analyzer | None = None) -> Planned:
    """Return what to look up for a query; stop words beside other words are left out and said to be."""
    planner = _Planner(match, french() if analyzer is None else analyzer)
    plan = planner.plan(node)
    return Planned(plan, tuple(dict.fromkeys(planner.ignored)), planner.choice)


def leaves(plan: Plan | None) -> Iterator[Leaf]:
    """Yield the leaves that can make an article found: nothing of what is unwanted."""
    match plan:
        case None:
            return
        case All(parts) | Either(parts):
            for part in parts:
                yield from leaves(part)
        case Without(wanted, _):
            yield from leaves(wanted)
        case _:
            yield plan


class _Planner:
    def __init__(self, match: Literal["all", "any"], analyzer: Analyzer) -> None:
        self.match = match
        self.analyzer = analyzer
        self.ignored: list[Ignored] = []
        self.choice = False

    def plan(self, node: Node) -> Plan | None:
        match node:
            case Word(text, field, exact):
                return self._word(text, field, exact)
            case Prefix(text, field):
                # What stands before the last part is whole words; only the last is a beginning.
                tokens = list(self.analyzer.tokens(text))
                return Expansion(tokens[-1].text if tokens else folded(text.lower()), field)
            case Phrase(text, slop, field):
                return self._sequence(list(self.analyzer.tokens(text)), slop, field)
            case Not(unwanted):
                inner = self.plan(unwanted)
                return Without(None, inner) if inner else None
            case AllOf(nodes):
                return self._joined(nodes, All)
            case AnyOf(nodes):
                return self._joined(nodes, Either)
            case Beside(nodes):
                return self._beside(nodes)

    def _word(self, text: str, field: TextField | None, exact: bool) -> Plan | None:
        tokens = list(self.analyzer.tokens(text))
        if len(tokens) != 1:
            return self._sequence(tokens, 0, field)
        token = tokens[0]
        return Term(token.text, None if exact else token.stem, field)

    def _sequence(self, tokens: list[Token], slop: int, field: TextField | None) -> Plan | None:
        surfaces = tuple(token.text for token in tokens)
        if not surfaces:
            return None
        return Sequence(surfaces, slop, field) if len(surfaces) > 1 else Term(surfaces[0], None, field)

    def _beside(self, nodes: tuple[Node, ...]) -> Plan | None:
        words = [node for node in nodes if not isinstance(node, Not)]
        stops = [node for node in words if self._is_stop(node)]
        if len(stops) < len(words):
            self.ignored.extend(Ignored(node.text, "stop_word") for node in stops if isinstance(node, Word))
            nodes = tuple(node for node in nodes if node not in stops)
            words = [node for node in words if node not in stops]
        self.choice |= len(words) > 1
        return self._joined(nodes, All if self.match == "all" else Either)

    def _is_stop(self, node: Node) -> bool:
        if not isinstance(node, Word) or node.exact or node.field:
            return False
        tokens = list(self.analyzer.tokens(node.text))
        return bool(tokens) and all(token.stop for token in tokens)

    def _joined(self, nodes: tuple[Node, ...], group: type[All] | type[Either]) -> Plan | None:
        wanted: list[Plan] = []
        unwanted: list[Plan] = []
        for node in nodes:
            part = self.plan(node)
            if isinstance(part, Without) and part.wanted is None:
                unwanted.append(part.unwanted)
            elif part:
                wanted.append(part)
        found = group(tuple(wanted)) if len(wanted) > 1 else wanted[0] if wanted else None
        if unwanted:
            return Without(found, Either(tuple(unwanted)) if len(unwanted) > 1 else unwanted[0])
        return found
