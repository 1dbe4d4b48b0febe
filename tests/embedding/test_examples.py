"""The example programs: what they show is used, and they start by the command that their READMEs give."""

import json
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import lxml.html
import pytest
from flask.testing import FlaskClient

from trouvere.index.engines.embedded.lock import writing

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
Load = Callable[[str], ModuleType]


@pytest.fixture
def newsroom(example: Load, tmp_path: Path) -> FlaskClient:
    client: FlaskClient = example("newsroom").create_app(tmp_path).test_client()
    return client


def test_an_article_saved_at_the_desk_is_found_at_once_and_one_removed_is_not(newsroom: FlaskClient) -> None:
    def total(query: str) -> int:
        found = newsroom.get("/recherche/api/v1/search", query_string={"q": query}).json
        assert found
        return int(found["total"])

    assert total("passerelle") == 0
    form = {"id": "42", "title": "La passerelle", "category": "Ville", "text": "La passerelle ferme lundi."}
    saved = newsroom.post("/articles", data=form, follow_redirects=True)
    assert "1 article(s) à jour" in saved.text
    assert total("passerelle") == 1
    newsroom.post("/articles", data=form | {"text": "Le pont rouvre."})
    assert (total("passerelle lundi"), total("pont rouvre")) == (0, 1) or total("lundi") == 0
    assert newsroom.post("/articles", data={"id": "43"}).status_code == 400
    newsroom.post("/articles/delete", data={"id": "42"})
    assert total("pont") == 0
    assert newsroom.post("/articles/delete", data={"id": "42"}).status_code == 404


def test_a_save_while_somebody_else_writes_is_not_an_error(
    newsroom: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROUVERE_LOCK_WAIT", "0.1")
    with writing(tmp_path / "articles.idx", "build"):
        assert newsroom.post("/articles", data={"id": "7", "title": "x", "text": "Un mot."}).status_code == 202


def test_two_searches_in_the_sites_own_layout_and_colours(newsroom: FlaskClient) -> None:
    for prefix, query, title in (
        ("/recherche", "marché", "Le marché de Cosne rouvre ses portes"),
        ("/cuisine/recherche", "pommes", "La tarte Tatin"),
    ):
        answer = newsroom.get(f"{prefix}/search", query_string={"q": query})
        page = lxml.html.document_fromstring(answer.text)
        assert page.xpath("//header[@class='gazette']"), "the site's layout"
        assert len(page.xpath("//main")) == 1
        assert page.xpath("//title")[0].text_content().startswith(query)
        assert [one.text_content().strip() for one in page.xpath("//ol//h2")] == [title]
        sheets = page.xpath("//link[@rel='stylesheet']/@href")
        assert [sheet.partition("?")[0] for sheet in sheets] == [
            f"{prefix}/static/trouvere/trouvere.css",
            f"{prefix}/static/trouvere/theme.css",
            "/static/newsroom.css",
        ]
        for sheet in sheets:
            with newsroom.get(sheet) as css:
                assert css.status_code == 200, sheet
                assert css.content_type.startswith("text/css")
        assert "--t-accent: #0b5394;" in newsroom.get(sheets[1]).text
        article = newsroom.get(page.xpath("//ol//h2/a/@href")[0])
        assert "La Gazette" in article.text
    other = newsroom.get("/recherche/api/v1/search?q=tarte").json
    assert other
    assert other["total"] == 0


def test_the_sites_own_error_page_stays_its_own(newsroom: FlaskClient) -> None:
    assert "La Gazette n’a rien à cette adresse" in newsroom.get("/rien").text
    assert "La Gazette n’a rien à cette adresse" in newsroom.get("/recherche/rien").text
    missing = newsroom.get("/recherche/articles/rien")
    assert missing.status_code == 404
    assert 'class="gazette"' in missing.text
    assert newsroom.get("/recherche/api/v1/articles/rien").content_type == "application/problem+json"


def test_a_member_goes_where_they_wanted_and_finds_what_they_may(example: Load, tmp_path: Path) -> None:
    client = example("members").create_app(tmp_path).test_client()
    wanted = "/recherche/search?q=budget"
    sent = client.get(wanted)
    assert (sent.status_code, sent.headers["Location"]) == (302, "/login?next=/recherche/search?q%3Dbudget")
    assert client.get("/recherche/api/v1/search?q=budget").status_code == 302
    assert client.post(sent.headers["Location"], data={"name": "anna", "password": "non"}).status_code == 401
    assert client.get(wanted).status_code == 302

    entered = client.post(sent.headers["Location"], data={"name": "basile", "password": "érable"})
    assert entered.headers["Location"] == wanted
    assert "1 article" in client.get(wanted).text
    for secret in ("confidentiels", "salaires", "Trésorerie", "Bureau"):
        assert secret not in client.get(wanted).text
    assert client.get("/recherche/articles/ca").status_code == 404
    assert client.post("/logout").headers["Location"] == "/login"
    assert client.get(wanted).status_code == 302

    client.post("/login", data={"name": "anna", "password": "tilleul"})
    assert "3 articles" in client.get(wanted).text
    assert "confidentiels" in client.get("/recherche/articles/ca").text


@pytest.mark.parametrize("wanted", ["https://ailleurs.fr/", "//ailleurs.fr", "/\\ailleurs.fr", "javascript:alert(1)"])
def test_logging_in_leads_to_no_other_site(example: Load, tmp_path: Path, wanted: str) -> None:
    client = example("members").create_app(tmp_path).test_client()
    form = {"name": "anna", "password": "tilleul"}
    assert client.post("/login", query_string={"next": wanted}, data=form).headers["Location"] == "/"


def test_a_directory_narrows_by_its_own_fields(example: Load, tmp_path: Path) -> None:
    client = example("annuaire").create_app(tmp_path).test_client()
    listed = client.get("/").headers["Location"]
    assert listed == "/recherche/search?sort=date"
    assert "60 articles" in client.get(listed).text
    lines = (EXAMPLES / "annuaire" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [
        article["id"]
        for article in sorted(map(json.loads, lines), key=lambda article: article.get("prix", 0))
        if article["region"] == "Nièvre" and 5 <= article.get("prix", 0) <= 30 and not article["payant"]
    ]
    assert len(wanted) > 2
    found = client.get("/recherche/api/v1/search?region=Nièvre&prix=5..30&payant=non&sort=prix&per_page=50").json
    assert found
    assert sorted(hit["id"] for hit in found["hits"]) == sorted(wanted)


@pytest.mark.parametrize("name", ["newsroom", "members", "annuaire"])
def test_an_example_starts_as_its_readme_says(name: str, tmp_path: Path) -> None:
    readme = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    assert "In English:" in readme
    line = next(line for line in readme.splitlines() if line.startswith("flask "))
    command = [sys.executable, "-m", *shlex.split(line), "--port", "0"]
    environment = {f"{name.upper()}_DATA": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        try:
            found = next(found for line in running.stderr if (found := re.search(r"http://\S+", line)))
            with urllib.request.urlopen(f"{found[0]}/recherche/", timeout=10) as answer:
                assert answer.status == 200
        finally:
            running.terminate()
