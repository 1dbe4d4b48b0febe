"""Facets and chips: values that a search is narrowed to or excludes, each a link; the ends of numbers and dates.

A group of values belongs to one field, of every article or declared by the site. What is chosen or excluded stands
first, with what the search would find without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trouvere.index.fields import KEYWORD_FIELDS, Field, field_named
from trouvere.index.validation import Unfit
from trouvere.search.results import FacetCount, Facets, FacetStats, FacetValues, Results
from trouvere.web.catalogue import Catalogue
from trouvere.web.links import Links
from trouvere.web.pages.facts import ends_of, value_of
from trouvere.web.pages.periods import whole
from trouvere.web.params import GREATEST, LEAST, SearchParams

SHOWN_VALUES, FOLDED_VALUES = 8, 5
"""Values of a facet that stand beside results, in a group that is open and in one that is folded; all of them have a
page of their own."""
OPEN_GROUPS = 3
"""Groups of values that stand open; those behind them are folded, unless something in them is chosen."""
FIRST, LAST = ("source", "category"), ("tags", "authors")
"""Facets of every article that stand before those that the site declares, and behind them."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A link that sets or removes a filter: its label and address, whether it is active, its count of articles.

    `exclusion` is the address that excludes the value; `excluded`: that is so, and the address takes it back.
    """

    label: str
    url: str
    active: bool = False
    count: int | None = None
    exclusion: str = ""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class RangeForm:
    """The two ends of a number or a date as a form asks them: names, what is chosen, what is least and greatest."""

    kind: str
    names: tuple[str, str]
    chosen: tuple[str, str]
    known: tuple[str, str]
    kept: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """A facet: the values of one filter, or its two ends. `everything` leads to the values that are not shown."""

    name: str
    label: str
    choices: tuple[FilterChoice, ...] = ()
    everything: str = ""
    ends: RangeForm | None = None
    folded: bool = False

    @property
    def chosen(self) -> int:
        """How many of its values are chosen or excluded."""
        held = sum(one.active or one.excluded for one in self.choices)
        return held + (self.ends is not None and any(self.ends.chosen))


@dataclass(frozen=True, slots=True)
class FacetGroups:
    """Makes groups and chips of the fields that the index declares."""

    links: Links
    t: Catalogue
    fields: Sequence[Field]

    def label(self, name: str) -> str:
        """Return what a reader is shown for the name of a field."""
        declared = field_named(self.fields, name) if name not in KEYWORD_FIELDS else None
        return declared.labelled(self.t.language) if declared else self.t(f"filter.{name}")

    def groups(self, params: SearchParams, results: Results) -> list[FilterGroup]:
        """Return what can be chosen from, the first groups open."""
        found: list[FilterGroup] = []
        for name in self._names():
            declared = field_named(self.fields, name) if name not in KEYWORD_FIELDS else None
            if declared and declared.ranged:
                group = self._ends(declared, params, results.facet_stats.get(name))
            else:
                most = FOLDED_VALUES if len(found) >= OPEN_GROUPS else SHOWN_VALUES
                group = self._values(name, results.facets.get(name, ()), params, most)
            if group:
                found.append(replace(group, folded=len(found) >= OPEN_GROUPS and not group.chosen))
        return found

    def all_values(self, params: SearchParams, values: FacetValues) -> tuple[FilterChoice, ...]:
        """Return values of one facet, as many as were asked for, each as beside results."""
        return tuple(self._choice(values.field, one.value, params, one.count) for one in values.values if one.value)

    def browsing(self, facets: Facets) -> list[FilterGroup]:
        """Return the values of an archive as links to all that has them."""
        found: list[FilterGroup] = []
        for name in self._names():
            counts = [one for one in facets.get(name, ()) if one.value]
            choices = tuple(
                FilterChoice(self._text(name, one.value), self._one(name, one.value), count=one.count) for one in counts
            )
            if choices:
                everything = self.links.facet(name, SearchParams()) if len(choices) > SHOWN_VALUES else ""
                label, folded = self.label(name), len(found) >= OPEN_GROUPS
                found.append(FilterGroup(name, label, choices[:SHOWN_VALUES], everything=everything, folded=folded))
        return found

    def chips(self, params: SearchParams) -> list[FilterChoice]:
        """Return every filter that holds, as a link to the same search without it."""
        links, t = self.links, self.t
        found = []
        for excluded in (False, True):
            for name in (*KEYWORD_FIELDS, *(field.name for field in self.fields)):
                values = params.values(name, excluded=excluded)
                for value in values:
                    wording = t(
                        "chip.without" if excluded else "chip.value",
                        field=self.label(name),
                        value=self._text(name, value),
                    )
                    others = (one for one in values if one != value)
                    found.append(FilterChoice(wording, links.search(params.choosing(name, others, excluded=excluded))))
        if period := whole(params, t):
            label = t("chip.period", period=period)
            found.append(FilterChoice(label, links.search(replace(params, page=1, date_from=None, date_to=None))))
            return found
        if params.date_from:
            label = t("chip.from", day=t.day(params.date_from))
            found.append(FilterChoice(label, links.search(replace(params, page=1, date_from=None))))
        if params.date_to:
            label = t("chip.to", day=t.day(params.date_to))
            found.append(FilterChoice(label, links.search(replace(params, page=1, date_to=None))))
        return found

    def _names(self) -> Iterable[str]:
        return (*FIRST, *(field.name for field in self.fields if field.facet), *LAST)

    def _one(self, name: str, value: str) -> str:
        return self.links.search(SearchParams(sort="date").choosing(name, (value,)))

    def _values(self, name: str, counts: Iterable[FacetCount], params: SearchParams, most: int) -> FilterGroup | None:
        """Return the values of a filter as links that add the value, or take it away where it holds."""
        known = {count.value: count.count for count in counts if count.value}
        held = dict.fromkeys((*self._held(name, params), *self._held(name, params, excluded=True)))
        # What is chosen stays in sight, first, even where it now counts nothing.
        values = list(dict.fromkeys((*held, *known)))
        if not values:
            return None
        choices = [self._choice(name, value, params, known.get(value, 0)) for value in values]
        cut = max(most, len(held))
        if len(choices) == cut + 1:
            cut += 1
        everything = self.links.facet(name, params) if len(choices) > cut else ""
        return FilterGroup(name, self.label(name), tuple(choices[:cut]), everything)

    def _choice(self, name: str, value: str, params: SearchParams, count: int) -> FilterChoice:
        wanted, unwanted = self._held(name, params), self._held(name, params, excluded=True)
        label, search = self._text(name, value), self.links.search
        if value in unwanted:
            others = (one for one in unwanted if one != value)
            address = search(params.choosing(name, others, excluded=True))
            return FilterChoice(label, address, count=count, excluded=True)
        # What is excluded cannot be chosen as well.
        without = params.choosing(name, (one for one in wanted if one != value))
        return FilterChoice(
            label,
            search(without if value in wanted else params.choosing(name, (*wanted, value))),
            value in wanted,
            count,
            exclusion=search(without.choosing(name, (*unwanted, value), excluded=True)),
        )

    def _ends(self, field: Field, params: SearchParams, stats: FacetStats | None) -> FilterGroup | None:
        """Return a number or a date as its two ends; None where there is nothing to choose from."""
        values = params.values(field.name)
        if not values and (stats is None or stats.least == stats.greatest):
            return None
        known = (str(stats.least), str(stats.greatest)) if stats else ("", "")
        ends = RangeForm(
            field.kind,
            (f"{field.name}{LEAST}", f"{field.name}{GREATEST}"),
            # Of several ranges no form can tell; the chips do.
            ends_of(field, values[0]) if len(values) == 1 else ("", ""),
            (value_of(field, known[0], self.t), value_of(field, known[1], self.t)),
            self.links.pairs(params.choosing(field.name, ())),
        )
        return FilterGroup(field.name, field.labelled(self.t.language), ends=ends)

    def _held(self, name: str, params: SearchParams, *, excluded: bool = False) -> tuple[str, ...]:
        """Return what is chosen, written as facets have it: a boolean is `true` or `false`."""
        values = params.values(name, excluded=excluded)
        declared = field_named(self.fields, name) if name not in KEYWORD_FIELDS else None
        if declared and declared.kind == "boolean":
            return tuple(dict.fromkeys(_term(declared, value) for value in values))
        return values

    def _text(self, name: str, value: str) -> str:
        declared = field_named(self.fields, name) if name not in KEYWORD_FIELDS else None
        return value_of(declared, value, self.t) if declared else value


def _term(field: Field, value: str) -> str:
    try:
        return field.term(value)
    except Unfit:
        return value
