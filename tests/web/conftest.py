"""One index of a few articles for the tests of the pages and the API, and ways to ask and read them."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import lxml.etree
import lxml.html
import pytest
from embedding.market import MARKET, MARKET_FIELDS
from flask import Flask
from flask.testing import FlaskClient

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app

STRIKE = (
    "La grève touchera {n} lignes mardi. Les syndicats demandent une hausse de 5 % des salaires.\n"
    "Les négociations reprennent jeudi, sous l’égide du ministère. Les voyageurs s’organisent."
)
ARTICLES = [
    Article(
        id="cnn-1",
        title="Le dirigeant chinois Xi Jinping rencontre son partenaire biélorusse",
        text="Alexandre Loukachenko est en visite d’État à Pékin. L’Occident met la Chine en garde.\n"
        "Xi a accueilli mercredi Loukachenko au Grand Palais du Peuple de Pékin.",
        date=dt.date(2023, 3, 1),
        place="Hong-Kong",
        source="CNN",
        category="Monde",
        authors=("Simone McCarthy", "Rob Picheta"),
        url="https://edition.cnn.com/2023/03/01/xi",
        tags=("Chine", "Biélorussie"),
    ),
    Article(
        id="ap/2023/2",
        title="Le dirigeant biélorusse se rend en Chine au milieu des tensions ukrainiennes",
        text="Loukachenko est arrivé mardi à Pékin pour une visite d’État surveillée de près.",
        source="AP",
        category="Monde",
        url="javascript:alert(1)",
    ),
    *(
        Article(
            id=f"greve-{n}",
            title=f"Grève : {n} lignes touchées",
            text=STRIKE.format(n=n),
            date=dt.date(2022, n, 1),
            source="AP" if n % 2 else "Ouest-France",
            category="Économie" if n < 9 else "Société",
        )
        for n in range(1, 12)
    ),
    Article(id="greve/sans date", title="Grève sans date", text="Une grève, on ne sait quand.", source="AFP"),
    *(
        Article(id=odd, title="Identifiant étrange", text="Un article à l’identifiant baroque.", source="Étrange")
        for odd in ("..", "a/../b", "/abs", "fin/", "a//b", "é à?b=c#d&e", "%2e%2e", "http://x.fr//y?z", "a\\b", "a+b")
    ),
]


@pytest.fixture(scope="session")
def articles() -> list[Article]:
    return ARTICLES


@pytest.fixture(scope="session")
def settings() -> Settings:
    """What is set in the shell that runs the tests does not count."""
    return Settings()


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "articles.idx"
    build_index(path, ARTICLES)
    return path


def app_of(index: Path, settings: Settings) -> Flask:
    """Return an app as in production: an unforeseen error becomes a page, it does not leave the app."""
    app = create_app(index, settings=settings)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture(scope="session")
def app(index: Path, settings: Settings) -> Flask:
    return app_of(index, settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def market_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("market") / "annuaire.idx"
    build_index(path, MARKET, fields=MARKET_FIELDS)
    return path


@pytest.fixture(scope="session")
def market_app(market_index: Path, settings: Settings) -> Flask:
    return app_of(market_index, settings)


@pytest.fixture
def market(market_app: Flask) -> FlaskClient:
    return market_app.test_client()


class Page(lxml.html.HtmlElement):  # type: ignore[misc]  # lxml has no types
    """An element that is asked with CSS; lxml's own way there needs a package of its own."""

    def cssselect(self, css: str) -> list["Page"]:
        found = self.xpath("|".join(".//" + xpath_of(one.strip()) for one in css.split(",")))
        assert isinstance(found, list)
        return found


def xpath_of(css: str) -> str:
    """Return the XPath of a selector: tags, #ids, .classes, [attributes], :nth-child, and blank, > or ~ between."""
    steps = {">": "/", "~": "/following-sibling::", "": "//"}
    path = ""
    for joint, tag, rest in re.findall(r"\s*([>~]?)\s*([\w-]*)((?:[#.:][\w-]+(?:\(\d\))?|\[[^]]+\])*)", css):
        if not tag and not rest:
            continue
        path += (steps[joint] if path else "") + (tag or "*")
        for kind, name, number, attribute, value in re.findall(
            r"([#.:])([\w-]+)(?:\((\d)\))?|\[([\w-]+)(?:=([^]]+))?\]", rest
        ):
            path += {
                "#": f"[@id='{name}']",
                ".": f"[contains(concat(' ', @class, ' '), ' {name} ')]",
                ":": f"[count(preceding-sibling::*) + 1 = {number}]",
                "": f"[@{attribute}='{value}']" if value else f"[@{attribute}]",
            }[kind]
    return path


def read_page(text: str) -> Page:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(element=Page))
    page = lxml.html.document_fromstring(text.encode(), parser=parser)
    assert isinstance(page, Page)
    return page


Get = Callable[..., Page]


@pytest.fixture(scope="session")
def read() -> Callable[[str], Page]:
    return read_page


@pytest.fixture
def get(client: FlaskClient) -> Get:
    def get(url: str, status: int = 200, **args: str | int | list[str]) -> Page:
        answer = client.get(url, query_string=args or None)
        assert answer.status_code == status, answer.text
        assert answer.content_type == "text/html; charset=utf-8"
        return read_page(answer.text)

    return get
