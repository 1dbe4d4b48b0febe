"""Addresses of indexes on a cluster: what is one, what is none and why, and that no password is ever said."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from trouvere.index.engines.opensearch.read.address import Address, credentials, is_cluster, parse
from trouvere.index.errors import SettingsError, UsageError
from trouvere.index.settings import Settings
from trouvere.web.cli import root


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("opensearch://localhost:9200/articles", Address((("localhost", 9200),), "articles")),
        ("opensearchs://a.fr:443/x-1", Address((("a.fr", 443),), "x-1", tls=True)),
        ("opensearch://a:1,b:2,[::1]:3/x", Address((("a", 1), ("b", 2), ("[::1]", 3)), "x")),
        ("OpenSearch://seul/x.y_z", Address((("seul", 9200),), "x.y_z")),
        (Path("opensearch://localhost:9200/articles"), Address((("localhost", 9200),), "articles")),
    ],
)
def test_an_address_is_read_and_written(written: str | Path, address: Address) -> None:
    assert is_cluster(written)
    assert parse(written) == address
    assert parse(str(address)) == address


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("opensearch://localhost:9200", "nom de l'index"),
        ("opensearch://localhost:9200/", "nom de l'index"),
        ("opensearch://localhost:9200/Articles", "« Articles »"),
        ("opensearch://localhost:9200/a/b", "« a/b »"),
        ("opensearch://localhost:9200/a*", "« a* »"),
        ("opensearch://localhost:9200/-a", "« -a »"),
        ("opensearch:///a", "manque un hôte"),
        ("opensearch://a,,b/x", "manque un hôte"),
        ("opensearch://a:0/x", "« a:0 »"),
        ("opensearch://a:99999/x", "« a:99999 »"),
        ("opensearch://a:b/x", "« a:b »"),
        ("opensearch://a b/x", "« a b »"),
    ],
)
def test_a_bad_address_says_what_is_wrong_and_what_a_good_one_is(written: str, said: str) -> None:
    assert is_cluster(written)
    with pytest.raises(UsageError) as error:
        parse(written)
    assert said in str(error.value)
    assert "opensearch://localhost:9200/articles" in str(error.value.hint)


@pytest.mark.parametrize(
    "written", ["articles.idx", "/opensearch://a/b", "opensearch", "file:///a", "./opensearch:/a/b"]
)
def test_a_folder_is_a_folder(written: str) -> None:
    assert not is_cluster(written)


@pytest.mark.parametrize("written", ["opensearch://moi:secret@a:1/x", "opensearch://a:1/moi:secret@x"])
def test_a_password_in_an_address_is_refused_and_not_repeated(written: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(written)
    assert "secret" not in f"{error.value} {error.value.hint}"
    assert "TROUVERE_OPENSEARCH_PASSWORD" in str(error.value.hint)


def test_user_and_password_come_from_the_environment_both_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TROUVERE_OPENSEARCH_USER", raising=False)
    monkeypatch.delenv("TROUVERE_OPENSEARCH_PASSWORD", raising=False)
    assert credentials() is None
    monkeypatch.setenv("TROUVERE_OPENSEARCH_USER", "moi")
    with pytest.raises(UsageError, match="TROUVERE_OPENSEARCH_PASSWORD"):
        credentials()
    monkeypatch.setenv("TROUVERE_OPENSEARCH_PASSWORD", "secret")
    assert credentials() == ("moi", "secret")


@pytest.mark.parametrize("arguments", [["info"], ["build", "."], ["check"], ["copy", "."]])
def test_without_the_client_it_is_said_how_to_get_it(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    command, *rest = arguments
    found = CliRunner().invoke(root, ["index", command, "opensearch://a/x", *rest])
    assert found.exit_code == 1
    assert "pip install 'trouvere[opensearch]'" in found.stderr


def test_a_certificate_that_cannot_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    pytest.importorskip("opensearchpy", reason="opensearch-py is absent: pip install trouvere[opensearch]")
    from trouvere.index.engines.opensearch.read.client import connect

    (tmp_path / "none.pem").write_text("rien")
    for name in ("absent.pem", "none.pem"):
        with pytest.raises(SettingsError, match="opensearch_ca"):
            connect(parse("opensearchs://a/x"), Settings(opensearch_ca=str(tmp_path / name)))
