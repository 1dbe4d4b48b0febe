"""Results as JSON-ready values: the one shape that the API answers and `trouvere search --json` prints."""

from __future__ import annotations

from collections.abc import Iterable

from trouvere.index.fields import Field
from trouvere.search.query.filters import Filters
from trouvere.search.ranking.explanation import explanation_as_dict
from trouvere.search.results import FACETS, Advice, FacetCount, FacetValues, Fragment, Hit, Results, Suggestion
from trouvere.search.shapes import (
    CountShape,
    FacetValuesShape,
    FieldsShape,
    FragmentShape,
    HitShape,
    ResultsShape,
    SimilarShape,
    SuggestionsShape,
)


def results_as_dict(
    results: Results, *, page: int, per_page: int, language: str = "fr", extra: bool = False
) -> ResultsShape:
    """Return one page of an answer as the object that docs/api.md promises, its keys in that order.

    Explanations, where they were asked for, speak `language`. `extra`: hits have the `extra` of their articles.
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
            # There even when empty, so that a reader of the JSON need not ask first.
            name: _counts(results.facets.get(name, ()))
            for name in dict.fromkeys((*FACETS, *results.facets))
        },
        "facet_stats": {
            name: {"min": stats.least, "max": stats.greatest} for name, stats in results.facet_stats.items()
        },
        "hits": [hit_as_dict(hit, language, extra=extra) for hit in results.hits],
    }


def facet_as_dict(found: FacetValues, label: str) -> FacetValuesShape:
    """Return values of one facet as JSON-ready values."""
    return {
        "field": found.field,
        "label": label,
        "values": _counts(found.values),
        "total": int(found.total),
        "generation": found.generation,
    }


def fields_as_dict(fields: Iterable[Field], generation: str) -> FieldsShape:
    """Return the declared fields of an index as JSON-ready values, with the labels that readers are shown."""
    return {
        "fields": [
            {
                "name": field.name,
                "kind": field.kind,
                "label": field.labelled(),
                "label_en": field.labelled("en"),
                "facet": bool(field.facet),
                "show": field.show,
            }
            for field in fields
        ],
        "generation": generation,
    }


def hit_as_dict(hit: Hit, language: str = "fr", *, extra: bool = False) -> HitShape:
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
        "tags": list(article.tags),
        "place": article.place or None,
        "fields": {name: list(value) if isinstance(value, tuple) else value for name, value in hit.fields.items()},
        "title": {"text": article.title, "fragments": _fragments(hit.title)},
        "snippets": [
            {"start": int(part.start), "end": int(part.end), "fragments": _fragments(part.fragments)}
            for part in hit.snippets
        ],
    }
    if hit.explanation is not None:
        values["explanation"] = explanation_as_dict(hit.explanation, language)
    if extra:
        values["extra"] = dict(article.extra)
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
    """Return the filters that are there by the field's name, `not.` before it where values are excluded; days as
    `from` and `to`."""
    values: dict[str, list[str]] = {}
    for clause in filters.clauses:
        values.setdefault(f"not.{clause.field}" if clause.excluded else clause.field, []).extend(clause.wanted)
    dates = {"from": filters.date_from, "to": filters.date_to}
    return {**values, **{name: day.isoformat() for name, day in dates.items() if day}}


def _counts(counts: Iterable[FacetCount]) -> list[CountShape]:
    return [{"value": count.value, "count": int(count.count)} for count in counts]


def _fragments(fragments: Iterable[Fragment]) -> list[FragmentShape]:
    return [{"text": fragment.text, "matched": bool(fragment.matched)} for fragment in fragments]
