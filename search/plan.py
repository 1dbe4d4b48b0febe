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

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from trouvere.index.analysis import Analyzer, Token, folded, french
from trouvere.index.analysis.compounds import joined_words, parts_of
from trouvere.index.analysis.lowercase import lowered
from trouvere.index.analysis.stemming import alternatives, stem_of_word, tells_apart
from trouvere.search.numbers import joined_numbers
from trouvere.search.query import AllOf, AnyOf, Beside, Node, Not, Phrase, Prefix, TextField, Word
from trouvere.search.results import Ignored


@dataclass(frozen=True, slots=True)
class Term:
    """A word in its surface form and, unless it is a stop word or wanted as written, its stem.

    `weight` is what it counts for beside the words as typed; a surface form of "" stands for none. `homograph`: accents
    alone tell the word from others (« retraite », « retraité »), so its stem says more than its surface form.
    """

    surface: str
    stem: str | None
    field: TextField | None = None
    weight: float = 1.0
    homograph: bool = False


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


OTHER_WORD = 0.5
"""What a word counts for that the one typed may also mean: one with the same inflection, the two joined."""

Leaf = Term | Expansion | Sequence
Plan = Leaf | All | Either | Without


@dataclass(frozen=True, slots=True)
class Planned:
    """`plan` is None where nothing of the query can be looked up; `choice` says whether `match` made a difference."""

    plan: Plan | None
    ignored: tuple[Ignored, ...]
    choice: bool


def make_plan(
    node: Node,
    match: Literal["all", "any"],
    analyzer: Analyzer | None = None,
    articles: Callable[[str], int] | None = None,
) -> Planned:
    """Return what to look up for a query; stop words beside other words are left out and said to be.

    `articles` says how many articles of the index have a surface form; with it, words are also looked up joined
    (« total energies »: totalenergies) and apart.
    """
    planner = _Planner(match, french() if analyzer is None else analyzer, articles or _none)
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


def _none(_: str) -> int:
    return 0


class _Planner:
    def __init__(self, match: Literal["all", "any"], analyzer: Analyzer, articles: Callable[[str], int]) -> None:
        self.match = match
        self.analyzer = analyzer
        self.articles = articles
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
            apart = self._sequence(tokens, 0, field)
            return apart if exact or apart is None else self._or(apart, self._joined_parts(tokens, field))
        token = tokens[0]
        if exact or token.stem is None:
            return Term(token.text, None, field)
        written = lowered(unicodedata.normalize("NFC", text)[token.start : token.end])
        others: list[Plan] = [Term("", stem, field, OTHER_WORD) for stem in alternatives(written) if stem != token.stem]
        others += [Sequence(parts, 0, field) for parts in parts_of(token.text, self.articles)]
        return self._or(Term(token.text, token.stem, field, homograph=tells_apart(written)), others)

    def _joined_parts(self, tokens: list[Token], field: TextField | None) -> list[Plan]:
        """Return « weekend » for « week-end », « a320 » for « A-320 », « 20 h » for « 20h00 »."""
        surfaces = [token.text for token in tokens]
        if surfaces[1:] == ["h", "00"]:
            return [Sequence((surfaces[0], "h"), 0, field)]
        joined = "".join(surfaces)
        return [Term(joined, stem_of_word(joined), field)] if len(tokens) == 2 else []

    @staticmethod
    def _or(plan: Plan, others: list[Plan]) -> Plan:
        return Either((plan, *others)) if others else plan

    def _sequence(self, tokens: list[Token], slop: int, field: TextField | None) -> Plan | None:
        surfaces = tuple(token.text for token in tokens)
        if not surfaces:
            return None
        return Sequence(surfaces, slop, field) if len(surfaces) > 1 else Term(surfaces[0], None, field)

    def _beside(self, nodes: tuple[Node, ...]) -> Plan | None:
        nodes = joined_numbers(nodes)
        words = [node for node in nodes if not isinstance(node, Not)]
        stops = [node for node in words if self._is_stop(node)]
        if len(stops) < len(words):
            self.ignored.extend(Ignored(node.text, "stop_word") for node in stops if isinstance(node, Word))
            nodes = tuple(node for node in nodes if node not in stops)
            words = [node for node in words if node not in stops]
        self.choice |= len(words) > 1
        return self._joined(nodes, All if self.match == "all" else Either, self._neighbours(nodes))

    def _neighbours(self, nodes: tuple[Node, ...]) -> dict[Node, list[Plan]]:
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
        tokens = list(self.analyzer.tokens(node.text))
        return bool(tokens) and all(token.stop for token in tokens)

    def _joined(
        self,
        nodes: tuple[Node, ...],
        group: type[All] | type[Either],
        others: Mapping[Node, list[Plan]] = MappingProxyType({}),
    ) -> Plan | None:
        wanted: list[Plan] = []
        unwanted: list[Plan] = []
        for node in nodes:
            part = self.plan(node)
            if part and node in others:
                part = self._or(part, others[node])
            if isinstance(part, Without) and part.wanted is None:
                unwanted.append(part.unwanted)
            elif part:
                wanted.append(part)
        found = group(tuple(wanted)) if len(wanted) > 1 else wanted[0] if wanted else None
        if unwanted:
            return Without(found, Either(tuple(unwanted)) if len(unwanted) > 1 else unwanted[0])
        return found
