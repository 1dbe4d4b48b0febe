"""OpenAPI 3.1 description of the API, made of the code: routes and docstrings of `api/routes.py`, bounds of `params.py`
and of the settings, types of `search/shapes.py`.

spectree makes the document and msgspec the schemas; neither checks a request: `params.py` does, in its own words. Both
are imported when somebody asks for the description, and not before (decision 17).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any, TypedDict, cast

from flask import current_app, request, url_for
from spectree import Response, SpecTree
from spectree.model_adapter import get_msgspec_model_adapter
from spectree.plugins.flask_plugin import FlaskPlugin
from werkzeug.routing import Rule

from trouvere.index.fields import Field
from trouvere.index.settings import Settings
from trouvere.search.request import FACET_VALUES, MOST_FACET_VALUES
from trouvere.search.shapes import (
    ArticleShape,
    ExplanationShape,
    FacetValuesShape,
    FieldsShape,
    ProblemShape,
    ResultsShape,
    SimilarShape,
    SuggestionsShape,
)
from trouvere.web.api.examples import EXAMPLES, PROBLEM
from trouvere.web.api.parameters import (
    EMPTY_DEFAULT,
    QUERY_PREFIX,
    flag,
    id_,
    number,
    paging,
    query,
    search_parameters,
    text,
)
from trouvere.web.archive import Archive
from trouvere.web.params import DEFAULT_SIMILAR, MAX_PAGE, MAX_SIMILAR, facet_choices

Document = dict[str, Any]

ABOUT = """Full-text search in French articles.

Only GET, HEAD and OPTIONS are answered. Parameters that are not described are ignored, and an empty value is no value.
Every answer is JSON in UTF-8; every error is `application/problem+json` (RFC 9457), of one shape. Answers carry a weak
`ETag` that changes with the index and the query: send it back as `If-None-Match`, and what has not changed is 304,
without a search. Clients must bear keys that are not described here: later versions may add some."""

HEADERS = {
    "ETag": "Changes when the answer may.",
    "Link": "Addresses of the first, previous, next and last page (RFC 8288), as absolute paths.",
    "Retry-After": "Seconds after which to try again.",
}
DATE = {
    "description": "The day of an article, as written there; with the time where it is known, and its offset if told.",
    "examples": ["2023-03-01", "2023-03-01T14:30:00+01:00"],
    "type": "string",
    "anyOf": [
        {"format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        {"format": "date-time", "pattern": "^[^T]+T.+[+-][0-9]{2}:[0-9]{2}$"},
        {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$"},
    ],
}
STATUSES = {
    "HTTP_400": "A parameter is out of range or missing; `detail` says which, and what would do.",
    "HTTP_403": "The site does not let this reader in.",
    "HTTP_404": "There is no such article or field, or this reader may not see it.",
    "HTTP_500": "An error of the server.",
    "HTTP_503": "The index cannot be read, or takes too long.",
}


HIT_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?$"
"""Pattern of a date of a declared field."""


class ExplainedShape(ExplanationShape):
    """An explanation, with the generation it is of."""

    generation: str


class DescriptionShape(TypedDict):
    """An OpenAPI document."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]


def description(archive: Archive) -> Document:
    """Return the description of the API that answers the request at hand, its addresses under whatever prefix."""
    fields = archive.known_fields
    base = url_for(f"{request.blueprint}.openapi").removesuffix("/openapi.json")
    tree = SpecTree(
        backend=_Routes,
        model_adapter=get_msgspec_model_adapter(),
        naming_strategy=_name,
        nested_naming_strategy=lambda _, name: name.removesuffix("Shape"),
        validation_error_status=400,
        mode="strict",
        annotations=False,
        openapi_version="3.1.0",
        title=archive.settings.site_name,
        description=ABOUT,
        version=version("trouvere"),
        servers=[{"url": base}],
    )
    routes = cast(_Routes, tree.backend)
    routes.fields = fields
    for endpoint, (asked, shape, statuses) in _operations(archive.settings, fields).items():
        answers = _Answers("HTTP_304", HTTP_200=shape, **{name: (ProblemShape, STATUSES[name]) for name in statuses})
        described = tree.validate(query=asked, resp=answers, skip_validation=True, operation_id=endpoint)
        routes.views[endpoint] = described(current_app.view_functions[f"{request.blueprint}.{endpoint}"])
    document = cast(Document, tree.spec)
    for path in document["paths"].values():
        _complete(path["get"])
    # Parameters are written out where they are asked for.
    schemas = document["components"]["schemas"]
    schemas["Hit"]["properties"]["fields"] |= _own(fields)
    schemas = {name: schemas[name] for name in sorted(schemas) if not name.startswith(QUERY_PREFIX)}
    for name, schema in schemas.items():
        schema["title"] = name
        schema["description"] = " ".join(schema["description"].split())
        if written := schema.get("properties", {}).get("date"):
            schema["properties"]["date"] = {"anyOf": [DATE, {"type": "null"}]} if "anyOf" in written else DATE
    document["components"]["schemas"] = schemas
    return document


Operation = tuple[type | None, Any, tuple[str, ...]]


def _operations(settings: Settings, fields: Sequence[Field]) -> dict[str, Operation]:
    """Return parameters, answer and errors of each endpoint of `api/routes.py`."""
    asked, checked, found = search_parameters(settings, fields), ("HTTP_400",), ("HTTP_404",)
    always = ("HTTP_403", "HTTP_500", "HTTP_503")
    typed = "Text of which completions are wanted."
    limit = number("How many articles.", DEFAULT_SIMILAR, MAX_SIMILAR)
    flags = [
        ("explain", *flag("Whether each hit says why it has its score (`explanation`).")),
        ("histogram", *flag("Whether articles are counted by month (`facets.month`, such as 2023-03).")),
        ("extra", *flag("Whether each hit has what its source had beside (`extra`).")),
    ]
    counts = ("facet_limit", *number("Values of each facet, the most frequent.", FACET_VALUES, MOST_FACET_VALUES, 0))
    begins = "What values begin with, or a word in them; case and accents do not count."
    facets = [
        ("prefix", text(begins, "loi"), EMPTY_DEFAULT),
        ("limit", *number("Values of a page.", FACET_VALUES, MOST_FACET_VALUES)),
        ("page", *number("Which page; past the last one there are no values.", 1, MAX_PAGE)),
    ]
    return {
        "search": (query(*asked, counts, *paging(settings), *flags), ResultsShape, checked + always),
        "facet": (
            query(*facets, *(one for one in asked if one[0] != "sort")),
            FacetValuesShape,
            checked + found + always,
        ),
        "fields": (None, FieldsShape, always),
        "suggest": (query(("q", text(typed, "louka"), EMPTY_DEFAULT)), SuggestionsShape, always),
        "similar": (query(id_(), ("limit", *limit)), SimilarShape, checked + found + always),
        "explain": (query(id_(), *asked, *paging(settings)), ExplainedShape, checked + found + always),
        "article": (None, ArticleShape, found + always),
        "article_by_id": (query(id_()), ArticleShape, checked + found + always),
        "openapi": (None, DescriptionShape, always),
    }


class _Routes(FlaskPlugin):
    """The routes of one blueprint of the running app, with paths from its `api/v1` on."""

    def __init__(self, spectree: SpecTree) -> None:
        super().__init__(spectree)
        self.views: dict[str, Callable[..., Any]] = {}
        self.fields: Sequence[Field] = ()

    def find_routes(self) -> Iterator[Rule]:
        rules = {rule.endpoint: rule for rule in current_app.url_map.iter_rules()}
        yield from (rules[f"{request.blueprint}.{endpoint}"] for endpoint in self.views)

    def parse_func(self, route: Rule) -> list[tuple[str, Callable[..., Any]]]:
        return [("GET", self.views[route.endpoint.rpartition(".")[2]])]

    def parse_path(
        self, route: Any, path_parameter_descriptions: Mapping[str, str] | None
    ) -> tuple[str, list[dict[str, Any]]]:
        path = route.rule.partition("/api/v1")[2]
        if "<" not in path:
            return path, []
        beginning, _, named = path.partition("<")
        name = named.rstrip(">").rpartition(":")[2]
        schemas: dict[str, Document] = {
            "id": {"type": "string", "minLength": 1, "examples": ["h-636b7d4dc2acfff5"]},
            "field": {"type": "string", "enum": list(facet_choices(self.fields))},
        }
        about = {
            "id": "The id of an article, percent-encoded; slashes may stay.",
            "field": "The field whose values are counted, named as its parameter is.",
        }
        return f"{beginning}{{{name}}}", [
            {"name": name, "in": "path", "required": True, "description": about[name], "schema": schemas[name]}
        ]


class _Answers(Response):
    """The answers of an endpoint: errors are problems, and `default` is one for what is not named."""

    def add_model(self, *_: object, **__: object) -> None:
        """Add nothing: spectree, which checks no request here, has no answer of its own to one."""

    def generate_spec(self, naming_strategy: Any = None) -> Document:
        found: Document = super().generate_spec(naming_strategy)
        problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
        for status in filter(lambda status: status >= "400", found):
            found[status]["content"] = {"application/problem+json": problem}
        found["304"] = {"description": "The client's answer is still right (`If-None-Match`)."}
        found["default"] = {"description": "Any other error.", "content": {"application/problem+json": problem}}
        return dict(sorted(found.items()))


def _complete(operation: Document) -> None:
    """Put in what spectree has no words for: headers, an example of the answer."""
    answers = operation["responses"]
    name = operation["operationId"]
    answers["200"]["headers"] = _headers("ETag", *(["Link"] if name == "search" else []))
    answers["304"]["headers"] = _headers("ETag")
    answers["503"]["headers"] = _headers("Retry-After")
    if name in EXAMPLES:
        answers["200"]["content"]["application/json"]["example"] = EXAMPLES[name]
    if "400" in answers:
        answers["400"]["content"]["application/problem+json"]["example"] = PROBLEM
    for parameter in operation["parameters"]:
        schema = parameter["schema"]
        schema.pop("description", None)
        # A form sends what nobody filled in. Of plain texts and lists an empty one needs no permission.
        if not parameter["required"] and ({"enum", "minimum", "format"} & set(schema) or schema["type"] == "boolean"):
            parameter["allowEmptyValue"] = True


def _own(fields: Iterable[Field]) -> Document:
    """Return the schema of what hits have of declared fields, a property for each."""
    kinds: dict[str, Document] = {
        "keyword": {"type": "string"},
        "number": {"type": "number"},
        "date": {"type": "string", "pattern": HIT_DATE},
        "boolean": {"type": "boolean"},
    }
    properties = {
        field.name: {
            "description": field.labelled(),
            "anyOf": [kinds[field.kind], {"type": "array", "minItems": 2, "items": kinds[field.kind]}],
        }
        for field in fields
    }
    return {"properties": properties, "additionalProperties": False}


def _headers(*names: str) -> Document:
    return {name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in names}


def _name(shape: type) -> str:
    return shape.__name__.removesuffix("Shape")
