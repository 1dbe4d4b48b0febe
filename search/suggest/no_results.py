"""Advice for a query without results: which part of it left nothing, and what looser searches do find.

Every looser search is really done, so none is proposed that finds nothing; there are some twelve at most. The engine
only tells how many articles have what (`DocSets`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import Generic, Literal

from trouvere.index.lazy import cached_property
from trouvere.search.interpret import F, Interpreter, W
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import Match, Node, Not
from trouvere.search.query.parser import query_text
from trouvere.search.request import SearchRequest
from trouvere.search.results import Advice, LooserSearch, WordCount
from trouvere.search.suggest.doc_sets import D, DocSets
from trouvere.search.suggest.relaxation import parts_of, unquoted, wants_all, without

Kind = Literal["spelling", "without", "any", "unquoted", "filter"]
TRIED_SEARCHES, SHOWN_SEARCHES = 4, 3
"""Searches without a word: those tried, the most promising ones, and those shown."""


@dataclass(frozen=True, slots=True)
class QueryPart(Generic[D]):
    """A part of the query, the articles that have it and may be found (those an exclusion takes away), how many."""

    node: Node
    docs: D
    count: int

    @property
    def text(self) -> str:
        """The part as query text."""
        return query_text(self.node)


class NoResultsAdviser(Generic[D, F, W]):
    """Advises on one query. `filters` may be let go of; what may be seen at all the reader knows."""

    def __init__(self, reader: Interpreter[F, W], sets: DocSets[D, W], request: SearchRequest) -> None:
        self._reader, self._sets, self._request = reader, sets, request
        self._query, self._match, self._filters = request.query, request.match, request.filters
        self._asked = reader.read(request)
        parsed = self._asked.parsed
        self._node, self._typed = parsed.node, parsed.filters
        self._all = wants_all(self._node, request.match)
        nodes = dict.fromkeys(parts_of(self._node, request.match, self._asked.stops))
        self._parts = self._having(node for node in nodes if not isinstance(node, Not))
        self._excluded = self._having(node for node in nodes if isinstance(node, Not))

    def advice(self) -> Advice:
        """Return what to say."""
        return Advice(
            words=tuple(WordCount(part.text, part.count) for part in self._parts),
            emptied_by=self._blamed.text if self._blamed else None,
            looser=() if self._asked.total else tuple(self._looser()),
        )

    def _having(self, nodes: Iterator[Node]) -> list[QueryPart[D]]:
        planned = ((node, self._reader.planned(node.node if isinstance(node, Not) else node, "all")) for node in nodes)
        found = [(node, self._sets.found(each.plan, self._asked.within)) for node, each in planned if each.plan]
        counts = self._sets.sizes([docs for _, docs in found])
        return [QueryPart(node, docs, count) for (node, docs), count in zip(found, counts, strict=True)]

    @cached_property
    def _blamed(self) -> QueryPart[D] | None:
        """The part that left nothing; an unknown word is the first to blame, an exclusion the last."""
        by_any = self._match == "auto" and not self._asked.total_all
        if not self._parts or (self._asked.total and not by_any):
            return None
        left = self._parts[0].docs
        if self._all or len(self._parts) == 1:
            if unknown := next((part for part in self._parts if not part.count), None):
                return unknown
            for part in self._parts[1:]:
                left = self._sets.both(left, part.docs)
                if self._none(left):
                    return part
        else:
            # Where any would have done, no one of several is to blame.
            left = self._sets.either([part.docs for part in self._parts])
        for part in self._excluded if not self._none(left) else ():
            left = self._sets.without(left, part.docs)
            if self._none(left):
                return part
        return None

    def _none(self, docs: D) -> bool:
        return not self._sets.sizes([docs])[0]

    def _looser(self) -> Iterator[LooserSearch]:
        """Yield looser searches that find something, those first that keep most of what was meant."""
        if other := self._reader.correction(self._asked, 0):
            yield from self._search("spelling", other.text)
        plain = unquoted(self._node)
        text = query_text(plain, self._typed)
        # Not where a word would be something else out of its quotes: « -SNCF », « titre:or ».
        if plain != self._node and self._reader.parsed(text).node == plain:
            yield from self._search("unquoted", text)
        yield from self._without_filters()
        yield from self._without_words()
        if self._match == "all" and self._asked.found.planned.choice:
            yield from self._search("any", self._query, match="any")

    def _without_filters(self) -> Iterator[LooserSearch]:
        """Yield searches without one of the filters, chosen or typed; without any of them, where that finds more."""
        names = list(dict.fromkeys((*self._filters.names, *self._typed.names)))
        found = [one for name in names for one in self._without_filter(name)]
        yield from found
        if len(names) > 1:
            most = max((one.total for one in found), default=0)
            yield from (one for one in self._without_filter("") if one.total > most)

    def _without_filter(self, name: str) -> Iterator[LooserSearch]:
        left = self._typed.let_go(name)
        query = self._query if left == self._typed else query_text(self._node, left)
        return self._search("filter", query, filters=self._filters.let_go(name), dropped=name)

    def _without_words(self) -> Iterator[LooserSearch]:
        """Yield searches without one part, those first that find most; of several unknown words, without all these."""
        if self._blamed and isinstance(self._blamed.node, Not):
            yield from self._without(self._blamed)
            return
        if not self._all or len(self._parts) < 2:
            return
        found = [one for part in self._promising() for one in self._without(part)]
        unknown = [part for part in self._parts if not part.count]
        if 1 < len(unknown) < len(self._parts):
            found += self._without(*unknown)
        blamed = self._blamed.text if self._blamed else ""
        yield from sorted(found, key=lambda one: (-one.total, one.dropped != blamed))[:SHOWN_SEARCHES]

    def _without(self, *parts: QueryPart[D]) -> Iterator[LooserSearch]:
        node = reduce(lambda node, part: without(node, part.node, self._asked.stops), parts, self._node)
        return self._search("without", query_text(node, self._typed), dropped=" ".join(part.text for part in parts))

    def _promising(self) -> list[QueryPart[D]]:
        """Return the parts that stand most in the way: most articles have all others but them."""
        lacking = self._sets.all_but([part.docs for part in self._parts])
        # An article that has all but one of the parts stands in the way of that one, not of those that it has.
        ranked = sorted(zip(self._parts, lacking, strict=True), key=lambda each: (-each[1], each[0].count))
        return [part for part, _ in ranked[:TRIED_SEARCHES]]

    def _search(
        self,
        kind: Kind,
        query: str,
        *,
        match: Match | None = None,
        filters: Filters | None = None,
        dropped: str = "",
    ) -> Iterator[LooserSearch]:
        """Yield a search if it finds something."""
        match, filters = match or self._match, self._filters if filters is None else filters
        looser = replace(self._request, query=query, match=match, filters=filters)
        if total := self._reader.asked(looser).total:
            yield LooserSearch(kind=kind, query=query, match=match, filters=filters, total=total, dropped=dropped)
