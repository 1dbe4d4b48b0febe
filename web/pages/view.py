"""View models of the pages: snippets with ellipses, paragraphs, facets, filter chips, pagination (page numbers)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from trouvere.index import Article
from trouvere.search.budget import watched
from trouvere.search.results import FacetCount, Facets, Fragment, Snippet
from trouvere.web.catalogue import Catalogue
from trouvere.web.links import Links
from trouvere.web.pages.periods import whole
from trouvere.web.params import SearchParams

ELLIPSIS = "…"
SENTENCE_ENDS = '.!?…»”"'
SHOWN_VALUES = 8
"""Values of a facet that are shown before the rest is folded away."""
MOST_VALUES = 10
"""Values of a facet on a page at the most."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A link that sets or removes a filter: its label and address, whether it is active, its count of articles."""

    label: str
    url: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """A facet: the values of one filter; `more` are those folded away."""

    label: str
    choices: tuple[FilterChoice, ...]
    more: tuple[FilterChoice, ...] = ()


def passage(snippet: Snippet, article: Article) -> tuple[Fragment, ...]:
    """Return the fragments of a passage, with dots where the sentence goes on outside of it."""
    before, after = article.text[max(0, snippet.start - 8) : snippet.start], article.text[snippet.end : snippet.end + 8]
    fragments = snippet.fragments
    if before and not _ended(before):
        fragments = (Fragment(f"{ELLIPSIS} ", matched=False), *fragments)
    if after and not _ended(snippet.text) and not after.lstrip(" \u00a0").startswith(("\n", "\r")):
        fragments = (*fragments, Fragment(f" {ELLIPSIS}", matched=False))
    return fragments


def _ended(text: str) -> bool:
    """Say whether a sentence, or a line, ends with `text`."""
    words = text.rstrip()
    return not words or words[-1] in SENTENCE_ENDS or "\n" in text[len(words) :]


def paragraphs(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """Return the fragments cut at line ends, empty lines left out."""
    lines: list[list[Fragment]] = [[]]
    for fragment in watched(fragments):
        first, *others = re.split(r"[\n\r\u2028\u2029]+", fragment.text)
        lines[-1].append(Fragment(first, fragment.matched))
        lines += [[Fragment(line, fragment.matched)] for line in others]
    return [[part for part in line if part.text] for line in lines if any(part.text.strip() for part in line)]


def numbered(paragraphs: list[list[Fragment]]) -> list[list[tuple[Fragment, int]]]:
    """Return the fragments with the number of each mark, from 1, so that a link can lead to it; 0 where none is."""
    numbers = itertools.count(1)
    return [[(part, next(numbers) if part.matched else 0) for part in parts] for parts in paragraphs]


def language_of(article: Article, t: Catalogue) -> str | None:
    """Return the `lang` attribute of an article's text, or None where it is the language of the page."""
    language = (article.language or "fr").lower()
    return language if re.fullmatch("[a-z]{2}", language) and language != t.language else None


def host_of(url: str) -> str:
    """Return the host name of an address, without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def choice_group(
    name: str, counts: Iterable[FacetCount], params: SearchParams, links: Links, t: Catalogue
) -> FilterGroup:
    """Return the values of the filter `name` as links that add the value, or take it away where it holds."""
    chosen: tuple[str, ...] = getattr(params, name)
    known = {count.value: count.count for count in counts if count.value}
    # What is chosen stays in sight, first, even where it now counts nothing.
    values = sorted(dict.fromkeys((*chosen, *known)), key=lambda value: value not in chosen)
    choices = [
        FilterChoice(value, links.search(_toggled(params, name, value)), value in chosen, known.get(value, 0))
        for value in values
    ]
    cut = max(SHOWN_VALUES, len(chosen))
    if len(choices) == cut + 1:
        cut += 1
    return FilterGroup(t(f"filter.{name}"), tuple(choices[:cut]), tuple(choices[cut : max(MOST_VALUES, cut)]))


def browsing(facets: Facets, links: Links, t: Catalogue) -> list[FilterGroup]:
    """Return the sources and sections of an archive as links to the search for each, written as a person would."""
    return [
        FilterGroup(t(f"filter.{name}"), choices[:SHOWN_VALUES], choices[SHOWN_VALUES:])
        for name in ("source", "category")
        if (
            choices := tuple(
                FilterChoice(one.value, links.search(_within(t(f"browse.{name}"), one.value)), count=one.count)
                for one in facets.get(name, ())
                # A value with quotes cannot be written so.
                if one.value and not set(one.value) & set('"«»“”')
            )
        )
    ]


def _within(field: str, value: str) -> SearchParams:
    return SearchParams(query=f'{field}:"{value}"', sort="date")


def chips(params: SearchParams, links: Links, t: Catalogue) -> list[FilterChoice]:
    """Return every filter that holds, as a link to the same search without it."""
    found = [
        FilterChoice(t(f"chip.{name}", value=value), links.search(_toggled(params, name, value)))
        for name in ("source", "category")
        for value in getattr(params, name)
    ]
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


def page_choices(page: int, last: int, to: Callable[[int], str], t: Catalogue) -> Iterator[FilterChoice | None]:
    """Yield the numbered pages worth showing, None where some are left out; `to` gives the address of each."""
    previous = 0
    for number in page_numbers(page, last):
        if number > previous + 1:
            yield None
        yield FilterChoice(t.number(number), to(number), number == page)
        previous = number


def page_numbers(page: int, last: int) -> list[int]:
    """Return the first page, the last, and those around `page`; a gap of a single page is filled."""
    shown = {1, last, page - 1, page, page + 1}
    if page <= 2:
        shown |= {2, 3}
    if page >= last - 1:
        shown |= {last - 1, last - 2}
    shown |= {number + 1 for number in shown if number + 2 in shown}
    return sorted(number for number in shown if 1 <= number <= last)


def _toggled(params: SearchParams, name: str, value: str) -> SearchParams:
    chosen: tuple[str, ...] = getattr(params, name)
    values = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
    if name == "source":
        return replace(params, page=1, source=values)
    return replace(params, page=1, category=values)
