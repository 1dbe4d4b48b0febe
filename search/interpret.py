"""Query interpretation: reads a query and has an engine find its articles, whatever the engine.

Here is decided what a query means: how it is parsed, whether all its words are wanted or any, whether another spelling
is answered instead. An engine (`Finder`) plans with its statistics and finds; what it found stays its own.
"""

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, Protocol, TypeVar

from trouvere.index.analysis import french
from trouvere.index.article import Article
from trouvere.index.fields import Field
from trouvere.search.highlight.marks import Marks
from trouvere.search.highlight.snippets import fragments
from trouvere.search.query.filters import NO_FILTERS, Filters
from trouvere.search.query.minimum_match import insists_within
from trouvere.search.query.nodes import AllOf, AnyOf, Beside, Limits, Match, Node, Not, Prefix, Sort
from trouvere.search.query.numbers import joined_numbers
from trouvere.search.query.parser import Parsed, parse, query_text, shortened
from trouvere.search.query.parser.grammar import joined
from trouvere.search.query.partial_query import with_last_word_as_prefix
from trouvere.search.query.plan import Alternative, Leaf, OtherWriting, Plan, Planned, Sequence, Wanted, leaves
from trouvere.search.query.variants import Variants
from trouvere.search.request import SearchRequest
from trouvere.search.results import Fragment, Ignored, Variant
from trouvere.search.suggest.completion import Completer
from trouvere.search.suggest.correction import Correction, Corrector
from trouvere.search.suggest.doc_sets import DocSets
from trouvere.search.suggest.relaxation import is_stop, pasted, quotations, unquoted

QUERY_SLACK = 4
"""Times the characters read of a query that are kept of it, for a correction and for explanations."""


class Found(Protocol):
    """What one way of reading a query finds, as an engine keeps it."""

    @property
    def planned(self) -> Planned:
        """What was looked up."""
        ...

    @property
    def total(self) -> int:
        """Articles found that pass the filters."""
        ...

    @property
    def counted(self) -> int:
        """How many of those articles another plan finds, where one was to be counted."""
        ...


F = TypeVar("F", bound=Found)
F_co = TypeVar("F_co", bound=Found, covariant=True)
W = TypeVar("W")


class ReaderView(Protocol):
    """A generation as one reader sees it: what decides about words."""

    @property
    def completer(self) -> Completer[Any]:
        """Completes what is being typed."""
        ...

    @property
    def corrector(self) -> Corrector[Any]:
        """Finds another spelling of a query."""
        ...

    @property
    def doc_sets(self) -> DocSets[Any, Any]:
        """Sets of the articles that the reader may see."""
        ...

    def plan(self, node: Node, wanted: Wanted, variants: Variants) -> Planned:
        """Return what to look up for a tree."""
        ...


class Finder(Protocol[F_co, W]):
    """One generation of an index, as it is asked. `W` is what an engine makes of filters."""

    @property
    def view(self) -> ReaderView:
        """The generation as the reader of the request sees it."""
        ...

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that the index declares."""
        ...

    def confined(self, filters: Filters) -> W:
        """Return what the engine makes of filters."""
        ...

    def find(self, planned: Planned, within: W, *, everything: bool, count: Plan | None = None) -> F_co:
        """Return what a plan finds; `everything`: whether a plan of nothing finds all within the filters.

        It is also counted what `count` finds.
        """
        ...

    def any_of(self, leaves: Several[Leaf], within: W) -> list[bool]:
        """Say of each leaf whether it finds something: what filters keep back must not be told of."""
        ...


@dataclass(frozen=True, slots=True)
class Interpretation(Generic[F, W]):
    """A query as it was read, what it finds, and what became of its spelling.

    `text` is what was answered: the query, or `corrected`. `in_use` are the variants looked up that find something.
    `match` says whether all that was found has all the words, `total_all` how many articles have them.
    """

    text: str
    parsed: Parsed
    within: W
    found: F
    match: Literal["all", "any"]
    total_all: int
    in_use: tuple[Alternative, ...] = ()
    meant: frozenset[str] = frozenset()
    """Surface forms that a variant or another writing finds, so that no slip is seen in them: « tshirt »."""
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
        """The query as understood: words side by side joined as `match` says, ignored words left out."""
        node = self.parsed.node
        if isinstance(node, Beside):
            stops = self.stops
            nodes = [part for part in joined_numbers(node.nodes) if not is_stop(part, stops)]
            group = AllOf if self.match == "all" else AnyOf
            # An exclusion is no alternative: it is about all that is found.
            excluded = [part for part in nodes if isinstance(part, Not)]
            found = joined(group, [part for part in nodes if not isinstance(part, Not)])
            node = joined(Beside, [found, *excluded])
        return query_text(node, self.parsed.filters)


class Interpreter(Generic[F, W]):
    """Reads queries for one generation, with the variants in force."""

    def __init__(self, finder: Finder[F, W], limits: Limits, variants: Variants) -> None:
        self.finder = finder
        self._limits = limits
        self._variants = variants

    def asked(self, request: SearchRequest) -> Interpretation[F, W]:
        """Return what a query finds: as another spelling where that is surely meant, or with one that may be.

        Where somebody is typing, its last word may be unfinished. Then that is also a prefix, and its spelling is
        nobody's business unless nothing begins so.
        """
        asked = self.read(request)
        if not request.query.strip():
            # Nothing is typed that could be another word.
            return asked
        if asked.unfinished and not self._begins(asked.unfinished, request.filters):
            request = replace(request, typing=False)
            asked = self.read(request)
        # What only some of the words find is not what was asked for.
        other = self.correction(asked, asked.total if request.match == "any" else asked.total_all)
        if other is None:
            return asked
        better = self.read(replace(request, query=other.text))
        if not better.total:
            return asked
        return replace(better, corrected=other.text) if other.sure else replace(asked, suggestion=other.text)

    def correction(self, asked: Interpretation[F, W], found: int) -> Correction | None:
        """Return another spelling of a query that all in all finds `found` articles, None where none is better."""
        meant = {*asked.meant, asked.unfinished}
        literal = {token.text for text in quotations(asked.parsed.node) for token in french().tokens(text)}
        view = self.finder.view
        among = view.doc_sets.within(asked.within)
        return view.corrector.correct(asked.text, asked.found.planned.plan, found, among, meant, literal)

    def read(self, request: SearchRequest) -> Interpretation[F, W]:
        """Return what a query finds as it is typed.

        Where `match` leaves it to us, and the best come first: what has enough of the words. By date, what has all of
        them if anything has, or what is newest would be beside the point.
        """
        query, match = request.query, request.match
        parsed = self.parsed(query)
        # As much of it as is looked at once more: where it stops being read, `parsed` has said.
        longest = QUERY_SLACK * self._limits.characters
        query = query if len(query) <= longest else query.strip()[:longest]
        within = self.finder.confined(request.filters.and_also(parsed.filters))
        if match == "auto":
            parsed = self._without_quotes(parsed, within)
        node, unfinished = with_last_word_as_prefix(parsed.node, query) if request.typing else (parsed.node, "")
        every = self.planned(node, "all")
        # Where nothing is typed, all that passes the filters is asked for: browsing.
        everything = bool(parsed.filters) or not query.strip()
        found, total_all = self._found(node, match, request.sort, every, within, everything=everything)
        of_some = found.total != total_all or not found.total or match == "any"
        others: tuple[Alternative | OtherWriting, ...] = (*found.planned.alternatives, *found.planned.writings)
        there = self.finder.any_of([one.leaf for one in others], within) if others else ()
        finding = [one for one, finds in zip(others, there, strict=True) if finds]
        return Interpretation(
            query,
            parsed,
            within,
            found,
            match="any" if of_some and every.choice else "all",
            total_all=total_all,
            in_use=tuple(one for one in finding if isinstance(one, Alternative)),
            meant=frozenset(surface for one in finding for surface in one.typed),
            unfinished=unfinished,
        )

    def parsed(self, query: str) -> Parsed:
        """Return the tree of a text, and the filters that it names."""
        return parse(query, self._limits, self.finder.fields)

    def planned(self, node: Node, wanted: Wanted) -> Planned:
        """Return what to look up for a tree."""
        return self.finder.view.plan(node, wanted, self._variants)

    def plan_of(self, query: str) -> Plan | None:
        """Return what of a text is marked for a query, as a plan: any of its words."""
        parsed = self._without_quotes(self.parsed(query), self.finder.confined(NO_FILTERS))
        return self.planned(parsed.node, "any").plan

    def marked(self, article: Article, query: str) -> tuple[tuple[Fragment, ...], tuple[Fragment, ...]]:
        """Return the title and the text of an article with the words of a query marked."""
        plan = self.plan_of(query)
        title, text = Marks(plan, "title"), Marks(plan, "text")
        return fragments(article.title, title.spans(article.title)), fragments(article.text, text.spans(article.text))

    def _without_quotes(self, parsed: Parsed, within: W) -> Parsed:
        """Let go of the quotes around what was pasted and stands nowhere: its words are searched as others are."""
        planned = [(phrase, self.planned(phrase, "all").plan) for phrase in pasted(parsed.node)]
        looked_up = [(phrase, plan) for phrase, plan in planned if isinstance(plan, Sequence)]
        if not looked_up:
            return parsed
        there = self.finder.any_of([plan for _, plan in looked_up], within)
        gone = tuple(phrase for (phrase, _), found in zip(looked_up, there, strict=True) if not found)
        told = tuple(Ignored(shortened(query_text(phrase)), "quote_let_go") for phrase in gone)
        return replace(parsed, node=unquoted(parsed.node, gone), ignored=(*parsed.ignored, *told))

    def _begins(self, surface: str, filters: Filters) -> bool:
        """Say whether a word of the articles begins so: the leaf is one of what was looked up for the query."""
        plan = self.planned(Prefix(surface, unfinished=True), "any").plan
        return any(self.finder.any_of(list(leaves(plan)), self.finder.confined(filters)))

    def _found(
        self, node: Node, match: Match, sort: Sort, every: Planned, within: W, *, everything: bool
    ) -> tuple[F, int]:
        """Return what is found, and how much of it has all the words; `every` is the plan for these.

        Filters typed alone ask for all that passes them (`everything`); words of which nothing is left, for nothing.
        """

        def find(planned: Planned, count: Plan | None = None) -> F:
            return self.finder.find(planned, within, everything=everything, count=count)

        if match == "all" or not every.choice:
            found = find(every)
            return found, found.total
        if match == "any":
            found = find(self.planned(node, "any"), every.plan)
            return found, found.counted
        insisted = insists_within(node)
        if sort != "relevance":
            found = find(every)
            total_all = found.total
        else:
            found = find(self.planned(node, "insisted" if insisted else "enough"), every.plan)
            total_all = found.counted
        if not total_all:
            # Nobody has all that is asked for: nothing is insisted on.
            if insisted or sort != "relevance":
                found = find(self.planned(node, "enough"))
            if not found.total:
                found = find(self.planned(node, "any"))
        return found, total_all
