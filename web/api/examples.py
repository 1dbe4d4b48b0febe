"""One answer of each kind, for the description of the API: mypy holds them to their types, a test to real answers."""

from __future__ import annotations

from trouvere.search.shapes import (
    ArticleShape,
    FacetValuesShape,
    FieldsShape,
    FragmentShape,
    HitShape,
    ProblemShape,
    ResultsShape,
    SimilarShape,
    SuggestionsShape,
)

ID = "h-636b7d4dc2acfff5"
GENERATION = "000001-5b1d0c9e"


def _fragments(*texts: str) -> list[FragmentShape]:
    """Every other text matched, the second one first."""
    return [{"text": text, "matched": bool(n % 2)} for n, text in enumerate(texts)]


HIT: HitShape = {
    "rank": 1,
    "score": 25.97,
    "id": ID,
    "url": None,
    "date": "2023-02-28",
    "source": "AP",
    "category": None,
    "authors": [],
    "tags": ["Chine", "diplomatie"],
    "place": "Pékin",
    "fields": {},
    "title": {"text": "Loukachenko à Pékin", "fragments": _fragments("", "Loukachenko", " à ", "Pékin")},
    "snippets": [{"start": 0, "end": 30, "fragments": _fragments("Le président a atterri à ", "Pékin")}],
}
SEARCH: ResultsShape = {
    "query": "visite à Pékin",
    "interpreted": "visite ET Pékin",
    "ignored": [{"text": "à", "reason": "stop_word"}],
    "variants": [],
    "suggestion": None,
    "corrected": None,
    "partial": False,
    "total": 1,
    "total_all": 1,
    "page": 1,
    "per_page": 10,
    "took_ms": 1.9,
    "generation": GENERATION,
    "facets": {
        "source": [{"value": "AP", "count": 1}],
        "category": [],
        "tags": [{"value": "Chine", "count": 1}, {"value": "diplomatie", "count": 1}],
        "authors": [],
    },
    "facet_stats": {},
    "hits": [HIT],
}
SUGGEST: SuggestionsShape = {
    "query": "louka",
    "suggestions": [{"text": "Loukachenko", "kind": "word", "fragments": _fragments("", "Louka", "chenko")}],
    "generation": GENERATION,
}
SIMILAR: SimilarShape = {"id": "another", "hits": [HIT], "generation": GENERATION}
ARTICLE: ArticleShape = {
    "id": ID,
    "title": "Loukachenko à Pékin",
    "text": "Le président a atterri à Pékin.",
    "date": "2023-02-28",
    "source": "AP",
}
PROBLEM: ProblemShape = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "detail": "«\u00a0per_page\u00a0» ne peut pas être «\u00a0500\u00a0»\u202f; il faut un nombre de 1 à 100.",
}
FACET: FacetValuesShape = {
    "field": "tags",
    "label": "Étiquettes",
    "values": [{"value": "Chine", "count": 12}, {"value": "Chili", "count": 3}],
    "total": 2,
    "generation": GENERATION,
}
FIELDS: FieldsShape = {
    "fields": [
        {"name": "prix", "kind": "number", "label": "Prix", "label_en": "Price", "facet": True, "show": True},
    ],
    "generation": GENERATION,
}
EXAMPLES: dict[str, object] = {
    "search": SEARCH,
    "facet": FACET,
    "fields": FIELDS,
    "suggest": SUGGEST,
    "similar": SIMILAR,
    "article": ARTICLE,
    "article_by_id": ARTICLE,
}
