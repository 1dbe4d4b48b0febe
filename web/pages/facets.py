"""Facets and chips: values that a search is narrowed to or excludes, each a link; the ends of numbers and dates.

A group of values belongs to one field, of every article or declared by the site. What is chosen or excluded stands
first, with what the search would find without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from trouvere.index.analysis import folded_value
from trouvere.index.field_terms import Kind, span_of, term_of
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
MOST_COUNTED = 10
"""Rare values of one field that are counted one by one because they are chosen."""
BOOLEANS = ("false", "true")
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
        declared = self._declared(name)
        return declared.labelled(self.t.language) if declared else self.t(f"filter.{name}")

    def groups(self, params: SearchParams, results: Results) -> list[FilterGroup]:
        """Return what can be chosen from, the first groups open."""
        found: list[FilterGroup] = []
        for name in self._names():
            declared = self._declared(name)
            if declared and declared.ranged:
                group = self._ends(declared, params, results.facet_stats.get(name))
            else:
                most = FOLDED_VALUES if len(found) >= OPEN_GROUPS else SHOWN_VALUES
                group = self._values(name, results.facets.get(name, ()), params, most)
            if group:
                found.append(replace(group, folded=len(found) >= OPEN_GROUPS and not group.chosen))
        return found

    def counted(self, params: SearchParams, facets: Facets, ask: Callable[[str, str], FacetValues]) -> Facets:
        """Return facets with counts of what is chosen or excluded, however rare: searches count frequent values alone.

        `ask` gives all values of a field that begin as a text does, as far as they are counted.
        """
        found = dict(facets)
        for name, counts in facets.items():
            if len(counts) < params.facet_limit or name not in self._names():
                continue
            known = {self._meaning(name, one.value) for one in counts}
            held = (*self._held(name, params), *self._held(name, params, excluded=True))
            wanted = [value for value, _ in held if self._meaning(name, value) not in known]
            for value in wanted[:MOST_COUNTED]:
                meaning = self._meaning(name, value)
                values = ask(name, meaning if meaning in BOOLEANS else value)
                same = [one for one in values.values if self._meaning(name, one.value) == meaning]
                none = [FacetCount(value, 0)] if values.total <= len(values.values) else []
                found[name] = (*found[name], *(same or none))
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
                for value, others in self._held(name, params, excluded=excluded):
                    wording = t(
                        "chip.without" if excluded else "chip.value",
                        field=self.label(name),
                        value=self._text(name, value),
                    )
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

    def _declared(self, name: str) -> Field | None:
        """Return the field that the site declares under a name, None where it is one of every article."""
        return field_named(self.fields, name) if name not in KEYWORD_FIELDS else None

    def _names(self) -> Iterable[str]:
        return (*FIRST, *(field.name for field in self.fields if field.facet), *LAST)

    def _one(self, name: str, value: str) -> str:
        return self.links.search(SearchParams(sort="date").choosing(name, (value,)))

    def _values(self, name: str, counts: Iterable[FacetCount], params: SearchParams, most: int) -> FilterGroup | None:
        """Return the values of a filter as links that add the value, or take it away where it holds."""
        known = {count.value: count.count for count in counts if count.value}
        written: dict[str, list[str]] = {}
        for value in known:
            written.setdefault(self._meaning(name, value), []).append(value)
        # What is chosen is shown as articles write it, not as an address does: `nievre` is « Nièvre ».
        held = dict.fromkeys(
            each
            for excluded in (False, True)
            for value, _ in self._held(name, params, excluded=excluded)
            for each in written.get(self._meaning(name, value), (value,))
        )
        # What is chosen stays in sight, first, even where it now counts nothing.
        values = list(dict.fromkeys((*held, *known)))
        if not values:
            return None
        # Of what was not counted nobody knows how many articles have it.
        lacking = 0 if len(known) < params.facet_limit else None
        choices = [self._choice(name, value, params, known.get(value, lacking)) for value in values]
        cut = max(most, len(held))
        if len(choices) == cut + 1:
            cut += 1
        everything = self.links.facet(name, params) if len(choices) > cut else ""
        return FilterGroup(name, self.label(name), tuple(choices[:cut]), everything)

    def _choice(self, name: str, value: str, params: SearchParams, count: int | None) -> FilterChoice:
        label, search = self._text(name, value), self.links.search
        wanted, without = self._apart(name, value, params)
        unwanted, included = self._apart(name, value, params, excluded=True)
        if unwanted:
            return FilterChoice(label, search(included), count=count, excluded=True)
        return FilterChoice(
            label,
            search(without if wanted else params.choosing(name, (*params.values(name), value))),
            wanted,
            count,
            # What is excluded cannot be chosen as well.
            exclusion=search(without.choosing(name, (*params.values(name, excluded=True), value), excluded=True)),
        )

    def _apart(
        self, name: str, value: str, params: SearchParams, *, excluded: bool = False
    ) -> tuple[bool, SearchParams]:
        """Return whether a value is chosen, or excluded, however it is written, and the same search without it."""
        meaning, values = self._meaning(name, value), params.values(name, excluded=excluded)
        others = [one for one in values if self._meaning(name, one) != meaning]
        return len(others) < len(values), params.choosing(name, others, excluded=excluded)

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

    def _held(self, name: str, params: SearchParams, *, excluded: bool = False) -> list[tuple[str, list[str]]]:
        """Return each value that is chosen, those that mean the same once, and beside it those that mean another."""
        values = params.values(name, excluded=excluded)
        meanings = {value: self._meaning(name, value) for value in values}
        first = {meaning: value for value, meaning in reversed(meanings.items())}
        return [
            (value, [one for one in values if meanings[one] != meaning])
            for value, meaning in meanings.items()
            if first[meaning] == value
        ]

    def _meaning(self, name: str, value: str) -> str:
        declared = self._declared(name)
        return _meaning(declared.kind if declared else "keyword", value)

    def _text(self, name: str, value: str) -> str:
        declared = self._declared(name)
        return value_of(declared, value, self.t) if declared else value


@lru_cache(maxsize=1 << 12)
def _meaning(kind: Kind, value: str) -> str:
    """Return what a filter takes a value for: of a keyword neither case nor accents count, « oui » is `true`."""
    if kind == "keyword":
        return folded_value(value)
    with suppress(Unfit):
        return term_of(kind, value) if kind == "boolean" else "..".join(span_of(kind, value))
    return value
