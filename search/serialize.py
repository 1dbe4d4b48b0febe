"""Results as JSON-ready values: the one shape that the API answers and `trouvere search --json` prints."""

from __future__ import annotations

from collections.abc import Iterable

from trouvere.search.explanation import explanation_as_dict
from trouvere.search.results import Fragment, Hit, Results, Suggestion

ALWAYS = ("source", "category")
"""Facets that are there even when empty, so that a reader of the JSON need not ask first."""


def results_as_dict(results: Results, *, page: int, per_page: int) -> dict[str, object]:
    """Return one page of an answer as the object promised in `interfaces.md`, its keys in that order.

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
        "page": page,
        "per_page": per_page,
        "took_ms": round(float(results.took_ms), 2),
        "generation": results.generation,
        "facets": {
            name: [{"value": count.value, "count": int(count.count)} for count in results.facets.get(name, ())]
            for name in dict.fromkeys((*ALWAYS, *results.facets))
        },
        "hits": [hit_as_dict(hit) for hit in results.hits],
    }


def hit_as_dict(hit: Hit) -> dict[str, object]:
    """Return one hit as JSON-ready values; fragments joined are the title, and the passage from start to end."""
    article = hit.article
    values: dict[str, object] = {
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
        values["explanation"] = explanation_as_dict(hit.explanation)
    return values


def suggestions_as_dict(query: str, suggestions: Iterable[Suggestion], generation: str) -> dict[str, object]:
    """Return completions as JSON-ready values; fragments joined are the text."""
    return {
        "query": query,
        "suggestions": [
            {"text": one.text, "kind": one.kind, "fragments": _fragments(one.fragments)} for one in suggestions
        ],
        "generation": generation,
    }


def _fragments(fragments: Iterable[Fragment]) -> list[dict[str, object]]:
    return [{"text": fragment.text, "matched": bool(fragment.matched)} for fragment in fragments]
