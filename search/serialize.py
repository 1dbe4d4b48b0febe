"""Results as JSON-ready values: the one shape that the API answers and `trouvere search --json` prints."""

from __future__ import annotations

from collections.abc import Iterable

from trouvere.search.query.filters import Filters
from trouvere.search.ranking.explanation import explanation_as_dict
from trouvere.search.results import Advice, Fragment, Hit, Results, Suggestion
from trouvere.search.shapes import FragmentShape, HitShape, ResultsShape, SimilarShape, SuggestionsShape

REQUIRED_FACETS = ("source", "category")
"""Facets that are there even when empty, so that a reader of the JSON need not ask first."""


def results_as_dict(results: Results, *, page: int, per_page: int, language: str = "fr") -> ResultsShape:
    """Return one page of an answer as the object that docs/api.md promises, its keys in that order.

    Explanations, where they were asked for, speak `language`.
    Empty `url`, `date`, `source` and `category` are null: absent is not the same as an empty name.
    """
    return {
        "query": results.query,
        "interpreted": results.interpreted,
        "ignored": [{"text": part.text, "reason": part.reason} for part in results.ignored],
        "variants": [{"word": one.word, "variant": one.variant} for one in results.variants],
        "suggestion": results.suggestion,
        "corrected": results.corrected,
        "partial": results.partial,
        "total": int(results.total),
        "total_all": int(results.total_all),
        "page": page,
        "per_page": per_page,
        "took_ms": round(float(results.took_ms), 2),
        "generation": results.generation,
        "facets": {
            name: [{"value": count.value, "count": int(count.count)} for count in results.facets.get(name, ())]
            for name in dict.fromkeys((*REQUIRED_FACETS, *results.facets))
        },
        "hits": [hit_as_dict(hit, language) for hit in results.hits],
    }


def hit_as_dict(hit: Hit, language: str = "fr") -> HitShape:
    """Return one hit as JSON-ready values; fragments joined are the title, and the passage from start to end."""
    article = hit.article
    values: HitShape = {
        "rank": hit.rank,
        "score": float(hit.score),
        "id": article.id,
        "url": article.url or None,
        "date": article.date.isoformat() if article.date else None,
        "source": article.source or None,
        "category": article.category or None,
        "authors": list(article.authors),
        "title": {"text": article.title, "fragments": _fragments(hit.title)},
        "snippets": [
            {"start": int(part.start), "end": int(part.end), "fragments": _fragments(part.fragments)}
            for part in hit.snippets
        ],
    }
    if hit.explanation is not None:
        values["explanation"] = explanation_as_dict(hit.explanation, language)
    return values


def suggestions_as_dict(query: str, suggestions: Iterable[Suggestion], generation: str) -> SuggestionsShape:
    """Return completions as JSON-ready values; fragments joined are the text."""
    return {
        "query": query,
        "suggestions": [
            {"text": one.text, "kind": one.kind, "fragments": _fragments(one.fragments)} for one in suggestions
        ],
        "generation": generation,
    }


def similar_as_dict(id: str, hits: Iterable[Hit], generation: str) -> SimilarShape:  # noqa: A002
    """Return the articles like one of them as JSON-ready values, each in the shape of a hit."""
    return {"id": id, "hits": [hit_as_dict(hit) for hit in hits], "generation": generation}


def advice_as_dict(query: str, advice: Advice, generation: str) -> dict[str, object]:
    """Return what to do about a query that finds nothing as JSON-ready values.

    Each looser search has the parameters that ask for it: `query`, `match`, `filters`.
    """
    return {
        "query": query,
        "words": [{"text": word.text, "count": int(word.count)} for word in advice.words],
        "emptied_by": advice.emptied_by,
        "looser": [
            {
                "kind": one.kind,
                "dropped": one.dropped,
                "query": one.query,
                "match": one.match,
                "filters": _filters(one.filters),
                "total": int(one.total),
            }
            for one in advice.looser
        ],
        "generation": generation,
    }


def _filters(filters: Filters) -> dict[str, object]:
    """Return the filters that are there, named as the API's parameters are: `not.source` is what is excluded."""
    values: dict[str, list[str]] = {}
    for clause in filters.clauses:
        values.setdefault(f"not.{clause.field}" if clause.excluded else clause.field, []).extend(clause.wanted)
    dates = {"from": filters.date_from, "to": filters.date_to}
    return {**values, **{name: day.isoformat() for name, day in dates.items() if day}}


def _fragments(fragments: Iterable[Fragment]) -> list[FragmentShape]:
    return [{"text": fragment.text, "matched": bool(fragment.matched)} for fragment in fragments]
