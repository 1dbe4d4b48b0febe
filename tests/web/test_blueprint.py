"""Trouvère inside another Flask app: two indexes, any prefix, the host decides who sees what."""

import datetime as dt
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from flask import Blueprint, Flask, redirect, request
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from trouvere.index import Article, build_index
from trouvere.index.errors import SettingsError, UsageError
from trouvere.index.settings import Settings
from trouvere.search import Filters
from trouvere.search.query.filters import passes
from trouvere.search.results import FACETS
from trouvere.web import create_blueprint


@pytest.fixture(scope="module")
def recipes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recettes") / "i"
    build_index(path, [Article(id="1", title="Tarte", text="Une tarte aux pommes, sans grève.")])
    return path


def host(*blueprints: tuple[str, Blueprint]) -> FlaskClient:
    app = Flask("host")
    for prefix, blueprint in blueprints:
        app.register_blueprint(blueprint, url_prefix=prefix)

    @app.get("/")
    def home() -> str:
        return "host"

    return app.test_client()


def hrefs(text: str) -> list[str]:
    page = lxml.html.document_fromstring(text)
    return [str(found) for found in page.xpath("//a/@href | //link/@href | //form/@action")]


def test_two_indexes_in_one_app(index: Path, recipes: Path, settings: Settings) -> None:
    client = host(
        ("/presse", create_blueprint(index, name="presse", settings=settings)),
        ("/cuisine", create_blueprint(recipes, name="cuisine", settings=settings, language="en")),
    )
    assert client.get("/").text == "host"
    press, kitchen = client.get("/presse/search?q=grève"), client.get("/cuisine/search?q=grève")
    assert "12 articles" in press.text
    assert "1 article" in kitchen.text
    assert 'lang="en"' in kitchen.text
    for prefix, answer in (("/presse", press), ("/cuisine", kitchen)):
        links = hrefs(answer.text)
        assert links
        assert all(link.startswith((prefix + "/", "#")) for link in links), links
    assert client.get("/presse/articles/1").status_code == 404
    assert "Tarte" in client.get("/cuisine/articles/1").text
    assert client.get("/cuisine/api/v1/search?q=tarte").json["total"] == 1  # type: ignore[index]
    assert client.get("/cuisine/api/v1/none").content_type == "application/problem+json"
    with client.get("/presse/static/trouvere/trouvere.css") as sheet:
        assert sheet.status_code == 200


def test_one_blueprint_under_two_prefixes_and_inside_another(index: Path, settings: Settings) -> None:
    blueprint = create_blueprint(index, settings=settings)
    outer = Blueprint("outer", __name__)
    outer.register_blueprint(create_blueprint(index, settings=settings), url_prefix="/inner")
    app = Flask("host")
    app.register_blueprint(blueprint, url_prefix="/a")
    app.register_blueprint(blueprint, url_prefix="/b", name="second")
    app.register_blueprint(outer, url_prefix="/outer")
    client = app.test_client()
    for prefix in ("/a", "/b", "/outer/inner"):
        links = hrefs(client.get(f"{prefix}/search?q=grève").text)
        assert all(link.startswith((prefix + "/", "#")) for link in links), links
        assert client.get(f"{prefix}/articles/none").status_code == 404


def test_the_host_decides_who_comes_in(index: Path, settings: Settings) -> None:
    def authorize() -> bool | Response:
        if request.headers.get("X-User") == "anna":
            return True
        return redirect("/login") if request.headers.get("X-User") == "new" else False

    client = host(("/r", create_blueprint(index, settings=settings, authorize=authorize)))
    urls = (
        "/r/",
        "/r/search?q=grève",
        "/r/articles/cnn-1",
        "/r/api/v1/search?q=x",
        "/r/api/v1/articles/cnn-1",
        "/r/api/x",
    )
    for url in urls:
        refused = client.get(url)
        assert refused.status_code == 403
        assert "grève" not in refused.text.replace('value="grève"', "")
        expected = "application/problem+json" if "/api/" in url else "text/html; charset=utf-8"
        assert refused.content_type == expected
        assert "Content-Security-Policy" in refused.headers
        assert client.get(url, headers={"X-User": "new"}).headers["Location"] == "/login"
        assert client.get(url, headers={"X-User": "anna"}).status_code == (404 if url.endswith("/x") else 200)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("answer", [None, 1, "yes", "anna"])
def test_only_true_is_true(index: Path, settings: Settings, answer: object) -> None:
    blueprint = create_blueprint(index, settings=settings, authorize=lambda: answer)  # type: ignore[arg-type, return-value]
    assert host(("/r", blueprint)).get("/r/search?q=x").status_code == 403


def test_a_hosts_own_page_for_403_comes_first(index: Path, settings: Settings) -> None:
    app = Flask("host")
    app.register_blueprint(create_blueprint(index, settings=settings, authorize=lambda: False), url_prefix="/r")
    app.register_error_handler(403, lambda error: ("host says no", 403))
    assert app.test_client().get("/r/").text == "host says no"


@pytest.mark.parametrize("dynamic", [False, True])
def test_nobody_gets_around_the_base_filter(index: Path, settings: Settings, dynamic: bool) -> None:
    confined = Filters(source=("AP",), date_from=dt.date(2022, 1, 1))
    blueprint = create_blueprint(index, settings=settings, base_filter=(lambda: confined) if dynamic else confined)
    client = host(("/r", blueprint))

    def found(args: str) -> dict[str, object]:
        answer = client.get(f"/r/api/v1/search?per_page=50&{args}").json
        assert isinstance(answer, dict)
        return answer

    answer = found("q=grève")
    assert answer["total"] == 6
    assert answer["facets"] == {
        "source": [{"value": "AP", "count": 6}],
        "category": [{"value": "Économie", "count": 4}, {"value": "Société", "count": 2}],
        "tags": [],
        "authors": [],
    }
    # Two articles without a date have this word; not even their number is told.
    assert found("q=Loukachenko visite")["facets"] == {name: [] for name in FACETS}
    # Asking for what lies outside finds nothing, in parameters and in the query.
    for args in (
        "q=grève&source=CNN",
        "q=grève&source=Ouest-France",
        "q=source:AFP",
        "q=grève source:AFP",
        "q=Loukachenko",
    ):
        beyond = found(args)
        assert beyond["total"] == 0, args
        assert "Ouest-France" not in str(beyond["facets"])
        assert "AFP" not in str(beyond["facets"])
    assert found("q=grève&source=AP&source=AFP")["total"] == 6
    assert found("q=grève source:ap")["total"] == 6
    assert found("q=grève&from=1900-01-01")["total"] == 6
    page = client.get("/r/search?q=grève").text
    assert "6 articles" in page
    assert "Ouest-France" not in page
    assert "sans date" not in page
    for outsider in ("cnn-1", "ap/2023/2", "greve-2", "greve/sans date"):
        assert client.get(f"/r/articles/{outsider}").status_code == 404
        assert client.get(f"/r/api/v1/articles/{outsider}").status_code == 404
        explained = client.get("/r/api/v1/explain", query_string={"q": "grève", "id": outsider})
        assert explained.status_code == 404
        assert explained.data == client.get("/r/api/v1/explain?q=grève&id=none").data
        # Not to be told from an article that does not exist.
        assert client.get(f"/r/api/v1/articles/{outsider}").data == client.get("/r/api/v1/articles/none").data
    assert client.get("/r/articles/greve-1").status_code == 200
    start = client.get("/r/").text
    assert "6 articles à parcourir" in start
    for outside in ("Ouest-France", "CNN", "sans date", "2023"):
        assert outside not in start.partition("<main")[2], outside


def test_a_base_filter_per_user_is_asked_each_time(index: Path, settings: Settings) -> None:
    def mine() -> Filters:
        return Filters(source=request.headers["X-User"])

    client = host(("/r", create_blueprint(index, settings=settings, base_filter=mine)))
    url = "/r/api/v1/search?q=grève"
    tags = set()
    for user, total in (("AP", 6), ("AFP", 1), ("Personne", 0)):
        answer = client.get(url, headers={"X-User": user})
        assert answer.json["total"] == total  # type: ignore[index]
        assert "private" in answer.headers["Cache-Control"]
        tags.add(answer.headers["ETag"])
    assert len(tags) == 3
    # One reader's tag is of no use to another.
    for tag in tags:
        assert client.get(url, headers={"X-User": "Autre", "If-None-Match": tag}).status_code == 200


def test_a_base_filter_that_forgets_to_answer_opens_nothing(index: Path, settings: Settings) -> None:
    app = Flask("host")
    blueprint = create_blueprint(index, settings=settings, base_filter=lambda: None)  # type: ignore[arg-type]
    app.register_blueprint(blueprint, url_prefix="/r")
    client = app.test_client()
    assert client.get("/r/search?q=grève").status_code == 500
    assert client.get("/r/articles/cnn-1").status_code == 500
    assert client.get("/r/api/v1/search?q=grève").content_type == "application/problem+json"


@pytest.mark.parametrize("base_filter", [{"source": "AP"}, "AP", ["AP"], 0, False])
def test_what_is_no_base_filter_is_said_when_the_blueprint_is_made(index: Path, base_filter: Any) -> None:
    with pytest.raises(UsageError, match=r"base_filter = .* ; il faut un Filters"):
        create_blueprint(index, base_filter=base_filter)


def test_an_index_that_is_not_there_yet_is_503_until_it_is(tmp_path: Path, settings: Settings) -> None:
    client = host(("/r", create_blueprint(tmp_path / "i", settings=settings)))
    assert client.get("/r/search?q=x").status_code == 503
    assert client.get("/r/api/v1/search?q=x").status_code == 503
    build_index(tmp_path / "i", [Article(id="1", title="x", text="x y")])
    assert client.get("/r/search?q=x").status_code == 200


def test_an_unknown_language_is_said_at_once(index: Path) -> None:
    with pytest.raises(SettingsError, match="de"):
        create_blueprint(index, language="de")


def test_the_host_can_put_its_own_template_first(index: Path, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "trouvere").mkdir()
    (tmp_path / "trouvere" / "start.html").write_text("my own start", encoding="utf-8")
    app = Flask("host", template_folder=str(tmp_path))
    app.register_blueprint(create_blueprint(index, settings=settings), url_prefix="/r")
    assert app.test_client().get("/r/").text == "my own start"


@pytest.mark.parametrize(
    ("filters", "through"),
    [
        (Filters(), True),
        (Filters(source="AP"), True),
        (Filters(source="ap"), True),
        (Filters(source="CNN"), False),
        (Filters(category=("Monde", "Sport")), True),
        (Filters(tags="Chine"), True),
        (Filters(tags="Inde"), False),
        (Filters(authors="Anne"), True),
        (Filters(authors="Bob"), False),
        (Filters(date_from=dt.date(2023, 3, 1)), True),
        (Filters(date_from=dt.date(2023, 3, 2)), False),
        (Filters(date_to=dt.date(2023, 3, 1)), True),
        (Filters(date_to=dt.date(2023, 2, 28)), False),
        (Filters(source="AP", tags="Inde"), False),
    ],
)
def test_an_article_passes_as_a_search_would_let_it(filters: Filters, through: bool) -> None:
    article = Article(
        id="1", text="x", source="AP", category="Monde", tags=("Chine",), authors=("Anne",), date=dt.date(2023, 3, 1)
    )
    assert passes(article, filters) is through
    undated = Article(id="1", text="x", source="AP", category="Monde", tags=("Chine",), authors=("Anne",))
    dated = bool(filters.date_from or filters.date_to)
    assert passes(undated, filters) is (through and not dated)


def test_completions_and_corrections_stay_within_the_base_filter(index: Path, settings: Settings) -> None:
    confined = Filters(source=("AP",), date_from=dt.date(2022, 1, 1))
    client = host(("/r", create_blueprint(index, settings=settings, base_filter=confined)))
    free = host(("/r", create_blueprint(index, settings=settings)))
    assert free.get("/r/api/v1/suggest?q=louk").json["suggestions"] != []  # type: ignore[index]
    assert client.get("/r/api/v1/suggest?q=louk").json["suggestions"] == []  # type: ignore[index]
    assert client.get("/r/api/v1/suggest?q=gr").json["suggestions"] != []  # type: ignore[index]
    assert free.get("/r/api/v1/search?q=Loukachanko").json["corrected"] == "Loukachenko"  # type: ignore[index]
    assert client.get("/r/api/v1/search?q=Loukachanko").json["corrected"] is None  # type: ignore[index]
