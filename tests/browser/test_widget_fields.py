"""<trouvere-search> over an index whose site declares fields: filters of its page, browsing, what hits show."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

from trouvere.index import Article, Field, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app

pytestmark = pytest.mark.browser

FIELDS = (
    Field("region", label="Région", label_en="Region"),
    Field("prix", "number", label="Prix", label_en="Price"),
    Field("payant", "boolean", label="Payant"),
    Field("ouverture", "date", label="Ouvert depuis"),
    Field("cote", show=False),
)
ARTICLES = [
    Article(
        id=str(n),
        title=f"Atelier {n}",
        text="Un atelier de poterie.",
        date=dt.date(2024, 1, n),
        extra={
            "region": ["Nièvre", "Ain"] if n == 6 else "Nièvre" if n % 2 else "Ain",
            "prix": 1002.00048 if n == 4 else 1000 + n / 2,
            "payant": n > 3,
            "ouverture": "2020-05-01T18:30",
            "cote": "caché",
        },
    )
    for n in range(1, 7)
]
SHOWN = """[...document.querySelector("trouvere-search").shadowRoot.querySelectorAll(".result")].map((one) =>
  one.querySelector(".title").textContent + "|" + [...one.querySelectorAll(".fact")].map((fact) => fact.textContent).join("|"))"""


def page_of(language: str, search: str, attributes: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><title>Page</title>'
        f'<script src="{search}static/trouvere/trouvere-search.js"></script>'
        f'<trouvere-search src="{search}" {attributes}></trouvere-search>'
    )


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Los_Angeles"])
def test_filters_facts_and_browsing(chromium: Any, serve: Any, tmp_path: Path, zone: str) -> None:
    path = tmp_path / "annuaire.idx"
    build_index(path, ARTICLES, fields=FIELDS)
    page_app = Flask("page")
    with serve(page_app) as site, serve(create_app(path, settings=Settings(cors_origins=site))) as search:
        search = search.rstrip("/") + "/"

        @page_app.get("/<name>")
        def page_named(name: str) -> Response:
            attributes = {
                "fr": 'browse filters="region=Ain&amp;prix=1002..&amp;sort=-prix&amp;q=rien&amp;page=7"',
                "en": 'filters="not.region=Nièvre&amp;payant=true"',
                "none": 'browse filters="region=Corse"',
            }[name]
            return Response(page_of("en" if name == "en" else "fr", search, attributes))

        context = chromium.new_context(timezone_id=zone, locale="fr-FR")
        page = context.new_page()
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{site.rstrip('/')}/fr")
        page.locator("trouvere-search .fact").first.wait_for()
        plain = [one.replace("\u00a0", " ").replace("\u202f", " ") for one in page.evaluate(SHOWN)]
        assert plain == [
            "Atelier 6|Région : Nièvre, Ain|Prix : 1 003|Payant|Ouvert depuis : 1er mai 2020",
            "Atelier 4|Région : Ain|Prix : 1 002,00048|Payant|Ouvert depuis : 1er mai 2020",
        ]
        assert "2 articles" in page.locator("trouvere-search .status").text_content()
        page.goto(f"{site.rstrip('/')}/en")
        assert page.evaluate(SHOWN) == []
        page.locator("trouvere-search .input").fill("poterie")
        page.locator("trouvere-search .button").click()
        page.locator("trouvere-search .fact").first.wait_for()
        assert page.evaluate(SHOWN) == ["Atelier 4|Region: Ain|Price: 1,002.00048|Payant|Ouvert depuis: May 1, 2020"]
        page.goto(f"{site.rstrip('/')}/none")
        page.get_by_text("Aucun article.").wait_for()
        assert said == []
        context.close()
