"""Builds of what patterns choose and of files of a site: what is told, what mirrors remove, what strictness is about."""

from pathlib import Path

import pytest

from trouvere.index import ArticleError, Settings, build_index, update_index
from trouvere.search import open_searcher

LINE = '{"text": "Le pont de Cosne rouvre lundi matin.", "url": "/brèves/1/"}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "site"
    (made / "vieux").mkdir(parents=True)
    for number in range(9):
        (made / f"{number}.txt").write_text(f"Le quai {number} ferme.\n", encoding="utf-8")
    (made / "a.jsonl").write_text(LINE, encoding="utf-8")
    (made / "vieux" / "b.txt").write_text("Le marché déménage.\n", encoding="utf-8")
    (made / "README.md").write_text("Lire ceci.\n", encoding="utf-8")
    return made


def test_patterns_that_match_nothing_are_told(tmp_path: Path, folder: Path) -> None:
    report = build_index(tmp_path / "i", folder, settings=Settings(exclude=("vieux/", "*.dm")))
    assert report.articles == 10
    assert [notice for notice in report.notices if "*.dm" in notice] == list(report.notices)
    assert len(report.notices) == 1


def test_a_readme_is_told_and_is_no_fault_of_strict_builds(tmp_path: Path, folder: Path) -> None:
    report = build_index(tmp_path / "i", folder, strict=True)
    assert [Path(skip.where).name for skip in report.skipped] == ["README.md"]
    assert report.unread == 0
    (folder / "photo.png").write_bytes(b"x")
    with pytest.raises(ArticleError, match=r"photo\.png"):
        build_index(tmp_path / "i", folder, strict=True)


def test_a_mirror_removes_what_is_excluded(tmp_path: Path, folder: Path) -> None:
    assert build_index(tmp_path / "i", folder).articles == 11
    settings = Settings(exclude=("vieux/",))
    report = update_index(tmp_path / "i", folder, mirror=True, settings=settings)
    assert (report.deleted, report.articles, report.held_back) == (1, 10, False)


@pytest.mark.parametrize("processes", [1, 2])
def test_addresses_reach_articles_that_workers_parse(tmp_path: Path, folder: Path, processes: int) -> None:
    settings = Settings(base_url="https://journal.example/", processes=processes)
    build_index(tmp_path / "i", folder, settings=settings)
    searcher = open_searcher(tmp_path / "i")
    found = {hit.article.url for word in ("pont", "quai") for hit in searcher.search(word).hits}
    assert {"https://journal.example/br%C3%A8ves/1/", "https://journal.example/0.txt"} <= found
