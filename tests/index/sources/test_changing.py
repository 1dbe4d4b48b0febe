"""Files that change, vanish or turn into something else between two steps of a build."""

import gzip
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures import Reasons

from trouvere.index.article import RawArticle
from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources import read
from trouvere.index.sources.files.opening import (
    CHANGED_REASON,
    OUTSIDE_REASON,
    SPECIAL_REASON,
    FileFault,
    blocks,
    open_regular,
)
from trouvere.index.sources.files.walking import walk

LINE = '{"text": "Le vent se lève sur la mer."}\n'
MANY = 40_000
"""Lines that no buffer holds all of."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "f"
    made.mkdir()
    (made / "a.jsonl").write_text(LINE, encoding="utf-8")
    (made / "z.jsonl").write_text(LINE, encoding="utf-8")
    (tmp_path / "secret.jsonl").write_text('{"text": "secret"}\n', encoding="utf-8")
    return made


@pytest.fixture
def begun(folder: Path, skipped: list[Skipped]) -> Iterator[RawArticle]:
    """Return the rest of the articles in the folder, of which the first is read already."""
    reader = read([folder], settings=Settings(), rename=None, on_skip=skipped.append)
    assert next(reader)
    return reader


def test_file_removed_after_the_build_began(folder: Path, begun: Iterator[RawArticle], reasons: Reasons) -> None:
    (folder / "b.jsonl").write_text(LINE, encoding="utf-8")
    (folder / "z.jsonl").unlink()
    assert not list(begun)
    assert [reason for _, reason in reasons()] == ["fichier introuvable"]


def test_folder_removed_after_the_build_began(folder: Path, begun: Iterator[RawArticle], reasons: Reasons) -> None:
    shutil.rmtree(folder)
    assert not list(begun)
    assert [reason for _, reason in reasons()] == ["fichier introuvable"]


def test_folder_that_grows_is_read_as_it_was_listed(
    folder: Path, begun: Iterator[RawArticle], skipped: list[Skipped]
) -> None:
    for number in range(50):
        (folder / f"b{number}.jsonl").write_text(LINE, encoding="utf-8")
    assert len(list(begun)) == 1
    assert not skipped


def test_file_replaced_as_a_whole_is_read_whole(
    folder: Path, begun: Iterator[RawArticle], skipped: list[Skipped]
) -> None:
    (folder / "new").write_text(LINE * 3, encoding="utf-8")
    (folder / "new").rename(folder / "z.jsonl")
    assert len(list(begun)) == 3
    assert not skipped


@pytest.mark.parametrize("turn", ["pipe", "link", "folder"])
def test_file_that_turns_into_something_else_between_look_and_opening(turn: str, folder: Path, tmp_path: Path) -> None:
    within = folder / "sous"
    within.mkdir()
    (within / "secret.jsonl").write_text(LINE, encoding="utf-8")
    found = next(one for one in walk(folder) if one.path.name == "secret.jsonl")
    assert not found.reason
    found.path.unlink()
    if turn == "pipe":
        os.mkfifo(found.path)
    elif turn == "link":
        found.path.symlink_to(tmp_path / "secret.jsonl")
    else:
        within.rmdir()
        within.symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(FileFault, match=SPECIAL_REASON[:12] if turn == "pipe" else OUTSIDE_REASON):
        open_regular(found.path, found.top)


@pytest.mark.parametrize("how", ["truncated", "appended", "rewritten"])
def test_lines_of_a_file_that_changes_count_and_the_change_is_told(
    how: str, tmp_path: Path, skipped: list[Skipped]
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(LINE * MANY, encoding="utf-8")
    reader = read([path], settings=Settings(), rename=None, on_skip=skipped.append)
    assert next(reader)
    if how == "truncated":
        os.truncate(path, path.stat().st_size // 2 + 5)
    else:
        with path.open("a" if how == "appended" else "r+", encoding="utf-8") as file:
            file.write(LINE)
    rest = sum(1 for _ in reader)
    assert rest == {"truncated": MANY // 2 - 1, "appended": MANY, "rewritten": MANY - 1}[how]
    assert skipped[-1].reason == CHANGED_REASON
    assert len(skipped) == 1


@pytest.mark.parametrize("packed", [False, True])
def test_whole_of_a_file_that_changes_is_refused(packed: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    content = random.Random(0).randbytes(1 << 20)
    path.write_bytes(gzip.compress(content) if packed else content)
    with open_regular(path) as stream:
        parts = blocks(stream, most=1 << 30)
        next(parts)
        with path.open("ab") as file:
            file.write(gzip.compress(b"encore") if packed else b"encore")
        with pytest.raises(FileFault, match=CHANGED_REASON):
            list(parts)
