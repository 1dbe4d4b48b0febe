"""Result types (`Results`, `Hit`, `Facets` …): frozen values, never HTML, never anything of an engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from trouvere.index.article import Article
from trouvere.search.query.filters import Filters
from trouvere.search.query.nodes import Match
from trouvere.search.ranking.explanation import Explanation
from trouvere.search.shapes import Reason


class Fragment(NamedTuple):
    """A run of text that matched, or one that did not."""

    text: str
    matched: bool


class Snippet(NamedTuple):
    """A passage of an article: `fragments` joined are `article.text[start:end]` (code points)."""

    start: int
    end: int
    fragments: tuple[Fragment, ...]

    @property
    def text(self) -> str:
        """The passage as written."""
        return "".join(fragment.text for fragment in self.fragments)


FieldValue = str | float | bool
"""A value of a declared field: a text, a number, yes or no; dates are texts in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. `title` are the fragments of `article.title`; `rank` counts from 1 over all pages.

    `explanation` is there where it was asked for.
    """

    rank: int
    score: float
    article: Article
    title: tuple[Fragment, ...]
    snippets: tuple[Snippet, ...]
    explanation: Explanation | None = None
    fields: Mapping[str, FieldValue | tuple[FieldValue, ...]] = field(default_factory=dict, hash=False)
    """What the article has of the declared fields, those it lacks left out: of several values a tuple."""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the articles found have this value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of the query that was not searched, and why."""

    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Variant:
    """A spelling searched beside a word of the query."""

    word: str
    variant: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what is being typed: query text, with the part that was typed marked."""

    text: str
    fragments: tuple[Fragment, ...]
    kind: Literal["word", "pair", "title"]

    def __str__(self) -> str:
        return self.text


Facets = Mapping[str, tuple[FacetCount, ...]]
FACETS = ("source", "category", "tags", "authors")
"""Facets of every index; those of declared fields stand beside them."""


@dataclass(frozen=True, slots=True)
class FacetStats:
    """The least and the greatest value of a declared number or date among the articles found: dates are in ISO 8601."""

    least: float | str
    greatest: float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValues:
    """Values of one facet, the most frequent first, and how many there are in all (`total`).

    `field` is the facet's name. A prefix that was asked for confines both.
    """

    field: str
    values: tuple[FacetCount, ...]
    total: int
    generation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of an answer. Hits, totals and facets are of one generation; `total` is exact.

    `total_all` is how many articles have all the words, `match` whether all that were found do. Where there is nothing
    to choose, one word or all wanted, it is `total`.

    `facets` holds `source`, `category`, `tags`, `authors` and the declared fields that are facets, the most frequent
    values first, and `facet_stats` the least and the greatest value of declared numbers and dates. Where articles
    without a date were found, `facets` has `undated` with the one value ""; where a histogram was asked for, `month`
    too, with values like "2023-03", ascending, months without articles left out. The counts of a field ignore the
    filter on that very field, those of `undated` and `month` the filter on dates: they say what choosing another value
    would find. `partial` is always false: an answer that is not whole is an error (`SearchTimeout`, `ClusterError`).
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    total_all: int
    interpreted: str
    generation: str
    took_ms: float
    match: Literal["all", "any"]
    limit: int = 10
    offset: int = 0
    ignored: tuple[Ignored, ...] = ()
    variants: tuple[Variant, ...] = ()
    suggestion: str | None = None
    corrected: str | None = None
    facets: Facets = field(default_factory=dict, hash=False)
    facet_stats: Mapping[str, FacetStats] = field(default_factory=dict, hash=False)
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """An answer without its articles, for runs and for whoever keeps them elsewhere: ids, best first, with scores."""

    ids: tuple[str, ...]
    scores: tuple[float, ...]
    total: int
    facets: Facets = field(hash=False)
    generation: str


@dataclass(frozen=True, slots=True)
class WordCount:
    """How many articles have a part of the query, in any of its forms: a word as typed, a phrase with its quotes."""

    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LooserSearch:
    """A search less strict than the one that found nothing, with how many articles it does find.

    `kind` says what was let go of: a `spelling`, a word (`without`, named in `dropped`), that all words are wanted
    (`any`), quotes (`unquoted`), one filter or all of them (`filter`; `dropped` is "source", "category", "tags",
    "authors", "language", "place", "date", the name of a declared field, or "" for all). With a filter on a field goes
    what was excluded of it.
    """

    kind: Literal["spelling", "without", "any", "unquoted", "filter"]
    query: str
    match: Match
    filters: Filters
    total: int
    dropped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to say where nothing was found: how many articles each part of the query has, and what does find some.

    `emptied_by` names the part that left nothing: articles were found by those before it, none with it. None where
    no part alone is to blame. Every count is within the filters; `looser` is ordered by what a reader would try first.
    """

    words: tuple[WordCount, ...]
    emptied_by: str | None
    looser: tuple[LooserSearch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What an archive holds: how many articles, of which days, from which sources, and the newest ones."""

    articles: int
    undated: int
    first: dt.date | None
    last: dt.date | None
    facets: Facets = field(hash=False)
    recent: tuple[Article, ...]
    generation: str
