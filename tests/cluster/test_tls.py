"""Through a proxy that ends TLS and asks for a password: what goes, what is refused, and that no password is ever said."""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from cluster.proxy import Proxy, certificate
from cluster.servers import Servers
from trouvere.index import Article, build_index, describe_index
from trouvere.index.errors import ClusterError, ClusterUnavailable, TrouvereError
from trouvere.index.settings import Settings

pytestmark = pytest.mark.cluster
PASSWORD = "motdepasse-très-secret"
ARTICLES = [Article(id="1", title="Grève", text="Une grève.")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def proxy(one_node: Servers, made: tuple[Path, Path]) -> Iterator[Proxy]:
    with Proxy(one_node.hosts.split(",")[0], *made, "moi", PASSWORD) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def settings(made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TROUVERE_OPENSEARCH_USER", "moi")
    monkeypatch.setenv("TROUVERE_OPENSEARCH_PASSWORD", PASSWORD)
    monkeypatch.setenv("TROUVERE_OPENSEARCH_CA", str(made[0]))
    monkeypatch.setenv("TROUVERE_OPENSEARCH_REPLICAS", "0")
    return Settings.load()


def test_an_index_is_built_through_it(
    proxy: Proxy, settings: Settings, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    there = f"opensearchs://localhost:{proxy.server_port}/{address.rpartition('/')[2]}"
    with caplog.at_level(logging.DEBUG):
        report = build_index(there, ARTICLES, settings=settings)
    assert report.articles == describe_index(there).articles == 1
    assert proxy.asked > 10
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize(
    ("scheme", "ca", "password", "kind", "hint"),
    [
        ("opensearchs", False, PASSWORD, ClusterUnavailable, "opensearch_ca"),
        ("opensearchs", True, "autre", ClusterError, "TROUVERE_OPENSEARCH_PASSWORD"),
        ("opensearch", True, PASSWORD, ClusterUnavailable, "opensearchs://"),
    ],
)
def test_what_does_not_go_says_what_to_do(
    proxy: Proxy,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    scheme: str,
    ca: bool,
    password: str,
    kind: type[TrouvereError],
    hint: str,
) -> None:
    monkeypatch.setenv("TROUVERE_OPENSEARCH_PASSWORD", password)
    if not ca:
        settings = replace(settings, opensearch_ca="")
    with caplog.at_level(logging.DEBUG), pytest.raises(kind) as error:
        build_index(f"{scheme}://localhost:{proxy.server_port}/x", ARTICLES, settings=settings)
    assert hint in str(error.value.hint)
    assert password not in f"{error.value} {error.value.hint} {caplog.text}"
