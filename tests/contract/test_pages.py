"""The page and the API are the same, whatever the engine."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from contract.engines import Engine
from trouvere.index import Article
from trouvere.web import create_app

ADDRESSES = """
    /
    /search?q=préfet
    /search?q=visite+de+Loukachenko+à+Pékin&match=any
    /search?q=préfet&sort=date&page=3
    /search?q=marraton
    /search?q=marathon+téléphérique&match=all
    /search?q=préfet&source=AP&from=2022-01-01
    /articles/pekin?q=visite
    /articles/cœur/œuvre
    /search.json?q=préfet
    /search.csv?q=préfet
    /search.rss?q=préfet
    /api/v1/search?q=préfet&explain=true
    /api/v1/suggest?q=louk
    /api/v1/similar?id=foule-3
    /api/v1/explain?q=visite&id=pekin
    /api/v1/articles/pekin
""".split()


@pytest.fixture(scope="module")
def client(engine: Engine, index: str) -> FlaskClient:
    return create_app(index, settings=engine.settings).test_client()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    from contract.articles import ARTICLES

    engine = Engine("embedded", folder=tmp_path_factory.mktemp("pages"))
    return create_app(engine.build(ARTICLES), settings=engine.settings).test_client()


def plain(text: str) -> str:
    """Return an answer without what differs from one search to the next: generation, time, the last digits of scores."""
    text = re.sub(r"[0-9]{6}-[0-9a-f]{8}", "GENERATION", text)
    text = re.sub(r'"took_ms": ?[0-9.e-]+', "TOOK", text)
    text = re.sub(r'class="took">.*?</span>', "TOOK", text)
    text = re.sub(r"<lastBuildDate>.*?</lastBuildDate>", "", text)
    return re.sub(r"([0-9]+\.[0-9]{3})[0-9]+", r"\1", text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_and_answers_are_the_same(client: FlaskClient, embedded: FlaskClient, address: str) -> None:
    one, other = embedded.get(address), client.get(address)
    assert other.status_code == one.status_code == 200
    assert plain(other.text) == plain(one.text)


def test_ready(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_what_is_not_there(client: FlaskClient) -> None:
    assert client.get("/articles/personne").status_code == 404
    problem: Any = client.get("/api/v1/articles/personne").json
    assert problem["status"] == 404


def test_a_new_generation_is_another_page(engine: Engine) -> None:
    index = engine.build([Article(id="un", text="Le préfet est là.")])
    client = create_app(index, settings=engine.settings).test_client()
    first = client.get("/api/v1/search?q=préfet")
    engine.build([Article(id="un", text="Le préfet est là."), Article(id="deux", text="Un préfet.")], index)
    second = client.get("/api/v1/search?q=préfet", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.json is not None
    assert second.json["total"] == 2
