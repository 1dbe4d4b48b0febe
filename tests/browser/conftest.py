"""Chromium on a served index, where there is one; otherwise the tests say why they were skipped."""

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
ARTICLES = [
    Article(
        id="cnn/1",
        title="Le dirigeant chinois Xi Jinping rencontre son partenaire biélorusse",
        text="Alexandre Loukachenko est en visite d’État à Pékin. L’Occident met la Chine en garde.\n"
        "Xi a accueilli mercredi Loukachenko au Grand Palais du Peuple de Pékin.",
        date=dt.date(2023, 3, 1),
        place="Hong-Kong",
        source="CNN",
        category="Monde",
        authors=("Simone McCarthy", "Rob Picheta"),
        url="https://edition.cnn.com/2023/03/01/xi",
    ),
    Article(
        id="long",
        title="Anticonstitutionnellement" * 8,
        text="La grève " + "Donaudampfschifffahrtsgesellschaft" * 20 + " et la suite.",
        source="Un journal dont le nom est plutôt long, et même davantage",
        category="Une-rubrique-sans-la-moindre-espace-où-couper",
        date=dt.date(2021, 1, 1),
    ),
    *(
        Article(
            id=f"greve-{n}",
            title=f"Grève : {n} lignes touchées",
            text=f"La grève touchera {n} lignes mardi. Les syndicats demandent une hausse de 5 % des salaires.",
            date=dt.date(2022, 1 + n % 12, 1) if n % 7 else None,
            source=f"Source {n % 11}",
            category="Économie" if n % 2 else "Société",
        )
        for n in range(1, 124)
    ),
]


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("browser") / "articles.idx"
    build_index(path, ARTICLES)
    server = make_server("127.0.0.1", 0, create_app(path, settings=Settings()), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is absent: pip install trouvere[browser]"
    )
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
