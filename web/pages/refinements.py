"""Refinements of a search on its page: facets, sort orders, match modes, exports, filter chips, remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trouvere.index.fields import KEYWORD_FIELDS, Field
from trouvere.search.query.filters import DATE
from trouvere.search.query.nodes import SORTS
from trouvere.search.results import Advice, LooserSearch, Results
from trouvere.web.catalogue import Catalogue
from trouvere.web.links import Links
from trouvere.web.pages.exports import FORMS
from trouvere.web.pages.facets import FacetGroups, FilterChoice
from trouvere.web.pages.periods import histogram, quick_periods
from trouvere.web.params import MATCHES, SearchParams


@dataclass(frozen=True, slots=True)
class Refinements:
    """Collects the values that templates show around results."""

    links: Links
    t: Catalogue

    def refinements(self, params: SearchParams, results: Results, fields: Sequence[Field]) -> dict[str, object]:
        """Return the facets, filters, sort orders and match modes by which the search can be refined."""
        t, links, search = self.t, self.links, self.links.search
        months = results.facets.get("month", ())
        facets = FacetGroups(links, t, fields)
        chips = facets.chips(params)
        return {
            "sorts": [
                self._order(t(f"sort.{sort}"), sort, params)
                for sort in SORTS
                # Where no words are given nothing is more relevant than the rest.
                if params.query or sort != "relevance"
            ],
            "own_sorts": [self._order(label, sort, params) for label, sort in own_sorts(fields, t)],
            "matches": self._matches(params) if params.query else [],
            "groups": facets.groups(params, results),
            # What is looked at where nothing was typed: all there is, or what the filters let through.
            "looked_at": ", ".join(chip.label for chip in chips) or t("archive.all"),
            "browsed": ", ".join((t.plural("results.count", results.total), *(chip.label for chip in chips))),
            "undated": sum(count.count for count in results.facets.get("undated", ())),
            "histogram": histogram(months, params, links, t),
            "quick": quick_periods(months, params, links, t),
            "exports": [
                # An alert is of what is newest, whatever page one is on.
                (form.upper(), links.export(form, replace(params, page=1) if form == "rss" else params))
                for form in FORMS
            ],
            "chips": chips,
            "unfiltered": search(params.unfiltered()),
            # The same search as a form sends it, but for the period, which the form asks.
            "kept": links.pairs(replace(params, page=1, date_from=None, date_to=None)),
        }

    def _order(self, label: str, sort: str, params: SearchParams) -> FilterChoice:
        return FilterChoice(label, self.links.search(replace(params, page=1, sort=sort)), sort == params.sort)

    def _matches(self, params: SearchParams) -> list[FilterChoice]:
        """Return how words side by side can be meant: all of them, any, each as it is written and no other form."""
        plain, t = unquoted(params.query), self.t
        asked = replace(params, page=1, query=plain or params.query)
        address = self.links.search
        found = [
            FilterChoice(t(f"match.{match}"), address(replace(asked, match=match)), not plain and match == asked.match)
            for match in MATCHES
        ]
        if exact := quoted(asked.query):
            found.append(FilterChoice(t("match.exact"), address(replace(asked, query=exact)), plain is not None))
        return found

    def remarks(self, params: SearchParams, results: Results) -> dict[str, object]:
        """Return how the search was understood, and what else could be asked."""
        search = self.links.search
        ignored: dict[str, list[str]] = {}
        for part in results.ignored:
            ignored.setdefault(part.reason, []).append(part.text)
        suggestion = results.suggestion
        literal, wanted = quoted(params.query), quoted(params.query, ignored.get("stop_word", ()))
        return {
            # An article found by another spelling is marked for that one.
            "asked": replace(params, query=results.corrected) if results.corrected else params,
            "ignored": {self.t(f"ignored.{reason}"): words for reason, words in ignored.items()},
            "having_all": self._having_all(params, results),
            "insisted": search(replace(params, page=1, match="all")) if "quote_let_go" in ignored else None,
            "suggested": search(replace(params, page=1, query=suggestion)) if suggestion else None,
            "literally": search(replace(params, page=1, query=literal)) if results.corrected and literal else None,
            "unignored": search(replace(params, page=1, query=wanted)) if "stop_word" in ignored and wanted else None,
        }

    def _having_all(self, params: SearchParams, results: Results) -> FilterChoice | None:
        """Return how many articles have all the words, where that is not all that were found, and the way to those.

        Without an address where there are none; of those alone, as by date, the way back to all.
        """
        if not results.total or not params.query:
            return None
        if params.match == "all" and len(params.query.split()) > 1:
            return FilterChoice(self.t("results.of_some"), self.links.search(replace(params, page=1, match="auto")))
        together = results.match == "all" and " ET " in results.interpreted
        if params.match == "auto" and params.sort == "date" and together:
            return FilterChoice(self.t("results.by_date"), self.links.search(replace(params, page=1, sort="relevance")))
        if results.match == "all" or results.total_all == results.total:
            return None
        if not results.total_all:
            return FilterChoice(self.t("results.of_none"), "") if params.match == "auto" else None
        label = self.t.plural("results.of_all", results.total_all)
        return FilterChoice(label, self.links.search(replace(params, page=1, match="all")))

    def ways(self, params: SearchParams, advice: Advice, fields: Sequence[Field]) -> list[FilterChoice]:
        """Return the looser searches that do find something, with how many articles each finds."""
        return [
            FilterChoice(
                self._way(looser, fields),
                self.links.search(
                    replace(params, query=looser.query, match=looser.match).filtered(looser.filters),
                ),
                count=looser.total,
            )
            for looser in advice.looser
        ]

    def _way(self, looser: LooserSearch, fields: Sequence[Field]) -> str:
        dropped = looser.dropped
        if looser.kind == "filter":
            if not dropped:
                dropped = self.t("dropped.filters")
            elif dropped in (*KEYWORD_FIELDS, DATE):
                dropped = self.t(f"dropped.{dropped}")
            else:
                dropped = self.t("dropped.field", field=FacetGroups(self.links, self.t, fields).label(dropped))
            if not looser.query:
                return dropped
        return self.t(f"way.{looser.kind}", query=looser.query, dropped=dropped)


def own_sorts(fields: Iterable[Field], t: Catalogue) -> list[tuple[str, str]]:
    """Return the orders that declared fields give, in both directions: what readers are told, and what is asked for."""
    return [
        (t(f"sort.{field.kind}_{way}", field=field.labelled(t.language)), f"{sign}{field.name}")
        for field in fields
        if field.ranged or (field.kind == "keyword" and field.show)
        for way, sign in (("up", ""), ("down", "-"))
    ]


_WORD = re.compile(r"""[^\s"«»“”()]+""")
_SYNTAX = re.compile(r"""["«»“”()*~]|\w:\S|(?:^|\s)-\S|\b(?:ET|OU|SAUF|AND|OR|NOT)\b""")


def quoted(query: str, words: Iterable[str] | None = None) -> str | None:
    """Return the query with `words`, or each word, in quotes: searched as typed; None where it is more than words."""
    if _SYNTAX.search(query):
        return None
    wanted = None if words is None else set(words)
    return _WORD.sub(lambda found: f'"{found[0]}"' if wanted is None or found[0] in wanted else found[0], query)


def unquoted(query: str) -> str | None:
    """Return the words of a query that has each in quotes of its own; None where it is any other."""
    plain = query.replace('"', "")
    return plain if plain != query and quoted(plain) == query else None
