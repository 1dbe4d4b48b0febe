"""The description of the API: OpenAPI 3.1, of what is answered and of what is refused, under any prefix."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
import schemathesis
from embedding.market import MARKET_FIELDS
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from werkzeug.datastructures import MultiDict

from trouvere.index import Article
from trouvere.index.settings import Settings
from trouvere.search import Filters, shapes
from trouvere.web import create_app, create_blueprint
from trouvere.web.api.examples import EXAMPLES, PROBLEM
from trouvere.web.api.routes import FLAGS
from trouvere.web.params import read_flag, read_params, read_similar

Json = dict[str, Any]
URL = "/api/v1/openapi.json"
SHAPES = {
    "search": shapes.ResultsShape,
    "facet": shapes.FacetValuesShape,
    "fields": shapes.FieldsShape,
    "suggest": shapes.SuggestionsShape,
    "similar": shapes.SimilarShape,
    "article": shapes.ArticleShape,
    "article_by_id": shapes.ArticleShape,
}

# Registers the hook that scripts/api-fuzz has too.
runpy.run_path(str(Path(__file__).parents[1] / "fuzzing.py"))


@pytest.fixture(scope="module")
def document(app: Flask) -> Json:
    found: Json = app.test_client().get(URL).get_json()
    return found


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", ["app", "market_app"])
def test_every_answer_is_as_described(request: pytest.FixtureRequest, name: str, mode: GenerationMode) -> None:
    """Of what is allowed and of what is not: the short form. scripts/api-fuzz asks more, and over a socket."""
    described = schemathesis.openapi.from_wsgi(URL, request.getfixturevalue(name))
    operations = [cast(Any, result).ok() for result in described.get_all_operations()]
    assert len(operations) == 8
    asked = 0
    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=mode))
        @hypothesis_settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def ask(case: Any) -> None:
            nonlocal asked
            case.call_and_validate()
            asked += 1

        try:
            ask()
        except Unsatisfiable:  # nothing can be wrong of what is any text
            assert mode is GenerationMode.NEGATIVE
    assert asked >= 40


FILTERS = ("source", "category", "tag", "author", "language", "place", *(field.name for field in MARKET_FIELDS))
VALUES = (
    *(
        "",
        "10",
        "-10",
        "+1,5",
        "1.5",
        "10..20",
        "10..",
        "..20",
        "..-1,5",
        "..",
        "1...2",
        "1..2..3",
        ".5..",
        "abc",
        "1-2",
    ),
    *("2023", "2023-03", "2023-3", "2023-03-31", "2023-04-31", "2023-02-30", "2023-13", "0000", "2023..", "..2023-03"),
    *("2023-03-01..2023-04-15", "2023-03-01..x", "true", "false", "oui", "non", "0", "1", "2", "peut-être", "\u0661"),
    *("9" * 300, "hier"),
)
"""Values of declared fields, and what is none: patterns of the description say the same of each as what reads them."""


def parameters(document: Json, path: str) -> dict[str, Json]:
    return {one["name"]: one for one in document["paths"][path]["get"]["parameters"]}


def test_it_is_openapi_31_of_every_endpoint(app: Flask, document: Json) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "/api/v1"}]
    rules = {
        rule.rule.replace("<trouvere_id:id>", "{id}").replace("<field>", "{field}").removeprefix("/api/v1")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
    }
    assert set(document["paths"]) == rules
    for path in document["paths"].values():
        assert list(path) == ["get"]
        operation = path["get"]
        assert operation["summary"]
        assert {"200", "304", "403", "500", "503", "default"} <= set(operation["responses"])
        for status, answer in operation["responses"].items():
            if status not in ("200", "304"):
                assert list(answer["content"]) == ["application/problem+json"]


def test_nothing_in_it_leads_nowhere(document: Json) -> None:
    text = json.dumps(document)
    names = set(document["components"]["schemas"])
    referred = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred == names
    assert all(
        schema["description"] and "\n" not in schema["description"]
        for schema in document["components"]["schemas"].values()
    )


@pytest.mark.parametrize(("most", "default"), [(100, 10), (7, 7), (1000, 20)])
def test_bounds_are_those_that_are_held(market_index: Path, most: int, default: int) -> None:
    """What the description allows is read without a fault, the next value is not."""
    settings = Settings(max_per_page=most, per_page=default)
    document = create_app(market_index, settings=settings).test_client().get(URL).get_json()

    def faults(name: str, *values: object) -> int:
        args = MultiDict([(name, str(value)) for value in values])
        return len(read_params(args, settings, MARKET_FIELDS)[1]) + sum(len(read_flag(args, flag)[1]) for flag in FLAGS)

    asked = parameters(document, "/search")
    assert list(asked) == [
        *("q", "match", "sort", *FILTERS, *(f"not.{name}" for name in FILTERS), "from", "to"),
        *("facet_limit", "page", "per_page", "explain", "histogram", "extra"),
    ]
    assert not any(one["required"] for one in asked.values())
    for name, one in asked.items():
        schema = one["schema"]
        assert one["description"]
        if "enum" in schema:
            assert [faults(name, value) for value in schema["enum"]] == [0] * len(schema["enum"])
            assert faults(name, "other") == 1
            assert getattr(read_params(MultiDict(), settings)[0], name) == schema["default"]
        elif schema["type"] == "integer":
            assert (faults(name, schema["minimum"]), faults(name, schema["minimum"] - 1)) == (0, 1)
            assert (faults(name, schema["maximum"]), faults(name, schema["maximum"] + 1)) == (0, 1)
            assert getattr(read_params(MultiDict(), settings)[0], name) == schema["default"]
        elif schema["type"] == "array":
            assert faults(name, *schema["examples"][0]) == 0
            if pattern := schema["items"].get("pattern"):
                allowed = re.compile(pattern).search
                for text in VALUES:
                    assert bool(allowed(text)) is not bool(faults(name, text)), (name, text)
                continue
            values, long = range(schema["maxItems"]), "x" * schema["items"]["maxLength"]
            assert (faults(name, *values), faults(name, *values, "more")) == (0, 1)
            assert (faults(name, long), faults(name, long + "x")) == (0, 1)
        elif schema["type"] == "boolean":
            assert (faults(name, "true"), faults(name, "false"), faults(name, "1")) == (0, 0, 1)
            assert schema["default"] is False
        elif "anyOf" in schema:
            assert [faults(name, value) for value in schema["examples"]] == [0] * len(schema["examples"])
            assert faults(name, "hier") == 1
        else:
            assert faults(name, "x" * 10_000) == 0
        if one.get("allowEmptyValue"):
            assert faults(name, "") == 0
    limit = parameters(document, "/similar")["limit"]["schema"]
    for value, wrong in ((1, 0), (limit["maximum"], 0), (0, 1), (limit["maximum"] + 1, 1)):
        assert len(read_similar(MultiDict([("limit", str(value))]))[1]) == wrong
    assert read_similar(MultiDict())[0] == limit["default"]


def closed(schema: Any) -> Any:
    """Return the schema with objects that may have no key but those described."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(value) for name, value in schema.items()}
    return found | {"additionalProperties": False} if "properties" in found else found


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/search", {"q": "visite Loukachenko grève Kiev de", "match": "any", "explain": "true", "histogram": "true"}),
        ("/search", {"q": "loukachenco"}),
        ("/search", {"q": ""}),
        ("/search", {"sort": "title", "extra": "true", "facet_limit": "1"}),
        ("/facets/tag", {"q": "", "prefix": "ch"}),
        ("/fields", {}),
        ("/suggest", {"q": "louk"}),
        ("/similar", {"id": "cnn-1", "limit": "20"}),
        ("/explain", {"id": "cnn-1", "q": "visite de Loukachenko à Pékin"}),
        ("/articles/", {"id": "cnn-1"}),
        ("/articles/", {"id": "greve-1"}),
    ],
)
def test_answers_have_what_is_described_and_nothing_else(
    client: FlaskClient, document: Json, path: str, query: dict[str, str]
) -> None:
    import jsonschema_rs

    answer = client.get(f"/api/v1{path}", query_string=query)
    assert answer.status_code == 200, answer.text
    named = "/facets/{field}" if path.startswith("/facets/") else path
    described = document["paths"][named]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    whole = closed({**described, "components": document["components"]})
    jsonschema_rs.validator_for(whole).validate(answer.get_json())
    assert path == "/explain" or not query.get("q") or all(hit["score"] for hit in answer.get_json().get("hits", []))


def test_declared_fields_are_described(market: FlaskClient) -> None:
    import jsonschema_rs

    document = market.get(URL).get_json()
    asked = parameters(document, "/search")
    assert "« Région »" in asked["region"]["description"]
    assert "region" in asked["not.region"]["description"]
    assert {"prix", "-prix", "-marque-page"} < set(asked["sort"]["schema"]["enum"])
    assert {one["name"]: one for one in document["paths"]["/facets/{field}"]["get"]["parameters"]}["field"]["schema"][
        "enum"
    ] == ["source", "category", "tag", "author", "language", "place", "region", "payant", "marque-page"]
    described = document["paths"]["/search"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    whole = closed({**described, "components": document["components"]})
    answer = market.get("/api/v1/search?per_page=50&extra=true").get_json()
    validator = jsonschema_rs.validator_for(whole)
    validator.validate(answer)
    assert len(answer["hits"]) == 13
    wrong: list[Json] = [{"prix": "x"}, {"payant": "true"}, {"ouverture": "hier"}, {"nope": 1}]
    for answer["hits"][0]["fields"] in wrong:
        assert not validator.is_valid(answer)


def test_examples_are_what_could_be_answered(client: FlaskClient, document: Json) -> None:
    for name, example in EXAMPLES.items():
        msgspec.convert(example, SHAPES[name])
    assert client.get("/api/v1/search?per_page=500").get_json() == PROBLEM
    shown = document["paths"]["/search"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert shown == EXAMPLES["search"]
    for snippet in shown["hits"][0]["snippets"]:
        joined = "".join(fragment["text"] for fragment in snippet["fragments"])
        assert len(joined) == snippet["end"] - snippet["start"]


def test_an_article_is_described_as_it_is_stored() -> None:
    assert set(shapes.ArticleShape.__annotations__) == set(Article.__dataclass_fields__)


def test_two_blueprints_in_a_host_describe_themselves(index: Path) -> None:
    """Under other names and prefixes, in an app whose configuration and error handlers stay its own."""
    host = Flask("host")
    before = dict(host.config)
    host.register_blueprint(create_blueprint(index, name="un", settings=Settings(max_per_page=50)), url_prefix="/a")
    blueprint = create_blueprint(index, settings=Settings(max_per_page=60), base_filter=Filters(source=["AP"]))
    host.register_blueprint(blueprint, name="deux", url_prefix="/b/c")
    host.register_blueprint(blueprint, name="trois", url_prefix="/d")
    client = host.test_client()
    for prefix, most in (("/a", 50), ("/b/c", 60), ("/d", 60)):
        answer = client.get(f"{prefix}{URL}")
        assert answer.get_json()["servers"] == [{"url": f"{prefix}/api/v1"}]
        assert parameters(answer.get_json(), "/search")["per_page"]["schema"]["maximum"] == most
    assert dict(host.config) == before
    assert not host.error_handler_spec[None]
    # Behind a proxy that takes a prefix away.
    answer = client.get(f"/a{URL}", environ_overrides={"SCRIPT_NAME": "/portail"})
    assert answer.get_json()["servers"] == [{"url": "/portail/a/api/v1"}]


def test_it_is_kept_by_its_tag(client: FlaskClient) -> None:
    first = client.get(URL)
    assert client.get(URL, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_who_searches_does_not_import_what_describes(index: Path) -> None:
    program = f"""
import sys
from trouvere.index.settings import Settings
from trouvere.web import create_app
heavy = lambda: {{"spectree", "msgspec"}} & set(sys.modules)
client = create_app({str(index)!r}, settings=Settings(metrics=False)).test_client()
assert client.get("/api/v1/search?q=greve").status_code == 200
assert not heavy() and "prometheus_client" not in sys.modules
assert client.get("{URL}").status_code == 200
assert heavy()
"""
    subprocess.run([sys.executable, "-c", program], check=True)
