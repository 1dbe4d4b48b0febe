"""What a mirror takes away, what it keeps, and what it refuses. Folders with faults: tests/torture/mirror.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from trouvere.index import Article, build_index, describe_index, update_index
from trouvere.index.engines.mirror import is_cut
from trouvere.index.errors import MirrorRefused, UsageError
from trouvere.index.settings import Settings

ARTICLES = [Article(id=f"a{n}", text=f"Le pont numéro {n} rouvre.") for n in range(10)]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build_index(tmp_path / "i", ARTICLES)
    return tmp_path / "i"


@pytest.mark.parametrize(
    ("gone", "share", "allowed"),
    [
        (3, None, True),
        (4, None, False),
        (4, 0.4, True),
        (9, 1.0, True),
        (9, 0.8999, False),
        (1, 0.0, False),
        (1, 0.01, True),  # one may always go, unless none may
        (2, 0.01, False),
    ],
)
def test_no_more_than_a_share_goes_at_once(gone: int, share: float | None, allowed: bool, index: Path) -> None:
    before = describe_index(index)
    for dry_run in (True, False):
        if allowed:
            report = update_index(index, ARTICLES[gone:], mirror=True, max_delete=share, dry_run=dry_run)
            assert (report.deleted, report.kept, report.held_back) == (gone, 0, False)
        else:
            with pytest.raises(MirrorRefused, match=f"sur 10 \\({gone}0 %\\)") as caught:
                update_index(index, ARTICLES[gone:], mirror=True, max_delete=share, dry_run=dry_run)
            assert caught.value.hint
            assert caught.value.hint.endswith(f"--max-delete {gone}0")
            assert caught.value.exit_code == 1
            assert describe_index(index) == before


def test_the_setting_says_what_goes_where_nothing_else_does(index: Path) -> None:
    settings = Settings(max_delete=90)
    assert update_index(index, ARTICLES[:1], mirror=True, settings=settings).deleted == 9


@pytest.mark.parametrize("others", [[], [Article(id="x", text="Tout autre chose.")]])
def test_never_do_all_go(others: list[Article], index: Path) -> None:
    with pytest.raises(MirrorRefused):
        update_index(index, others, mirror=True, max_delete=1.0)
    assert describe_index(index).articles == 10


@pytest.mark.parametrize("share", [30, -0.1, float("nan")])
def test_a_share_that_is_none_is_refused(share: float, index: Path) -> None:
    with pytest.raises(UsageError, match="max_delete"):
        update_index(index, ARTICLES, mirror=True, max_delete=share)


@pytest.mark.parametrize(
    ("content", "whole", "cut"),
    [
        ("Le pont", "Le pont rouvre.", True),
        ("Le po", "Le pont rouvre.", True),
        ("Le pont **", "Le pont rouvre.", True),
        ("Le pont rouvr\ufffd", "Le pont rouvré.", True),
        ("Titre", "Titre\nLe pont rouvre.", True),
        ("Titre\nLe pont", "Titre\nLe pont rouvre.\nEncore.", True),
        ("Titre\nLe pont rouvre.", "Titre\nLe pont rouvre.\nEncore.", False),
        ("Le pont ferme.", "Le pont rouvre.", False),
        ("Le pont rouvre.", "Le pont rouvre.", False),
        ("Le pont rouvre. Enfin.", "Le pont rouvre.", False),
        ("Le pont rouvre", "Le pont rouvre *", False),
    ],
)
def test_what_is_the_beginning_of_what_there_was(content: str, whole: str, cut: bool) -> None:
    assert is_cut(content, whole) is cut


def test_a_text_cut_short_does_not_replace_the_whole_one(tmp_path: Path) -> None:
    folder, index = tmp_path / "f", tmp_path / "i"
    folder.mkdir()
    for n in range(5):
        (folder / f"{n}.txt").write_text(f"Dossier {n}\n\nLe pont rouvre au public. La mairie {n} se réjouit.\n")
    build_index(index, folder)
    whole = (folder / "2.txt").read_text()
    (folder / "2.txt").write_text(whole[:30])
    for _ in range(2):
        report = update_index(index, folder, mirror=True)
        assert (report.held_back, report.kept, report.articles, report.indexed) == (True, 1, 5, 0)
        assert "coupé" in report.skipped[-1].reason
    # Without --mirror it is taken as it is.
    assert update_index(index, folder).indexed == 1
    (folder / "2.txt").write_text(whole)
    report = update_index(index, folder, mirror=True)
    assert (report.held_back, report.deleted, report.articles) == (False, 1, 5)


def test_a_cut_text_is_not_taken_beside_what_cannot_be_read(tmp_path: Path) -> None:
    folder, index = tmp_path / "f", tmp_path / "i"
    folder.mkdir()
    for n in range(5):
        (folder / f"{n}.txt").write_text(f"Dossier {n}\n\nLe pont rouvre au public. La mairie {n} se réjouit.\n")
    (folder / "a.jsonl").write_text('{"id": "a", "text": "Une gare ouvre."}\n')
    build_index(index, folder)
    (folder / "2.txt").write_text("Dossier 2\n\nLe pont rouv")
    (folder / "a.jsonl").write_text('{"id": "a", "te')
    assert update_index(index, folder, mirror=True).indexed == 0
    (folder / "a.jsonl").write_text('{"id": "a", "text": "Une gare ouvre."}\n')
    report = update_index(index, folder, mirror=True)
    assert (report.held_back, report.kept, report.articles) == (True, 1, 6)


def test_an_edited_file_replaces_what_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    for n in range(5):
        (folder / f"{n}.txt").write_text(f"Le pont numéro {n} rouvre.\n\nIl avait fermé.\n")
    build_index(tmp_path / "i", folder)
    for text in ("Le pont numéro 2 ferme.\n\nIl avait rouvert.\n", "Le pont numéro 2 ferme.\n"):
        (folder / "2.txt").write_text(text)
        report = update_index(tmp_path / "i", folder, mirror=True)
        if report.held_back:  # only its first line is left: that may be a cut
            assert text.count("\n") == 1
        else:
            assert (report.indexed, report.deleted, report.articles) == (1, 1, 5)


def test_without_mirror_what_cannot_be_read_fails_nothing(tmp_path: Path, index: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "b", "text": "Une gare."}\n{"id": ')
    report = update_index(index, tmp_path / "a.jsonl")
    assert (report.indexed, report.unread, report.held_back) == (1, 1, False)


def test_a_torn_file_publishes_nothing_however_often(tmp_path: Path) -> None:
    """A text without an id has another one when it is cut; a timer must not publish, and prune, for that each day."""
    sources = tmp_path / "s"
    sources.mkdir()
    for number in range(4):
        (sources / f"{number}.txt").write_text(f"Titre {number}\n\nLe pont numéro {number} rouvre demain à Cosne.\n")
    build_index(tmp_path / "i", [sources])
    (sources / "3.txt").write_text("Titre 3\n\nLe pont numéro 3 rou")
    for _ in range(2):
        report = update_index(tmp_path / "i", [sources], mirror=True)
        assert (report.published, report.held_back, report.articles) == (False, True, 4)
    assert describe_index(tmp_path / "i").generation.startswith("000001")
    assert not list((tmp_path / "i").glob("building-*"))
