"""`check` says what is lost with a file, and what it proposes mends the index."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from trouvere.index import Article, build_index, check_index, delete_articles, describe_index
from trouvere.index.settings import Settings
from trouvere.search import open_searcher
from trouvere.web.cli import root

SETTINGS = Settings(processes=1)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "articles.idx"
    articles = [Article(id=str(n), title=f"Grève {n}", text="Les cheminots débraient.", source="AFP") for n in range(5)]
    build_index(path, articles, settings=SETTINGS)
    delete_articles(path, ["4"], settings=SETTINGS)
    return path


def files(index: Path) -> list[Path]:
    return sorted(path for path in Path(describe_index(index).path).iterdir() if path.name != "manifest.json")


def damaged(path: Path, kind: str) -> None:
    content = bytearray(path.read_bytes())
    path.unlink()
    if kind == "flip":
        content[70 if len(content) > 70 else 0] ^= 1
        path.write_bytes(content)


@pytest.mark.parametrize("kind", ["flip", "delete"])
def test_each_file_is_named_with_what_is_lost_and_rebuild_mends_what_it_says_it_does(index: Path, kind: str) -> None:
    sayings = set()
    for name in [path.name for path in files(index)]:
        path = next(path for path in files(index) if path.name == name.replace("s1.", files(index)[-1].name[:3]))
        damaged(path, kind)
        result = CliRunner().invoke(root, ["index", "check", str(index), "--json"])
        assert result.exit_code == 1
        report = json.loads(result.stdout)
        (damage,) = report["damage"]
        assert damage["file"] == path.name
        sayings.add(damage["lost"])
        assert "restore" in report["remedy"]
        if path.suffix in (".articles", ".deleted"):
            assert "rebuild" not in report["remedy"]
            return_to(index)
            continue
        assert "index rebuild" in report["remedy"]
        assert CliRunner().invoke(root, ["index", "rebuild", str(index)]).exit_code == 0
        assert check_index(index).ok
        with open_searcher(index, settings=SETTINGS) as searcher:
            assert searcher.search("cheminot").total == 4
            assert searcher.search("grève", limit=10).hits[0].article.source == "AFP"
        return_to(index)
    assert len(sayings) == len(files(index))


def return_to(index: Path) -> None:
    """Build the index anew, with a deletion."""
    articles = [Article(id=str(n), title=f"Grève {n}", text="Les cheminots débraient.", source="AFP") for n in range(5)]
    build_index(index, articles, settings=SETTINGS)
    delete_articles(index, ["4"], settings=SETTINGS)


def test_a_person_reads_which_articles(index: Path) -> None:
    path = next(path for path in files(index) if path.name.endswith(".text"))
    damaged(path, "flip")
    result = CliRunner().invoke(root, ["index", "check", str(index)])
    assert result.exit_code == 1
    assert f"{path.name} : contenu changé (SHA-256) → le texte de 5 articles ne peut plus être cherché" in result.stdout
    assert f"→ « trouvere index rebuild {index} »" in result.stderr


def test_without_the_manifest_everything_is_lost(index: Path) -> None:
    (Path(describe_index(index).path) / "manifest.json").write_bytes(b"{}")
    report = check_index(index)
    assert report.damage[0].lost.startswith("tout")
    assert "rebuild" not in report.remedy
