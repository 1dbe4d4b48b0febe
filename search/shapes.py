"""JSON types of the API's answers (`TypedDict`): `serialize.py` makes them, the OpenAPI description is made of them and
of their docstrings. mypy holds the code to them."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class FragmentShape(TypedDict):
    """A run of text that matched, or one that did not."""

    text: str
    matched: bool


class TitleShape(TypedDict):
    """The title, whole and as fragments; these joined are `text`."""

    text: str
    fragments: list[FragmentShape]


class SnippetShape(TypedDict):
    """A passage of the article's text from `start` to `end`, in code points; its fragments joined are that passage."""

    start: int
    end: int
    fragments: list[FragmentShape]


class ContributionShape(TypedDict):
    """What one form of a word gave: `term` is how the index has it, `times` how often the field has it, `written` how
    the article writes it. `kind` is how the form came about; other: another word that the one typed may mean."""

    kind: Literal["written", "inflected", "other", "variant", "prefix", "phrase"]
    field: Literal["title", "text"]
    term: str
    times: int
    value: float
    written: list[str]


class WordShape(TypedDict):
    """One word of the query and what it gave; without contributions the article does not have it."""

    word: str
    value: float
    contributions: list[ContributionShape]


class AdditionShape(TypedDict):
    """What was added for the words together, or for the date."""

    kind: Literal["family", "coverage", "neighbours", "recency"]
    words: list[str]
    value: float


class ExplanationShape(TypedDict):
    """Why an article has its score: `words` and `additions` add up to it; 0: the search does not find it. `sentences`
    says the same in the language of the site."""

    id: str
    query: str
    score: float
    words: list[WordShape]
    additions: list[AdditionShape]
    ignored: list[str]
    sentences: list[str]


ValueShape = str | float | bool
"""A value of a field that the site declares."""


class HitShape(TypedDict):
    """One article found. `rank` counts from 1 over all pages; what an article lacks is null. `fields` has what it has
    of the fields that the site declares: dates in ISO 8601, several values as a list. `explanation`, and `extra`, what
    its source had beside, are there where they were asked for."""

    rank: int
    score: float
    id: str
    url: str | None
    date: str | None
    source: str | None
    category: str | None
    authors: list[str]
    tags: list[str]
    place: str | None
    fields: dict[str, ValueShape | list[ValueShape]]
    title: TitleShape
    snippets: list[SnippetShape]
    explanation: NotRequired[ExplanationShape]
    extra: NotRequired[dict[str, Any]]


Reason = Literal[
    "stop_word",
    "too_long",
    "too_many_terms",
    "too_deep",
    "not_a_word",
    "bad_date",
    "excluded_date",
    "bad_value",
    "unknown_field",
    "quote_let_go",
]
"""Why a part of a query was not searched."""


class IgnoredShape(TypedDict):
    """A part of the query that was not searched, and why."""

    text: str
    reason: Reason


class VariantShape(TypedDict):
    """A spelling that was searched beside a word of the query, for less."""

    word: str
    variant: str


class CountShape(TypedDict):
    """How many of the articles found have this value."""

    value: str
    count: int


class StatsShape(TypedDict):
    """The least and the greatest value of a declared number or date among the articles found, dates in ISO 8601."""

    min: float | str
    max: float | str


class ResultsShape(TypedDict):
    """One page of an answer. `total` is exact; `total_all` is how many articles have all the words. `facets` always has
    source, category, tags, authors and the keywords and booleans that the site declares as facets, the most frequent
    values first; `undated` where articles without a date were found, `month` where a histogram was asked for.
    `facet_stats` has the numbers and dates that the site declares as facets. The counts of a field ignore the filter on
    that very field. `suggestion` is what
    might have been meant, `corrected` what was searched in its place, a word of it being unknown to the articles and to
    French; both are null where there is none."""

    query: str
    interpreted: str
    ignored: list[IgnoredShape]
    variants: list[VariantShape]
    suggestion: str | None
    corrected: str | None
    partial: bool
    total: int
    total_all: int
    page: int
    per_page: int
    took_ms: float
    generation: str
    facets: dict[str, list[CountShape]]
    facet_stats: dict[str, StatsShape]
    hits: list[HitShape]


class FacetValuesShape(TypedDict):
    """Values of one facet among the articles found, the most frequent first, and how many there are in all. `label` is
    the field's name for readers, in the language of the site."""

    field: str
    label: str
    values: list[CountShape]
    total: int
    generation: str


class FieldShape(TypedDict):
    """A field that the site declares: a parameter, an order, a part of hits. `facet`: whether its values are counted
    with each search; `show`: whether hits show it to readers. `label` is its name for them, `label_en` in English."""

    name: str
    kind: Literal["keyword", "number", "date", "boolean"]
    label: str
    label_en: str
    facet: bool
    show: bool


class FieldsShape(TypedDict):
    """The fields that the site declares, in their order."""

    fields: list[FieldShape]
    generation: str


class SuggestionShape(TypedDict):
    """A completion of what is being typed, with the part that was typed marked."""

    text: str
    kind: Literal["word", "pair", "title"]
    fragments: list[FragmentShape]


class SuggestionsShape(TypedDict):
    """Completions, the most used first; each finds something."""

    query: str
    suggestions: list[SuggestionShape]
    generation: str


class SimilarShape(TypedDict):
    """Articles about the same as the one asked for, the most alike first. Nothing is marked in them; their one passage
    is how they begin."""

    id: str
    hits: list[HitShape]
    generation: str


class ArticleShape(TypedDict):
    """A stored article; what it lacks is left out. `extra` holds what the source had beside; `title_derived` says that
    the title was taken from the text."""

    id: str
    title: NotRequired[str]
    text: NotRequired[str]
    url: NotRequired[str]
    date: NotRequired[str]
    source: NotRequired[str]
    category: NotRequired[str]
    authors: NotRequired[list[str]]
    tags: NotRequired[list[str]]
    language: NotRequired[str]
    place: NotRequired[str]
    extra: NotRequired[dict[str, Any]]
    title_derived: NotRequired[bool]


class ProblemShape(TypedDict):
    """An error (RFC 9457). `title` is the standard phrase of the status; `detail` says what happened, and what would
    do, in the language of the site. `instance` names the entry of the server's log, where there is one."""

    type: str
    title: str
    status: int
    detail: str
    instance: NotRequired[str]
