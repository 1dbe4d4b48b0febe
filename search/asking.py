"""Reads a query and has an engine find its articles: what every kind of answer begins with, whatever the engine.

Here is decided what a query means: how it is parsed, whether all its words are wanted or any, whether another spelling
is answered instead. An engine (`Finder`) plans with its statistics and finds; what it found stays its own.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Generic, Literal, Protocol, TypeVar

from trouvere.index.article import Article
from trouvere.search.correction import Correction
from trouvere.search.marks import Marks
from trouvere.search.parser import Parsed, parse, written
from trouvere.search.plan import Alternative, Plan, Planned
from trouvere.search.query import AllOf, AnyOf, Beside, Filters, Limits, Match, Node
from trouvere.search.results import Fragment, Ignored, Variant
from trouvere.search.snippets import fragments
from trouvere.search.typed import begun
from trouvere.search.variants import Variants

LONG = 4
"""Times the characters read of a query that are kept of it, for a correction and for explanations."""


class Found(Protocol):
    """What one way of reading a query finds, as an engine keeps it."""

    @property
    def match(self) -> Literal["all", "any"]:
        """Whether all words were wanted."""
        ...

    @property
    def planned(self) -> Planned:
        """What was looked up."""
        ...

    @property
    def total(self) -> int:
        """Articles found that pass the filters."""
        ...


F = TypeVar("F", bound=Found)
F_co = TypeVar("F_co", bound=Found, covariant=True)
W = TypeVar("W")


class Finder(Protocol[F_co, W]):
    """One generation of an index, as it is asked. `W` is what an engine makes of filters."""

    def confined(self, filters: Filters) -> W:
        """Return what the engine makes of filters."""
        ...

    def plan(self, node: Node, match: Literal["all", "any"], variants: Variants) -> Planned:
        """Return what to look up for a tree."""
        ...

    def find(self, planned: Planned, match: Literal["all", "any"], within: W, *, everything: bool) -> F_co:
        """Return what a plan finds; `everything`: whether a plan of nothing finds all within the filters."""
        ...

    def in_use(self, alternatives: tuple[Alternative, ...], within: W) -> tuple[Alternative, ...]:
        """Return those variants that find something: what filters keep back must not be told of."""
        ...

    def corrected(self, text: str, planned: Planned, found: int, within: W, meant: Container[str]) -> Correction | None:
        """Return another spelling of a query, None where none is better; see `Corrector.correct`."""
        ...


@dataclass(frozen=True, slots=True)
class Asked(Generic[F, W]):
    """A query as it was read, what it finds, and what became of its spelling.

    `text` is what was answered: the query, or `corrected`. `in_use` are the variants looked up that find something.
    """

    text: str
    parsed: Parsed
    within: W
    found: F
    in_use: tuple[Alternative, ...] = ()
    corrected: str | None = None
    suggestion: str | None = None
    unfinished: str = ""
    """The surface form of the word that is being typed; empty where none is."""

    @property
    def total(self) -> int:
        """Articles found that pass the filters."""
        return self.found.total

    @property
    def ignored(self) -> tuple[Ignored, ...]:
        """What of the query was not searched."""
        return (*self.parsed.ignored, *self.found.planned.ignored)

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants that were searched and found something."""
        return tuple(dict.fromkeys(one.variant for one in self.in_use))

    @property
    def stops(self) -> set[str]:
        """The stop words that stepped aside, as typed."""
        return {ignored.text for ignored in self.found.planned.ignored if ignored.reason == "stop_word"}

    @property
    def interpreted(self) -> str:
        """The query as understood: words side by side joined as `match` decided, ignored words left out."""
        node = self.parsed.node
        if isinstance(node, Beside):
            nodes = tuple(part for part in node.nodes if getattr(part, "text", None) not in self.stops)
            group = AllOf if self.found.match == "all" else AnyOf
            node = nodes[0] if len(nodes) == 1 else group(nodes)
        return written(node, self.parsed.filters)


class Reader(Generic[F, W]):
    """Reads queries for one generation, with the variants in force."""

    def __init__(self, finder: Finder[F, W], limits: Limits, variants: Variants) -> None:
        self.finder = finder
        self._limits = limits
        self._variants = variants

    def asked(self, query: str, match: Match, filters: Filters, *, typing: bool = False) -> Asked[F, W]:
        """Return what a query finds: as another spelling where that is surely meant, or with one that may be.

        `typing`: its last word may be unfinished. Then that is also a beginning, and its spelling is nobody's business
        unless nothing begins so.
        """
        asked = self.read(query, match, filters, typing=typing)
        if asked.unfinished and not self.read(f"{asked.unfinished}*", match, filters).total:
            typing = False
            asked = self.read(query, match, filters)
        # What only any of the words finds is not what was asked for.
        found = 0 if match == "auto" and asked.found.match == "any" else asked.total
        other = self.correction(asked, found)
        if other is None:
            return asked
        better = self.read(other.text, match, filters, typing=typing)
        if not better.total:
            return asked
        return replace(better, corrected=other.text) if other.sure else replace(asked, suggestion=other.text)

    def correction(self, asked: Asked[F, W], found: int) -> Correction | None:
        """Return another spelling of a query that all in all finds `found` articles, None where none is better."""
        meant = {surface for one in asked.in_use for surface in one.typed} | {asked.unfinished}
        return self.finder.corrected(asked.text, asked.found.planned, found, asked.within, meant)

    def read(self, query: str, match: Match, filters: Filters, *, typing: bool = False) -> Asked[F, W]:
        """Return what a query finds as it is typed.

        With all the words; where that finds nothing and `match` leaves it to us, with any.
        """
        parsed = self.parsed(query)
        node, unfinished = begun(parsed.node, query) if typing else (parsed.node, "")
        # As much of it as is looked at once more: where it stops being read, `parsed` has said.
        query = (
            query if len(query) <= LONG * self._limits.characters else query.strip()[: LONG * self._limits.characters]
        )
        within = self.finder.confined(filters.and_also(parsed.filters))
        found = self._found(parsed, node, "any" if match == "any" else "all", within)
        if match == "auto" and found.planned.choice and not found.total:
            found = self._found(parsed, node, "any", within)
        alternatives = found.planned.alternatives
        in_use = self.finder.in_use(alternatives, within) if alternatives else ()
        return Asked(query, parsed, within, found, in_use, unfinished=unfinished)

    def parsed(self, query: str) -> Parsed:
        """Return the tree of a text."""
        return parse(query, self._limits)

    def planned(self, node: Node, match: Literal["all", "any"]) -> Planned:
        """Return what to look up for a tree."""
        return self.finder.plan(node, match, self._variants)

    def plan_of(self, query: str) -> Plan | None:
        """Return what of a text is marked for a query, as a plan: any of its words."""
        return self.planned(self.parsed(query).node, "any").plan

    def marked(self, article: Article, query: str) -> tuple[tuple[Fragment, ...], tuple[Fragment, ...]]:
        """Return the title and the text of an article with the words of a query marked."""
        plan = self.plan_of(query)
        title, text = Marks(plan, "title"), Marks(plan, "text")
        return fragments(article.title, title.spans(article.title)), fragments(article.text, text.spans(article.text))

    def _found(self, parsed: Parsed, node: Node, match: Literal["all", "any"], within: W) -> F:
        # Filters typed alone ask for all that passes them; words of which nothing is left ask for nothing.
        return self.finder.find(self.planned(node, match), match, within, everything=bool(parsed.filters))
