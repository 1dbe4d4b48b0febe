"""What in a folder is ours: nothing else is touched, and none of it stops a command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from trouvere.index import (
    Article,
    backup_index,
    build_index,
    check_index,
    delete_articles,
    describe_index,
    optimize,
    prune_index,
    restore_index,
    update_index,
)
from trouvere.index.engines.embedded.lock import hold, let_go, writing
from trouvere.index.engines.embedded.read.layout import is_file, is_generation, is_of_the_system, number_of
from trouvere.index.errors import BuildError
from trouvere.index.storage import DiskStorage

ARTICLES = [Article(id=f"a{n}", text=f"Le pont numéro {n} rouvre.") for n in range(4)]
SYSTEM = (".DS_Store", "._x", ".nfs0000000004a8e1f200000001", "Thumbs.db", "desktop.ini", "lost+found", ".Trash-1000")
PRECIOUS = (
    "building-plans/x.txt",
    "building-2024/x.txt",
    "building-7/manifest.json/x.txt",
    "building-/x",
    "building-12a/s1.text",
    "generations/2020-archives/x.txt",
    "generations/2020/x.txt",
    "generations/999999-photos/x.jpg",
    "generations/notes.txt",
    "notes.txt",
    "building-8",
)


def put(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("précieux", encoding="utf-8")
    return path


def everything(index: Path, elsewhere: Path) -> None:
    """Do all that changes an index or copies it."""
    build_index(index, ARTICLES)
    update_index(index, [Article(id="b", text="Une gare ferme.")])
    update_index(index, [*ARTICLES[1:], Article(id="b", text="Une gare ouvre.")], mirror=True)
    delete_articles(index, ["a1"])
    delete_articles(index, ["a2"], purge=True)
    optimize(index)
    prune_index(index)
    backup_index(index, elsewhere / "copy")
    restore_index(elsewhere / "copy", index)
    assert check_index(index).ok


def test_what_others_put_into_an_index_stays_and_stops_nothing(tmp_path: Path) -> None:
    index = tmp_path / "i"
    build_index(index, ARTICLES[:1])
    precious = [put(index, name) for name in PRECIOUS]
    for folder in (
        index,
        index / "generations",
        *index.glob("generations/0*"),
        index / "building-1",
        tmp_path / "copy",
    ):
        for name in SYSTEM:
            put(folder, name)
    everything(index, tmp_path)
    assert {path.read_text(encoding="utf-8") for path in precious} == {"précieux"}
    assert not (index / "building-1").exists()
    assert all(map(is_generation, describe_index(index).generations))


def test_an_index_is_not_begun_among_somebodys_files(tmp_path: Path) -> None:
    for number, name in enumerate(PRECIOUS):
        folder = tmp_path / str(number)
        path = put(folder, name)
        before = sorted(folder.rglob("*"))
        with pytest.raises(BuildError, match="n'est pas un index"):
            build_index(folder, ARTICLES)
        assert sorted(folder.rglob("*")) == before
        assert path.is_file()


def test_a_stage_that_another_writer_publishes_meanwhile_is_nobodys(tmp_path: Path) -> None:
    class Published(DiskStorage):
        """A disk on which a stage is renamed behind whoever has just listed the folder."""

        def names(self, path: Path) -> list[str]:
            names = super().names(path)
            shutil.rmtree(path / "building-7", ignore_errors=True)
            return names

    (tmp_path / "i" / "building-7").mkdir(parents=True)
    assert build_index(tmp_path / "i", ARTICLES, storage=Published()).published


def test_an_index_begins_where_systems_have_left_something(tmp_path: Path) -> None:
    for name in SYSTEM:
        put(tmp_path, name)
    assert build_index(tmp_path, ARTICLES).articles == 4


def test_what_somebody_put_into_a_generation_outlives_it(tmp_path: Path) -> None:
    build_index(tmp_path / "i", ARTICLES)
    (old,) = (tmp_path / "i" / "generations").iterdir()
    put(old, "notes.txt")
    for n in range(3):
        update_index(tmp_path / "i", [Article(id="b", text=f"Une gare {n}.")])
    prune_index(tmp_path / "i")
    assert [path.name for path in old.iterdir()] == ["notes.txt"]


def test_a_link_in_the_place_of_a_stage_is_not_followed(tmp_path: Path) -> None:
    build_index(tmp_path / "i", ARTICLES)
    kept = put(tmp_path / "elsewhere", "s1.text")
    (tmp_path / "i" / "building-9").symlink_to(kept.parent)
    update_index(tmp_path / "i", [Article(id="b", text="Une gare.")])
    assert kept.exists()


@pytest.mark.parametrize("with_another", [False, True])
def test_a_writer_whose_lock_was_removed_says_so_and_publishes_nothing(with_another: bool, tmp_path: Path) -> None:
    index = tmp_path / "i"
    build_index(index, ARTICLES)

    def late() -> object:
        yield Article(id="b", text="Une gare.")
        (index / "LOCK").unlink()
        if with_another:
            report = update_index(index, [Article(id="c", text="Un port.")])
            assert report.published
            # The stage of this writer is in use: nobody interrupted it.
            assert not report.notices
        yield Article(id="d", text="Une mer.")

    with pytest.raises(BuildError, match="LOCK a été effacé") as caught:
        build_index(index, late())  # type: ignore[arg-type]
    assert caught.value.hint
    assert describe_index(index).articles == len(ARTICLES) + with_another
    assert not list(index.glob("building-*"))
    assert update_index(index, [Article(id="e", text="Un été.")]).published


def test_a_stage_is_left_over_once_its_owner_is_gone(tmp_path: Path) -> None:
    build_index(tmp_path / "i", ARTICLES)
    stage = put(tmp_path / "i", "building-5/s1.text").parent
    held = hold(stage)
    with writing(tmp_path / "i", "essai"):
        pass
    update_index(tmp_path / "i", [Article(id="b", text="Une gare.")])
    assert stage.exists()
    let_go(held)
    report = update_index(tmp_path / "i", [Article(id="c", text="Une mer.")])
    assert not stage.exists()
    assert any("building-5" in notice for notice in report.notices)


def test_an_index_within_its_sources_is_not_read_as_articles(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Le pont rouvre.", encoding="utf-8")
    index = tmp_path / "sous" / "articles.idx"
    for _ in range(2):
        report = build_index(index, tmp_path)
        assert (report.articles, report.skipped_total) == (1, 0)
    report = update_index(index, tmp_path, mirror=True)
    assert (report.unchanged, report.skipped_total, report.held_back) == (1, 0, False)
    shutil.copytree(index, tmp_path / "copie")
    assert update_index(index, tmp_path, mirror=True).skipped_total == 0


@pytest.mark.parametrize(
    ("name", "number"),
    [("000001-26a57209", 1), ("1234567-abcdef01", 1_234_567), ("2020-archives", 0), ("000001-26a5720", 0), ("", 0)],
)
def test_names_of_generations(name: str, number: int) -> None:
    assert number_of(name) == number
    assert is_generation(name) == bool(number)


def test_names_of_our_files_and_of_systems() -> None:
    ours = (
        "manifest.json",
        "s1.text_stem",
        "s12.articles.blob.part",
        "run-000000001-0.tmp",
        "_MAIN_1.toc",
        "whoosh.tmp",
    )
    assert all(map(is_file, ours))
    assert not any(map(is_file, ("s1", "notes.tmp", "x.text", "manifest.json~", "run.tmp", *SYSTEM)))
    assert all(map(is_of_the_system, SYSTEM))
    assert not any(map(is_of_the_system, (*ours, ".env", "notes.txt", "lost", "DS_Store")))
