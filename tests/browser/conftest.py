"""Chromium on a served index, where there is one; otherwise the tests say why they were skipped."""

import datetime as dt
import gzip
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from cluster.fixtures import one_node
from torture.serving import Serve, served

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app

ROOT = Path(__file__).resolve().parents[2]
GOV = "shared/data/gov/corpus.jsonl.gz"
SETTINGS = Settings(opensearch_replicas=0)
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


Open = Callable[..., Any]
ENGINES = ["", pytest.param("opensearch", marks=pytest.mark.cluster)]
"""Where the pages have their index: here, or on a cluster (run by scripts/cluster)."""
__all__ = ["one_node"]


@dataclass(frozen=True)
class Site:
    """An index that is served, and what a reader would look for in it."""

    base: str
    typed: str
    """The beginning of a word that is completed."""
    query: str
    """A search with more than one page of answers."""


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Serves an app for as long as a block lasts, at the address that it is given."""
    return served


@pytest.fixture(scope="session", params=ENGINES, ids=["folder", "cluster"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Tells where to put an index."""
    folder = tmp_path_factory.mktemp("browser")
    if not request.param:
        return lambda name: str(folder / f"{name}.idx")
    servers = request.getfixturevalue("one_node")
    return lambda name: str(servers.address(f"{name}-{uuid.uuid4().hex[:8]}"))


@pytest.fixture(scope="session")
def base(place: Callable[[str], str]) -> Iterator[str]:
    index = place("articles")
    build_index(index, ARTICLES, settings=SETTINGS)
    with served(create_app(index, settings=SETTINGS)) as address:
        yield address


@pytest.fixture(scope="session", params=["sample", "gov"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, place: Callable[[str], str]
) -> Iterator[Site]:
    index = place(request.param)
    if request.param == "sample":
        build_index(index, [ROOT / "index" / "sample"], settings=SETTINGS)
        typed, query = "loukach", "de OU la OU Chine"
    else:
        corpus = next((one for parent in ROOT.parents if (one := parent / GOV).exists()), None)
        if corpus is None:
            pytest.skip(f"no {GOV} beside the checkout")
        some = tmp_path_factory.mktemp("gov") / "first.jsonl"
        with gzip.open(corpus, "rt", encoding="utf-8") as lines, some.open("w", encoding="utf-8") as out:
            out.writelines(islice(lines, 5_000))
        build_index(index, [some], settings=SETTINGS)
        typed, query = "retrai", "retraite"
    with served(create_app(index, settings=SETTINGS)) as address:
        yield Site(address, typed, query)


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


@pytest.fixture
def open_page(chromium: Any, base: str) -> Iterator[Open]:
    contexts = []

    def open_page(
        path: str = "/",
        *,
        base: str = base,
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        scripts: bool = True,
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
            base_url=base,
            locale="fr-FR",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.console = []
        page.on("console", lambda message: page.console.append(message.text))
        page.on("pageerror", lambda error: page.console.append(f"uncaught: {error}"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
